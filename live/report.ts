import type { Asked, Report, Result } from './check.ts';

const SIGNS = { confirmed: '✔', contradicted: '✖', 'not seen': '·' } as const;
const MOST_NAMED = 6;

/** One question: what was asked, and what became of each fact. */
export function linesOf({ title, call, results, more }: Asked): string[] {
	const named = more.slice(0, MOST_NAMED);
	const left = more.length - named.length;
	const [first] = results;
	const isUnseen = results.every(({ kind, but }) => kind === 'not seen' && but === first?.but);
	if (first && isUnseen) {
		const sections = [...new Set(results.map(({ section }) => section))].join(', ');
		return [`${title}   ${call}`, `  · ${sections}: not seen: ${first.but}`];
	}
	return [
		`${title}   ${call}`,
		...results.map((result) => `  ${lineOf(result)}`),
		...named.map((one) => `  + not in the documents: ${one}`),
		...(left > 0 ? [`  + and ${left} more`] : []),
	];
}

function lineOf({ kind, section, mark, says, but }: Result): string {
	const reason = but === undefined ? '' : ` — ${kind === 'not seen' ? 'not seen: ' : ''}${but}`;
	return `${SIGNS[kind]} ${section} ${mark}: ${says}${reason}`;
}

export interface Totals {
	confirmed: number;
	contradicted: number;
	'not seen': number;
	more: number;
}

export function totalsOf(reports: Report[]): Totals {
	const asked = reports.flatMap((report) => report.asked);
	const results = asked.flatMap((one) => one.results);
	const count = (kind: Result['kind']) => results.filter((one) => one.kind === kind).length;
	return {
		confirmed: count('confirmed'),
		contradicted: count('contradicted'),
		'not seen': count('not seen'),
		more: asked.reduce((sum, one) => sum + one.more.length, 0),
	};
}

/** What there is to know at the end, without having read the rest. */
export function summaryOf(reports: Report[]): string[] {
	const totals = totalsOf(reports);
	const wrong = reports.flatMap(({ asked }) =>
		asked.flatMap(({ title, results }) =>
			results
				.filter(({ kind }) => kind === 'contradicted')
				.map(
					({ section, mark, says, but }) =>
						`  docs/contracts/${section} ${mark}: ${says} — ${but} (${title})`,
				),
		),
	);
	return [
		...reports.map(
			({ service, host, sent, stopped }) =>
				`${service.name} (${host}): ${sent} ${sent === 1 ? 'request' : 'requests'}${stopped === undefined ? '' : `, then no more: ${stopped}`}`,
		),
		`Facts of docs/contracts: ${totals.confirmed} confirmed, ${totals.contradicted} contradicted, ${totals['not seen']} not seen. Not in the documents: ${totals.more}.`,
		...(wrong.length > 0 ? ['Contradicted:', ...wrong] : []),
	];
}

/** 0: nothing is contradicted; 1: something is; 2: a service has shown nothing at all. */
export function exitCodeOf(reports: Report[]): 0 | 1 | 2 {
	if (totalsOf(reports).contradicted > 0) return 1;
	const hasShown = (report: Report) => totalsOf([report]).confirmed > 0;
	return reports.length > 0 && reports.every(hasShown) ? 0 : 2;
}
