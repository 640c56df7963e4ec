/** What a run can be told from outside; the page is made with what stands here. */
function whole(name: string, usual: number): number {
	const { [name]: given } = process.env;
	const value = Number(given ?? usual);
	if (Number.isInteger(value) && value > 0) return value;
	throw new Error(`${name} must be a whole number from 1 on; it is "${given}".`);
}

/** Rounds of each comparison, after one that only warms up. */
export const ROUNDS = whole('BENCH_ROUNDS', 5);

/** Where a round takes a minute or restarts n8n, and where it only has to tell which of two is faster. */
export const FEW_ROUNDS = Math.min(ROUNDS, 3);

export const ITEMS = whole('BENCH_ITEMS', 500);
export const BOOKINGS = whole('BENCH_BOOKINGS', 300);
export const DELIVERIES = whole('BENCH_DELIVERIES', 100);
export const LARGEST = whole('BENCH_LARGEST', 10_000);
export const THROTTLED = whole('BENCH_THROTTLED', 300);

/** Whether figures of this run may stand in the page: one that was made small is only to see that it works. */
export const isWhole = !Object.keys(process.env).some((name) => name.startsWith('BENCH_'));
