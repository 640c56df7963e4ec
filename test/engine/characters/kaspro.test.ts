import '../support/noPauses';
import { characters, type Sandbox } from '../../../sandbox/index.ts';
import { useSandbox } from '../support/sandbox';
import { deeds, payments, REQUEST_ID, sari } from './support/kasProMerchant';
import {
	aimAt,
	callsOf,
	complaintsAbout,
	errorOutput,
	retryOnFail,
	run,
	wrongFigures,
} from './support/kasProRun';

/**
 * KasPro as it may be: everything that nobody knows of it, decided in four ways. Whatever it is like, nothing is done twice, no success is
 * wrong, every error is clear, and no item is lost. What is right is read from KasPro's books, never from the nodes.
 */

const sandbox = useSandbox();
const kasPro = (): Sandbox => sandbox.current;

describe.each(characters)('at a KasPro that is %s', (character) => {
	describe.each(deeds)('$name', (deed) => {
		beforeEach(() => {
			kasPro().become(character);
			deed.before?.(kasPro());
		});

		test('is done once, and its output is what KasPro has on its books', async () => {
			const { error, done } = await run(kasPro(), deed, character);

			expect(error).toBeUndefined();
			expect(done).toHaveLength(1);
			expect(deed.times(kasPro())).toBe(1);
			expect(wrongFigures(kasPro(), deed, done[0])).toEqual([]);
		});

		test.each(['resetAfter', 'html504After', 'truncatedJson'] as const)(
			'is not done again when its answer is lost (%s), and nobody is told that it was not done',
			async (kind) => {
				kasPro().fault({ kind, ...aimAt(deed, character) });
				const first = await run(kasPro(), deed, character, { settings: retryOnFail });
				const again = first.error && (await run(kasPro(), deed, character, { retry: first.run }));

				expect(callsOf(kasPro(), deed)).toHaveLength(1);
				expect(deed.times(kasPro())).toBe(1);
				for (const { error, done } of again ? [first, again] : [first]) {
					if (error === undefined) {
						expect([deed.isLookedUp, done.length]).toEqual([true, 1]);
						expect(wrongFigures(kasPro(), deed, done[0])).toEqual([]);
					} else {
						expect(complaintsAbout(error)).toEqual([]);
						expect(error.context.outcome).toBe('unknown');
					}
				}
			},
		);
	});

	describe.each(payments)('$name', (deed) => {
		beforeEach(() => kasPro().become(character));

		test('under a number that was paid before is not said to be unpaid', async () => {
			const first = await run(kasPro(), deed, character);
			const second = await run(kasPro(), deed, character);

			expect(first.error).toBeUndefined();
			const { settings } = kasPro().kasPro;
			if (settings.requestIdReuse === 'books-again') {
				// Nobody can know it: docs/reliability.md says so.
				expect(deed.times(kasPro())).toBe(2);
				return;
			}
			expect(deed.times(kasPro())).toBe(1);
			expect(complaintsAbout(second.error)).toEqual([]);
			expect(second.error?.context.outcome).toBe('unknown');
			expect(second.error?.message).toContain(REQUEST_ID);
		});

		test('is not sent at all when its number stands on two items', async () => {
			const items = [{}, {}];
			const { error } = await run(kasPro(), deed, character, { items });
			const { failed } = await run(kasPro(), deed, character, { items, settings: errorOutput });

			expect(callsOf(kasPro(), deed)).toEqual([]);
			expect(complaintsAbout(error)).toEqual([]);
			expect(failed).toHaveLength(2);
			expect(failed).toMatchObject([
				{ error: { message: expect.stringContaining('(item 0)') } },
				{ error: { message: expect.stringContaining('(item 1)') } },
			]);
		});
	});

	// The number of a merchant's own request stands in its body, which is the same for all items.
	describe.each(payments.filter(({ resource }) => resource !== 'apiRequest'))('$name', (deed) => {
		beforeEach(() => kasPro().become(character));

		test('is done once in a loop with Retry On Fail, beside one that is lost and one that is refused', async () => {
			const refs = ['GOOD-1', 'LOST-1', 'POOR-1'];
			const blocked = '081234560004';
			const aim = aimAt(deed, character);
			kasPro().fault([
				{ kind: 'none', ...aim },
				{ kind: 'resetAfter', ...aim },
			]);
			const { done, failed, error } = await run(kasPro(), deed, character, {
				items: refs.map((ref) => ({ ref, payer: ref === 'POOR-1' ? blocked : sari })),
				changes: { requestId: '={{ $json.ref }}', mobileNumber: '={{ $json.payer }}' },
				rounds: 3,
				settings: retryOnFail,
			});

			expect(error).toBeUndefined();
			const lastOf = (ref: string) => failed.filter((item) => item.ref === ref).at(-1);
			expect(done.map(({ requestId }) => requestId)).toEqual(['GOOD-1']);
			expect(lastOf('LOST-1')?.error).toMatchObject({
				message: expect.stringMatching(/^The outcome of LOST-1 is unknown/),
				outcome: 'unknown',
			});
			expect(lastOf('POOR-1')?.error).toMatchObject({ outcome: 'refused' });
			expect(failed.every(({ ref }) => refs.includes(String(ref)) && ref !== 'GOOD-1')).toBe(true);
			const sent = (ref: string) =>
				callsOf(kasPro(), deed).filter(({ body }) => JSON.stringify(body).includes(ref)).length;
			expect([sent('GOOD-1'), sent('LOST-1')]).toEqual([1, 1]);
			expect(deed.times(kasPro())).toBe(2);
		});
	});
});
