import fc from 'fast-check';
import { useVendor } from '../../support/scriptedVendor';
import { complaintsAbout } from './judge';
import { modelVendor } from './modelVendor';
import { play } from './play';
import { schedulesOf, type FormName } from './schedule';

/** The forms have a test file each, so that they run side by side. */
const FORMS = 3;
const { MODEL_SEED = '20261121', MODEL_RUNS = '5001' } = process.env;
const seed = MODEL_SEED === 'random' ? Date.now() % 2 ** 31 : Number(MODEL_SEED);
const numRuns = Math.ceil(Number(MODEL_RUNS) / FORMS);

/**
 * Thousands of stories that nobody has thought of, in n8n's engine, against a small model of the vendor. `MODEL_RUNS` says how many for
 * all forms together, `MODEL_SEED` which ones; `MODEL_SEED=random` takes other ones each time, and prints the seed.
 */
export function testStoriesOf(form: FormName): void {
	const vendor = useVendor();

	test(
		`${numRuns} stories of a ${form} end well (seed ${seed})`,
		async () => {
			if (MODEL_SEED === 'random') process.stdout.write(`MODEL_SEED=${seed} (${form})\n`);
			const seen = { faults: 0, done: 0, unknown: 0, other: 0 };
			await fc.assert(
				fc.asyncProperty(schedulesOf(form), async (schedule) => {
					vendor.current.reset();
					const model = modelVendor(vendor.current, schedule.writeFaults, schedule.lookupFaults);
					const played = await play(schedule, vendor.current.url, model);

					expect(complaintsAbout(schedule, played, model)).toEqual([]);

					if (model.faultsMet > 0) seen.faults += 1;
					for (const { output, said } of played.ends) {
						seen[output ? 'done' : said?.outcome === 'unknown' ? 'unknown' : 'other'] += 1;
					}
				}),
				{ seed, numRuns },
			);
			// Stories in which nothing happens would end well, too.
			for (const count of Object.values(seen)) expect(count).toBeGreaterThan(numRuns / 10);
		},
		60_000 + numRuns * 200,
	);
}

/** n8n's errors are many here, and nobody reads their stacks. */
beforeAll(() => void (Error.stackTraceLimit = 1));
