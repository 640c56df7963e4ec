import {
	isGuessable,
	masked,
	secretsIn,
	withoutPins,
} from '../../../../../nodes/shared/wire/secrets';

describe('the secrets among fields', () => {
	test.each([
		'pin',
		'oldPin',
		'user_pin',
		'newOtp',
		'Authorization',
		'otp',
		'OTP',
		'apiKey',
		'api_key',
		'hmacKey',
		'hmacSecret',
		'clientSecret',
		'accessToken',
		'bearerToken',
		'password',
		'newPassword',
	])('are those that are named %s', (name) => {
		expect(secretsIn({ [name]: ' 482913 ', baseUrl: 'https://gateway.example.com' })).toEqual([
			'482913',
		]);
	});

	test.each(['spinning', 'pinned', 'keyboard', 'requestId', 'authMode', 'amount'])(
		'are not those that are named %s',
		(name) => {
			expect(secretsIn({ [name]: '482913' })).toEqual([]);
		},
	);

	test('are found inside other fields, and as numbers', () => {
		expect(secretsIn({ body: { auth: [{ pin: 482913 }] }, amount: 482913 })).toEqual(['482913']);
	});

	test.each(['', '   ', '123', null, undefined, true])('are not %j', (pin) => {
		expect(secretsIn({ pin })).toEqual([]);
	});
});

describe('a text is without a secret', () => {
	test.each([
		['PIN 482913 salah', 'PIN ••• salah'],
		['482913', '•••'],
		['482913, 482913!', '•••, •••!'],
		['PIN 482-913 salah', 'PIN ••• salah'],
		['PIN 4 8 2 9 1 3 salah', 'PIN ••• salah'],
		['PIN 482.913 salah', 'PIN ••• salah'],
		['PIN 0482913 salah', 'PIN ••• salah'],
		['"pin":"482913"', '"pin":"•••"'],
	])('when it says %j', (text, left) => {
		expect(masked(text, ['482913'])).toBe(left);
	});

	test.each(['012345', '12345', '0-1-2-3-4-5', '0 12345', '00012345'])(
		'that begins with a zero when it says %s',
		(said) => {
			expect(masked(`OTP ${said} salah`, ['012345'])).toBe('OTP ••• salah');
		},
	);

	test('that begins with so many zeros that the rest could be anything', () => {
		expect(masked('OTP 000123 salah, 123 tries', ['000123'])).toBe('OTP ••• salah, 123 tries');
		expect(masked('OTP 000000 salah, 0 tries', ['000000'])).toBe('OTP ••• salah, 0 tries');
	});

	test('with signs of its own', () => {
		const secret = 'a+b(c)[d]{e}^f$g|h\\i/j.k-l?m*n';
		expect(masked(`key ${secret} refused`, [secret])).toBe('key ••• refused');
		expect(masked('key aXb refused', ['a.b!'])).toBe('key aXb refused');
	});

	test('of several', () => {
		expect(masked('key-1 and 482913', ['482913', 'key-1'])).toBe('••• and •••');
	});
});

test.each([
	'TRX-20261121482913',
	'14829130',
	'Rp 1482913',
	'4829130',
	'48291',
	'no digits at all',
	'',
])('a text that merely contains its digits stays whole: %j', (text) => {
	expect(masked(text, ['482913'])).toBe(text);
});

test('an answer is without the fields of a PIN or OTP, however deep', () => {
	const answer = {
		code: 0,
		otp: '482913',
		reference: 482913,
		data: {
			PIN: '482913',
			userPin: '482913',
			user_pin: 1,
			pinned: true,
			rows: [{ Otp: 482913, amount: 10 }, 'text', null],
		},
	};

	expect(withoutPins(answer)).toEqual({
		code: 0,
		reference: 482913,
		data: { pinned: true, rows: [{ amount: 10 }, 'text', null] },
	});
});

test.each([
	'pin',
	'PIN',
	'userPin',
	'user_pin',
	'otp',
	'smsOtp',
	'password',
	'accessToken',
	'clientSecret',
])('a hash of what stands under %s would give it away', (name) => {
	expect(isGuessable(name)).toBe(true);
});

test.each(['pinned', 'shipping', 'amount', 'apiKey', 'idempotencyKey', 'otpId'])(
	'%s may tell two things apart',
	(name) => {
		expect(isGuessable(name)).toBe(false);
	},
);

test('a secret in JSON text, as in the extra headers of a credential, is one', () => {
	const credential = { extraHeaders: '{"X-Api-Key": "partner-4711", "Accept-Language": "en-GB"}' };

	expect(secretsIn({ credential })).toEqual(['partner-4711']);
	expect(secretsIn({ credential: { note: '{not JSON' } })).toEqual([]);
});

test.each<[string, object, object]>([
	['under a name with a blank', { 'walletPin ': '482913', a: 1 }, { a: 1 }],
	['in a list', { pins: ['482913', 7], pin: [{ tries: 1 }] }, { pin: [{ tries: 1 }] }],
	[
		'in a request that is repeated as text',
		{ request: '{"pin": "482913", "amount": 10}' },
		{ request: '{"amount":10}' },
	],
	[
		'not in a text that is another thing',
		{ note: '{"amount":   12345678901234567890}' },
		{ note: '{"amount":   12345678901234567890}' },
	],
])('a PIN goes from an answer %s', (_where, answer, left) => {
	expect(withoutPins(answer)).toEqual(left);
});
