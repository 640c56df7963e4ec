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
		expiredIso: '2026-07-21T06:30:00+07:00',
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

test.each([
	['before both', '2026-07-21T06:29:59+07:00', true],
	['past its deadline, although it begins at 08:00', '2026-07-21T06:30:00+07:00', false],
	[
		'past its beginning, although "expired" as a true epoch is 13:30',
		'2026-07-21T08:01:00+07:00',
		false,
	],
])(
	'calls the slot of 08:00 with the deadline 06:30 by the clock: %s',
	async (_when, now, bookable) => {
		jest.spyOn(Date, 'now').mockReturnValue(Date.parse(now));
		const { json } = await replaying('kiriminaja/pickup-schedules', 'ok', (url) => run({}, url));

		expect(json[1]).toMatchObject({ clock: '2026-07-21 08:00:00', bookable });
	},
);

test('goes by the beginning alone where a slot has no deadline that can be read', async () => {
	const clock = '2999-01-01 08:00:00';
	const deadlines = [undefined, null, 'soon', 1e300];
	const schedules = deadlines.map((expired) => ({
		clock,
		until: '11:00',
		expired,
		libur: 'false',
	}));
	await answering(
		(_request, answer) => void answer.end(JSON.stringify({ status: true, schedules })),
		async (url) => {
			const { json } = await run({}, url);

			expect(json.map(({ expiredIso, bookable }) => [expiredIso, bookable])).toEqual(
				deadlines.map(() => [null, true]),
			);
		},
	);
});

test('lists no more slots than the limit', async () => {
	expect((await run({ returnAll: false, limit: 2 })).json).toHaveLength(2);
});

test('keeps a slot whose times it can not read, without calling it bookable', async () => {
	const untimely = [null, '', {}].map((until) => ({ clock: '2999-01-01 08:00:00', until }));
	const schedules = [{ libur: false }, ...untimely.map((slot) => ({ ...slot, libur: false }))];
	await answering(
		(_request, answer) => void answer.end(JSON.stringify({ status: true, schedules })),
		async (url) => {
			const { json, hints, error } = await run({}, url);

			expect(error).toBeUndefined();
			expect(json).toMatchObject([
				{ clock: '', clockIso: null, untilIso: null, bookable: false },
				...untimely.map(() => ({
					clockIso: '2999-01-01T08:00:00+07:00',
					untilIso: null,
					bookable: true,
				})),
			]);
			expect(hints[0]?.message).toContain('differs from its documentation');
		},
	);
});
