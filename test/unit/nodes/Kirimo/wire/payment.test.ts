import {
	documentedCreation,
	documentedLookup,
	lookedUpPaymentOf,
	paymentOf,
} from '../../../../../nodes/Kirimo/wire/payment';

const data = {
	order_id: 'INV-20261121-0001',
	amount: 175000,
	fee: 3500,
	net_amount: 171500,
	status: 'paid',
	payment_url: 'https://sandbox.duitku.com/topup/topupdirect/SANDBOXREF0001',
	customer_name: 'Sari Wulandari',
	created_at: '2026-11-21 09:15:00',
	paid_at: '2026-11-21 09:21:37',
};

test('money in digits, as PHP often gives it, becomes numbers', () => {
	const texts = { ...data, amount: '175000', fee: '3500', net_amount: '171500' };

	expect(paymentOf({ data: texts })).toMatchObject({
		amount: 175000,
		fee: 3500,
		netAmount: 171500,
	});
	expect(documentedLookup.safeParse({ data: texts }).success).toBe(true);
});

test('an order id of digits keeps its leading zeros when PHP has made a number of it', () => {
	const numeric = { data: { ...data, order_id: 7 } };

	expect(paymentOf(numeric, '007')).toMatchObject({ orderId: '007' });
	expect(paymentOf(numeric, '008')).toMatchObject({ orderId: '7' });
	expect(paymentOf(numeric)).toMatchObject({ orderId: '7' });
	expect(documentedLookup.safeParse(numeric).success).toBe(true);
});

test.each([
	['PAID', 'paid', true],
	['Pending', 'pending', false],
])('a status in other capitals, %s, is %s', (status, plain, paid) => {
	expect(paymentOf({ data: { ...data, status } })).toMatchObject({ status: plain, paid });
});

test('decimals of a database are rupiah, and its zero is no time', () => {
	const written = { ...data, amount: '175000.00', paid_at: '0000-00-00 00:00:00' };

	expect(lookedUpPaymentOf({ data: written })).toMatchObject({
		amount: 175000,
		paidAt: null,
		paidAtIso: null,
	});
	expect(documentedLookup.safeParse({ data: written }).success).toBe(true);
});

test.each([null, '', undefined])('an unpaid payment may have %j as its time', (paidAt) => {
	const body = { data: { ...data, status: 'pending', paid_at: paidAt } };

	expect(lookedUpPaymentOf(body)).toMatchObject({ paid: false, paidAt: null, paidAtIso: null });
	expect(documentedLookup.safeParse(body).success).toBe(true);
});

test('a status that is not documented passes through and is not paid', () => {
	expect(paymentOf({ data: { ...data, status: 'refunded' } })).toMatchObject({
		status: 'refunded',
		paid: false,
	});
});

test.each([{}, { data: null }, { data: [] }, { data: 'x' }])(
	'an answer without data, %j, is empty and differs from the documentation',
	(body) => {
		expect(paymentOf(body)).toEqual({
			orderId: '',
			amount: null,
			fee: null,
			netAmount: null,
			status: '',
			paid: false,
			paymentUrl: null,
		});
		expect(documentedCreation.safeParse(body).success).toBe(false);
	},
);

test('unknown fields pass through', () => {
	expect(paymentOf({ data: { ...data, payment_channel: 'QRIS' } })).toMatchObject({
		paymentChannel: 'QRIS',
	});
});
