import { Workflow, type INodeParameters, type INodeProperties, type INodeType } from 'n8n-workflow';
import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { KasProApi } from '../../credentials/KasProApi.credentials';
import { KiriminAjaApi } from '../../credentials/KiriminAjaApi.credentials';
import { KirimoApi } from '../../credentials/KirimoApi.credentials';
import { KasPro } from '../../nodes/KasPro/KasPro.node';
import { resources as kasPro } from '../../nodes/KasPro/operations';
import { KiriminAja } from '../../nodes/KiriminAja/KiriminAja.node';
import { resources as kiriminAja } from '../../nodes/KiriminAja/operations';
import { KiriminAjaTrigger } from '../../nodes/KiriminAja/KiriminAjaTrigger.node';
import { Kirimo } from '../../nodes/Kirimo/Kirimo.node';
import { resources as kirimo } from '../../nodes/Kirimo/operations';
import { KirimoTrigger } from '../../nodes/Kirimo/KirimoTrigger.node';
import type { Operation, Resource } from '../../nodes/shared/run/operation';
import { operations as rows } from '../operations';

/** Walks every node, every operation and every field: what a merchant sees has to hold together. */
const actions: Array<[string, INodeType, Resource[]]> = [
	['KiriminAja', new KiriminAja(), kiriminAja],
	['Kirimo', new Kirimo(), kirimo],
	['KasPro', new KasPro(), kasPro],
];
const triggers: Array<[string, INodeType]> = [
	['KiriminAja', new KiriminAjaTrigger()],
	['Kirimo', new KirimoTrigger()],
];
const operations: Array<[string, Operation]> = actions.flatMap(([node, , resources]) =>
	resources.flatMap(({ value, operations: own }) =>
		own.map((operation): [string, Operation] => [
			`${node} → ${value} → ${operation.value}`,
			operation,
		]),
	),
);

/** A field and all that stand inside it. */
function withInner(field: INodeProperties): INodeProperties[] {
	const groups = (field.options ?? []) as Array<
		Partial<INodeProperties> & { values?: INodeProperties[] }
	>;
	const inner = groups.flatMap((entry) =>
		entry.values ? entry.values : 'type' in entry ? [entry as INodeProperties] : [],
	);
	return [field, ...inner.flatMap(withInner)];
}

/** What a merchant or a model fills in; a note and a group of optional fields say what they are by themselves. */
const isFilledIn = ({ type }: INodeProperties) =>
	!['notice', 'hidden', 'collection'].includes(type);

/** Title Case as n8n's editor has it: small words stay small inside, and what has capitals of its own keeps them. */
function isTitle(name: string): boolean {
	const words = name.replace(/[()]/g, '').split(/[ /]+/);
	return words.every((word, index) => {
		const isSmall = index > 0 && index < words.length - 1 && SMALL.has(word);
		return isSmall || /^[A-Z0-9"+&]/.test(word) || word === 'n8n';
	});
}
const SMALL = new Set('a an and as at by for from if in of on or per the to with'.split(' '));

/** What a field is called, and what its choices are. */
const namesIn = (field: INodeProperties): string[] => [
	...(field.type === 'notice' ? [] : [field.displayName]),
	...((field.options ?? []) as Array<{ name?: string; displayName?: string; value?: unknown }>)
		.filter(({ value, displayName }) => value !== undefined || displayName !== undefined)
		.map(({ displayName, name }) => displayName ?? String(name)),
];

const displayNameOf = (option: object) =>
	'displayName' in option ? String(option.displayName) : '';

describe.each(operations)('%s', (_name, operation) => {
	const fields = operation.fields.flatMap(withInner).filter(({ type }) => type !== 'notice');

	test('has a name, a sentence of action and a description', () => {
		expect(operation.name).toMatch(/^[A-Z]/);
		expect(operation.action).toMatch(/^[A-Z].+[^.]$/);
		expect(operation.description).toMatch(/^[A-Z].+[^.]$/);
	});

	test('describes every field that is filled in, and more than its name does', () => {
		const bare = fields.filter(
			(field) =>
				isFilledIn(field) && !sayMore(field.displayName, field.description ?? field.hint ?? ''),
		);
		expect(bare.map(({ displayName, description }) => [displayName, description])).toEqual([]);
	});

	test('names its fields and their choices in Title Case', () => {
		const others = [operation.name, ...fields.flatMap(namesIn)].filter((name) => !isTitle(name));
		expect(others).toEqual([]);
	});

	test('names each of its fields once, in words a merchant reads', () => {
		const names = operation.fields.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		const others = fields.filter(({ displayName }) => !/^[A-Z0-9]/.test(displayName));
		expect(others.map(({ displayName }) => displayName)).toEqual([]);
	});

	test('gives texts to type a placeholder with an example', () => {
		const bare = fields.filter(
			({ type, placeholder, default: initial, typeOptions }) =>
				type === 'string' &&
				!initial &&
				!typeOptions?.password &&
				!placeholder?.startsWith('e.g. '),
		);
		expect(bare.map(({ name }) => name)).toEqual([]);
	});

	test('describes switches by "Whether", and ends only several sentences with a period', () => {
		const isGood = (type: string, text: string) =>
			(type === 'boolean' ? /^Whether / : /^[A-Z0-9]/).test(text) &&
			(text.endsWith('.') ? text.includes('. ') : !/[a-z)]{3}\. [A-Z]/.test(text));
		const bad = fields.filter(
			({ type, description = '' }) => description !== '' && !isGood(type, description),
		);
		expect(bad.map(({ description }) => description)).toEqual([]);
	});

	test('lists its optional fields in alphabetical order', () => {
		const lists = fields
			.filter(({ type }) => type === 'collection')
			.map(({ options = [] }) => options.map((option) => displayNameOf(option)));
		expect(lists).toEqual(
			lists.map((names) => [...names].sort((one, other) => one.localeCompare(other))),
		);
	});

	test('shows fields only for values that the other field can have', () => {
		const unknown = operation.fields.flatMap(({ displayOptions }) =>
			Object.entries(displayOptions?.show ?? {}).flatMap(([name, values = []]) => {
				const other = operation.fields.find((field) => field.name === name);
				if (other === undefined) return [name];
				const { type, options = [] } = other;
				const known = options.map((option) => 'value' in option && option.value);
				return type === 'options' ? values.filter((value) => !known.includes(value as string)) : [];
			}),
		);
		expect(unknown).toEqual([]);
	});

	test('reads every field that it shows, and no other', () => {
		const values: Record<string, unknown> = {};
		const read = new Set<string | symbol>();
		const watched = new Proxy(values, {
			get: (_target, name) => void read.add(name),
			has: (_target, name) => Boolean(read.add(name)),
			ownKeys: () => [],
		});
		operation.request.safeParse(watched);
		const shown = operation.fields.filter(({ type }) => type !== 'notice').map(({ name }) => name);
		// zod also looks whether it was given a promise.
		expect([...read].filter((name) => typeof name === 'string' && name !== 'then').sort()).toEqual(
			shown.sort(),
		);
	});
});

/** Whether a text has a word that the name has not. */
function sayMore(name: string, text: string): boolean {
	const wordsOf = (words: string): string[] => words.toLowerCase().match(/[a-z0-9]{3,}/g) ?? [];
	return wordsOf(text).filter((word) => !wordsOf(name).includes(word)).length > 1;
}

describe.each(actions)('every operation of %s', (service, node, resources) => {
	const page = readFileSync(join(process.cwd(), `docs/${service.toLowerCase()}.md`), 'utf8');
	const all = resources.flatMap((resource) =>
		resource.operations.map((operation) => ({ resource, operation })),
	);

	/** Under a heading of its own, or in the table of its resource. */
	const isDocumented = (resource: string, operation: string) => {
		const [, section = ''] = page.split(`\n## ${resource}\n`);
		const [own = ''] = section.split(/\n## /);
		return (
			page.includes(`\n## ${resource} → ${operation}\n`) ||
			own.includes(`\n### ${operation}\n`) ||
			own.includes(`\n| ${operation} `)
		);
	};

	test('has its place in the documentation', () => {
		const without = all.filter(
			({ resource, operation }) => !isDocumented(resource.name, operation.name),
		);
		expect(without.map(({ operation }) => operation.action)).toEqual([]);
	});

	test('shows its output before the first run, at most ten fields of it', () => {
		const folder = join(process.cwd(), 'nodes', service, '__schema__/v1.0.0');
		const without = all.filter(
			({ resource, operation }) =>
				!existsSync(join(folder, resource.value, `${operation.value}.json`)),
		);
		expect(without.map(({ operation }) => operation.action)).toEqual([]);
		// What a fresh node gives: all of it where there is no Simplify.
		const wide = all.filter(
			({ resource, operation }) =>
				fieldsOf(join(folder, resource.value, `${operation.value}.json`)).length > 10,
		);
		expect(wide.map(({ operation }) => operation.action)).toEqual([]);
	});

	test('shows of a write that has Simplify just the fields that this leaves', () => {
		const simple = all.filter(({ operation }) => operation.simple);
		const shown = simple.map(({ resource, operation }) => {
			const file = `__schema__/v1.0.0/${resource.value}/${operation.value}.json`;
			return fieldsOf(join(process.cwd(), 'nodes', service, file));
		});
		expect(shown).toEqual(simple.map(({ operation }) => operation.simple));
		expect(simple.map(({ operation }) => operation.kind)).not.toContain('read');
	});

	test('has Simplify at most once, on at first, and a write has it right before its optional fields', () => {
		for (const { resource, operation } of all) {
			const form = node.description.properties.filter(
				({ displayOptions: { show } = {} }) =>
					show?.resource?.includes(resource.value) && show.operation?.includes(operation.value),
			);
			const isSwitch = ({ name }: INodeProperties) => name === 'simplify';
			const isSimplified = operation.simple !== undefined || operation.fields.some(isSwitch);
			const switches = form.filter(isSwitch);
			expect(switches.map((one) => one.default)).toEqual(isSimplified ? [true] : []);
			if (operation.simple === undefined) continue;
			const own = form.filter(({ displayOptions }) => !displayOptions?.show?.['@tool']);
			expect(own.slice(-2).map(({ displayName }) => displayName)).toEqual([
				'Simplify',
				'Additional Fields',
			]);
		}
	});
});

test('no write has Simplify among what it asks for: it is remembered without it', () => {
	const asked = operations.filter(
		([, { kind, fields }]) => kind === 'write' && fields.some(({ name }) => name === 'simplify'),
	);
	expect(asked.map(([path]) => path)).toEqual([]);
});

function fieldsOf(schema: string): string[] {
	const { properties } = JSON.parse(readFileSync(schema, 'utf8')) as { properties: object };
	return Object.keys(properties);
}

describe.each(triggers)('the %s Trigger', (service, { description }) => {
	test('shows the ten fields of its events before the first run', () => {
		expect(fieldsOf(join(process.cwd(), 'nodes', service, '__schema__/v1.0.0.json'))).toHaveLength(
			10,
		);
		expect(description.properties.map(({ name }) => name)).toContain('simplify');
	});
});

describe.each([
	...triggers.map(
		([name, { description }]) => [`${name} Trigger`, description.properties] as const,
	),
	...[new KasProApi(), new KiriminAjaApi(), new KirimoApi()].map(
		({ displayName, properties }) => [displayName, properties] as const,
	),
])('the form of %s', (_name, properties) => {
	const fields = properties.flatMap(withInner);

	test('describes every field that is filled in', () => {
		const bare = fields.filter(
			(field) => isFilledIn(field) && !sayMore(field.displayName, field.description ?? ''),
		);
		expect(bare.map(({ displayName }) => displayName)).toEqual([]);
	});

	test('has its names in Title Case', () => {
		const names = fields.filter(({ type }) => type !== 'hidden').flatMap(namesIn);
		expect(names.filter((name) => !isTitle(name))).toEqual([]);
	});
});

test.each(operations.filter(([, { kind }]) => kind === 'write'))(
	'%s names what it has finished',
	(_name, operation) => {
		expect(operation.names?.({})).toEqual(expect.any(String));
	},
);

test('hides what is typed into PIN and OTP fields', () => {
	const secret = operations.flatMap(([path, operation]) =>
		operation.fields
			.flatMap(withInner)
			.filter(({ name }) => /^(pin|otp|password|.*secret|.*key)$/i.test(name))
			.map(({ name, typeOptions }) => [path, name, typeOptions?.password]),
	);
	expect(secret).toEqual([
		['KiriminAja → expressOrder → create', 'pin', true],
		['KiriminAja → instantOrder → create', 'pin', true],
		['KiriminAja → credit → validatePin', 'pin', true],
		['KasPro → otp → validate', 'otp', true],
	]);
});

/**
 * These set an account's one setting to a value: to set it twice is the same as once, so that nothing is lost when a lost answer leads to
 * a second try, and a later item may set another value.
 */
const SETTINGS = ['KiriminAja → account → setCallback', 'KiriminAja → courier → setPreference'];

test('whatever changes something is done once, but for settings', () => {
	const writes = operations.filter(([, { kind }]) => kind === 'write');
	const unguarded = writes.filter(([, { once }]) => once === undefined).map(([path]) => path);

	expect(unguarded.sort()).toEqual(SETTINGS);
	expect(writes.length).toBeGreaterThan(15);
});

describe('the rows that the tests go through', () => {
	test('stand for all operations, and for nothing else', () => {
		const written = actions.flatMap(([service]) => {
			const folder = join(__dirname, '../operations', service);
			return readdirSync(folder, { withFileTypes: true })
				.filter((entry) => entry.isDirectory())
				.flatMap(({ name }) =>
					readdirSync(join(folder, name)).map(
						(file) => `${service} → ${name} → ${file.replace('.ts', '')}`,
					),
				);
		});
		expect(written.sort()).toEqual(operations.map(([path]) => path).sort());
		expect(rows.length).toBe(operations.length);
	});

	test('say of each write what it does and how, and which of them are only settings', () => {
		const writing = rows.filter(({ kind }) => kind === 'write');
		expect(rows.filter(({ row }) => row.write)).toEqual(writing);
		const settings = writing.filter(({ row }) => row.write?.repeatable);
		expect(settings.map(({ label }) => label)).toEqual([
			'KiriminAja: Account → Set Callback',
			'KiriminAja: Courier → Set Preference',
		]);
	});

	test('say of each one-time write how three are done at once', () => {
		const single = rows.filter(({ row }) => row.write && !row.write.repeatable && !row.write.three);
		// An account has one PIN.
		expect(single.map(({ name }) => name)).toEqual(['credit.validatePin']);
	});
});

test('what only asks goes through no ledger', () => {
	const guarded = operations.filter(([, { kind, once }]) => kind === 'read' && once);

	expect(guarded.map(([path]) => path)).toEqual([]);
});

describe.each(actions)('%s', (name, { description }, resources) => {
	test('names its resources in Title Case', () => {
		expect(resources.map((resource) => resource.name).filter((one) => !isTitle(one))).toEqual([]);
	});

	test('lists its resources in alphabetical order', () => {
		const names = resources.map((resource) => resource.name);
		expect(names).toEqual([...names].sort((one, other) => one.localeCompare(other)));
	});

	test('offers every operation of every resource with an action of its own', () => {
		const pickers = description.properties.filter((property) => property.name === 'operation');
		expect(pickers).toHaveLength(resources.length);
		const all = operations
			.filter(([path]) => path.startsWith(`${name} →`))
			.map(([, { action }]) => action);
		expect(new Set(all).size).toBe(all.length);
	});

	test('can be used as a tool', () => {
		expect(description.usableAsTool).toBe(true);
	});

	test('says below each node in words what it does', () => {
		const said = resources.flatMap(({ value: resource, operations: own }) =>
			own.map(({ value: operation }) => subtitleOf(name, { resource, operation })),
		);
		const words = resources.flatMap((resource) =>
			resource.operations.map((operation) => `${operation.name}: ${resource.name}`),
		);
		expect(said).toEqual(words);
	});
});

/** What n8n makes of the expression of a subtitle. */
function subtitleOf(displayName: string, parameters: INodeParameters): unknown {
	const nodes = [...actions.map(([, node]) => node), ...triggers.map(([, node]) => node)];
	const type = nodes.find(({ description }) => description.displayName === displayName);
	if (!type) throw new Error(`No node ${displayName}`);
	const node = {
		id: '1',
		name: displayName,
		type: 'one',
		typeVersion: 1,
		position: [0, 0],
		parameters,
	};
	const workflow = new Workflow({
		nodes: [{ ...node, position: [0, 0] }],
		connections: {},
		active: false,
		nodeTypes: {
			getByName: () => type,
			getByNameAndVersion: () => type,
			getKnownTypes: () => ({}),
		},
	});
	const made = workflow.getNode(displayName);
	if (!made) throw new Error(`No node ${displayName}`);
	return workflow.expression.getSimpleParameterValue(made, type.description.subtitle, 'manual', {});
}

test('says below a trigger in words what it waits for', () => {
	expect(
		subtitleOf('KiriminAja Trigger', {
			events: ['processed_packages', 'finished_packages'],
		}),
	).toBe('AWB Issued, Delivered');
	expect(subtitleOf('Kirimo Trigger', { events: ['paid', 'failed'] })).toBe('Paid, Failed');
});

test('a fresh node begins with the main job of its service, which spends nothing', () => {
	const beginnings = actions.map(([name]) => [name, subtitleOf(name, {})]);

	expect(beginnings).toEqual([
		['KiriminAja', 'Get Express: Rate'],
		['Kirimo', 'Create: Payment'],
		['KasPro', 'Get: Customer'],
	]);
});

test.each([
	['area', 'Search: Area'],
	['expressOrder', 'Create: Express Order'],
	['instantOrder', 'Create: Instant Order'],
	['rate', 'Get Express: Rate'],
])('KiriminAja begins %s with its main job', (resource, words) => {
	expect(subtitleOf('KiriminAja', { resource })).toBe(words);
});

/** n8n lists a node and its trigger as one entry, with the trigger's sentence and the aliases of the node. */
describe.each(triggers)('the entry of %s in the list of nodes', (folder, { description }) => {
	const node = actions.find(([name]) => name === folder)?.[1];
	const aliasesOf = (name: string) =>
		(JSON.parse(readFileSync(join('nodes', folder, `${name}.node.json`), 'utf8')) as Codex).alias;

	test('says what both do', () => {
		const own = String(node?.description.description);
		expect(description.description.startsWith(`${own}, or start a workflow when `)).toBe(true);
	});

	test('is found by all words of both', () => {
		const [ofNode, ofTrigger] = [aliasesOf(folder), aliasesOf(`${folder}Trigger`)];
		expect(ofTrigger.filter((word) => !ofNode.includes(word))).toEqual([]);
	});
});

test.each([
	[
		'KiriminAja',
		['ongkir', 'cek ongkir', 'kurir', 'paket', 'kirim paket', 'pesan kurir', 'pengiriman', 'resi'],
	],
	['KiriminAja', ['alamat', 'kecamatan', 'kelurahan', 'kode pos']],
	['KiriminAja', ['COD', 'kirim COD', 'ongkir COD', 'bayar di tempat']],
	['Kirimo', ['pembayaran', 'tagihan', 'QRIS']],
	['KasPro', ['dompet digital', 'saldo', 'QRIS']],
])('%s is found by the words of Indonesian merchants', (folder, words) => {
	const file = join('nodes', folder, `${folder}.node.json`);
	const { alias } = JSON.parse(readFileSync(file, 'utf8')) as Codex;
	expect(alias).toEqual(expect.arrayContaining(words));
});

interface Codex {
	node: string;
	alias: string[];
	resources: { primaryDocumentation: Array<{ url: string }> };
}

describe.each([...actions.map(([name, node]) => [name, node] as const), ...triggers])(
	'the %s node as n8n lists it',
	(folder, { description }) => {
		const file = (path: string) => join(process.cwd(), 'nodes', folder, path);
		const { displayName } = description;
		const className = displayName.replace(' ', '');

		test('has its codex file with aliases and documentation', () => {
			const codex = JSON.parse(readFileSync(file(`${className}.node.json`), 'utf8')) as Codex;
			expect(codex.node).toBe(`n8n-nodes-indonesia-commerce.${description.name}`);
			expect(codex.alias.length).toBeGreaterThan(3);
			const url = codex.resources.primaryDocumentation[0]?.url ?? '';
			const [, page] = /^https:\/\/repository\.invalid\/(docs\/\w+\.md)/.exec(url) ?? [];
			expect(readFileSync(join(process.cwd(), String(page)), 'utf8')).toContain(displayName);
		});

		test('has a light and a dark icon that differ', () => {
			const { light, dark } = description.icon as { light: string; dark: string };
			const read = (icon: string) => readFileSync(file(icon.replace('file:', '')), 'utf8');
			expect(read(light)).toMatch(/^<svg/);
			expect(read(dark)).not.toBe(read(light));
		});
	},
);
