import '../engine/support/noPauses';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { simpleEvent as simpleShipment } from '../../nodes/KiriminAja/trigger/events';
import { simpleEvent as simplePayment } from '../../nodes/Kirimo/trigger/events';
import { attempt, stopClock } from '../engine/reliability/attempt';
import { useSandbox } from '../engine/support/sandbox';
import { operations, services, type Tested } from '../operations';
import { shapeOf } from './jsonShape';
import { asFresh, published, publishedEvents, readInto } from './outputs';
import { schemaOf, textOf, unlike, type Schema } from './outputSchema';

/**
 * What n8n shows of a node's output before its first run, so that fields can be dragged: a file for each operation and each trigger, made
 * by `npm run schemas` from what the sandbox and all published answers give in a fresh node. Here it is only compared.
 */
const sandbox = useSandbox();
// The published bookings are for the next day.
stopClock(new Date('2026-07-19T05:00:00Z'));

/** Where n8n 2.41.1 looks for it, by node, version, resource and operation (n8n-core's output-schema-resolver). */
const folderOf = (service: string) => `nodes/${service}/__schema__/v1.0.0`;
const fileOf = ({ type, resource, operation }: Tested) =>
	`${folderOf(services[type].folder)}/${resource}/${operation}.json`;
/** A trigger has neither. It shares the folder with the other node of its service. */
const fileOfTrigger = (service: string) => `${folderOf(service)}.json`;

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Schema;
const answers = published();
const events = publishedEvents();
const simplified: Record<string, (event: IDataObject) => IDataObject> = {
	KiriminAja: simpleShipment,
	Kirimo: simplePayment,
};

/** What the sandbox makes of the row's form, in a node in which nothing else was touched. */
async function ranAtTheSandbox(tested: Tested, changes = {}): Promise<IDataObject[]> {
	sandbox.liftLimits();
	const { row } = tested;
	const parameters = { ...asFresh(row.parameters ?? {}), ...changes };
	const { result } = await attempt(sandbox.current, { ...tested, row: { ...row, parameters } });
	expect(result.error).toBeUndefined();
	return result.json;
}

const made = new Map<string, string>();

test.each(operations)('$label has the output that its schema shows', async (tested) => {
	const items = await ranAtTheSandbox(tested);
	for (const answer of answers.filter((one) => one.tested === tested)) {
		items.push(...(await readInto(answer)));
	}
	expect(items.length).toBeGreaterThan(0);
	expectSchema(fileOf(tested), items);
});

test.each(Object.entries(events))(
	'the %s Trigger has the output that its schema shows',
	(service, items) => {
		expect(items.length).toBeGreaterThan(5);
		const simple = simplified[service];
		expectSchema(fileOfTrigger(service), simple ? items.map(simple) : items);
	},
);

/** Only when asked: a test must not mend what it checks. */
function expectSchema(file: string, items: IDataObject[]): void {
	const text = textOf(schemaOf(shapeOf(...items)));
	made.set(file, text);
	if (process.env.WRITE_SCHEMAS === 'true') {
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, text);
	}
	expect(readFileSync(file, 'utf8')).toBe(text);
}

test('there is a schema for every operation and trigger, and no other', () => {
	const files = globSync('nodes/*/__schema__/**/*.json');
	const others = files.filter((file) => !made.has(file));
	if (process.env.WRITE_SCHEMAS === 'true') others.forEach((file) => rmSync(file));
	else expect(others).toEqual([]);
	expect(made.size).toBe(operations.length + Object.keys(events).length);
});

test.each(answers)('$title is read into what the schema shows', async (answer) => {
	const schema = read(fileOf(answer.tested));
	for (const item of await readInto(answer)) expect(unlike(item, schema)).toEqual([]);
	expect(schema.type).toBe('object');
});

/** Times in WIB or UTC that have no ISO time beside them, which n8n's own nodes could read. */
function timesAlone(value: unknown, place = 'item'): string[] {
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
		const isTime =
			typeof inner === 'string' && /^(\d{4}-\d\d-\d\d[ T]\d\d:\d\d|20\d{12}$)/.test(inner);
		// When it came, by our own clock.
		const isIso = name.endsWith('Iso') || name === 'receivedAt';
		if (isTime && !isIso && !(`${name}Iso` in value)) return [`${place}.${name} is ${inner}`];
		return timesAlone(inner, `${place}.${name}`);
	});
}

test.each(operations)('$label gives no time without its ISO form', async (tested) => {
	const all = { simplify: false };
	const items = await ranAtTheSandbox(tested, all);
	for (const answer of answers.filter((one) => one.tested === tested)) {
		items.push(...(await readInto(answer, all)));
	}
	expect(timesAlone(items)).toEqual([]);
});

test.each(Object.entries(events))(
	'the %s Trigger gives no time without its ISO form',
	(_service, items) => {
		expect(timesAlone(items)).toEqual([]);
	},
);

test('a time that stands alone is seen', () => {
	const items = [{ at: '2026-07-19 12:00:00', payTime: '20260719103644', day: '2026-07-19' }];
	expect(timesAlone(items)).toEqual([
		'item.0.at is 2026-07-19 12:00:00',
		'item.0.payTime is 20260719103644',
	]);
});

test('a field of another type or name is seen', () => {
	const schema = schemaOf(shapeOf({ id: '1', rows: [{ at: null }], more: null, box: { a: 1 } }));

	expect(schema).toEqual({
		type: 'object',
		properties: {
			id: { type: 'string' },
			rows: {
				type: 'array',
				items: { type: 'object', properties: { at: { type: ['string', 'null'] } } },
			},
			more: { type: ['string', 'null'] },
			box: { type: 'object', properties: { a: { type: 'number' } } },
		},
	});
	expect(unlike({ id: 1, rows: [{ at: 2 }], other: 2, box: null }, schema)).toEqual([
		'item.id is number, not string',
		'item.rows[0].at is number, not string or null',
		'item.other is not known',
	]);
});
