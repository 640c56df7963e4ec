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
	/** Only its number tells which one it is. */
	numberTells?: boolean;
	/** Items that wanted or want the same, elsewhere in this run: its number, both number and content, its content. */
	hasMoved: Record<'number' | 'pair' | 'core', boolean>;
}

/**
 * A number of the merchant's own tells, and what the thing is at its core; where they contradict each other, whether the rows have moved. In a
 * doubt nothing may be sent, and no output be given.
 */
export function tell({ now, before, isMended, numberTells, hasMoved }: Compared): Told {
	const hasNumbers = now.number !== null && before.number !== null;
	if (hasNumbers && now.number === before.number) return 'same';
	const isSame = now.core === before.core;
	if (hasNumbers && !isMended) return isSame ? 'unclear' : 'other';
	if (hasNumbers && isSame) return hasMoved.number || numberTells ? 'unclear' : 'same';
	if (hasNumbers) return hasMoved.pair ? 'other' : 'unclear';
	if (isSame) return 'same';
	// A field that was mended changes what each item wants, and none of them has become another.
	return isMended && !hasMoved.core ? 'same' : 'unclear';
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
