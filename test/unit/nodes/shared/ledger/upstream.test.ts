import { upstreamOf } from '../../../../../nodes/shared/ledger/upstream';
import { contextWith } from '../context';

type Where = NonNullable<Parameters<typeof contextWith>[0]>;

const config = { name: 'Config', parameters: { prefix: 'TOKO-' } };
const sheet = { name: 'Sheet', parameters: { rows: 'A2:C9' } };
const edit = { name: 'Edit Fields', parameters: { number: '={{ $json.no }}' } };
const upstream = (where: Where) => upstreamOf(contextWith(where));

test('is the same as long as nobody mends anything, whatever the node itself has in its fields', () => {
	const where = { nodesBefore: [sheet, edit] };

	expect(upstream(where)).toEqual(upstream(where));
	expect(upstream({ ...where, parameters: { amount: 1 } })).toEqual(upstream(where));
	expect(upstream({ ...where, nodesBeside: [config] })).toEqual(upstream(where));
});

test.each<[string, Where]>([
	['a field of a node before', { nodesBefore: [{ ...sheet, parameters: { rows: 'A1' } }, edit] }],
	['a node before that is deactivated', { nodesBefore: [sheet, { ...edit, disabled: true }] }],
	['a node that is put in', { nodesBefore: [sheet, edit, { name: 'Filter' }] }],
	['a node that is taken out', { nodesBefore: [sheet] }],
])('is another one with %s', (_name, where) => {
	expect(upstream(where)).not.toEqual(upstream({ nodesBefore: [sheet, edit] }));
});

describe.each([
	'={{ $("Config").first().json.prefix + $json.no }}',
	"={{ $('Config').first().json.prefix }}",
	'={{ $(`Config`).first().json.prefix }}',
	'={{ $node["Config"].json.prefix }}',
	"={{ $items('Config')[0].json.prefix }}",
])('a node that is named in %s', (prefix) => {
	const mended = { ...config, parameters: { prefix: 'SHOP-' } };

	test('counts by the node itself', () => {
		const where = { parameters: { requestId: prefix } };

		expect(upstream({ ...where, nodesBeside: [mended] })).not.toEqual(
			upstream({ ...where, nodesBeside: [config] }),
		);
	});

	test('counts by a node before', () => {
		const where = { nodesBefore: [{ name: 'Edit Fields', parameters: { number: prefix } }] };

		expect(upstream({ ...where, nodesBeside: [mended] })).not.toEqual(
			upstream({ ...where, nodesBeside: [config] }),
		);
	});
});

test('a node that is named counts when it is deactivated, or has an apostrophe in its name', () => {
	const parameters = { requestId: "={{ $('Jum\\'at').first().json.prefix ?? '' }}" };
	const named = { name: "Jum'at", parameters: { prefix: 'A-' } };
	const where = (one: typeof named & { disabled?: boolean }): Where => ({
		parameters,
		nodesBefore: [one],
	});

	expect(upstream(where({ ...named, disabled: true }))).not.toEqual(upstream(where(named)));
	expect(upstream({ parameters, nodesBeside: [named] })).not.toEqual(
		upstream({ parameters, nodesBeside: [{ ...named, parameters: { prefix: 'B-' } }] }),
	);
});

test('a node that is named by another one, which is named itself, counts', () => {
	const parameters = { requestId: "={{ $('Config').first().json.prefix }}" };
	const nodesBeside = (rows: string) => [
		{ name: 'Config', parameters: { prefix: "={{ $('Shops').first().json.prefix }}" } },
		{ name: 'Shops', parameters: { rows } },
	];

	expect(upstream({ parameters, nodesBeside: nodesBeside('A1') })).not.toEqual(
		upstream({ parameters, nodesBeside: nodesBeside('A2') }),
	);
});

test('a node that is named and not there counts as nothing', () => {
	const parameters = { requestId: "={{ $('Gone').first().json.no }}" };

	expect(upstream({ parameters })).toEqual(upstream({ parameters }));
});
