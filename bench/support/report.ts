import type { Spread } from './rounds.ts';

export interface Table {
	title: string;
	columns: string[];
	rows: string[][];
	/** What to know for reading it. */
	note?: string;
}

/** One of the things that must hold, and how it came out. */
export interface Goal {
	text: string;
	/** What was measured. */
	value: string;
	isMet: boolean;
}

/** What a part has found. */
export interface Findings {
	/** What was measured, in a sentence or two. */
	about: string;
	tables: Table[];
	goals: Goal[];
}

export interface Part {
	title: string;
	run: () => Promise<Findings>;
}

export function progress(text: string): void {
	process.stdout.write(`   ${text}\n`);
}

const digits = (value: number, places: number) =>
	value.toLocaleString('en-GB', { minimumFractionDigits: places, maximumFractionDigits: places });

export const number = (value: number) => digits(value, 0);

/** As many places as say something. */
export function figure(value: number): string {
	return digits(value, Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}

export const milliseconds = (value: number) =>
	value >= 1000 ? `${digits(value / 1000, 2)} s` : `${figure(value)} ms`;

export function spread({ median, min, max }: Spread, show: (value: number) => string): string {
	if (Number.isNaN(median)) return 'did not end well';
	return min === max ? show(median) : `${show(median)} (${show(min)}–${show(max)})`;
}

export const times = (value: number) => `${digits(value, 2)} ×`;

export function atLeast(least: number, text: string, ratio: Spread): Goal {
	const isMet = ratio.median >= least;
	return { text: `${text}: at least ${least} ×`, value: spread(ratio, times), isMet };
}

export function atMost(most: number, text: string, ratio: Spread): Goal {
	const isMet = ratio.median <= most;
	return { text: `${text}: at most ${most} ×`, value: spread(ratio, times), isMet };
}

/** For the terminal. */
export function printed({ title, columns, rows, note }: Table): string {
	const widths = columns.map((name, column) =>
		Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
	);
	const line = (cells: string[]) =>
		cells
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join('  ')
			.trimEnd();
	const lines = [line(columns), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)];
	return `\n${title}\n${lines.join('\n')}\n${note ? `${note}\n` : ''}`;
}

/** For the page. */
export function markdown({ title, columns, rows, note }: Table): string {
	const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
	const lines = [line(columns), line(columns.map(() => '---')), ...rows.map(line)];
	return `**${title}**\n\n${lines.join('\n')}\n${note ? `\n${note}\n` : ''}`;
}

export const markOf = ({ isMet }: Goal) => (isMet ? 'met' : '**missed**');
