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

test('the event id is the same for a redelivery and another for another outcome', () => {
	const idOf = (changes: Partial<Callback>) =>
		eventOf({ ...callback, ...changes }, checked).eventId;

	expect(idOf({ reference: 'D1' })).toBe(idOf({ reference: 'D2', signature: 'x' }));
	expect(idOf({ resultCode: '01' })).not.toBe(idOf({}));
	expect(idOf({ merchantOrderId: 'INV-2' })).not.toBe(idOf({}));
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
		eventId: 'INV-20261121-0001:01',
		verification,
		orderId: 'INV-20261121-0001',
		paymentMethod: null,
	});
});
