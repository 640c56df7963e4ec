import type { INodeParameters } from 'n8n-workflow';
import { isEmpty } from '../values/kinds';
import { textIn } from '../values/texts';
import type { Padded } from './code';
import { isTyped, timesFilledIn } from './makers';
import { formsOf } from './numbers';
import { SENT_BEFORE } from './perform';
import type { Wanted } from './wants';

interface Entry {
	item: number;
	wanted: Wanted[];
}

/**
 * What is wrong with items for which the expression of a reference gives nothing: most likely a column that is missing or called otherwise.
 * Under a number that is made they would be done again whenever the workflow runs again, and under one that is only the text around the
 * expression, e.g. `INV-`, the next order would be taken for this one.
 */
export function cameOutEmpty(
	entries: Entry[],
	parameters: INodeParameters,
	{ isTool, valueOf }: { isTool: boolean; valueOf: (code: string, item: number) => unknown },
): Map<number, string> {
	const advice = isTool
		? 'Ask the user for the number; do not make one up.'
		: 'Give the item a number of its own. Only when the field itself is empty, a number is made, which guards in this execution alone.';
	const conflicts = new Map<number, string>();
	for (const entry of entries) {
		const isOfNothing = ({ operand, paths }: Padded) =>
			valueOf(operand, entry.item) === '' ||
			(paths.length > 0 && paths.every((path) => isEmpty(valueOf(path, entry.item))));
		// Code may have chosen something else.
		const fillsNothing = (padded: Padded, number: string) =>
			isOfNothing(padded) && has(number, textIn(valueOf(padded.call, entry.item)), padded);
		const found = missingIn(entry, entries, parameters) ?? leftIn(entry, parameters, fillsNothing);
		if (found === undefined) continue;
		const [field, what] = found;
		conflicts.set(
			entry.item,
			`${field} (item ${entry.item}) came out ${what}. ${SENT_BEFORE} ${advice}`,
		);
	}
	return conflicts;
}

type Found = [field: string, what: string] | undefined;

function missingIn({ item, wanted }: Entry, entries: Entry[], parameters: INodeParameters): Found {
	const { field, prefix } = wanted.find(({ given }) => given === undefined) ?? {};
	if (field === undefined) return undefined;
	const given = wanted.filter((one) => one.given !== undefined).length;
	const times = timesFilledIn(parameters, field);
	if (given < times) return [field, 'empty: its expression gives nothing for this item'];
	if (given > 0 || times > 0 || prefix !== undefined) return undefined;
	// A body that is taken as a whole from an item: nobody leaves the number out of some.
	const other = entries.find((one) => one.item !== item && one.wanted.some(hasNumber));
	return other && [field, `empty: item ${other.item} has one, and this item has none`];
}

const hasNumber = ({ field, given }: Wanted) => field !== undefined && given !== undefined;

function leftIn(
	{ wanted }: Entry,
	parameters: INodeParameters,
	fillsNothing: (padded: Padded, number: string) => boolean,
): Found {
	for (const { field, given, typed = given } of wanted) {
		if (field === undefined || typed === undefined || isTyped(parameters, field)) continue;
		const number = typed.trim();
		const isLeft = formsOf(parameters, field).some(
			({ fixed, texts, literals, isMade, padded }) =>
				(isUnfinished(fixed) && fixed === number) ||
				(isMade && (endsOpen(texts, number) || hasGap(texts, number))) ||
				padded.some((one) => fillsNothing(one, typed)) ||
				(isMade &&
					literals.some((text) => isWord(text) && lettersOf(text) === lettersOf(number))) ||
				texts.some(
					(text) => text !== '' && NOTHING_BEHIND.some((one) => number.includes(text + one)),
				),
		);
		if (!isLeft && !NOTHING.test(typed) && !SAYS_NOTHING.test(number)) continue;
		return [field, `as "${typed}": its expression gives nothing for this item`];
	}
	return undefined;
}

/** As in `INV-`; what begins and ends as a number does may be one, with something behind it at times: `INV-001{{ … }}`. */
const isUnfinished = (text: string) => text !== '' && !/^[\p{L}\p{N}].*\p{N}$/u.test(text);

/** One of code's own texts that is a number by no means, e.g. `INV` in `('INV' + $json.no?.trim()).toUpperCase()`. */
const isWord = (text: string) => /\p{L}/u.test(text) && isUnfinished(text);

/** Code may have changed the rest. */
const lettersOf = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** In capitals or not; by itself where the code may have chosen something else. */
function has(number: string, part: string, { isChosen }: Padded): boolean {
	const [all, one] = [number.toLowerCase(), part.toLowerCase()];
	const at = all.indexOf(one);
	const isDigit = (sign: string) => /\d/.test(sign);
	const standsAlone = !isDigit(all.charAt(at - 1)) && !isDigit(all.charAt(at + one.length));
	return one !== '' && at >= 0 && (!isChosen || standsAlone);
}

/** Something was to stand behind it, and what stands there is none of its own texts. */
const endsOpen = (texts: string[], number: string) => /[-_/.:#~|]$/.test(number) && !texts.at(-1);

/** Something was to stand before it, or between two of its texts. */
const hasGap = (texts: string[], number: string) =>
	texts.some((text, index) => {
		const next = texts[index + 1] ?? '';
		if (!/^[^\p{L}\p{N}]/u.test(next)) return false;
		return text === '' && index === 0
			? number.startsWith(next)
			: text !== '' && number.includes(text + next);
	});

/** How code writes nothing, and sheets a look-up that failed. In small letters they may be a part of a word. */
const NOTHING =
	/undefined|\[object Object\]|(?<!\p{Ll})(?:null|NaN)(?!\p{Ll})|#(?:N\/A|REF!|VALUE!|NAME\?|DIV\/0!|ERROR!|NUM!|SPILL!)/u;
/** How people fill in a cell that they have nothing for. */
const SAYS_NOTHING = /^(?:[^\p{L}\p{N}]+|n\/a|tidak ada|belum ada|kosong)$/iu;
const NOTHING_BEHIND = ['null', 'NaN'];
