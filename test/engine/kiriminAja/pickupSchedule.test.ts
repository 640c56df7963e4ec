import { answering } from '../support/answering';
import { kiriminAjaCredential } from '../support/kiriminAja';
import { replaying } from '../support/replaying';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();
afterEach(() => jest.restoreAllMocks());

const run = (parameters = {}, url = sandbox.current.url) =>
	runNode({
		type: 'kiriminAja',
		resource: 'pickupSchedule',
		operation: 'getAll',
		parameters: { returnAll: true, ...parameters },
		credentials: kiriminAjaCredential({ ...sandbox.current, url }),
	});

test('lists the published slots with ISO times, holidays, and whether they can be booked', async () => {
	jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-07-20T14:30:00+07:00'));
	const { json, hints } = await replaying('kiriminaja/pickup-schedules', 'ok', (url) =>
		run({}, url),
	);

	expect(hints).toEqual([]);
	expect(json).toHaveLength(5);
	expect(json[1]).toEqual({
		clock: '2026-07-21 08:00:00',
		clockIso: '2026-07-21T08:00:00+07:00',
		until: '11:00',
		untilIso: '2026-07-21T11:00:00+07:00',
		expired: 1784615400,
		libur: false,
		holiday: false,
		bookable: true,
	});
	const slots = json.map(({ clock, holiday, bookable }) => [clock, holiday, bookable]);
	expect(slots).toEqual([
		['2026-07-20 14:00:00', false, false],
		['2026-07-21 08:00:00', false, true],
		['2026-07-21 11:00:00', false, true],
		['2026-07-21 14:00:00', false, true],
		['2026-08-17 08:00:00', true, false],
	]);
});

test('books by the beginning of a slot, because KiriminAja writes "expired" hours off', async () => {
	// 14:01 WIB is past the beginning of the first slot, but before its "expired" read as a true epoch.
	jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-07-20T14:01:00+07:00'));
	const { json } = await replaying('kiriminaja/pickup-schedules', 'ok', (url) => run({}, url));

	expect(Number(json[0]?.expired) * 1000).toBeGreaterThan(Date.now());
	expect(json[0]?.bookable).toBe(false);
});

test('lists no more slots than the limit', async () => {
	expect((await run({ returnAll: false, limit: 2 })).json).toHaveLength(2);
});

test('keeps a slot whose times it can not read, without calling it bookable', async () => {
	const schedules = [{ libur: false }, { clock: '2999-01-01 08:00:00', until: null, libur: false }];
	await answering(
		(_request, answer) => void answer.end(JSON.stringify({ status: true, schedules })),
		async (url) => {
			const { json, hints, error } = await run({}, url);

			expect(error).toBeUndefined();
			expect(json).toMatchObject([
				{ clock: '', clockIso: null, untilIso: null, bookable: false },
				{ clockIso: '2999-01-01T08:00:00+07:00', untilIso: null, bookable: true },
			]);
			expect(hints[0]?.message).toContain('differs from its documentation');
		},
	);
});
