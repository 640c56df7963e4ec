import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import type { INodeProperties, INodeType } from 'n8n-workflow';
import { KasProApi } from '../../credentials/KasProApi.credentials';
import { KiriminAjaApi } from '../../credentials/KiriminAjaApi.credentials';
import { KirimoApi } from '../../credentials/KirimoApi.credentials';
import { KasPro } from '../../nodes/KasPro/KasPro.node';
import { resources as kasPro } from '../../nodes/KasPro/operations';
import { KiriminAja } from '../../nodes/KiriminAja/KiriminAja.node';
import { resources as kiriminAja } from '../../nodes/KiriminAja/operations';
import {
	itemPackageFields,
	packageColumnNames,
} from '../../nodes/KiriminAja/operations/expressOrder/packageForm';
import { KiriminAjaTrigger } from '../../nodes/KiriminAja/KiriminAjaTrigger.node';
import { Kirimo } from '../../nodes/Kirimo/Kirimo.node';
import { resources as kirimo } from '../../nodes/Kirimo/operations';
import { KirimoTrigger } from '../../nodes/Kirimo/KirimoTrigger.node';
import { columnsIn, shortName } from '../../nodes/shared/run/fieldNames';
import { scripts } from '../../package.json';

/** What the pages say, held against what there is. What the nodes say is in test/engine/troubleshooting.test.ts. */
const pages = globSync(['*.md', 'docs/**/*.md', 'services/*.md']).sort();
const read = (path: string) => readFileSync(path, 'utf8');
/** Without blocks of code, in which nothing is a heading or a link. */
const proseOf = (path: string) => read(path).replace(/^```[^]*?^```$/gm, '');

const headingsOf = (text: string) =>
	[...text.matchAll(/^(#{1,6}) (.+)$/gm)].map(([, marks = '', words = '']) => ({
		level: marks.length,
		words,
	}));

/** The address of a heading within its page, as GitHub makes it. */
function anchorOf(words: string): string {
	const plain = words.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[*`]/g, '');
	return plain
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s_-]/gu, '')
		.trim()
		.replace(/\s/g, '-');
}

describe('links', () => {
	const anchorsOf = (path: string) =>
		new Set(headingsOf(proseOf(path)).map((one) => anchorOf(one.words)));
	const linksIn = (path: string) =>
		[...proseOf(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
	// Those of the services are filled in by scripts/services.mjs and lead from elsewhere.
	const linked = pages.filter((path) => !path.startsWith('services/'));

	test.each(linked)('of %s lead to what is there', (path) => {
		const dead = linksIn(path)
			.filter((target) => !/^[a-z]+:/.test(target))
			.filter((target) => {
				const [file = '', anchor] = target.split('#');
				const found = file === '' ? path : normalize(join(dirname(path), file));
				if (!existsSync(found)) return true;
				return anchor !== undefined && !anchorsOf(found).has(anchor);
			});

		expect(dead).toEqual([]);
	});

	test('no page of docs is without a link to it', () => {
		const reached = new Set(
			linked.flatMap((path) =>
				linksIn(path).map((target) => normalize(join(dirname(path), String(target.split('#')[0])))),
			),
		);
		const lonely = linked.filter((path) => path.startsWith('docs/') && !reached.has(path));

		expect(lonely).toEqual([]);
	});

	test('no picture is without a page that shows it', () => {
		const shown = new Set(
			pages.flatMap((path) => {
				// services/*.md become a README.
				const folder = path.startsWith('services/') ? '.' : dirname(path);
				return linksIn(path).map((target) => normalize(join(folder, target)));
			}),
		);

		expect(globSync('docs/images/*').filter((path) => !shown.has(path))).toEqual([]);
	});
});

/** A field and all that stand inside it. */
function withInner(field: INodeProperties): INodeProperties[] {
	const groups = (field.options ?? []) as Array<
		Partial<INodeProperties> & { values?: INodeProperties[] }
	>;
	const inner = groups.flatMap((entry) => [
		...(entry.values ?? []),
		...('type' in entry ? [entry as INodeProperties] : []),
	]);
	return [field, ...inner.flatMap(withInner)];
}

const nodes: INodeType[] = [
	new KiriminAja(),
	new KiriminAjaTrigger(),
	new Kirimo(),
	new KirimoTrigger(),
	new KasPro(),
];
const services = { KiriminAja: kiriminAja, Kirimo: kirimo, KasPro: kasPro };
const fields = [
	...nodes.flatMap(({ description }) => description.properties),
	...[new KiriminAjaApi(), new KirimoApi(), new KasProApi()].flatMap(
		({ properties }) => properties,
	),
].flatMap(withInner);

const nameOf = (option: object) =>
	'displayName' in option
		? String(option.displayName)
		: 'name' in option
			? String(option.name)
			: '';
/** What a merchant can read in the forms: the names of fields, of what can be picked in them, and of their modes. */
const inForms = new Set(
	fields.flatMap(({ displayName, options = [], modes = [] }) => [
		displayName,
		...options.map(nameOf),
		...modes.map((mode) => mode.displayName),
	]),
);
const known = new Set([
	...inForms,
	// Without what it is measured in, as a sentence says it.
	...[...inForms].map((name) => name.replace(/ \([^)]*\)$/, '')),
	...nodes.map(({ description }) => description.displayName),
	...Object.values(services).flatMap((resources) =>
		resources.flatMap(({ name, operations }) => [
			name,
			...operations.flatMap((one) => [one.name, one.action]),
		]),
	),
	'KiriminAja API',
	'Kirimo API',
	'KasPro API',
]);

/** What n8n itself shows, and other people's pages; seen in n8n 2.41.1. */
const OF_OTHERS = `
	Active, Add first step, Aggregate, Always Output Data, Angkutan, API Keys, Batch Processing, Community nodes, Confirm, Continue, Continue (using error output), Couldn't connect with these settings, Create credential,
	Credentials, Edit Fields, Error Workflow, Execute, Execute step, Execute workflow, Execute Workflow, Expression, From list, IF, Import from file, Install,
	Install a community node, Integrasi, Layanan Pengiriman, Loop Over Items, Merge, More details, New credential, New workflow, Notes, npm Package Name, On Error, On Error: Continue, On Error: Stop Workflow,
	Production URL, Remove Duplicates, Retry, Retry execution, Retry On Fail, Save, Save Execution Progress, Schedule Trigger, Schema, Send and Wait for Response,
	Get Rows, Google Sheets, Map Automatically, Map Each Column Manually,
	Settings, Settings → Community nodes, Switch, Timeout Workflow, Timezone, Trigger manually, Update, Waiting, Webhook URLs, +
`
	.split(',')
	.map((name) => name.trim());

/** Words that are stressed, and the faults of docs/reliability.md. */
const NO_NAMES = [
	'Unconfirmed',
	'Before',
	'Done late',
	'Existing canceled',
	'Look-up throttled',
	'One by one',
	'Row missing',
];

describe('names', () => {
	const readByMerchants = [
		'README.md',
		'docs/first-shipment.md',
		'docs/going-live-checklist.md',
		'docs/troubleshooting.md',
		'docs/glossary.md',
		'docs/kiriminaja.md',
		'docs/kirimo.md',
		'docs/kaspro.md',
		'docs/reliability.md',
		...globSync('docs/id/*.md').sort(),
	];

	test.each(readByMerchants)('in italics in %s stand on the screen', (path) => {
		const lines = proseOf(path)
			.split('\n')
			.filter((line) => !/^(>|\*(Bahasa|English))/.test(line));
		const italics = lines.flatMap((line) =>
			[...line.replace(/\*\*/g, '').matchAll(/(?<![\w*`])([*_])([^*_\n`]+)\1(?![\w*`])/g)].map(
				([, , one = '']) => one,
			),
		);
		// Names begin with a capital letter; what begins with a small one is a field of an output.
		const names = italics.filter((one) => /^[A-Z+]/.test(one));
		const unknown = names
			.flatMap((one) => (OF_OTHERS.includes(one) ? [] : one.split(/ → |: /)))
			.filter((one) => ![...known, ...OF_OTHERS, ...NO_NAMES].includes(one));

		expect([...new Set(unknown)]).toEqual([]);
	});

	test.each(pages)('of operations in %s are there', (path) => {
		const all = Object.values(services).flat();
		const words = [...new Set(all.map(({ name }) => name))].sort(
			(one, other) => other.length - one.length,
		);
		const named = new RegExp(
			`(?<![\\w→] )\\b(${words.join('|')}) → ([A-Z][a-z]+(?: (?:[A-Z][\\w]*|for|per))*)`,
			'g',
		);
		const gone = [...proseOf(path).matchAll(named)].flatMap(([whole, resource, said = '']) => {
			const names = all
				.filter((one) => one.name === resource)
				.flatMap(({ operations }) => operations.map((one) => one.name));
			return names.some((name) => said === name || said.startsWith(`${name} `)) ? [] : [whole];
		});

		expect(gone).toEqual([]);
	});

	test.each([
		['docs/kiriminaja.md', kiriminAja],
		['docs/kirimo.md', kirimo],
		['docs/kaspro.md', kasPro],
	])('of all operations stand in %s', (path, resources) => {
		const text = read(path);
		const missing = resources.flatMap(({ name, operations }) =>
			operations
				.map((one) => one.name)
				.filter(
					(one) =>
						!text.includes(`${name} → ${one}`) &&
						!text.includes(`\n### ${one}\n`) &&
						!text.includes(`\n| ${one} |`),
				)
				.map((one) => `${name} → ${one}`),
		);

		expect(missing).toEqual([]);
	});

	test('of columns that are known by themselves stand in docs/kiriminaja.md, beside their field', () => {
		const columns = tablesOf(read('docs/kiriminaja.md')).find(
			({ head }) => head[1] === 'other names of its column',
		);
		const listed = new Map(
			columns?.rows.map(([field = '', names = '']) => [field, names.match(/(?<=`)[^`,]+(?=`)/g)]),
		);
		const missing = columnsIn(itemPackageFields).flatMap(({ field }) => {
			const names = packageColumnNames[field.name]?.names ?? [];
			return names.filter((name) => !listed.get(shortName(field))?.includes(name));
		});

		expect(listed.size).toBeGreaterThan(10);
		expect(missing).toEqual([]);
	});

	/** The first column of a table of parameters: names of fields before the first name on the wire. */
	test.each(['docs/kiriminaja.md', 'docs/kirimo.md', 'docs/kaspro.md'])(
		'of fields in the tables of %s stand in the forms',
		(path) => {
			const cells = tablesOf(read(path))
				.filter(({ head }) => /^parameter|^field$/i.test(head[0] ?? '') && isOfFields(head))
				.flatMap(({ rows }) => rows.map(([first = '']) => first));

			expect(cells.length).toBeGreaterThan(20);
			expect(cells.flatMap(unknownIn)).toEqual([]);
		},
	);
});

interface Table {
	head: string[];
	rows: string[][];
}

function tablesOf(text: string): Table[] {
	const blocks = text.match(/(?:^\|.*\|\n)+/gm) ?? [];
	return blocks.map((block) => {
		const [head = [], , ...rows] = block
			.trim()
			.split('\n')
			.map((row) =>
				row
					.split('|')
					.slice(1, -1)
					.map((cell) => cell.trim()),
			);
		return { head, rows };
	});
}

/** A table of outputs has its meaning in the second column. */
const isOfFields = (head: string[]) =>
	!/^(meaning|field)$/i.test(head[1] ?? '') || /parameter/i.test(head[0] ?? '');

/** Whether each name in the cell is one of the forms, or becomes one with the first word of the cell: "Recipient Name, Phone". */
function unknownIn(cell: string): string[] {
	const names = cell
		.replace(/\([^)]*`[^)]*\)|`[^`]*`/g, '')
		.replace(/^… ?/, '')
		.split(/,|→|;|: /)
		.map((one) => one.trim())
		.filter((one) => one !== '' && !one.includes('/'));
	const [first = ''] = names[0]?.split(' ') ?? [];
	return names.filter(
		(one) => ![one, `${first} ${one}`].some((name) => inTables.has(name.toLowerCase())),
	);
}
const inTables = new Set([...known].map((name) => name.toLowerCase()));

describe('errors', () => {
	/** All that is said by us, and by the vendors as far as it is known. */
	const said = globSync([
		'nodes/**/*.ts',
		'credentials/*.ts',
		'test/fixtures/**/*.json',
		'sandbox/**/*.ts',
	])
		.map(read)
		.join('\n')
		.replaceAll("\\'", "'");

	test.each(['docs/kiriminaja.md', 'docs/kaspro.md'])(
		'in the tables of %s are in the code',
		(path) => {
			const texts = tablesOf(read(path))
				.filter(({ head }) => /^error$/i.test(head[0] ?? ''))
				.flatMap(({ rows }) => rows.map(([first = '']) => first));
			const pieces = texts.flatMap((text) =>
				text
					.replace(/\([^)]*code[^)]*\)/g, '…')
					.split('…')
					.map((piece) => piece.trim().replace(/:$/, ''))
					.filter((piece) => piece.length > 8),
			);

			expect(pieces.length).toBeGreaterThan(3);
			expect(pieces.filter((piece) => !said.includes(piece))).toEqual([]);
		},
	);
});

describe('a credential that is red', () => {
	const texts = [new KiriminAjaApi(), new KirimoApi(), new KasProApi()].flatMap(
		({ test: { rules } }) => (rules ?? []).map(({ properties }) => properties.message),
	);
	/** What stands under the heading to which a page leads whoever sees red. */
	function sectionBehind(page: string): string {
		const [, target = '', anchor] =
			/^(?:It is red\?|Red instead of green\?|Muncul merah\?) .*\]\(([^)#]+)#([^)]+)\)/m.exec(
				read(page),
			) ?? [];
		const sections = read(join(dirname(page), target)).split(/^#+ /m);
		const section = sections.find((one) => anchorOf(one.split('\n')[0] ?? '') === anchor);
		return section ?? '';
	}

	test.each(['docs/first-shipment.md', 'README.md', 'docs/id/mulai.md'])(
		'finds from %s every text of its test, word for word',
		(page) => {
			const quoted = sectionBehind(page).split('\n');

			expect(texts.length).toBeGreaterThan(6);
			expect(texts.filter((text) => !quoted.includes(`> ${text}`))).toEqual([]);
		},
	);
});

describe('commands', () => {
	const textOf = (path: string) => read(path);

	test.each(pages)('of npm in %s are scripts', (path) => {
		const called = [...textOf(path).matchAll(/\bnpm run ([\w:]+)/g)].map(([, name = '']) => name);

		expect(called.filter((name) => !(name in scripts))).toEqual([]);
	});

	test('name files that are there', () => {
		const named = pages.flatMap((path) =>
			[
				...textOf(path).matchAll(
					/`((?:scripts|test|demo|sandbox|nodes|host|examples|docs)\/[\w./-]+\.\w+)`/g,
				),
			].map(([, file = '']) => file),
		);

		// `npm run bench` writes it.
		const missing = named.filter((file) => !existsSync(file) && file !== 'docs/performance.md');

		expect(named.length).toBeGreaterThan(10);
		expect(missing).toEqual([]);
	});
});

test('the README lists every example, and no other', () => {
	const listed = [...read('README.md').matchAll(/\(examples\/([^)]+\.json)\)/g)].map(
		([, file]) => file,
	);

	expect([...new Set(listed)].sort()).toEqual(globSync('*.json', { cwd: 'examples' }).sort());
});

describe('in Indonesian', () => {
	const twins = [
		['docs/first-shipment.md', 'docs/id/mulai.md'],
		['docs/glossary.md', 'docs/id/istilah.md'],
		['docs/troubleshooting.md', 'docs/id/kendala.md'],
	] as const;

	/** What both have, in this order: headings by their level, rows of tables, points, quotes, pictures. */
	function shapeOf(path: string): string[] {
		return proseOf(path)
			.split('\n')
			.flatMap((line) => {
				if (line.startsWith('> ')) return [line];
				const [, mark] = /^(#+ |\||\d\. |- |!\[)/.exec(line) ?? [];
				return mark === undefined ? [] : [mark.trim()];
			});
	}

	test.each(twins)(
		'%s and %s have the same parts, and quote the same words',
		(english, indonesian) => {
			expect(shapeOf(indonesian)).toEqual(shapeOf(english));
		},
	);

	test.each(twins)(
		'%s and %s name the same things on the screen and in code',
		(english, indonesian) => {
			const codeOf = (path: string) =>
				[...proseOf(path).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code).sort();

			expect(codeOf(indonesian)).toEqual(codeOf(english));
		},
	);

	test('no page is without its English one', () => {
		expect(twins.map(([, own]) => own).sort()).toEqual(globSync('docs/id/*.md').sort());
	});

	test('the forms of the first shipment are filled in alike', () => {
		const valuesOf = (path: string) =>
			tablesOf(read(path))
				.filter(({ head }) => head.length === 2)
				.flatMap(({ rows }) => rows);

		expect(valuesOf('docs/id/mulai.md')).toEqual(valuesOf('docs/first-shipment.md'));
	});
});
