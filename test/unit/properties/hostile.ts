import fc from 'fast-check';
import { DateTime } from 'luxon';

/**
 * Random input per reader, the same in each test run. `PROPERTY_RUNS` says how many there are, `PROPERTY_SEED` which ones, `random` others
 * each time. A failure prints the seed and the path with which it comes again.
 */
const { PROPERTY_RUNS = '1000', PROPERTY_SEED = '20261121' } = process.env;
const HOW = {
	numRuns: Number(PROPERTY_RUNS),
	...(PROPERTY_SEED !== 'random' && { seed: Number(PROPERTY_SEED) }),
};

/** Fails with the smallest input for which it does not hold. */
export function always<Inputs extends unknown[]>(
	inputs: { [Index in keyof Inputs]: fc.Arbitrary<Inputs[Index]> },
	holds: (...values: Inputs) => void,
): void {
	let met = 0;
	fc.assert(
		fc.property(fc.tuple<Inputs>(...inputs), (values) => {
			holds(...values);
			met += 1;
		}),
		HOW,
	);
	expect(met).toBe(HOW.numRuns);
}

export async function alwaysLater<Inputs extends unknown[]>(
	inputs: { [Index in keyof Inputs]: fc.Arbitrary<Inputs[Index]> },
	holds: (...values: Inputs) => Promise<void>,
): Promise<void> {
	let met = 0;
	await fc.assert(
		fc.asyncProperty(fc.tuple<Inputs>(...inputs), async (values) => {
			await holds(...values);
			met += 1;
		}),
		HOW,
	);
	expect(met).toBe(HOW.numRuns);
}

/** Plain and quick: `expect` is too slow for each of a hundred thousand inputs. */
export function ensure(holds: boolean, otherwise: string): void {
	if (!holds) throw new Error(otherwise);
}

/** How long the processor works, in milliseconds: waiting for other programs is no work. */
export async function workOf(work: () => unknown): Promise<number> {
	const begun = process.cpuUsage();
	await work();
	const { user, system } = process.cpuUsage(begun);
	return (user + system) / 1000;
}

/** Names that mean something to JavaScript, n8n or one of its libraries, wherever they stand. */
const LOADED_NAMES = [
	'__proto__',
	'constructor',
	'prototype',
	' __proto__ ',
	'toString',
	'valueOf',
	'toJSON',
	'toISO',
	'hasOwnProperty',
	'length',
	'then',
	'__rl',
	'mode',
	'value',
	'error',
	' error',
	'json',
	'binary',
	'pairedItem',
	'',
];

/** Names that the services use. */
const WIRE_NAMES = [
	'status',
	'code',
	'data',
	'datas',
	'result',
	'results',
	'details',
	'errors',
	'message',
	'text',
	'method',
	'packages',
	'payment',
	'order_id',
	'awb',
	'date',
	'shipped_at',
	'finished_at',
	'histories',
	'status_code',
	'created_at',
	'paid_at',
	'cost',
	'driver',
	'tracking_code',
	'attempt',
	'max_attempt',
	'lock_until',
	'valid',
	'amount',
	'payment_url',
	'reffId',
	'responseId',
];

/** Texts that readers are about, or that break careless ones. */
export const hostileText = fc.oneof(
	fc.string({ unit: 'grapheme', maxLength: 40 }),
	fc.string({ unit: 'binary', maxLength: 40 }),
	fc.constantFrom(...LOADED_NAMES, ...WIRE_NAMES),
	fc.constantFrom(
		'NaN',
		'Infinity',
		'-0',
		'1e3',
		'0x10',
		'25.000',
		'25,000',
		' 12 ',
		'٠١٢',
		'１２',
	),
	fc.constantFrom(
		'\u0000',
		'\u2028',
		'\ud800',
		'\ufeff',
		'<script>',
		"'; --",
		'=1+1',
		'{{ $json }}',
	),
	fc.integer().map(String),
	fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
	fc.nat(99_999_999_999).map((digits) => `08${digits}`),
);

const hostileKey = fc.oneof(
	{ weight: 3, arbitrary: fc.constantFrom(...WIRE_NAMES) },
	{ weight: 2, arbitrary: fc.constantFrom(...LOADED_NAMES) },
	{ weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
);

/** Whatever can come in JSON, as `JSON.parse` gives it: a `__proto__` is a key like any other. */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
	value: fc.oneof(
		{ depthSize: 'small', withCrossShrink: true, maxDepth: 5 },
		hostileText,
		fc.oneof(
			fc.integer(),
			fc.maxSafeInteger(),
			fc.double({ noNaN: true, noDefaultInfinity: true }),
		),
		fc.constantFrom(null, true, false, 0, 1, -1),
		fc.array(tie('value'), { maxLength: 4 }),
		objectWith(tie('value')),
	),
})).value;

/** An object as `JSON.parse` gives it, of these values. */
function objectWith(value: fc.Arbitrary<unknown>): fc.Arbitrary<Record<string, unknown>> {
	return fc
		.array(fc.tuple(hostileKey, value), { maxLength: 6 })
		.map((entries) => Object.fromEntries(entries));
}

export const anyObject = objectWith(anyJson);

/** What an expression can put into a parameter: JSON, and the values that n8n and Luxon make. */
export const anyParameter: fc.Arbitrary<unknown> = fc.oneof(
	{ weight: 6, arbitrary: anyJson },
	{ weight: 1, arbitrary: fc.date() },
	{ weight: 1, arbitrary: fc.date().map((date) => DateTime.fromJSDate(date)) },
	{ weight: 1, arbitrary: fc.constantFrom(undefined, NaN, Infinity, -Infinity, 10n, -0) },
	{
		weight: 1,
		arbitrary: anyObject.map((object) => Object.assign(Object.create(null) as object, object)),
	},
	{ weight: 2, arbitrary: anyJson.map((value) => ({ __rl: true, mode: 'list', value })) },
);

/** Far deeper than anything that means something. */
export function nested(levels: number): unknown {
	let value: unknown = 'end';
	for (let level = 0; level < levels; level++) value = level % 2 === 0 ? { value } : [value];
	return value;
}

/** Nothing has reached the prototype that all objects share. */
export function expectCleanPrototypes(): void {
	expect(Object.keys(Object.prototype)).toEqual([]);
	expect(({} as Record<string, unknown>).polluted).toBeUndefined();
}

/** Every name at any depth. */
export function namesIn(value: unknown): string[] {
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, inner]) =>
		Array.isArray(value) ? namesIn(inner) : [name, ...namesIn(inner)],
	);
}
