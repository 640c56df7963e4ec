import { execFileSync } from 'node:child_process';
import { scripts } from '../../package.json';
import { blocksIn, commandsInText, commandsUnder, readme } from '../host/support/readme';

/** Each command of the README, with what runs it; those under *By hand* are typed by test/host/install.test.ts. */
const runBy: Record<string, string> = {
	'npm run demo': 'test/host/demo.test.ts',
	'npm test': 'npm test',
	'npm run pack:services': 'npm test',
	'npm run check:live': 'test/host/live.test.ts',
	// One version of it in `npm test`.
	'npm run test:versions': '.github/workflows/nightly.yml',
	'npm uninstall --prefix ~/.n8n/nodes n8n-nodes-indonesia-commerce': 'test/host/install.test.ts',
	'npm uninstall --prefix ~/.n8n/nodes n8n-nodes-kaspro': 'test/host/versions.test.ts',
};

test('no command of the README is without a test that runs it', () => {
	const blocks = commandsUnder('## Try it').join('').trim().split('\n');
	const commands = blocks.map((line) => line.replace(/\s+#.*$/, ''));
	const named = new Set([...commands, ...commandsInText]);

	expect([...named].sort()).toEqual(Object.keys(runBy).sort());
	for (const [, script] of [...named].map(
		(command) => /^npm (?:run )?([\w:]+)$/.exec(command) ?? [],
	))
		if (script) expect(scripts).toHaveProperty([script]);
});

test('it has commands nowhere else', () => {
	const known = ['## Try it', '## By hand'].flatMap(commandsUnder);

	expect(blocksIn(readme)).toEqual(known);
});

test('each npm script that calls a task calls one that is there', () => {
	const gulp = 'node_modules/gulp/bin/gulp.js';
	const listed = execFileSync(process.execPath, [gulp, '--tasks-simple'], { encoding: 'utf8' });
	const called = Object.values(scripts).flatMap((script) =>
		[...script.matchAll(/gulp --silent (\S+)/g)].map(([, task]) => task),
	);

	expect(called.length).toBeGreaterThan(10);
	expect(listed.trim().split('\n')).toEqual(expect.arrayContaining(called));
});
