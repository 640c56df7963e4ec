import type { INodeParameters } from 'n8n-workflow';
import { codeOf, entriesOf, objectsIn, returnedIn, type Entry } from './code';

/** Where a merchant has said what a number is made of: in its own field, or in JSON that has it among other things. */

export const EXPRESSION = /\{\{[^]*?\}\}/g;

export const isExpression = (text: string) => text.startsWith('=');

const ONE_EXPRESSION = /^=\s*\{\{((?:(?!\}\})[^])*)\}\}\s*$/;

/** What makes a number: in the JSON that takes the place of its field, in its own field, or all of what makes that JSON. */
export function makersOf(parameters: INodeParameters, field: string): string[] {
	const inJson = namedInJson(parameters, field);
	if (inJson.length > 0) return inJson;
	const own = ownTexts(parameters, field).filter(isExpression);
	return own.length > 0 ? own : readJson(parameters, field).flatMap(({ others }) => others);
}

/** The fields that say where a number comes from: as long as they stay, another number is another order. All of them where none is plainly it. */
export function numberedBy(parameters: INodeParameters, field: string): unknown {
	const own = ownTexts(parameters, field);
	return own.length > 0 ? own : parameters;
}

/** Whether it is typed as it is sent. */
export const isTyped = (parameters: INodeParameters, field: string): boolean =>
	ownTexts(parameters, field).some((text) => !isExpression(text)) &&
	namedInJson(parameters, field).length === 0;

/** In how many places a merchant has said where such a number comes from. What an expression makes as a whole has one everywhere. */
export function timesFilledIn(parameters: INodeParameters, field: string): number {
	const own = ownTexts(parameters, field).filter(
		// An expression that was cleared looks as empty as the field.
		(text) => text.replace(/^=/, '').trim() !== '',
	);
	if (own.length > 0) return own.length;
	const isNamed = jsonTexts(parameters).some((text) => {
		const [, code] = ONE_EXPRESSION.exec(text) ?? [];
		return code !== undefined && namesIn(code, field);
	});
	return isNamed ? Number.POSITIVE_INFINITY : 0;
}

/** Whether code that makes an object gives this name a value right in it. Deeper it may be another number; and who gives null, wants none. */
function namesIn(text: string, field: string): boolean {
	const code = codeOf(text);
	return (objectsIn(code) ?? returnedIn(code)).some((object) =>
		entriesOf(object).some(
			({ name, value }) => name !== undefined && isCalled(name, field) && value !== 'null',
		),
	);
}

/** What a text that makes JSON has behind a name, and where it could stand besides. */
export interface Read {
	named: string[];
	others: string[];
}

type IsCalled = (name: string) => boolean;

const namedInJson = (parameters: INodeParameters, field: string) =>
	readJson(parameters, field).flatMap(({ named }) => named);

const readJson = (parameters: INodeParameters, field: string): Read[] =>
	jsonTexts(parameters)
		.filter(isExpression)
		.map((text) => {
			const read = readText(text, (name) => isCalled(name, field));
			if (read === undefined)
				return { named: isSpokenOf(text, field) ? [text] : [], others: [text] };
			// An order's number has other names as well.
			return isExact(field) ? read : { ...read, others: [text] };
		});

/** The same for one text; nothing of one that is not understood. */
function readText(text: string, isMeant: IsCalled): Read | undefined {
	const [, code] = ONE_EXPRESSION.exec(text) ?? [];
	return code === undefined ? inJson(text, isMeant) : inCode(code, isMeant);
}

/** What makes each thing to which these names lead in the JSON of a node, and what is not understood on the way. */
export function makersInJson(
	parameters: INodeParameters,
	path: string[],
): { makers: string[]; unread: string[] } {
	const unread: string[] = [];
	const makers = jsonTexts(parameters)
		.filter(isExpression)
		.flatMap((text) => {
			const isCode = ONE_EXPRESSION.test(text);
			return path.reduce(
				(texts, name, depth) =>
					texts.flatMap((one) => {
						const isMeant = (other: string) => other === name;
						const whole = depth === 0 ? one : isCode ? `={{ ${one} }}` : `=${one}`;
						const read = isCode ? readText(whole, isMeant) : inJson(whole, isMeant);
						if (read === undefined) unread.push(one);
						return read?.named ?? [];
					}),
				[text],
			);
		});
	return { makers, unread };
}

/** What JSON around expressions has behind the name; nothing known of it where an expression makes more than a value. */
function inJson(text: string, isMeant: IsCalled): Read | undefined {
	const expressions: string[] = [];
	const marked = text
		.slice(1)
		.replace(EXPRESSION, (expression) => `\uE000${expressions.push(expression) - 1}\uE001`)
		.replace(/"(?:\\.|[^"\\])*"|\uE000\d+\uE001/g, (one) =>
			one.startsWith('"') ? one : `"${one}"`,
		);
	const whole = (part: string) =>
		part.replace(/\uE000(\d+)\uE001/g, (_, place) => expressions[Number(place)] ?? '');
	const rows: unknown[] = [parsed(marked)].flat();
	const isRead = rows.every(
		(row) =>
			typeof row === 'object' &&
			row !== null &&
			!Object.keys(row).some((key) => key.includes('\uE000')),
	);
	if (!isRead) return undefined;
	const named = rows
		.flatMap((row) => Object.entries(row as object))
		.filter(([name]) => isMeant(name))
		.map(([, value]) => whole(typeof value === 'object' ? JSON.stringify(value) : String(value)));
	return { named, others: [] };
}

function parsed(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return undefined;
	}
}

/** The same for code that makes JSON as a whole. */
function inCode(text: string, isMeant: IsCalled): Read | undefined {
	const read = objectsIn(codeOf(text))?.map((object) => valuesIn(entriesOf(object), isMeant));
	if (read === undefined) return undefined;
	const objects = read.filter((one) => one !== undefined);
	if (objects.length < read.length) return undefined;
	return {
		named: objects.flatMap(({ named }) => named),
		others: objects.flatMap(({ others }) => others),
	};
}

/** Behind the name stands the last one that is called so, or what is put in as a whole after it. */
function valuesIn(entries: Entry[], isCalledSo: IsCalled): Read | undefined {
	let named: string[] = [];
	const others: string[] = [];
	for (const { name, value, isClosed } of entries) {
		const isMeant = name !== undefined && isCalledSo(name);
		if (name !== undefined && value !== undefined && !isMeant) continue;
		if (value === undefined || !isClosed) return undefined;
		if (isMeant) named = [value];
		else if (named.length > 0) named.push(value);
		else others.push(value);
	}
	return { named, others };
}

const ownTexts = (parameters: INodeParameters, field: string) =>
	textsOf(parameters, (key) => plainName(key) === plainName(field));

/** Fields in which a number may stand beside others. */
const jsonTexts = (parameters: INodeParameters) =>
	textsOf(parameters, (key) => /^(body|additionalBodyFields|packagesJson)$/.test(key));

/** KasPro's name for it is one; those in packages are read in any letters. */
const isExact = (field: string) => plainName(field) === 'requestid';

function isCalled(name: string, field: string): boolean {
	return isExact(field) ? name === 'requestId' : plainName(name) === plainName(field);
}

const isSpokenOf = (text: string, field: string) => lettersOf(text).includes(plainName(field));

/** As names of fields are written on the screen, e.g. `Order ID in Packages`, in the workflow and at the service. */
const plainName = (name: string) => lettersOf(name.replace(/ in .*$/, ''));

const lettersOf = (name: string) => name.replace(/[ _]/g, '').toLowerCase();

/** The texts in the fields that are meant, and below them. */
function textsOf(value: unknown, isMeant: (key: string) => boolean): string[] {
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, entry]) => {
		if (typeof entry !== 'string') return textsOf(entry, isMeant(key) ? () => true : isMeant);
		return entry !== '' && isMeant(key) ? [entry] : [];
	});
}
