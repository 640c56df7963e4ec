import { inTurn, json, type Script } from '../support/scriptedVendor';
import {
	errorOutput,
	parcel,
	retryOnFail,
	run,
	type Order,
	type RunOptions,
} from './support/merchant';
import { booked, BOOKING, refusal, type Booking, useBooks } from './support/vendors';

/** Three wrong PINs lock KA Credit, whoever sends them. Every test has PINs of its own: a refused one is remembered for an hour. */
const { vendor, records } = useBooks();

const orders: Order[] = [
	{ ref: 'ORD-1', amount: 18_000 },
	{ ref: 'ORD-2', amount: 19_000 },
];
const book = async (pin: string, { changes, ...options }: RunOptions = {}) =>
	await run(parcel, vendor.current.url, orders, {
		changes: { paymentMethod: 'credit', pin, ...changes },
		...options,
	});
const pinsSent = () => vendor.current.bodiesTo<Booking>(BOOKING).map(({ pin }) => pin);
const knows =
	(right: string): Script =>
	(call) =>
		(call.body as Booking).pin === right
			? booked(records, call)
			: refusal(4001, 'PIN KA Credit tidak valid.');

test.each([
	['with Retry On Fail', { settings: retryOnFail }],
	['in a loop', { rounds: 3 }],
	[
		'in bookings of one package each',
		{ settings: errorOutput, changes: { additionalFields: { bookingSize: 1 } } },
	],
])('a refused PIN is sent once %s', async (how, options) => {
	const pin = { 'with Retry On Fail': '100001', 'in a loop': '100002' }[how] ?? '100003';
	vendor.current.on(BOOKING, knows('999999'));
	const { done } = await book(pin, options);

	expect(pinsSent()).toEqual([pin]);
	expect(done).toEqual([]);
});

test('a refused PIN is not sent by the next execution either, and another one is', async () => {
	vendor.current.on(BOOKING, knows('200002'));
	await book('200001');
	const again = await book('200001');
	const corrected = await book('200002');

	expect(pinsSent()).toEqual(['200001', '200002']);
	expect(again.said?.text).toMatch(/PIN/);
	expect(again.said?.text).not.toContain('200001');
	expect(corrected.done).toHaveLength(2);
});

test('a PIN that one account refused may be the right one of another', async () => {
	vendor.current.on(BOOKING, inTurn(knows('999999'), knows('300001')));
	await book('300001');
	const credentials = (url: string) => ({
		kiriminAjaApi: { environment: 'custom', baseUrl: url, apiKey: 'another-key' },
	});
	const { done } = await run({ ...parcel, credentials }, vendor.current.url, orders, {
		changes: { paymentMethod: 'credit', pin: '300001' },
		credentialId: '2',
	});

	expect(pinsSent()).toEqual(['300001', '300001']);
	expect(done).toHaveLength(2);
});

test('the PIN of the credential is taken when the field is empty, and the field wins', async () => {
	const credentials = (url: string) => ({
		kiriminAjaApi: { environment: 'custom', baseUrl: url, apiKey: 'scripted-key', pin: '400001' },
	});
	const form = { ...parcel, credentials };
	const { url } = vendor.current;
	await run(form, url, [{ ref: 'ORD-1', amount: 18_000 }], {
		changes: { paymentMethod: 'credit', pin: '' },
	});
	await run(form, url, [{ ref: 'ORD-2', amount: 18_000 }], {
		changes: { paymentMethod: 'credit', pin: '400002' },
	});

	expect(pinsSent()).toEqual(['400001', '400002']);
});

test('the credit check comes before anything is noted as sent, so that a loop can go on', async () => {
	vendor.current.on(
		'POST /api/mitra/v6.2/pin/validate',
		json({ status: true, text: 'Pin is valid', data: { valid: true, attempt: 0, max_attempt: 3 } }),
	);
	const balance = (amount: number) =>
		json({ status: true, text: 'Success load credit balance', results: { balance: amount } });
	vendor.current.on('GET /api/mitra/v6.2/credit/balance', inTurn(balance(1_000), balance(900_000)));
	const { done } = await book('500001', {
		rounds: 3,
		changes: { additionalFields: { checkCredit: true } },
	});

	expect(done).toHaveLength(2);
	expect(pinsSent()).toEqual(['500001']);
});
