import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { markdown, markOf, type Findings } from './report.ts';

/** What one part has found, and when. */
export interface Section extends Findings {
	title: string;
	/** An ISO date. */
	date: string;
	rounds: number;
	isWhole: boolean;
	machine: string;
}

const root = join(import.meta.dirname, '..', '..');
const cache = join(root, '.cache', 'bench');
const page = join(root, 'docs', 'performance.md');
/** Where a page goes whose figures are of a small run, or of a part of it. */
const trial = join(cache, 'performance.md');

const versionIn = (...path: string[]) =>
	(JSON.parse(readFileSync(join(root, ...path, 'package.json'), 'utf8')) as { version: string })
		.version;

/** What the figures hang on, in a sentence. */
export function machine(): string {
	const cores = cpus();
	const memory = Math.round(totalmem() / 2 ** 30);
	return `version ${versionIn()} in n8n ${versionIn('host', 'node_modules', 'n8n')} on Node.js ${process.versions.node}, ${process.platform}, ${cores.length} × ${cores[0]?.model.trim()}, ${memory} GB`;
}

/** A part that is run alone takes its place beside what the others found the last time. */
export function keep(name: string, section: Section): void {
	mkdirSync(cache, { recursive: true });
	writeFileSync(join(cache, `${name}.json`), JSON.stringify(section, null, '\t'));
}

function kept(name: string): Section | undefined {
	const file = join(cache, `${name}.json`);
	return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Section) : undefined;
}

/** Writes the page, and says where: into `docs` only when every part was measured in full. */
export function writePage(names: string[]): string {
	const sections = names.flatMap((name) => kept(name) ?? []);
	const isWhole = sections.length === names.length && sections.every((one) => one.isWhole);
	const file = isWhole ? page : trial;
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, textOf(sections, notesIn(page)));
	return file;
}

const FROM = '<!-- notes: from here on written by hand, and kept -->';
const TO = '<!-- notes: end -->';

function notesIn(file: string): string {
	const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
	const [from, to] = [text.indexOf(FROM), text.indexOf(TO)];
	return from === -1 || to === -1 ? '' : text.slice(from + FROM.length, to).trim();
}

function textOf(sections: Section[], notes: string): string {
	const machines = [...new Set(sections.map((section) => section.machine))];
	const goals = sections.flatMap((section) => section.goals);
	const missed = goals.filter(({ isMet }) => !isMet);
	const parts = sections.map(({ title, about, tables, date, rounds }) =>
		[
			`## ${title}`,
			about,
			...tables.map((table) => markdown(table).trim()),
			`Measured on ${date}${rounds === 1 ? '' : `, ${rounds} rounds`}.`,
		].join('\n\n'),
	);
	const all = [
		'<!-- Written by `npm run bench`; only the notes are kept. -->',
		'# Performance',
		"How fast the nodes are beside n8n's own, side by side in one run. The clock of another machine shows other times; compare the figures of one table. A time is the median of the rounds, with the least and the greatest in brackets; a ratio is taken round by round.",
		`Measured with ${machines.join('; and with ')}. The services are a stand-in on the same machine, in a process of its own, which replays answers of our sandbox after the latency that each table names.`,
		'## What should hold',
		`${goals.length - missed.length} of ${goals.length} met.`,
		[
			'| goal | measured | |',
			'| --- | --- | --- |',
			...goals.map((goal) => `| ${goal.text} | ${goal.value} | ${markOf(goal)} |`),
		].join('\n'),
		...parts,
		'## Notes',
		`${FROM}${notes ? `\n\n${notes}` : ''}\n\n${TO}`,
	];
	return `${all.join('\n\n')}\n`;
}
