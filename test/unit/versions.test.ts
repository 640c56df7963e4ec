import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import versions from '../../host/versions.json';

/** The n8n versions that the README names are those that are tested. `npm run test:versions` tests them and writes the table. */
const read = (path: string) => readFileSync(join(process.cwd(), path), 'utf8');
const rows = (
	/<!-- versions -->\n([\s\S]*)<!-- end of versions -->/.exec(read('README.md'))?.[1] ?? ''
)
	.trim()
	.split('\n')
	.slice(2)
	.map((row) =>
		row
			.split('|')
			.map((cell) => cell.trim())
			.slice(1, -1),
	);

test('the table has every version, in this order, with what differs there', () => {
	expect(rows.map(([version, , differs]) => [version, differs])).toEqual(
		versions.map(({ version, differs }) => [version, differs]),
	);
});

test('every version has passed all that is asked of it', () => {
	const asked = [...read('test/host/versions.test.ts').matchAll(/^describe\('([^']+)'/gm)]
		.map(([, group]) => group)
		.join(', ');

	expect(asked).toMatch(/story.*triggers.*error output.*Retry On Fail.*Wait for Payment/);
	expect(rows.map(([, passed]) => passed)).toEqual(versions.map(() => asked));
});

test.each(versions)(
	'n8n $version is what a lockfile in $folder installs',
	({ version, folder }) => {
		const { dependencies } = JSON.parse(read(`${folder}/package.json`)) as {
			dependencies: Record<string, string>;
		};

		expect(dependencies).toEqual({ n8n: version });
		expect(read(`${folder}/pnpm-lock.yaml`)).toContain(`n8n@${version}`);
	},
);

test('the pinned one is the last of the list', () => {
	expect(versions.at(-1)?.folder).toBe('host');
});
