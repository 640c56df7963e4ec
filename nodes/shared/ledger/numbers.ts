import type { INodeParameters } from 'n8n-workflow';

/** What a number of the merchant's own is made of: of data, of what is another value each time, or of both. */
export type Made = 'data' | 'anew' | 'both';

/** The same for another execution, and for another round or try of this one, in which the day and the execution stay. */
export interface MadeOf {
	made: Made;
	inRun: Made;
}

/**
 * What gives another value each time, in an expression; not a column that is called so, e.g. `$json['Order Date']`, nor a date that is read.
 * What is missing here costs an item that says so. What is too much makes two orders one.
 */
const ANEW = new RegExp(
	[
		/\$(?:now|today|execution|executionId|runIndex)\b/,
		/\bnew\s+Date\b(?!\s*\(\s*[^\s)])/,
		/(?<![.\w'"])Date(?:Time)?(?:\s*\.\s*(?:now|local|utc))?\s*\(\s*[){]/,
		/\b(?:[rR]andom\w*|shuffle|uuid)\s*\(/,
		/\.\s*format\s*\(\s*\)/,
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
export function madeOf(parameters: INodeParameters, field: string): MadeOf {
	const makers = makersOf(parameters, field).map(codeIn);
	const made = kindOf(makers);
	// Without data it tells nothing, also when it stays: an index is another item's in the next round.
	if (made !== 'both') return { made, inRun: made };
	return { made, inRun: kindOf(makers.map((maker) => maker.replace(OF_THE_RUN, ''))) };
}

function kindOf(makers: string[]): Made {
	const anew = makers.filter((maker) => maker.search(ANEW) >= 0);
	if (anew.length === 0) return 'data';
	const hasData = (maker: string) =>
		DATA.test(maker.replace(/'[^']*'|"[^"]*"/g, '').replace(ANEW, ''));
	return anew.some(hasData) ? 'both' : 'anew';
}

/** The fields that say where a number comes from: as long as they stay, another number is another order. All of them where none is plainly it. */
export function numberedBy(parameters: INodeParameters, field: string): unknown {
	const name = plainName(field);
	const own = textsOf(parameters, (key) => plainName(key) === name);
	return own.length > 0 ? own : parameters;
}

/** In how many places a merchant has said where such a number comes from. What an expression makes as a whole has one everywhere. */
export function timesFilledIn(parameters: INodeParameters, field: string): number {
	const name = plainName(field);
	const own = textsOf(parameters, (key) => plainName(key) === name).filter(
		// An expression that was cleared looks as empty as the field.
		(text) => text.replace(/^=/, '').trim() !== '',
	);
	if (own.length > 0) return own.length;
	const spelled = [...name].join('[ _]?');
	const times = textsOf(parameters, () => true)
		.filter((text) => /^=?\s*[{[]/.test(text))
		.map((text) => timesNamed(text, spelled));
	return times.reduce((sum, one) => sum + one, 0);
}

/** How often JSON, or code that makes it, gives this name a value. */
function timesNamed(text: string, name: string): number {
	const code = text.replace(QUOTED, (quoted, _, colon) => (colon ? quoted : '""'));
	const taken = code.match(PATTERN) ?? [];
	// Who takes it out, `({ orderId, ...rest }) => rest`, wants none.
	if (taken.some((one) => one.includes('...') && new RegExp(`\\b${name}\\b`, 'i').test(one)))
		return 0;
	const found = [...code.replace(PATTERN, '').matchAll(keysCalled(name))].length;
	return found > 0 && isOneExpression(text) ? Number.POSITIVE_INFINITY : found;
}

/** What is taken out of an object. */
const PATTERN = /\{[^{}]*\}(?=\s*\)?\s*=(?!=))/g;

/** A text; with the colon behind it, a name. */
const QUOTED = /(["'`])(?:\\[\s\S]|(?!\1)[^\\])*\1(\s*:)?/g;

/** A name that is given a value, in JSON or in code; not nothing, which takes it out. */
const keysCalled = (name: string) =>
	new RegExp(
		`(?<![.\\w$[])['"]?${name}['"]?\\s*:(?!\\s*null\\b)|[{,]\\s*${name}\\s*[,}]|\\.${name}\\s*=(?!=)`,
		'gi',
	);

/** What stands around the expressions that make such a number. */
export function fixedPartsOf(parameters: INodeParameters, field: string): string[] {
	return makersOf(parameters, field)
		.filter((maker) => maker.search(EXPRESSION) >= 0)
		.map((maker) => maker.replace(EXPRESSION, '').replace(/^\s*=/, '').trim())
		.map((text) => text.replace(/^(["'])([\s\S]*)\1$/, '$2').trim());
}

function makersOf(parameters: INodeParameters, field: string): string[] {
	const name = plainName(field);
	const own = textsOf(parameters, (key) => plainName(key) === name).filter(isExpression);
	if (own.length > 0) return own;
	return textsOf(parameters, () => true)
		.filter(isExpression)
		.flatMap((text) => makersIn(text, [...name].join('[ _]?')));
}

/** What a text of JSON, or an expression that makes a list, has behind a name. */
function makersIn(text: string, name: string): string[] {
	const expressions: string[] = [];
	// Beside an expression stands JSON, and inside it may be quotes and commas that end nothing.
	const masked = isOneExpression(text)
		? text
		: text.replace(EXPRESSION, (expression) => `\u0000${expressions.push(expression) - 1}\u0000`);
	const whole = (part: string) =>
		part.replace(/\u0000(\d+)\u0000/g, (_, place) => expressions[Number(place)] ?? '');
	// A variable, or a field that is given later: what it holds may come from anywhere in the text.
	const isElsewhere = new RegExp(
		`(?<![.\\w])${name}\\s*[,}]|${name}['"]?\\]?\\s*=(?!=)|${name}['"]?\\]?\\s*:\\s*[a-z_]\\w*\\s*[,}]`,
		'i',
	);
	if (isElsewhere.test(masked)) return [text];
	return [...masked.matchAll(new RegExp(`${name}['"]?\\]?\\s*:`, 'gi'))].map(
		({ 0: { length }, index }) => whole(valueIn(masked.slice(index + length))),
	);
}

const isOneExpression = (text: string) => /^=\s*\{\{(?:(?!\}\})[\s\S])*\}\}\s*$/.test(text);

const isExpression = (text: string) => text.startsWith('=');

const EXPRESSION = /\{\{[\s\S]*?\}\}/g;

/** Texts and patterns, in which brackets and commas end nothing; and these. */
const SIGN =
	/(["'`])(?:\\[\s\S]|(?!\1)[^\\])*\1|(?<=[(,=:]\s*)\/(?:\\.|[^/\\\n])+\/|[([{]|[,)\]}]/g;

/** The value with which a text begins that goes on behind it: to the comma or bracket that is no part of it. */
function valueIn(text: string): string {
	let depth = 0;
	for (const { 0: sign, index } of text.matchAll(SIGN)) {
		if (/^[([{]$/.test(sign)) depth++;
		else if (depth === 0 && /^[,)\]}]$/.test(sign)) return text.slice(0, index);
		else if (/^[)\]}]$/.test(sign)) depth--;
	}
	return text;
}

/** What n8n evaluates of a text; all of what stands in brackets itself. */
function codeIn(text: string): string {
	const expressions = text.match(EXPRESSION);
	const code = expressions ? expressions.map((one) => one.slice(2, -2)).join('\n') : text;
	return code.replace(/\/\*.*?\*\//g, '');
}

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
