import type { Callback } from '../../../../../nodes/Kirimo/trigger/duitku';
import { EVENTS, eventNameOf, eventOf } from '../../../../../nodes/Kirimo/trigger/events';

const callback: Callback = {
	merchantCode: 'DTEST01',
	amount: '175000.00',
	merchantOrderId: 'INV-20261121-0001',
	resultCode: '00',
	signature: '828ef2b63537112dd7b6fbee4eb943f9',
};
const checked = { signature: 'md5', statusLookup: 'paid' } as const;

test.each([
	['00', 'paid'],
	['01', 'failed'],
	['02', 'failed'],
	['03', 'other'],
	['0', 'other'],
	['000', 'other'],
	['paid', 'other'],
])('result code %s is %s', (resultCode, event) => {
	expect(eventNameOf({ ...callback, resultCode })).toBe(event);
	expect(EVENTS.map(({ value }) => value)).toContain(event);
});

test('an amount with decimals is given in whole rupiah', () => {
	expect(eventOf(callback, checked).amount).toBe(175000);
});

test('fields that are absent or empty are null', () => {
	const empty = { reference: '', paymentCode: '', issuerCode: '', settlementDate: '' };
	const nothing = {
		reference: null,
		paymentCode: null,
		paymentMethod: null,
		issuerCode: null,
		issuer: null,
		settlementDate: null,
		productDetail: null,
	};

	expect(eventOf(callback, checked)).toMatchObject(nothing);
	expect(eventOf({ ...callback, ...empty, productDetail: '' }, checked)).toMatchObject(nothing);
});

test.each(['ZZ', 'constructor', '__proto__', 'toString'])(
	'the payment code %s, which nobody has documented, passes through without a label',
	(code) => {
		expect(eventOf({ ...callback, paymentCode: code, issuerCode: code }, checked)).toMatchObject({
			paymentCode: code,
			paymentMethod: null,
			issuerCode: code,
			issuer: null,
		});
	},
);

test('both spellings of the description end in one field', () => {
	const productDetails = 'Pembayaran via Toko Contoh';

	expect(eventOf({ ...callback, productDetails }, checked).productDetail).toBe(productDetails);
});

describe('the event id', () => {
	const idOf = (changes: Partial<Callback>, orderId?: string) =>
		eventOf({ ...callback, ...changes }, checked, orderId).eventId;

	test.each([
		['the reference', { reference: 'D2' }],
		['the signature', { signature: 'x' }],
		['the payment code', { paymentCode: 'VC' }],
		['a field that nobody knows', { nonce: '7' }],
		['the spelling of the amount', { amount: '175000' }],
	])('is the same when a replay has changed %s, which nobody has signed', (_what, changes) => {
		expect(idOf(changes)).toBe(idOf({}));
	});

	test.each([
		['01', '02'],
		['03', '04'],
	])('is the same for result codes that say the same: %s and %s', (one, other) => {
		expect(idOf({ resultCode: one })).toBe(idOf({ resultCode: other }));
	});

	test.each([
		['another outcome', { resultCode: '01' }],
		['an outcome that is not documented', { resultCode: '07' }],
		['another order', { merchantOrderId: 'INV-2' }],
		['another amount', { amount: '17500' }],
	])('is another for %s', (_what, changes) => {
		expect(idOf(changes)).not.toBe(idOf({}));
	});

	test("is that of Kirimo's own order id, whatever was sent before it", () => {
		const sent = (merchantOrderId: string) => idOf({ merchantOrderId }, 'INV-1');

		expect(sent('KRM-INV-1')).toBe(sent('INV-1'));
	});
});

test('a field that is not documented stands apart, under raw', () => {
	const sent = {
		...callback,
		publisherOrderId: 'MG1',
		paid_by: 'x',
		error: 'y',
		cardType: 'debit',
	};
	const event = eventOf(sent, checked);

	expect(event).toMatchObject({ publisherOrderId: 'MG1', cardType: 'debit' });
	expect(event.raw).toEqual({ paidBy: 'x', errorValue: 'y' });
	expect(eventOf(callback, checked).raw).toEqual({});
});

test('nobody can send what the trigger itself says of an event', () => {
	const sent = {
		...callback,
		resultCode: '01',
		event: 'paid',
		eventId: 'x',
		verification: { signature: 'hmac-sha256', statusLookup: 'paid' },
		orderId: 'INV-2',
		paymentMethod: 'cash',
	};
	const verification = { signature: null, statusLookup: 'failed' };

	expect(eventOf(sent, verification)).toMatchObject({
		event: 'failed',
		eventId: 'INV-20261121-0001:175000:failed',
		verification,
		orderId: 'INV-20261121-0001',
		paymentMethod: null,
	});
});
