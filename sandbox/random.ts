const MODULUS = 2 ** 31 - 1;

/** Numbers from 0 to 1 that look random and are the same for the same seed (a linear congruential generator). */
export function randomFrom(seed: number): () => number {
	let state = seed % MODULUS;
	return () => {
		state = (state * 48271 + 11) % MODULUS;
		return state / MODULUS;
	};
}

/** The same list in another order, which the seed decides. */
export function shuffled<Entry>(list: Entry[], seed: number): Entry[] {
	const random = randomFrom(seed);
	// The first numbers of neighbouring seeds are neighbours too.
	for (let skipped = 0; skipped < 3; skipped += 1) random();
	const places = list.map((entry) => ({ entry, at: random() }));
	return places.sort((one, other) => one.at - other.at).map(({ entry }) => entry);
}
