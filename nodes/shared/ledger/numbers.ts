import type { INodeParameters } from 'n8n-workflow';
import { paddedIn, textsIn, textsOfSum, type Padded } from './code';
import { EXPRESSION, makersInJson, makersOf } from './makers';

/** What a number of the merchant's own is made of: of data, of what is another value each time, or of both. */
export type Made = 'data' | 'anew' | 'both';

/**
 * What gives another value each time, in an expression; not a column that is called so, e.g. `$json['Order Date']`, nor a date that is read.
 * What is missing here costs an item that says so. What is too much makes two orders one.
 */
const ANEW = new RegExp(
	[
		/\$(?:now|today|execution|executionId|runIndex)\b/,
		// The place in a list is another one's when a row is put in; not where it only looks a row up.
		/(?<!\[[^\]'"]*|\bitemMatching\([^)]*)\$itemIndex\b/,
		/\$(?:json|(?:input|\(\s*(?:'[^']*'|"[^"]*")\s*\))\.item\.json)(?:\.row_number\b|\[\s*['"]row_number['"]\s*\])/,
		/\bnew\s+Date\b(?!\s*\(\s*[^\s)])/,
		/(?<![.\w'"])Date(?:Time)?(?:\s*\.\s*(?:now|local|utc))?\s*\(\s*[){]/,
		/(?<![.\w'"])Date(?:Time)?\s*\.\s*now\b|\bDateTime\s*\.\s*fromObject\b|\.\s*diff(?:To)?Now\b/,
		/\b(?:[rR]andom\w*|shuffle|uuid)\s*\(/,
		/\.\s*format\s*\(\s*\)/,
		/(?<![.\w'"])(?:Math|Date(?:Time)?)\s*\[/,
	]
		.map(({ source }) => source)
		.join('|'),
	'g',
);

/** The day, and the execution. */
const OF_THE_RUN =
	/\$(?:today|execution|executionId)\b|(?:\$now|\bDateTime\s*\.\s*now\s*\(\s*\))\s*\.\s*(?:(?:toISODate|toSQLDate)\s*\(\s*\)|(?:year|month|day|weekNumber|weekday|ordinal|quarter)\b|(?:toFormat|format)\s*\(\s*(['"])[^'"hHmsSxXtTfFuz]*\1\s*\))/g;

/** Of the item, or of another one: `$json`, `$('Orders')`, a row that a list is made of. */
const DATA = /\$(?:json|input|item|items|node|binary)\b|\$\(|(?<![.\w$])[a-z_]\w*\s*[.[]/;

/** What makes this field: its own expression, or what a list has behind its name. */
export const madeOf = (parameters: INodeParameters, field: string): Made =>
	kindOf(makersOf(parameters, field).map(codeIn));

/** What is known of a thing beside the number, in JSON that a merchant adds, by the names that lead to it. */
export type Beside = (path: string[]) => 'data' | 'anew' | 'unknown';

/**
 * A thing that is another one with each try tells nothing of what is done. An amount with the time or chance in it does, for it is of the
 * item as well.
 */
export function besideIn(parameters: INodeParameters): Beside {
	const known = new Map<string, ReturnType<Beside>>();
	const find = (path: string[]) => {
		const { makers, unread } = makersInJson(parameters, path);
		const made = kindOf(makers.map((maker) => codeIn(maker).replace(OF_THE_RUN, '')));
		const isAmount = path.slice(-1).some((name) => AMOUNT.test(name));
		if (made === 'anew' || (made === 'both' && !isAmount)) return 'anew';
		// The node's own fields tell what it does; a body has nothing else.
		const isAnew = !('body' in parameters) && kindOf(unread.map(codeIn)) !== 'data';
		if (isAnew) return 'anew';
		const isData = makers.length > 0 && !makers.some((maker) => maker.includes('$fromAI'));
		return isData && made === 'data' ? 'data' : 'unknown';
	};
	return (path) => {
		const key = path.join('\n');
		const found = known.get(key) ?? find(path);
		known.set(key, found);
		return found;
	};
}

const AMOUNT = /amount|nominal|jumlah|total|price|harga|qty|quantity/i;

function kindOf(makers: string[]): Made {
	const anew = makers.filter((maker) => maker.search(ANEW) >= 0);
	if (anew.length === 0) return 'data';
	const hasData = (maker: string) =>
		DATA.test(maker.replace(ANEW, '').replace(/'[^']*'|"[^"]*"/g, ''));
	// Of several, nobody knows which one it is.
	return anew.length < makers.length || anew.some(hasData) ? 'both' : 'anew';
}

/** How a number is put together. */
export interface Form {
	/** What is typed around its expressions. */
	fixed: string;
	/** The texts in it, one after the other, the first and the last of them at its ends. */
	texts: string[];
	/** All texts in its code, whatever becomes of them. */
	literals: string[];
	/** Something is computed for it. */
	isMade: boolean;
	/** What of it is filled up to a length. */
	padded: Padded[];
}

export function formsOf(parameters: INodeParameters, field: string): Form[] {
	return makersOf(parameters, field).map((maker) => {
		const typed = maker.replace(/^\s*=/, '').trim();
		const parts = typed.split(EXPRESSION);
		const isOne = parts.every((part) => part.trim() === '');
		const code = codeIn(typed);
		const texts = parts.length > 1 && !isOne ? parts : textsOfSum(code);
		const literals = textsIn(code);
		return {
			fixed: texts.length > 1 ? texts.join('').trim() : '',
			texts,
			literals,
			isMade: !PLAIN.test(typed),
			padded: paddedIn(code),
		};
	});
}

/** Taken as it is from an item. */
const PLAIN = /^(?:\{\{)?\s*\$[\w$.[\]'"() ]+\s*(?:\}\})?$/;

/** What n8n evaluates of a text; all of what stands in brackets itself. */
export function codeIn(text: string): string {
	const expressions = text.match(EXPRESSION);
	const code = expressions ? expressions.map((one) => one.slice(2, -2)).join('\n') : text;
	return code.replace(/\/\*.*?\*\//g, '');
}
