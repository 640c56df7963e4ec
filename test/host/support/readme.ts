import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The README, and the page that it leads to for those who know a shell. */
export const readme = ['README.md', 'docs/installing.md']
	.map((path) => readFileSync(path, 'utf8'))
	.join('\n');

/** The commands that they give under a heading, block by block, as somebody would copy them. */
export function commandsUnder(heading: string): string[] {
	const [, section] = readme.split(`\n${heading}\n`);
	if (section === undefined) throw new Error(`No page has "${heading}"`);
	const [text = ''] = section.split(/^#+ /m);
	return blocksIn(text);
}

/** What stands there to be copied into a shell. */
export const blocksIn = (text: string): string[] =>
	[...text.matchAll(/```sh\n([^]*?)```/g)].map(([, commands]) => String(commands));

/** The commands that their sentences and tables name: `npm …`. */
export const commandsInText = [...readme.matchAll(/`((?:npm|npx|docker) [^`\n]+)`/g)].map(
	([, command]) => String(command),
);

/** Types them into a shell, which stops at the first that does not work; gives what they print. */
export async function type(commands: string, cwd: string, env: Record<string, string>) {
	const options = { cwd, env: { ...process.env, ...env } };
	const { stdout } = await run('sh', ['-e', '-c', commands], options);
	return stdout;
}
