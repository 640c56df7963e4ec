import type { INodeParameters } from 'n8n-workflow';
import type { Part } from './book';

/** By what an item of a retry is told from another one. */

/** The same as in an earlier try, another one, or nobody can tell. */
export type Told = 'same' | 'other' | 'unclear';

/** A thing that the same item of an earlier execution wanted, compared with what it wants now. */
interface Compared {
	now: Part;
	before: Part;
	/** The merchant has mended the node since. */
	isMended: boolean;
	/** Items that wanted or want the same, elsewhere in this run: its number, both number and content, its content. */
	hasMoved: Record<'number' | 'pair' | 'core', boolean>;
}

/**
 * A number of the merchant's own tells, and what the thing is at its core; where they contradict each other, whether the rows have moved. In a
 * doubt nothing may be sent, and no output be given.
 */
export function tell({ now, before, isMended, hasMoved }: Compared): Told {
	const hasNumbers = now.number !== null && before.number !== null;
	if (hasNumbers && now.number === before.number) return 'same';
	const isSame = now.core === before.core;
	if (hasNumbers && !isMended) return isSame ? 'unclear' : 'other';
	if (hasNumbers && isSame) return hasMoved.number ? 'unclear' : 'same';
	if (hasNumbers) return hasMoved.pair ? 'other' : 'unclear';
	if (isSame) return 'same';
	// A field that was mended changes what each item wants, and none of them has become another.
	return isMended && !hasMoved.core ? 'same' : 'unclear';
}

/** What a number of the merchant's own is made of: of data, of what is another value each time, or of both. */
export type Made = 'data' | 'anew' | 'both';

/**
 * What gives another value each time, in an expression; not a column that is called so, e.g. `$json['Order Date']`, nor a date that is read.
 * What is missing here costs an item that says so. What is too much makes two orders one.
 */
const ANEW = new RegExp(
	[
		/\$(?:now|today|execution|executionId|runIndex)\b/,
		/\bnew\s+Date\b(?!\s*\(\s*[^\s)])/,
		/(?<![.\w'"])Date(?:Time)?(?:\s*\.\s*(?:now|local|utc))?\s*\(\s*\)/,
		/\b(?:[rR]andom\w*|shuffle|uuid)\s*\(/,
	]
		.map(({ source }) => source)
		.join('|'),
	'g',
);

/** Of the item, or of another one: `$json`, `$('Orders')`, a row that a list is made of. */
const DATA = /\$(?:json|input|item|items|node|binary)\b|\$\(|\b[a-z_]\w*\s*[.[]/;

/** What makes this field: its own expression, or what a list has behind its name. */
export function madeOf(parameters: INodeParameters, field: string): Made {
	const makers = makersOf(parameters, field).filter((maker) => maker.search(ANEW) >= 0);
	if (makers.length === 0) return 'data';
	const hasData = (maker: string) =>
		DATA.test(maker.replace(/'[^']*'|"[^"]*"/g, '').replace(ANEW, ''));
	return makers.some(hasData) ? 'both' : 'anew';
}

/** The fields that say where a number comes from: as long as they stay, another number is another order. All of them where none is plainly it. */
export function numberedBy(parameters: INodeParameters, field: string): unknown {
	const name = plainName(field);
	const own = textsOf(parameters, (key) => plainName(key) === name);
	return own.length > 0 ? own : parameters;
}

function makersOf(parameters: INodeParameters, field: string): string[] {
	const name = plainName(field);
	const own = textsOf(parameters, (key) => plainName(key) === name).filter(isExpression);
	if (own.length > 0) return own;
	const behindName = new RegExp(`${[...name].join('[ _]?')}['"]?\\s*:([^,}]*)`, 'gi');
	return textsOf(parameters, () => true)
		.filter(isExpression)
		.flatMap((text) => [...text.matchAll(behindName)].map(([, maker = '']) => maker));
}

const isExpression = (text: string) => text.startsWith('=');

/** As names of fields are written on the screen, e.g. `Order ID in Packages`, in the workflow and at the service. */
function plainName(name: string): string {
	return name
		.replace(/ in .*$/, '')
		.replace(/[ _]/g, '')
		.toLowerCase();
}

/** The texts in the fields that are meant, and below them. */
function textsOf(value: unknown, isMeant: (key: string) => boolean): string[] {
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, entry]) => {
		if (typeof entry !== 'string') return textsOf(entry, isMeant(key) ? () => true : isMeant);
		return entry !== '' && isMeant(key) ? [entry] : [];
	});
}

/** For each thing which of those before it is; nothing where nobody can tell. */
export function matched(things: Part[], before: Part[]): Array<number | undefined> {
	const known = things.map(({ number }) => {
		const place = number === null ? -1 : before.findIndex((one) => one.number === number);
		return place < 0 ? undefined : place;
	});
	const isRenumbered = known.every((place) => place === undefined);
	const isAsLong = things.length === before.length;
	const placed = known.map((place, index) => {
		if (place !== undefined || !isAsLong || known.includes(index)) return place;
		const isEmpty = things[index]?.number === null || before[index]?.number === null;
		return isEmpty || isRenumbered ? index : undefined;
	});
	const only = (list: number[]) => (list.length === 1 ? list[0] : undefined);
	const places = (list: Part[], core: string, isFree: (index: number) => boolean) =>
		list.flatMap((one, index) => (one.core === core && isFree(index) ? [index] : []));
	return placed.map((place, index) => {
		const { number, core } = things[index] ?? { number: '', core: '' };
		if (place !== undefined || number !== null) return place;
		const isAlone = only(places(things, core, (one) => placed[one] === undefined)) === index;
		return isAlone ? only(places(before, core, (one) => !placed.includes(one))) : undefined;
	});
}
