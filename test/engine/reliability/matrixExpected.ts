import type { Tested } from '../../operations';
import type { Outcome } from '../../operations/row';
import type { Times } from './matrixFaults';

/** `–`: the operation can't meet it. */
export type Cell = Outcome | '–';

/** Nothing is wrong with the answer. */
const HARMLESS = ['late answer', 'slow body', 'wrong content type', '17 digits'];
/** A plain no: nothing was done. */
const REFUSED = ['429', '429 Retry-After', 'error in 200'];
/** It was not done, but nothing says so. */
const SILENT = [
	'500 HTML',
	'502 HTML',
	'reset before',
	'408 before',
	'425 before',
	'redirect',
	// It will be: nobody finds it yet.
	'done late',
];
/** It was done, and the answer that says so did not come. */
const UNHEARD = [
	'reset after',
	'timeout',
	'half JSON',
	'empty body',
	'huge body',
	'200 {}',
	'408 after',
	'425 after',
	'504 after',
	'one by one',
];
/** A read that meets it once is asked again. */
export const PASSING = [
	'429',
	'429 Retry-After',
	'500 HTML',
	'502 HTML',
	'reset before',
	'reset after',
	'timeout',
	'408 before',
	'408 after',
	'425 before',
	'425 after',
	'504 after',
	'done late',
	'one by one',
];
const BROKEN = ['error in 200', 'redirect', 'half JSON', 'empty body', 'huge body'];

/** What must become of an operation under a fault, from what it promises and not from a run. */
export function expectedOf(tested: Tested, column: string, times: Times): Cell {
	const { expected, over } = tested.row;
	if (HARMLESS.includes(column)) return 'right';
	if (column === 'row missing') return expected.rowMissing ?? '–';
	if (column === 'existing canceled') return over ? 'error' : '–';
	return tested.row.write
		? expectedOfWrite(tested.row.write.lookedUp, expected.wrongTypes, column, times)
		: expectedOfRead(tested, column, times);
}

function expectedOfRead({ name, row: { expected } }: Tested, column: string, times: Times): Cell {
	if (PASSING.includes(column)) return times === 'once' ? 'right' : 'error';
	if (BROKEN.includes(column)) return 'error';
	if (column === 'look-up throttled') return '–';
	if (column === '200 {}' && expected.emptyObject) return expected.emptyObject;
	if (column === 'wrong types' && expected.wrongTypes !== 'as unheard') return expected.wrongTypes;
	throw new Error(`Nobody has said what ${name} makes of ${column}`);
}

/** What was done is found by its number when the look-up is answered. What is not there may still come (`done late`), so it stays unknown. */
function expectedOfWrite(
	lookedUp: 'found' | 'later' | undefined,
	wrongTypes: Outcome | 'as unheard',
	column: string,
	times: Times,
): Cell {
	const unheard = lookedUp === 'found' && times === 'once' ? 'existing' : 'unknown';
	if (REFUSED.includes(column)) return 'error';
	if (SILENT.includes(column)) return 'unknown';
	if (UNHEARD.includes(column)) return unheard;
	if (column === 'look-up throttled') return lookedUp ? 'unknown' : '–';
	if (column === 'wrong types') return wrongTypes === 'as unheard' ? unheard : wrongTypes;
	throw new Error(`Nobody has said what a write makes of ${column}`);
}

/** The same with Retry On Fail: what was plainly refused once is done by the second try, and nothing else is done again. */
export function expectedWithRetry(tested: Tested, column: string, times: Times): Cell {
	const isForGood = column === 'error in 200' && tested.row.write?.refusedForGood;
	if (times === 'once' && REFUSED.includes(column) && !isForGood) return 'right';
	return expectedOf(tested, column, times);
}
