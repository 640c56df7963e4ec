import type { INodeParameters } from 'n8n-workflow';
import { answering } from '../support/answering';
import { expectNoSecrets, kasProCredential } from '../support/kasPro';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();
const sari = '081234560001';
const joko = '081234560002';
const toko = '700000000001';
const code = '00020101021226SANDBOX5303360540545000.5802ID5904TOKO6007JAKARTA6304ABCD';
const held = (number: string) =>
	sandbox.current.kasPro.customers.find(
		(one) => one.mobileNumber === number || one.accountNumber === number,
	)?.pockets['2'];
const lastCall = () => sandbox.current.requests.at(-1);

type Options = Partial<Parameters<typeof runNode>[0]>;
interface Payment {
	operation: [string, string];
	parameters: INodeParameters;
	path: string;
}

async function pay(
	{ operation: [resource, operation], parameters }: Payment,
	changes: INodeParameters = {},
	options: Options = {},
) {
	const result = await runNode({
		type: 'kasPro',
		resource,
		operation,
		credentials: kasProCredential(sandbox.current),
		parameters: {
			mobileNumber: sari,
			amount: 45_000,
			simplify: false,
			...parameters,
			...changes,
		},
		...options,
	});
	expectNoSecrets(result.run);
	return result;
}

const toBank: Payment = {
	operation: ['transfer', 'toBank'],
	parameters: { bankAccount: '1234567890', bankName: 'BCA' },
	path: '/bank-transfer/',
};
const toUser: Payment = {
	operation: ['transfer', 'toUser'],
	parameters: { destination: joko },
	path: '/p2p-transaction/',
};
const cashOut: Payment = {
	operation: ['cashOut', 'create'],
	parameters: { method: 'modernTrade' },
	path: '/bank-transfer/',
};
const qris: Payment = {
	operation: ['payment', 'payQris'],
	parameters: { qrContent: code },
	path: '/bank-transfer/',
};
const merchant: Payment = {
	operation: ['payment', 'payMerchant'],
	parameters: { destination: toko },
	path: '/bank-transfer/',
};
const ride: Payment = {
	operation: ['payment', 'payRide'],
	parameters: { destination: toko, path: '/partner/ride-payment/' },
	path: '/partner/ride-payment/',
};
const tip: Payment = {
	operation: ['payment', 'tip'],
	parameters: { destination: joko, path: '/partner/tips/' },
	path: '/partner/tips/',
};
const every = Object.entries({ toBank, toUser, cashOut, qris, merchant, ride, tip });

/** As a number it is 88812345678901230: JSON has no more digits. */
const long = '88812345678901234';

test.each([
	['toBank', toBank, 'bankAccount', 'Bank Account Number'],
	['cashOut', cashOut, 'bankAccount', 'Bank Account Number'],
	['toUser', toUser, 'destination', 'Destination'],
])(
	'%s refuses a long number that is no text, and sends the text',
	async (_, payment, name, label) => {
		const bank = payment === cashOut ? { method: 'bank', bankName: 'BCA' } : {};
		const { error } = await pay(payment, { ...bank, [name]: `={{ ${long} }}` });
		expect(error?.message).toBe(
			`${label} (item 0) must be exact, and the number 88812345678901230 has lost its last digits: give it as text.`,
		);
		expect(sandbox.current.requests).toEqual([]);

		await pay(payment, { ...bank, [name]: long });
		expect(lastCall()?.body).toMatchObject({ [name]: long });
	},
);

describe.each(every)('%s', (_name, payment) => {
	test('goes to the path of the page, with a request ID that n8n made', async () => {
		const { json, error, hints } = await pay(payment);

		expect(error).toBeUndefined();
		expect(hints.map(({ message }) => message)).toEqual([
			'Request ID was empty, so a number was made. In a new execution the same items are sent again under another one: give your own number, e.g. that of the order.',
		]);
		expect(lastCall()?.path).toBe(payment.path);
		expect(lastCall()?.body).toMatchObject({ requestId: json[0]?.requestId, mobileNumber: sari });
		expect(json[0]?.requestId).toMatch(/^N8N-[0-9A-Z]{16}$/);
		expect(json[0]?.done).toBe(json[0]?.code === 0);
		expect(held(sari)).toBeLessThanOrEqual(1_205_000);
	});

	test('speaks of no number where the merchant has taken it out', async () => {
		const additionalFields = { additionalBodyFields: '{"requestId": null}' };
		const { hints } = await pay(payment, { additionalFields });

		expect(lastCall()?.body).not.toHaveProperty('requestId');
		expect(hints).toEqual([]);
	});

	test('takes additional fields, extra headers and its own request ID', async () => {
		// Of partners' own paths nobody knows what they take.
		if (!payment.path.startsWith('/partner/')) {
			sandbox.unknownFields = payment === toUser ? ['channel', 'amount'] : ['channel'];
		}
		await pay(payment, {
			requestId: 'OURS-1',
			additionalFields: {
				additionalBodyFields: '{"channel": "APP", "amount": 1000, "payments": null}',
				extraHeaders: '{"Accept-Language": "ID"}',
			},
		});

		expect(lastCall()?.body).toMatchObject({ requestId: 'OURS-1', channel: 'APP', amount: 1000 });
		expect(lastCall()?.body).not.toHaveProperty('payments');
		expect(lastCall()?.headers['accept-language']).toBe('ID');
	});

	test.each(['http200', 'http4xx'] as const)('without money is refused (%s)', async (style) => {
		sandbox.current.kasPro.settings.errorStyle = style;

		const { error } = await pay(payment, { amount: 1_900_000 });

		expect(error).toMatchObject({
			message: 'KasPro refused the request: Insufficient balance (code 190010)',
			context: { vendorCode: '190010', outcome: 'refused' },
			httpCode: style === 'http200' ? '200' : '400',
		});
	});

	test('whose answer is lost is unknown and never sent again', async () => {
		sandbox.current.fault({ kind: 'resetAfter', path: payment.path, times: 9 });

		const { error } = await pay(
			payment,
			{ requestId: 'OURS-1' },
			{ settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } },
		);

		expect(error).toMatchObject({
			message: expect.stringMatching(/^The outcome of OURS-1 is unknown: /),
			description: expect.stringContaining('Ask KasPro about request ID OURS-1'),
			context: { outcome: 'unknown' },
		});
		const sent = sandbox.current.requests.filter(({ path }) => path === payment.path);
		expect(sent).toHaveLength(1);
	});

	test('that is answered by a page is unknown', async () => {
		await answering(
			(_request, response) => response.writeHead(502).end('<html>Bad Gateway</html>'),
			async (url) => {
				const credentials = kasProCredential({ url }, { authMode: 'none' });
				const { error } = await pay(payment, {}, { credentials });

				expect(error?.context.outcome).toBe('unknown');
			},
		);
	});

	test('renews an expired token and pays once', async () => {
		const credentials = kasProCredential(sandbox.current);
		await pay(payment, {}, { credentials });
		sandbox.current.kasPro.tokens = [];

		const { error } = await pay(payment, {}, { credentials, executionId: '2' });

		expect(error).toBeUndefined();
		const { transfers, cashOuts } = sandbox.current.kasPro;
		expect(transfers.length + cashOuts.length).toBe(2);
	});
});

describe('a transfer to a bank', () => {
	test('that is done at once shows the account as text and the moment also in ISO', async () => {
		const { json } = await pay(toBank, { additionalFields: { bankCode: '014' } });

		expect(lastCall()?.body).toMatchObject({ bankCode: '014', bankAccount: '1234567890' });
		expect(json[0]).toMatchObject({
			done: true,
			pending: false,
			bankAccount: '1234567890',
			amount: '45000',
			serviceFee: '6500',
			totalAmount: '51500',
			dateIso: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$/),
		});
		expect(held(sari)).toBe(1_198_500);
	});

	test('that KasPro finishes later is pending and not done', async () => {
		sandbox.current.kasPro.settings.bankTransferStyle = 'async';

		const { json } = await pay(toBank);

		expect(json[0]).toMatchObject({
			done: false,
			pending: true,
			reference: json[0]?.reffId,
			flowType: 'Async',
		});
	});

	test('to an account number with letters is not sent', async () => {
		const { error } = await pay(toBank, { bankAccount: '12345A' });

		expect(error?.message).toBe(
			'Bank Account Number (item 0) must be a bank account number of 5–20 digits. If it starts with 0, give it as text.',
		);
		expect(sandbox.current.requests).toEqual([]);
	});
});

describe.each([toBank, { ...cashOut, parameters: { ...toBank.parameters, method: 'bank' } }])(
	'$operation to an account number that is not text',
	(payment) => {
		test('with too few digits has lost a 0, and is not sent', async () => {
			const { error } = await pay(payment, { bankAccount: 123456789 });

			expect(error?.message).toBe(
				'Bank Account Number (item 0) is a number with fewer than ten digits: a spreadsheet may have dropped a leading 0. Give it as text.',
			);
			expect(sandbox.current.requests).toEqual([]);
		});

		test('is sent as text when it has ten', async () => {
			const { error } = await pay(payment, { bankAccount: 1234567890 });

			expect(error).toBeUndefined();
			expect(lastCall()?.body).toMatchObject({ bankAccount: '1234567890' });
		});
	},
);

describe('a cash out', () => {
	test('at a shop sends no bank account and is pending', async () => {
		const { json } = await pay(cashOut);

		expect(lastCall()?.body).toEqual({
			requestId: json[0]?.requestId,
			mobileNumber: sari,
			amount: 45_000,
		});
		expect(json[0]).toMatchObject({ pending: true, done: false });
		expect(sandbox.current.kasPro.cashOuts[0]?.kind).toBe('cashOut');
	});

	test('to a bank account sends it', async () => {
		await pay(cashOut, { method: 'bank', bankAccount: '0012345678', bankName: 'BCA' });

		expect(lastCall()?.body).toMatchObject({ bankAccount: '0012345678', bankName: 'BCA' });
	});

	test('to a bank account that was not given is not sent', async () => {
		const { error } = await pay(cashOut, {
			method: 'bank',
			bankAccount: '={{ "" }}',
			bankName: 'BCA',
		});

		expect(error?.message).toBe('Bank Account Number (item 0) is required.');
		expect(sandbox.current.requests).toEqual([]);
	});
});

test.each([
	['a QRIS payment', qris, '/qris-issuer/'],
	['a payment to a merchant', merchant, '/pil-transaction-payment-to-merchant/'],
])('%s also goes to the path that is known from elsewhere', async (_, payment, path) => {
	const { error } = await pay(payment, { additionalFields: { path } });

	expect(error).toBeUndefined();
	expect(lastCall()).toMatchObject({ path, status: 200 });
});

test('a payment to a merchant repeats its reference in the answer', async () => {
	const { json } = await pay(merchant, { reference: 'BOOK-1001' });

	expect(json[0]?.walletTransactions).toMatchObject([{ account: toko, description: 'BOOK-1001' }]);
	expect(held(toko)).toBe(5_045_000);
});

test.each([
	['a ride', ride],
	['a tip', tip],
])('%s asks for the path that KasPro gave', async (_, payment) => {
	const { error } = await pay(payment, { path: '={{ "" }}' });

	expect(error?.message).toBe('Path (item 0) is required.');
	expect(sandbox.current.requests).toEqual([]);
});
