import '../engine/support/noPauses';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { eventsOf } from '../../nodes/KiriminAja/trigger/events';
import { textIn } from '../../nodes/shared/values/texts';
import { answering } from '../engine/support/answering';
import { runNode, type RunResult } from '../engine/support/runNode';
import { operations, type Tested } from '../operations';
import type { Exchange, Read } from '../operations/row';

/** Every published exchange and webhook of KiriminAja: the nodes ask exactly so, and read the answer into what is documented. */
const folder = join(__dirname, '../fixtures/kiriminaja');

interface Fixture {
	exchanges?: Exchange[];
	deliveries?: Array<{ name: string; body: IDataObject }>;
	data?: unknown[];
}
const fixtureOf = (file: string) =>
	JSON.parse(readFileSync(join(folder, `${file}.json`), 'utf8')) as Fixture;
const files = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));

/** The published bookings are for the next day; the clock goes on from here, so that pauses still end. */
beforeEach(() => {
	const { now } = Date;
	const behind = now() - Date.parse('2026-07-19T12:00:00+07:00');
	jest.spyOn(Date, 'now').mockImplementation(() => now() - behind);
});
afterEach(() => jest.restoreAllMocks());

/** Each exchange that the nodes can make, and what becomes of it: what the rows of the operations say. */
const made: Record<string, Record<string, [Tested, Read]>> = {};
for (const tested of operations.filter(({ type }) => type === 'kiriminAja')) {
	for (const [file, reads] of Object.entries(tested.row.published?.exchanges ?? {})) {
		for (const [name, read] of Object.entries(reads)) {
			made[file] ??= {};
			expect(made[file][name]).toBeUndefined();
			made[file][name] = [tested, read];
		}
	}
}

/** Exchanges that the nodes do not make, and why. */
const leftOut: Record<string, Record<string, string>> = {
	'address-city': { 'missing_field (inferred shape)': 'the node asks for the province first' },
	'address-district-by-name': {
		ok: 'asked by the picker of districts: test/engine/kiriminAja/lists.test.ts',
		'no match (inferred)': 'as above',
		'throttled (inferred body)': 'as above; a 429 is read in errors-general',
	},
	'address-kelurahan-by-name-legacy': { ok: 'legacy, replaced by address-search-v6.1' },
	'cancel-express': { 'query-string variant (all SDKs)': 'the node sends a body, as documented' },
	'integrate-setup-key': { ok: 'for shop plugins only' },
	'order-express-v6.1': { 'ok unpaid': 'deprecated, replaced by v6.2' },
	'order-express-v6.2': {
		'cod with credit':
			'the node refuses it before sending: test/engine/kiriminAja/expressOrder.create.test.ts',
		validation: 'the node asks for the district first',
		'validation, field map variant':
			'the node refuses a short address before sending; the shape is read in test/engine/kiriminAja/refusals.test.ts',
	},
	'order-instant-v4': {
		ok: 'deprecated, replaced by v6.2',
		'needs payment': 'deprecated',
		'too far': 'deprecated',
	},
	'order-instant-v6.2': {
		'validation observed (missing note)':
			'the node always sends a note; the shape is read in test/engine/kiriminAja/refusals.test.ts',
		'validation documented': 'the node asks for the coordinates first',
	},
	'preference-legacy': { ok: '2023 plugin only' },
	'pricing-express-v6.1': {
		'validation error (inferred shape)': 'the node asks for the destination first',
		'WooCommerce 2.3 request (kelurahan ids only)': 'the node always sends the districts',
	},
	'set-callback': { 'WooCommerce variant': 'a status that only the plugin sends' },
};

const exchanges = files.flatMap((file) =>
	(fixtureOf(file).exchanges ?? []).map((exchange): [string, string, Exchange] => [
		file,
		exchange.name,
		exchange,
	]),
);

test('every operation of KiriminAja has published exchanges', () => {
	const without = operations.filter(({ type, row }) => type === 'kiriminAja' && !row.published);
	expect(without.map(({ label }) => label)).toEqual([]);
});

test('knows every published exchange: it is made, or there is a reason why not', () => {
	const unknown = exchanges.filter(([file, name]) => !made[file]?.[name] && !leftOut[file]?.[name]);
	expect(unknown.map(([file, name]) => `${file}: ${name}`)).toEqual([]);
	const published = new Set(exchanges.map(([file, name]) => `${file}: ${name}`));
	const tables: Array<Record<string, object>> = [made, leftOut];
	const listed = tables.flatMap((table) =>
		Object.entries(table).flatMap(([file, names]) =>
			Object.keys(names).map((name) => `${file}: ${name}`),
		),
	);
	expect(listed.filter((entry) => !published.has(entry))).toEqual([]);
});

/** Runs the node against a server that gives the published answer to everything, and hands out what was asked. */
async function replay({ resource, operation, row }: Tested, { request, response }: Exchange) {
	const asked: Array<Exchange['request']> = [];
	let result: RunResult | undefined;
	await answering(
		async (incoming, answer) => {
			const chunks: Buffer[] = [];
			for await (const chunk of incoming) chunks.push(chunk as Buffer);
			const text = Buffer.concat(chunks).toString('utf8');
			const { pathname, searchParams } = new URL(String(incoming.url), 'http://127.0.0.1');
			expect(incoming.headers.authorization).toBe('Bearer the-key');
			asked.push({
				method: String(incoming.method),
				path: pathname,
				query: Object.fromEntries(searchParams),
				body: text === '' ? null : (JSON.parse(text) as IDataObject),
			});
			// A pause of none, so that the tries of a read that meets a passing fault do not take long.
			answer.writeHead(response.http_status, {
				'content-type': 'application/json',
				'retry-after': '0',
			});
			answer.end(JSON.stringify(response.body));
		},
		async (url) => {
			result = await runNode({
				type: 'kiriminAja',
				resource,
				operation,
				parameters: row.published?.fill?.(request),
				credentials: { kiriminAjaApi: { environment: 'custom', baseUrl: url, apiKey: 'the-key' } },
			});
		},
	);
	return { asked, result: result as RunResult };
}

const table = exchanges.flatMap(([file, name, exchange]) => {
	const entry = made[file]?.[name];
	return entry ? [[file, name, exchange, ...entry] as const] : [];
});

test.each(table)(
	'%s, %s: asks as published and reads the answer',
	async (_file, _name, exchange, tested, expected) => {
		const { asked, result } = await replay(tested, exchange);

		const { method, path, query = {}, body } = exchange.request;
		expect(asked[0]).toEqual({ method, path, query, body });
		if ('message' in expected) {
			expect(result.error?.message).toBe(expected.message);
			if (expected.advice) expect(result.error?.description).toContain(expected.advice);
			return;
		}
		expect(result.error).toBeUndefined();
		for (const item of expected.items)
			expect(result.json).toContainEqual(expect.objectContaining(item));
		if (expected.exactly !== undefined) expect(result.json).toHaveLength(expected.exactly);
	},
);

const deliveries = files.flatMap((file) =>
	(fixtureOf(file).deliveries ?? []).map((delivery): [string, string, IDataObject] => [
		file,
		delivery.name,
		delivery.body,
	]),
);

test.each(deliveries)('%s, %s: gives one event for each package', (_file, _name, body) => {
	const rows =
		Array.isArray(body.data) && body.data.length > 0
			? body.data
			: [body.data ?? body.packages].flat();
	const events = eventsOf(body);

	expect(events?.map(({ orderId }) => orderId)).toEqual(
		(rows as IDataObject[]).map((row) => textIn(row.order_id)),
	);
	expect(new Set(events?.map(({ eventId }) => eventId)).size).toBe(rows.length);
	for (const event of events ?? []) {
		expect(event.event).toBe(body.method);
		expect(event.verification).toBe('bearer');
	}
});

test('the tables of codes hold what the nodes know', () => {
	const tables = files.filter((file) => file.startsWith('ref-'));
	expect(tables).toHaveLength(5);
	for (const file of tables) expect(fixtureOf(file).data?.length).toBeGreaterThan(0);
});
