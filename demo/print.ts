import type { Step } from './story.ts';

/** One step as a merchant can read it: what happened, a table, how long it took, where to look. */
export function textOf({ title, table, milliseconds, link }: Step, number: number): string {
	return [
		`${number}. ${title}`,
		...rowsOf(table).map((row) => `   ${row}`),
		`   ${milliseconds} ms · ${link}`,
		'',
	].join('\n');
}

function rowsOf(table: Step['table']): string[] {
	const columns = Object.keys(table[0] ?? {});
	const cells = [columns, ...table.map((row) => columns.map((column) => shown(row[column])))];
	const widths = columns.map((_, index) =>
		Math.max(...cells.map((row) => row[index]?.length ?? 0)),
	);
	const line = (row: string[]) =>
		row
			.map((cell, index) => cell.padEnd(widths[index] ?? 0))
			.join('  ')
			.trimEnd();
	const [head = [], ...body] = cells;
	return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...body.map(line)];
}

/** Rupiah and other numbers as Indonesians write them, with dots. */
function shown(value: unknown): string {
	if (typeof value === 'number') return value.toLocaleString('id-ID');
	if (typeof value === 'boolean') return value ? 'yes' : 'no';
	if (value === null || value === undefined) return '–';
	return typeof value === 'string' ? value : JSON.stringify(value);
}
