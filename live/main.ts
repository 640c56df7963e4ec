import { createRequire } from 'node:module';
import type { Credential, Nodes, Resource } from './ask.ts';
import { terminal } from './keys.ts';
import { run } from './run.ts';

/** npm run check:live, with the nodes as they were built. */
const require = createRequire(import.meta.url);

function nodesOf(service: string): Nodes {
	const { resources } = require(`../dist/nodes/${service}/operations/index.js`) as {
		resources: Resource[];
	};
	const name = `${service}Api`;
	const types = require(`../dist/credentials/${name}.credentials.js`) as Record<
		string,
		new () => Credential
	>;
	const Type = types[name];
	if (Type === undefined) throw new Error(`There is no credential ${name}`);
	return { resources, credential: new Type() };
}

const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
const person = isTerminal ? terminal(process.stdin, process.stdout) : undefined;
try {
	process.exitCode = await run({
		args: process.argv.slice(2),
		env: process.env,
		print: (line) => process.stdout.write(`${line}\n`),
		nodesOf,
		ask: person?.ask,
		// Or Ctrl+C would end nothing.
		doneAsking: person?.close,
	});
} finally {
	person?.close();
}
