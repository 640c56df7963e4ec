import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { SERVICES, terminal } from '../../../live/keys.ts';
import { compare, type Row } from '../../../live/shape.ts';
import { accounts } from '../../../sandbox/index.ts';
import { sampleOrder } from '../support/kiriminAja';
import { useSandbox } from '../support/sandbox';
import { check, keysOf, lying, merchantsDay } from './support';

const sandbox = useSandbox();
beforeEach(() => sandbox.liftLimits());

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'live-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const { kiriminAja, kirimo, kasPro } = accounts;
const secrets = [
	kiriminAja.apiKey,
	kirimo.apiKey,
	kasPro.clientId,
	kasPro.clientSecret,
	kasPro.hmacKey,
	kasPro.hmacSecret,
	'sandbox-access-token',
	Buffer.from(`${kasPro.clientId}:${kasPro.clientSecret}`).toString('base64'),
];
const [customer] = kasPro.customers;
/** People and their things, as the sandbox has them from the merchant's day. */
const own = [
	kiriminAja.profile.name,
	kiriminAja.profile.email,
	sampleOrder.orderId,
	sampleOrder.destinationName,
	sampleOrder.destinationPhone,
	sampleOrder.destinationAddress,
	'Sari Wulandari',
	'DEVEL-000000101',
	'MLT-INS-1001',
	'EPR-1784512345',
	'Wulandari',
	String(customer?.mobileNumber),
	String(customer?.email),
	'1250000',
];

function expectNone(text: string, hidden: string[]): void {
	for (const one of hidden) expect(text).not.toContain(one);
}

describe('keys and people are never shown', () => {
	test('not in what is printed', async () => {
		const numbers = await merchantsDay(sandbox.current);
		const { output } = await check({ ...keysOf(sandbox.current), ...numbers });

		expect(output).toContain('✔');
		expectNone(output, [...secrets, ...own]);
	});

	test('not when a service repeats them in its words, in fields of its own or in the names of fields', async () => {
		const numbers = await merchantsDay(sandbox.current);
		const keys = secrets.filter((one) => one !== 'sandbox-access-token');
		const gossip = keys.join(' / ');
		const person = 'Budi Santoso';
		const { output, code } = await lying(
			sandbox.current,
			({ url, text }) => {
				if (url.includes('/couriers_group')) {
					return {
						text: JSON.stringify({ status: false, text: `${gossip} 0812-3456-7890 a@b.id` }),
					};
				}
				if (!text.startsWith('{')) return { text };
				const more = { [secrets[0] ?? '']: 1, customer_name: person, note: gossip };
				return { text: JSON.stringify({ ...(JSON.parse(text) as Row), ...more }) };
			},
			async (url) => await check({ ...keysOf({ url }), ...numbers }),
		);

		expect(code).toBe(1);
		expect(output).toContain('it was refused (HTTP 200: •••');
		expectNone(output, [...secrets, ...own, '0812-3456-7890', 'a@b.id', person]);
	});

	test('not when they stand in the command, which asks nothing then', async () => {
		const { output, code } = await check(keysOf(sandbox.current), { args: [kiriminAja.apiKey] });

		expect(code).toBe(2);
		expect(output).toContain('Keys never stand in the command');
		expectNone(output, secrets);
		expect(sandbox.current.requests).toEqual([]);
	});

	test('not by a connection that others can read', async () => {
		const { output, code } = await check({
			KIRIMO_API_KEY: kirimo.apiKey,
			KIRIMO_BASE_URL: 'http://kirimo.example',
		});

		expect(code).toBe(2);
		expect(output).toBe(
			'The address of Kirimo has to begin with https:// and to have no user, ? or #. Correct KIRIMO_BASE_URL.',
		);
	});

	test('not while they are typed', async () => {
		const input = new PassThrough();
		const output = new PassThrough();
		const shown: string[] = [];
		output.on('data', (chunk: Buffer) => shown.push(chunk.toString('utf8')));
		const person = terminal(input, output);
		const answers: Record<string, string> = {
			'API key': kirimo.apiKey,
			address: sandbox.current.url,
		};
		const { code } = await check(
			{},
			{
				ask: async (question, isHidden) => {
					const [, label = ''] = /^Kirimo, ([\w ]+)/.exec(question) ?? [];
					const typed = person.ask(question, isHidden);
					input.write(`${answers[label.trim()] ?? ''}\r`);
					return await typed;
				},
			},
		);
		person.close();

		expect(code).toBe(0);
		expect(shown.join('')).toContain('Kirimo, API key:');
		expect(shown.join('')).toContain(sandbox.current.url);
		expectNone(shown.join(''), secrets);
	});
});

interface Recorded {
	title: string;
	confidence: string;
	exchanges: Array<{
		name: string;
		request: { method: string; path: string; headers: Row; body: Row | null };
		response: { http_status: number; body: Row };
	}>;
}

describe('a recording', () => {
	async function recorded() {
		const numbers = await merchantsDay(sandbox.current);
		const target = join(folder, 'answers');
		const result = await check(
			{ ...keysOf(sandbox.current), ...numbers },
			{ args: ['--record', target] },
		);
		const files = readdirSync(target, { recursive: true, encoding: 'utf8' }).filter((file) =>
			file.endsWith('.json'),
		);
		const texts = new Map(files.map((file) => [file, readFileSync(join(target, file), 'utf8')]));
		return { ...result, target, texts };
	}
	const exchangesIn = (texts: Map<string, string>, file: string) =>
		(JSON.parse(texts.get(`kiriminaja/${file}.json`) ?? '') as Recorded).exchanges;

	test('holds no key and nobody', async () => {
		const { code, texts } = await recorded();

		expect(code).toBe(0);
		expect(texts.size).toBeGreaterThan(20);
		for (const text of texts.values()) expectNone(text, [...secrets, ...own]);
	});

	test('has the form of the fixtures, and the published keys and types', async () => {
		const { texts } = await recorded();

		for (const [path, text] of texts) {
			const [name, file = ''] = path.replace('.json', '').split('/');
			const service = SERVICES.find(({ service: one }) => one.folder === name)?.service;
			const content = JSON.parse(text) as Recorded & Row;
			const bodies =
				name === 'kiriminaja' ? content.exchanges.map(({ response }) => response.body) : [content];
			for (const body of bodies) {
				const shapes = service?.questions
					.filter((one) => (typeof one.file === 'function' ? one.file(body) : one.file) === file)
					.map((one) => (typeof one.shape === 'function' ? one.shape(body) : one.shape));
				const fitting = shapes?.filter((shape) => compare(body, shape).wrong.length === 0);
				expect([path, fitting?.length]).not.toEqual([path, 0]);
			}
		}
		const [found, none] = exchangesIn(texts, 'tracking-express');
		expect([found?.name, none?.name]).toEqual(['found', 'not found']);
		expect(found?.request.headers.Authorization).toBe('Bearer {api_key}');
	});

	test('has one invented number for one real number, in what was asked and in what was answered', async () => {
		const { texts } = await recorded();
		const [found] = exchangesIn(texts, 'tracking-express');
		const [label] = exchangesIn(texts, 'awb-print');
		const [ride] = exchangesIn(texts, 'tracking-instant-v4');
		const details = found?.response.body.details as Row;

		expect(found?.request.body).toEqual({ order_id: details.order_id });
		expect(details.order_id).toMatch(/^AAA-0{10,}\d$/);
		expect(label?.request.body).toEqual({ awb: [details.awb] });
		expect(ride?.request.path.split('/').at(-1)).toBe((ride?.response.body.result as Row).order_id);
	});

	test('keeps what the documents speak of: figures that fit, words of states, times', async () => {
		const { texts } = await recorded();
		const page = JSON.parse(texts.get('kirimo/transactions.page1.response.200.json') ?? '') as Row;
		const [row] = (page.data as { transactions: Row[] }).transactions;

		expect(row).toMatchObject({ amount: 175000, fee: 3500, net_amount: 171500, status: 'paid' });
		expect(row?.created_at).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
		expect(texts.get('kiriminaja/address-province.json')).toContain('DI Yogyakarta');
	});

	test('takes all that the documents do not name for somebody’s own', async () => {
		const target = join(folder, 'answers');
		await lying(
			sandbox.current,
			({ url, text }) => {
				if (!url.includes('/profile')) return { text };
				const body = JSON.parse(text) as { results: Row };
				const more = { owner: 'Bu Tuti', 'Bu Tuti 0812': 7, tax: 123456789012345, tags: ['vip'] };
				return { text: JSON.stringify({ ...body, results: { ...body.results, ...more } }) };
			},
			async (url) => await check(keysOf({ url }), { args: ['--record', target] }),
		);
		const text = readFileSync(join(target, 'kiriminaja/profile.json'), 'utf8');

		expectNone(text, ['Tuti', '0812"', '123456789012345', 'vip']);
		expect(text).toContain('"owner": "Keterangan 1"');
	});

	test('is left out where somebody’s name can not be told from a word of the documents', async () => {
		const target = join(folder, 'answers');
		const { output, code } = await lying(
			sandbox.current,
			({ url, text }) =>
				url.includes('/profile')
					? { text: text.replace(kiriminAja.profile.name, 'response') }
					: { text },
			async (url) => await check(keysOf({ url }), { args: ['--record', target] }),
		);

		expect(output).toContain(
			"Not recorded, because somebody's own would be in it: kiriminaja/profile.json",
		);
		expect(existsSync(join(target, 'kiriminaja/profile.json'))).toBe(false);
		expect(code).toBe(0);
	});

	test('goes to the cache when nobody says where, in the place of the one before', async () => {
		const cache = join(folder, 'cache');
		const options = { args: ['--record'], cache };
		await check({ ...keysOf(sandbox.current) }, options);
		writeFileSync(join(cache, 'kiriminaja', 'old.json'), '{}');
		const { code } = await check({ ...keysOf(sandbox.current) }, options);

		expect(code).toBe(0);
		expect(readdirSync(join(cache, 'kiriminaja'))).toContain('profile.json');
		expect(readdirSync(join(cache, 'kiriminaja'))).not.toContain('old.json');
	});

	test('never goes over what is there', async () => {
		writeFileSync(join(folder, 'mine.json'), '{}');
		const { code, output } = await check(keysOf(sandbox.current), { args: ['--record', folder] });

		expect(code).toBe(2);
		expect(output).toContain('The folder for the recording is not empty');
		expect(sandbox.current.requests).toEqual([]);
		expect(existsSync(join(folder, 'kiriminaja'))).toBe(false);
	});
});
