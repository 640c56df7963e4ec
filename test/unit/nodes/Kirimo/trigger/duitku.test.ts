import { readCallback, signedWith } from '../../../../../nodes/Kirimo/trigger/duitku';

const merchant = { merchantCode: 'DTEST01', merchantKey: '0f1e2d3c4b5a69788796a5b4c3d2e1f0' };
const callback = {
	merchantCode: 'DTEST01',
	amount: '175000',
	merchantOrderId: 'INV-20261121-0001',
	resultCode: '00',
	signature: '1e0edb5f69c87e4b6c7006f8c09f7e29',
};

test('a callback with nothing but the five required fields is read as it came', () => {
	expect(readCallback(callback)).toEqual({ callback });
});

test.each([undefined, null, '', 'amount=1', 7, [], [callback]])('%j is no callback', (body) => {
	expect(readCallback(body)).toEqual({
		problem: 'Expected the fields of a Duitku callback, as a form or as JSON',
	});
});

test.each([undefined, null, '', true, ['175000', '175000'], { $gt: '' }])(
	'an amount of %j is refused before it can be put into a hash',
	(amount) => {
		expect(readCallback({ ...callback, amount })).toEqual({
			problem: 'amount is missing, empty, repeated or no text',
		});
	},
);

test('an amount that is a JSON number is text as it prints', () => {
	expect(readCallback({ ...callback, amount: 175000 })).toEqual({ callback });
});

test('a form in several parts is read as n8n gives it', () => {
	expect(readCallback({ data: callback, files: {} })).toEqual({ callback });
	expect(readCallback({ data: callback })).toMatchObject({ problem: expect.any(String) });
	expect(readCallback({ ...callback, data: {}, files: {} })).toMatchObject({ callback });
});

test('an order ID and a result code that are JSON numbers are text too', () => {
	const relayed = { ...callback, merchantOrderId: 20261121, resultCode: 0 };

	expect(readCallback(relayed)).toEqual({
		callback: { ...callback, merchantOrderId: '20261121', resultCode: '00' },
	});
});

test.each([
	'1e5',
	'0x10',
	'175,000',
	'Rp175000',
	' ',
	'175000.5',
	'9'.repeat(17),
	1e21,
	0.5,
	2 ** 60,
])('an amount of %j is no money', (amount) => {
	expect(readCallback({ ...callback, amount })).toEqual({ problem: 'amount is no whole number' });
});

test('the digest is compared whatever the case of its letters', () => {
	const signature = callback.signature.toUpperCase();

	expect(signedWith({ ...callback, signature }, merchant)).toBe('md5');
});

test('another merchant code is refused although the signature is right', () => {
	expect(signedWith(callback, { ...merchant, merchantCode: 'DTEST02' })).toBeUndefined();
});

test('any merchant code is taken when none is configured', () => {
	expect(signedWith(callback, { ...merchant, merchantCode: '' })).toBe('md5');
});

test('nothing is signed with an empty key', () => {
	// MD5 of the message alone, as anybody can make it.
	const signature = '8d41f56b5542457355674608e18b258e';

	expect(signedWith({ ...callback, signature }, { ...merchant, merchantKey: '' })).toBeUndefined();
});

test.each(['', 'x', '1e0edb5f69c87e4b6c7006f8c09f7e2', `${callback.signature} `])(
	'a signature of another length is refused: %j',
	(signature) => {
		expect(signedWith({ ...callback, signature }, merchant)).toBeUndefined();
	},
);
