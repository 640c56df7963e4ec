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
	const own = ownTexts(parameters, field).filter(
		// An expression that was cleared looks as empty as the field.
		(text) => text.replace(/^=/, '').trim() !== '',
	);
	if (own.length > 0) return own.length;
	const isNamed = jsonTexts(parameters).some(
		(text) => isOneExpression(text) && namesOnce(text, field),
	);
	return isNamed ? Number.POSITIVE_INFINITY : 0;
}

/**
 * Whether code that makes an object gives this name a value right in it. Deeper it may be another number; and who takes it out,
 * `({ orderId, ...rest }) => rest`, or gives nothing, wants none.
 */
function namesOnce(text: string, field: string): boolean {
	const code = withoutTexts(text).replace(/^\s*=\s*\{\{/, '');
	const name = spelledAs(field);
	const taken = code.match(PATTERN) ?? [];
	if (taken.some((one) => one.includes('...') && new RegExp(`\\b${name}\\b`).test(one)))
		return false;
	const named = new RegExp(
		`(?<![.\\w$-])['"]?${name}['"]?\\s*:(?!\\s*null\\b)|[{,]\\s*${name}\\s*(?=[,}])`,
		'g',
	);
	const plain = code.replace(PATTERN, (pattern) => ' '.repeat(pattern.length));
	return [...plain.matchAll(named)].some(
		({ 0: found, index }) => depthAt(plain, index + found.length) === 1,
	);
}

/** What is taken out of an object. */
const PATTERN = /\{[^{}]*\}(?=\s*\)?\s*=(?!=))/g;

/** How many braces are open there. */
function depthAt(code: string, index: number): number {
	const before = code.slice(0, index);
	return before.split('{').length - before.split('}').length;
}

/** With blanks in the place of texts, but for those that are names before a colon. */
function withoutTexts(code: string): string {
	return code.replace(QUOTED, (quoted: string, _: string, colon?: string) =>
		colon === undefined ? `"${' '.repeat(quoted.length - 2)}"` : quoted,
	);
}

/** A text; with the colon behind it, a name. */
const QUOTED = /(["'`])(?:\\[\s\S]|(?!\1)[^\\])*\1(\s*:)?/g;

/** What stands around the expressions that make such a number, and whether something is computed for it. */
export function formsOf(
	parameters: INodeParameters,
	field: string,
): Array<{ fixed: string; isMade: boolean }> {
	return makersOf(parameters, field).map((maker) => {
		const fixed = maker.replace(EXPRESSION, '').replace(/^\s*=/, '').trim();
		const hasParts = maker.search(EXPRESSION) >= 0;
		return {
			fixed: hasParts ? fixed.replace(/^(["'])([\s\S]*)\1$/, '$2').trim() : '',
			isMade: !/^\s*=?\s*(\{\{)?\s*\$[\w$.[\]'"() ]+\s*(\}\})?\s*$/.test(maker),
		};
	});
}

/** Whether it is typed as it is sent. */
export const isTyped = (parameters: INodeParameters, field: string): boolean =>
	ownTexts(parameters, field).some((text) => !isExpression(text)) &&
	makersInJson(parameters, field).length === 0;

/** What makes a number: in the JSON that takes the place of its field, in its own field, or all of what makes that JSON. */
function makersOf(parameters: INodeParameters, field: string): string[] {
	const inJson = makersInJson(parameters, field);
	if (inJson.length > 0) return inJson;
	const own = ownTexts(parameters, field).filter(isExpression);
	return own.length > 0 ? own : jsonTexts(parameters).filter(isExpression);
}

const makersInJson = (parameters: INodeParameters, field: string) =>
	jsonTexts(parameters).flatMap((text) => makersIn(text, spelledAs(field)));

const ownTexts = (parameters: INodeParameters, field: string) =>
	textsOf(parameters, (key) => plainName(key) === plainName(field));

/** Fields in which a number may stand beside others. */
const jsonTexts = (parameters: INodeParameters) =>
	textsOf(parameters, (key) => /^(body|additionalBodyFields|packagesJson)$/.test(key));

/** KasPro's name for it is one; those in packages are read in any letters. */
const spelledAs = (field: string): string =>
	plainName(field) === 'requestid' ? 'requestId' : '[oO][rR][dD][eE][rR][ _]?[iI][dD]';

/** What JSON, or an expression that makes it, has behind a name; of all that it has there the one that stands highest. */
function makersIn(text: string, name: string): string[] {
	if (!isExpression(text)) return [];
	const expressions: string[] = [];
	// Beside an expression stands JSON, and inside it may be quotes and commas that end nothing.
	const masked = isOneExpression(text)
		? text
		: text.replace(EXPRESSION, (expression) => `\u0000${expressions.push(expression) - 1}\u0000`);
	const whole = (part: string) =>
		part.replace(/\u0000(\d+)\u0000/g, (_, place) => expressions[Number(place)] ?? '');
	const code = withoutTexts(masked);
	// A variable, or a field that is given later: what it holds may come from anywhere in the text.
	const isElsewhere = new RegExp(
		`(?<![.\\w])${name}\\s*[,}]|${name}['"]?\\]?\\s*=(?!=)|${name}['"]?\\]?\\s*:\\s*[a-z_]\\w*\\s*[,}]`,
	);
	if (isElsewhere.test(code)) return [text];
	const found = [...code.matchAll(new RegExp(`(?<![\\w$-])${name}['"]?\\]?\\s*:`, 'g'))].map(
		({ 0: { length }, index }) => ({ depth: depthAt(code, index), at: index + length }),
	);
	const highest = Math.min(...found.map(({ depth }) => depth));
	return found
		.filter(({ depth }) => depth === highest)
		.map(({ at }) => whole(valueIn(masked.slice(at))))
		.map((value) => (hasVariable(value, text) ? text : value));
}

function hasVariable(value: string, text: string): boolean {
	const declared = [...text.matchAll(/\b(?:const|let|var)\s+(\w+)/g)].map(([, name = '']) => name);
	if (declared.some((name) => new RegExp(`(?<![.\\w$])${name}\\b`).test(value))) return true;
	const inTexts = [...value.matchAll(/\$\{([^}]*)\}/g)].map(([, code = '']) => code);
	return [value.replace(EXPRESSION, ''), ...inTexts].some((code) =>
		VARIABLE.test(withoutTexts(code)),
	);
}

/** A name that is neither a property nor called: what it holds was made elsewhere. */
const VARIABLE =
	/(?<![.\w$])(?!(?:true|false|null|undefined|typeof|new)\b)[a-zA-Z_]\w*(?!\s*[\w.([?:])/;

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
