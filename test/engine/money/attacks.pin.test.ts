import '../support/noPauses';
import type { INodeParameters } from 'n8n-workflow';
import { runNode } from '../support/runNode';
import { inTurn, json, useVendor, type Reply } from '../support/scriptedVendor';
import {
	errorOutput,
	parcel,
	retryOnFail,
	run,
	transfer,
	type RunOptions,
} from './support/merchant';
import {
	booked,
	BOOKING,
	keepsBooks,
	refusal,
	TRANSFER,
	type Booking,
	type Records,
} from './support/vendors';

/** Three wrong PINs lock KA Credit; KiriminAja says in many ways that one is wrong. Every test has a PIN of its own. */

const VALIDATE = 'POST /api/mitra/v6.2/pin/validate';
const vendor = useVendor();
let records: Records;
let pins = 610_000;
let pin = '';
beforeEach(() => {
	records = keepsBooks(vendor.current);
	pin = String(++pins);
});

const validate = async (typed = pin, parameters: INodeParameters = {}) =>
	await runNode({
		type: 'kiriminAja',
		resource: 'credit',
		operation: 'validatePin',
		parameters: { pin: typed, ...parameters },
		credentials: parcel.credentials(vendor.current.url),
		executionId: `${typed}-${++runs}`,
	});
let runs = 0;
const book = async (typed = pin, { changes, ...options }: RunOptions = {}) =>
	await run(parcel, vendor.current.url, [{ ref: `ORD-${typed}-${++runs}`, amount: 18_000 }], {
		changes: { paymentMethod: 'credit', pin: typed, ...changes },
		...options,
	});
const checked = () => vendor.current.bodiesTo<{ pin: string }>(VALIDATE).map((body) => body.pin);
const bookedWith = () => vendor.current.bodiesTo<Booking>(BOOKING).map((body) => body.pin);
const saidBy = ({ error }: Awaited<ReturnType<typeof validate>>) =>
	`${error?.message} ${error?.description ?? ''}`;

const right = json({
	status: true,
	text: 'Pin is valid',
	data: { valid: true, attempt: 0, max_attempt: 3 },
});
const wrong = (attempt: number) =>
	json({
		status: false,
		text: 'Unable to proceed, pin invalid',
		data: { error: 'PIN_INVALID', valid: false, attempt, max_attempt: 3 },
	});

describe.each([false, 'false', 0])('a PIN to which KiriminAja says yes and `valid` %j', (valid) => {
	const answer = json({ status: true, text: 'Success', data: { valid, attempt: 1 } });

	test('is refused, and not sent again', async () => {
		vendor.current.on(VALIDATE, answer);
		const first = await validate();
		const again = await validate();

		expect(checked()).toEqual([pin]);
		expect(first.json).toEqual([]);
		expect(first.error?.context.outcome).toBe('refused');
		expect(saidBy(first)).toContain('KiriminAja says that the PIN is not valid');
		expect(again.error?.context.outcome).toBe('unsent');
	});

	test('is not sent with a booking, when it is checked first and later', async () => {
		vendor.current.on(VALIDATE, answer);
		const first = await book(pin, { changes: { additionalFields: { checkCredit: true } } });
		const second = await book();

		expect(checked()).toEqual([pin]);
		expect(bookedWith()).toEqual([]);
		expect(records.parcels).toEqual([]);
		for (const { said } of [first, second]) expect(said?.text).toMatch(/PIN/);
	});
});

test.each([
	json({ status: true, text: 'Pin is valid' }),
	json({ status: true, data: { valid: 'true' } }),
	json({ status: true, data: { valid: 1 } }),
])(
	'a PIN to which KiriminAja says yes and nothing else against it is right: %#',
	async (answer) => {
		vendor.current.on(VALIDATE, answer);

		expect((await validate()).json).toMatchObject([{ valid: true }]);
	},
);

test('a PIN that KiriminAja could not check may be sent again', async () => {
	vendor.current.on(
		VALIDATE,
		inTurn(json({ status: false, text: 'Failed to validate pin' }), right),
	);
	const first = await validate();
	const again = await validate();
	const booking = await book();

	expect(checked()).toEqual([pin, pin]);
	expect(first.error?.message).toContain('Failed to validate pin');
	expect(again.json).toMatchObject([{ valid: true }]);
	expect(booking.done).toHaveLength(1);
});

describe('a PIN that is refused in words only', () => {
	const words: Reply = json({ status: false, text: 'PIN KA Credit tidak valid.' });

	test('by a booking is not sent with the next one', async () => {
		vendor.current.on(BOOKING, words);
		await book();
		const { said } = await book();

		expect(bookedWith()).toEqual([pin]);
		expect(said).toMatchObject({ outcome: 'unsent' });
		expect(said?.text).toContain('PIN KA Credit tidak valid.');
	});

	test('by the check is not sent with a booking', async () => {
		vendor.current.on(VALIDATE, words);
		await validate();
		const { said } = await book();

		expect(bookedWith()).toEqual([]);
		expect(said).toMatchObject({ outcome: 'unsent' });
	});
});

test('a refusal about something else does not keep the PIN from being sent', async () => {
	vendor.current.on(
		BOOKING,
		inTurn(refusal(4002, 'Saldo KA Credit tidak cukup.'), (call) => booked(records, call)),
	);
	await book();
	const { done } = await book();

	expect(bookedWith()).toEqual([pin, pin]);
	expect(done).toHaveLength(1);
});

describe('four executions at once', () => {
	test('send one wrong PIN once, checked or booked with', async () => {
		vendor.current.on(VALIDATE, wrong(1));
		vendor.current.on(BOOKING, refusal(4001, 'PIN KA Credit tidak valid.'));
		const all = await Promise.all([validate(), validate(), validate(), validate()]);

		expect(checked()).toEqual([pin]);
		expect(all.map(({ error }) => error?.context.outcome).sort()).toEqual([
			'refused',
			'unsent',
			'unsent',
			'unsent',
		]);

		const other = String(++pins);
		await Promise.all([book(other), book(other), book(other), book(other)]);
		expect(bookedWith()).toEqual([other]);
	});

	test('all do their work with a right one', async () => {
		const all = await Promise.all([book(), book(), book(), book()]);

		expect(all.map(({ done }) => done.length)).toEqual([1, 1, 1, 1]);
		expect(records.parcels).toHaveLength(4);
	});
});

test('what is said of a PIN that is not sent again quotes KiriminAja and the tries that are left', async () => {
	vendor.current.on(VALIDATE, wrong(1));
	const first = await validate();
	const again = await validate();
	const { said } = await book();

	expect(saidBy(first)).toContain('2 tries are left');
	for (const text of [saidBy(again), said?.text]) {
		expect(text).toContain('it was not sent again: Unable to proceed, pin invalid');
		expect(text).toContain('2 tries are left');
		expect(text).not.toContain(pin);
	}
	expect(checked()).toEqual([pin]);
});

describe('the PIN of a wallet, among more fields of a payment', () => {
	const payWith = async (walletPin: string, options: RunOptions = {}) =>
		await run(
			transfer,
			vendor.current.url,
			[1, 2, 3].map((count) => ({ ref: `PAY-${++runs}`, amount: count * 1_000 })),
			{
				changes: { additionalFields: { additionalBodyFields: { auth: { pin: walletPin } } } },
				settings: errorOutput,
				...options,
			},
		);

	test('is sent once when it is wrong, by all items and all tries', async () => {
		vendor.current.on(TRANSFER, json({ code: 190_020, message: 'PIN salah. Sisa percobaan 2' }));
		const { failed } = await payWith('738291', { settings: { ...errorOutput, ...retryOnFail } });

		expect(vendor.current.callsTo(TRANSFER)).toHaveLength(1);
		expect(failed.at(-1)).toMatchObject({ outcome: 'unsent' });
		expect(failed.at(-1)?.text).toContain('KasPro refused this PIN within the last hour');
		expect(JSON.stringify(failed)).not.toContain('738291');
	});

	test('says nothing of another wallet whose PIN has the same digits', async () => {
		vendor.current.on(
			TRANSFER,
			inTurn(
				json({ code: 190_020, message: 'PIN salah. Sisa percobaan 2' }),
				json({ code: 0, message: 'Success' }),
			),
		);
		await payWith('738293');
		const { done } = await payWith('738293', {
			changes: {
				mobileNumber: '081234569999',
				additionalFields: { additionalBodyFields: { auth: { pin: '738293' } } },
			},
		});

		expect(vendor.current.callsTo(TRANSFER)).toHaveLength(4);
		expect(done).toHaveLength(3);
	});

	test('is sent with each payment when it is right, or when another thing is refused', async () => {
		vendor.current.on(TRANSFER, json({ code: 110_005, message: 'Customer not found' }));
		await payWith('738292');

		expect(vendor.current.callsTo(TRANSFER)).toHaveLength(3);
	});
});
