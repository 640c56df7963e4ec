/**
 * What an expression of n8n's that makes JSON has behind a name. Little of JavaScript is read here, and what is not surely an object with
 * plain names is not understood: then the number may come from anywhere in the expression.
 */

/** Code, and the same with blanks in the place of texts, patterns and comments, so that brackets and commas are what they seem. */
export interface Code {
	text: string;
	mask: string;
}

const TOKEN = new RegExp(
	[
		/(["'])(?:\\[^]|(?!\1)[^\\\n])*\1/,
		/`(?:\\[^]|[^\\`])*`/,
		/\/\*[^]*?\*\//,
		/\/\/[^\n]*/,
		/(?<=(?:^|[(,=:?&|![{;>])\s*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/,
	]
		.map(({ source }) => source)
		.join('|'),
	'g',
);

const blank = (text: string) => ' '.repeat(text.length);

export const codeOf = (text: string): Code => sliced({ text, mask: masked(text) }, 0);

function masked(code: string): string {
	return code.replace(TOKEN, (token) => {
		if (token.startsWith('`')) return withParts(token);
		if (!token.startsWith('/')) return `"${blank(token.slice(2))}"`;
		return /^\/[/*]/.test(token) ? blank(token) : `0${blank(token.slice(1))}`;
	});
}

/** What is filled into a text stays; where that can't be told from the text, a backtick does, which nothing here takes. */
function withParts(template: string): string {
	const inner = template
		.slice(1, -1)
		.replace(/\\[^]|\$\{([^{}]*)\}|\$\{|[^]/g, (found, code?: string) => {
			if (code !== undefined) return ` (${masked(code)})`;
			return found === '${' ? '``' : blank(found);
		});
	return `(${inner})`;
}

/**
 * The texts that a sum puts together, those of a template as well, with an empty one where it begins or ends with something else: `['INV-', '']`
 * of `'INV-' + $json['No Pesanan']`. None of what chooses or computes: nobody can tell what its texts are for.
 */
export function textsOfSum(code: string): string[] {
	const sum = withoutBrackets(codeOf(code));
	const parts = partsOf(sum, '+');
	const isPlain = parts.every(({ mask }) => /^(?:"\s*"|\([^]*\)|[\w$][^]*)$/.test(mask));
	// Who asks for a thing that may be missing does not choose.
	if (!isPlain || /[?|&<>=!:*%/-]/.test(outside(sum.mask).replaceAll('?.', '.'))) return [];
	const texts = parts.flatMap(({ text }) => {
		if (/^["']/.test(text)) return [text.slice(1, -1)];
		return text.startsWith('`') ? text.slice(1, -1).split(/\$\{[^}]*\}/) : [''];
	});
	return texts.filter((text, index) => text !== '' || index === 0 || index === texts.length - 1);
}

/** All texts in code but the names of columns and nodes. */
export function textsIn(code: string): string[] {
	return [...code.matchAll(TOKEN)].flatMap(({ 0: token, index }) => {
		if (token.startsWith('/')) return [];
		const isName =
			/\$\(\s*$/.test(code.slice(0, index)) ||
			(/\[\s*$/.test(code.slice(0, index)) && /^\s*\]/.test(code.slice(index + token.length)));
		return isName ? [] : token.slice(1, -1).split(/\$\{[^}]*\}/);
	});
}

/** What code fills up to a length. */
export interface Padded {
	/** The call that does it, what it fills up, and where in the data of an item it looks for that. */
	call: string;
	operand: string;
	paths: string[];
	/** Something else may have been taken instead. */
	isChosen: boolean;
}

export function paddedIn(code: string): Padded[] {
	const all = codeOf(code);
	return [...all.mask.matchAll(PADS)].flatMap(({ 0: called, index }) => {
		const start = operandStart(all.mask, index);
		const before = all.text.slice(start, index).trim();
		const open = index + called.length - 1;
		const close = closeOf(all.mask, open);
		const areZeros = ONLY_ZEROS.test(before);
		const isPad = called.includes('pad');
		const mayHoldZeros = !called.includes('repeat') && HAS_ZEROS.test(before);
		if (!isPad && !areZeros && !mayHoldZeros) return [];
		const operand = areZeros && !isPad ? all.text.slice(open + 1, close) : before;
		const call = all.text.slice(start, close + 1).trim();
		return [{ call, operand, paths: dataPathsIn(operand), isChosen: CHOOSES.test(all.mask) }];
	});
}

/** What cuts fills up only when there are zeros to cut from: `('0000' + no).slice(-4)`, `String(10000 + no).slice(1)`. */
const PADS = /\s*\??\.\s*(?:pad(?:Start|End)|repeat|slice|substr(?:ing)?)\(/g;
const ONLY_ZEROS = /^(["'`])0+\1$/;
const HAS_ZEROS = /00|\b1e\d/;
const CHOOSES = /\?(?!\.)|\|\||&&|\$if\b/;

/** Where the thing begins of which a method is called. */
function operandStart(mask: string, end: number): number {
	let depth = 0;
	for (let index = end - 1; index >= 0; index--) {
		const sign = mask.charAt(index);
		const isOutside = depth === 0;
		if (')]}'.includes(sign)) depth++;
		else if ('([{'.includes(sign)) depth--;
		else if (isOutside && !/[\w$.?" ]/.test(sign)) return index + 1;
		if (depth < 0) return index + 1;
	}
	return 0;
}

const dataPathsIn = (code: string): string[] => {
	const { text, mask } = codeOf(code);
	return [...mask.matchAll(DATA_PATH)].map(({ 0: { length }, index }) =>
		text.slice(index, index + length).replace(/\??\.length$/, ''),
	);
};

/** Without brackets that are around all of it. */
function withoutBrackets(code: Code): Code {
	const inside = code.mask.startsWith('(') && code.text.startsWith('(') && insideOf(code, 0);
	return inside ? withoutBrackets(inside) : code;
}

/** What stands outside of brackets and texts. */
function outside(mask: string): string {
	let depth = 0;
	return [...mask.replace(/"\s*"/g, '')]
		.filter((sign) => {
			if ('([{'.includes(sign)) depth++;
			const isOutside = depth === 0;
			if (')]}'.includes(sign)) depth--;
			return isOutside;
		})
		.join('');
}

/** Without the blanks around it. */
function sliced({ text, mask }: Code, from: number, to = mask.length): Code {
	const part = mask.slice(from, to);
	const start = from + part.length - part.trimStart().length;
	const end = start + part.trim().length;
	return { text: text.slice(start, end), mask: mask.slice(start, end) };
}

/** Where what is opened there is closed. */
function closeOf(mask: string, open: number): number {
	let depth = 0;
	for (let index = open; index < mask.length; index++) {
		if ('([{'.includes(mask.charAt(index))) depth++;
		else if (')]}'.includes(mask.charAt(index)) && --depth === 0) return index;
	}
	return mask.length;
}

/** What stands in the brackets that open there, if it ends with them. */
function insideOf(code: Code, open: number): Code | undefined {
	const end = closeOf(code.mask, open);
	return end === code.mask.length - 1 ? sliced(code, open + 1, end) : undefined;
}

/** What commas, or others, part, outside all brackets. */
function partsOf(code: Code, by = ','): Code[] {
	const parts: Code[] = [];
	let start = 0;
	let depth = 0;
	[...code.mask, by].forEach((sign, index) => {
		if ('([{'.includes(sign)) depth++;
		if (')]}'.includes(sign)) depth--;
		if (sign !== by || depth > 0) return;
		parts.push(sliced(code, start, index));
		start = index + 1;
	});
	return parts.filter(({ mask }) => mask !== '');
}

/** What data of an item begins with, and what may follow. */
const ROOT = /\$(?:json|input|items|item|node|binary)?(?![\w$])/.source;
const STEPS = /(?:\s*\??\.\s*\w+|\(\s*(?:"\s*"|\d*)\s*\)|\[\s*(?:"\s*"|\d+)\s*\])*/.source;

/** Without what is called at its end. */
const DATA_PATH = new RegExp(`(?<![\\w$])${ROOT}${STEPS}(?!\\w|\\s*\\()`, 'g');

/** `$json.orders.map((order) => …)` */
const OF_EACH = new RegExp(
	`^(${ROOT}${STEPS}\\s*\\.map\\()\\s*\\(?\\s*([A-Za-z_]\\w*)\\s*(?:,\\s*([A-Za-z_]\\w*)\\s*)?\\)?\\s*=>\\s*`,
);

/** An object that code makes: what stands in its braces, and names in it that hold data. */
interface Made {
	inside: Code;
	data: string[];
}

/** The objects that are surely all that this code makes. */
export function objectsIn(code: Code, data: string[] = []): Made[] | undefined {
	const { mask } = code;
	if (mask.startsWith('{')) {
		const inside = insideOf(code, 0);
		return inside && [{ inside, data }];
	}
	if (mask.startsWith('[')) {
		const listed = insideOf(code, 0);
		const found = listed && partsOf(listed).map((part) => objectsIn(part, data));
		return found?.every((one) => one !== undefined) ? found.flat() : undefined;
	}
	if (/^Object\.assign\(/.test(mask)) {
		const inside = insideOf(code, mask.indexOf('('));
		return inside && [{ inside: allOf(partsOf(inside)), data }];
	}
	const [call] = /^(?:JSON\.stringify)?\(/.exec(mask) ?? [];
	if (call !== undefined) {
		const given = insideOf(code, call.length - 1);
		const [made, ...how] = given ? partsOf(given) : [];
		// A function beside it would change what it makes.
		const isPlain = how.every((one) => /^(?:null|\d+|"\s*")$/.test(one.mask));
		return made && isPlain ? objectsIn(made, data) : undefined;
	}
	const [each, list = '', ...names] = OF_EACH.exec(mask) ?? [];
	if (each === undefined || insideOf(code, list.length - 1) === undefined) return undefined;
	const own = names.filter((name) => name !== undefined);
	return objectsIn(sliced(code, each.length, mask.length - 1), [...data, ...own]);
}

/** As if each of them were put into one. */
const allOf = (objects: Code[]): Code => ({
	text: objects.map(({ text }) => `...${text}`).join(),
	mask: objects.map(({ mask }) => `...${mask}`).join(),
});

/** The objects that functions in it give; what stands inside one of them is its own. */
export function returnedIn(code: Code): Made[] {
	const found: Made[] = [];
	let end = 0;
	for (const { 0: begin, index } of code.mask.matchAll(RETURNED)) {
		if (index < end) continue;
		const open = index + begin.length - 1;
		end = closeOf(code.mask, open);
		found.push({ inside: sliced(code, open + 1, end), data: [] });
	}
	return found;
}

const RETURNED = /(?:\breturn\b|=>\s*(?=\())[\s(]*(?:JSON\.stringify\(\s*)?\[?\s*\{/g;

/** One thing of an object: with a name and what makes it; with a name alone, `{ orderId }`; or all of another object, `...$json`. */
export interface Entry {
	name?: string;
	value?: string;
	/** It is made of nothing but what n8n gives, and of these names. */
	isClosed: boolean;
}

export function entriesOf({ inside, data }: Made): Entry[] {
	const roots = [ROOT, ...data.map((name) => `${name}\\b`)].join('|');
	const isPath = new RegExp(`^(?:${roots})${STEPS}$`);
	return partsOf(inside).flatMap((part): Entry[] => {
		const [dots] = /^\.\.\./.exec(part.mask) ?? [];
		if (dots !== undefined) {
			const all = sliced(part, dots.length);
			const own = all.mask.startsWith('{') ? insideOf(all, 0) : undefined;
			if (own) return entriesOf({ inside: own, data });
			return [{ value: all.text, isClosed: isPath.test(all.mask) }];
		}
		const [key] = /^(?:[\w$]+|"\s*"|\[\s*"\s*"\s*\])\s*:/.exec(part.mask) ?? [];
		if (key === undefined) {
			const isData = data.includes(part.text);
			return [{ name: part.text, ...(isData && { value: part.text }), isClosed: isData }];
		}
		const name = part.text.slice(0, key.length - 1).replace(/^\[?\s*["']?|["']?\s*\]?\s*$/g, '');
		const { text: value, mask } = sliced(part, key.length);
		return [{ name, value, isClosed: isClosed(mask, data) }];
	});
}

/** What n8n and JavaScript have for everyone. */
const KNOWN = new Set(
	(
		'$ $json $input $item $items $node $binary $now $today $execution $executionId $runIndex $itemIndex $workflow $vars $if $ifEmpty $min $max ' +
		'JSON Math String Number Boolean Date DateTime Object Array parseInt parseFloat encodeURIComponent true false null undefined NaN new typeof'
	).split(' '),
);

/** Whether all names in it are known: not those of variables and functions, whose values are made elsewhere. */
function isClosed(mask: string, data: string[]): boolean {
	if (/`|=>|(?<![=!<>])=(?!=)/.test(mask)) return false;
	const withoutKeys = mask.replace(/(?<=[{,]\s*)[\w$]+\s*:/g, '');
	const names = withoutKeys.match(/(?<![\w$])(?<!(?<!\.\.)\.\s*)[A-Za-z_$][\w$]*/g) ?? [];
	return names.every((name) => KNOWN.has(name) || data.includes(name));
}
