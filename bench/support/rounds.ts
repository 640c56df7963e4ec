import { ROUNDS } from './settings.ts';

/** Of several measurements of one thing. */
export interface Spread {
	median: number;
	min: number;
	max: number;
}

/**
 * Measures each side once to warm up, then all of them in each round, every second round in the opposite order: what else the machine
 * does, and what a side leaves behind, then falls on all sides alike.
 */
export async function alternate<Side extends string>(
	sides: Record<Side, () => Promise<number>>,
	rounds = ROUNDS,
): Promise<Record<Side, number[]>> {
	const names = Object.keys(sides) as Side[];
	for (const name of names) await sides[name]();
	const measured = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
		Side,
		number[]
	>;
	for (let round = 0; round < rounds; round++) {
		for (const name of round % 2 === 0 ? names : names.toReversed()) {
			measured[name].push(await sides[name]());
		}
	}
	return measured;
}

export function spreadOf(values: number[]): Spread {
	const sorted = values.toSorted((one, other) => one - other);
	const at = (place: number) => sorted[place] ?? NaN;
	const middle = (sorted.length - 1) / 2;
	return {
		median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
		min: at(0),
		max: at(sorted.length - 1),
	};
}

/** How many times as much the first is as the second, compared round by round. */
export function ratioOf(first: number[], second: number[]): Spread {
	return spreadOf(first.map((value, round) => value / (second[round] ?? NaN)));
}
