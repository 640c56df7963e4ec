import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the workflow asks before it publishes anything. */
let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'release-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const owner = { name: 'Toko Dewi', email: 'dewi@toko.id' };
const today = new Date().toISOString().slice(0, 10);

function release(tag: string, heading: string, author = owner) {
	const packed = { name: 'n8n-nodes-shop', version: '1.2.0', author };
	const changes = `# Changelog\n\nAbout it.\n\n## ${heading}\n\n- A new thing.\n\n## 1.1.0 (2026-01-02)\n\n- An old thing.\n`;
	writeFileSync(join(folder, 'package.json'), JSON.stringify(packed));
	writeFileSync(join(folder, 'CHANGELOG.md'), changes);
	const script = join(process.cwd(), 'scripts', 'release.mjs');
	return spawnSync(process.execPath, [script, tag], { cwd: folder, encoding: 'utf8' });
}

test('a tag, a version and a dated entry that agree are released, with the entry as notes', () => {
	const { status, stdout } = release('v1.2.0', `1.2.0 (${today})`);

	expect(status).toBe(0);
	expect(stdout).toBe('n8n-nodes-shop 1.2.0\n\n- A new thing.\n');
});

test.each([
	['a tag of another version', 'v1.3.0', `1.2.0 (${today})`, /expected v1\.2\.0/],
	['a tag without the v', '1.2.0', `1.2.0 (${today})`, /expected v1\.2\.0/],
	[
		'an entry without a day',
		'v1.2.0',
		'1.2.0 (unreleased)',
		/expected "## 1\.2\.0 \(YYYY-MM-DD\)"/,
	],
	['an entry of another version', 'v1.2.0', `1.3.0 (${today})`, /expected "## 1\.2\.0/],
	['a day that no calendar has', 'v1.2.0', '1.2.0 (2026-13-40)', /expected "## 1\.2\.0/],
	['a day to come', 'v1.2.0', '1.2.0 (2999-01-01)', /has not come yet/],
])('%s is not released', (_case, tag, heading, reason) => {
	const { status, stdout, stderr } = release(tag, heading);

	expect([status, stdout]).toEqual([1, '']);
	expect(stderr).toMatch(reason);
});

test('nothing is released in the name of a placeholder', () => {
	const nobody = { name: 'Nobody', email: 'maintainers@shop.example' };
	const { status, stderr } = release('v1.2.0', `1.2.0 (${today})`, nobody);

	expect(status).toBe(1);
	expect(stderr).toMatch(/maintainers@shop\.example is nobody's address/);
});

describe('the workflows', () => {
	const publish = readFileSync('.github/workflows/publish.yml', 'utf8');
	/** The jobs by their names: what is indented below them. */
	const jobs = Object.fromEntries(
		publish
			.split(/^jobs:\n/m)[1]!
			.split(/^(?= {2}\w+:\n)/m)
			.map((job) => [/^ {2}(\w+):/.exec(job)?.[1] ?? '', job]),
	);

	test('only the job that publishes may speak for this repository to npm, and it runs nothing of ours', () => {
		const mayIdentify = Object.keys(jobs).filter((name) => jobs[name]?.includes('id-token: write'));

		expect(Object.keys(jobs)).toEqual(['test', 'publish', 'scan', 'release', 'services']);
		expect(mayIdentify).toEqual(['publish']);
		expect(jobs.publish).not.toMatch(/actions\/checkout|npm (ci|install|run|test)|npx/);
		expect(jobs.publish).toMatch(/npm publish .*--provenance/);
	});

	test('what is published is what the test job has packed, after the entry was checked', () => {
		expect(jobs.test).toMatch(
			/scripts\/release\.mjs[\s\S]*npm test[\s\S]*cp \.cache\/pack[\s\S]*upload-artifact/,
		);
		expect(jobs.publish).toMatch(/needs: test\n[\s\S]*download-artifact/);
	});

	test("n8n's scanner has the last word, though it ends well whatever it finds", () => {
		expect(jobs.scan).toMatch(/needs: publish\n[\s\S]*@n8n\/scan-community-package/);
		expect(jobs.scan).toContain('has passed all security checks');
	});

	test.each(['ci', 'codeql', 'nightly', 'publish', 'scorecard'])(
		'%s.yml names every action by its commit',
		(name) => {
			const text = readFileSync(`.github/workflows/${name}.yml`, 'utf8');
			const used = [...text.matchAll(/uses: (.*)/g)].map(([, action = '']) => action);

			expect(used.length).toBeGreaterThan(0);
			expect(used.filter((action) => !/^[\w./-]+@[0-9a-f]{40} # v\d/.test(action))).toEqual([]);
			expect(text).toMatch(/^permissions:\n {2}contents: read$|^permissions: read-all$/m);
		},
	);
});
