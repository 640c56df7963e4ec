import { create } from '../../../nodes/KiriminAja/operations/expressOrder/create';
import { nextSlot } from '../../../nodes/KiriminAja/wire/pickupSlots';
import { checkInput } from '../../../nodes/shared/run/input';
import { answering } from '../support/answering';
import { booking, kiriminAjaCredential, sampleOrder } from '../support/kiriminAja';
import { replaying } from '../support/replaying';
import { runNode } from '../support/runNode';
import { contextOf } from '../support/runList';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();
afterEach(() => jest.restoreAllMocks());

const at = (url: string) => ({ ctx: contextOf(kiriminAjaCredential({ ...sandbox.current, url })) });

async function publishedAt(now: string) {
	jest.spyOn(Date, 'now').mockReturnValue(Date.parse(now));
	return await replaying('kiriminaja/pickup-schedules', 'ok', async (url) => nextSlot(at(url)));
}

test.each([
	['whose deadline is still to come', '2026-07-20T10:29:59+07:00', '2026-07-20 14:00:00'],
	['of the next day after that', '2026-07-20T10:30:00+07:00', '2026-07-21 08:00:00'],
	['that has not begun', '2026-07-21T08:00:00+07:00', '2026-07-21 11:00:00'],
])('the next slot is the first %s', async (_which, now, clock) => {
	expect(await publishedAt(now)).toBe(clock);
});

test('the next slot is the earliest, in whatever order KiriminAja lists them', async () => {
	const clocks = ['2999-01-02 08:00:00', '2999-01-01 14:00:00', '2999-01-01 08:00:00'];
	const schedules = clocks.map((clock) => ({ clock, libur: false }));
	await answering(
		(_request, answer) => void answer.end(JSON.stringify({ status: true, schedules })),
		async (url) => expect(await nextSlot(at(url))).toBe('2999-01-01 08:00:00'),
	);
});

test('says so when no slot is left, holidays aside', async () => {
	await expect(publishedAt('2026-07-22T00:00:00+07:00')).rejects.toMatchObject({
		message: 'KiriminAja has no pickup slot that can still be booked',
		description: expect.stringContaining('Set Pickup Time to By Time'),
	});
});

test.each([
	['with nothing to pick', { __rl: true, mode: 'next', value: '' }],
	['whatever was typed before', { __rl: true, mode: 'next', value: '2020-01-01 10:00:00' }],
	['as the word from an expression', { __rl: true, mode: 'time', value: 'next' }],
])('a booking may ask for the next slot %s', (_how, schedule) => {
	const parameters = booking([sampleOrder], { schedule, additionalFields: {} });
	const checked = checkInput(create, 0, (name) => parameters[name] ?? null);

	expect(checked).toMatchObject({ ok: true, input: { schedule: 'next' } });
});

test('a booking with KA Credit may leave the PIN to the credential', () => {
	const parameters = booking([sampleOrder], { pin: '', additionalFields: {} });
	const checked = checkInput(create, 0, (name) => parameters[name] ?? null);

	expect(checked).toMatchObject({ ok: true, input: { paymentMethod: 'credit', pin: undefined } });
});

/** Runs Express Order → Create with the sample order. */
const booked = async (parameters: ReturnType<typeof booking>) =>
	await runNode({
		type: 'kiriminAja',
		resource: 'expressOrder',
		operation: 'create',
		credentials: kiriminAjaCredential(sandbox.current),
		parameters,
	});

test('a booking for the next slot asks for the slots and is picked up in the first of them', async () => {
	const { error } = await booked(
		booking([sampleOrder], { schedule: { __rl: true, mode: 'next', value: '' } }),
	);

	expect(error).toBeUndefined();
	const { requests } = sandbox.current;
	expect(requests.map(({ path }) => path)).toEqual([
		'/api/mitra/v2/schedules',
		'/api/mitra/v6.2/request_pickup',
	]);
	const { schedule } = requests[1]?.body as { schedule: string };
	expect(schedule).toBe(await nextSlot(at(sandbox.current.url)));
});

test('a booking whose COD does not pay for its delivery is booked, and says so', async () => {
	const { json, hints } = await booked(
		booking([{ ...sampleOrder, cod: 60_000 }], { paymentMethod: 'accountDefault' }),
	);

	expect(json).toHaveLength(1);
	expect(hints.map(({ message }) => message)).toEqual([
		expect.stringMatching(/^The COD of order FEB-\d+ is 60000 rupiah, less than its shipping/),
	]);
});
