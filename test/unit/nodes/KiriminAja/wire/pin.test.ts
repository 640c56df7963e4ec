import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { pinAdvice, pinOf, withPin } from '../../../../../nodes/KiriminAja/wire/pin';
import { forgetRefused } from '../../../../../nodes/shared/ledger/refusals';
import type { Failure } from '../../../../../nodes/shared/wire/errors';
import type { Answer } from '../../../../../nodes/shared/wire/service';
import { callWith, contextWith } from '../../shared/context';

const PIN = '918273';
const callFor = (credential: ICredentialDataDecryptedObject = {}) =>
	callWith([], contextWith({ credentials: { kiriminAjaApi: { apiKey: 'key-1', ...credential } } }));

const done: Answer = { ok: true, body: { status: true } };
const refused = (changes: Partial<Failure> = {}): Answer => ({
	ok: false,
	failure: { outcome: 'refused', message: 'PIN salah', vendorCode: '4001', ...changes },
});
const answering = (answer: Answer) => jest.fn(async () => answer);

beforeEach(forgetRefused);
afterEach(() => jest.restoreAllMocks());

describe('the PIN to send', () => {
	test('is the one that is typed into the node', async () => {
		expect(await pinOf(callFor({ pin: '111111' }), PIN)).toBe(PIN);
		expect(await pinOf(callFor(), PIN)).toBe(PIN);
	});

	test.each([PIN, ` ${PIN} `])("is the credential's (%j) when none is typed", async (pin) => {
		expect(await pinOf(callFor({ pin }), undefined)).toBe(PIN);
	});

	test.each([undefined, '', '   ', '12345', '1234567', 'abcdef'])(
		'is asked for when the credential has %j',
		async (pin) => {
			await expect(
				pinOf(callFor(pin === undefined ? {} : { pin }), undefined),
			).rejects.toMatchObject({
				message: 'PIN (item 0) is required for KA Credit',
				description: 'Fill it in here, or as 6 digits in the KiriminAja credential.',
			});
		},
	);
});

describe('a request with a PIN', () => {
	test('is sent, and its answer is the answer', async () => {
		const send = answering(done);

		expect(await withPin(callFor(), PIN, send)).toBe(done);
		expect(await withPin(callFor(), PIN, send)).toBe(done);
		expect(send).toHaveBeenCalledTimes(2);
	});

	test.each(['4001', 'PIN_INVALID', 'PIN_MAX_ATTEMPT_REACHED'])(
		'that was refused with %s is not sent again within the hour',
		async (vendorCode) => {
			const now = jest.spyOn(Date, 'now').mockReturnValue(1_000_000);
			const send = answering(refused({ vendorCode }));
			await withPin(callFor(), PIN, send);

			now.mockReturnValue(1_000_000 + 59 * 60_000);
			expect(await withPin(callFor(), PIN, send)).toEqual({
				ok: false,
				failure: {
					outcome: 'unsent',
					message: 'KiriminAja refused this PIN within the last hour, so it was not sent again',
					advice: 'Three wrong PINs lock KA Credit: correct the PIN and run the workflow again.',
				},
			});
			expect(send).toHaveBeenCalledTimes(1);

			now.mockReturnValue(1_000_000 + 60 * 60_000);
			await withPin(callFor(), PIN, send);
			expect(send).toHaveBeenCalledTimes(2);
		},
	);

	test('is known by the API key as it is sent, without blanks around it', async () => {
		const send = answering(refused());
		await withPin(callFor({ apiKey: 'key-1' }), PIN, send);
		await withPin(callFor({ apiKey: ' key-1\n' }), PIN, send);

		expect(send).toHaveBeenCalledTimes(1);
	});

	test('is sent with another PIN and for another key', async () => {
		const send = answering(refused());
		await withPin(callFor(), PIN, send);
		await withPin(callFor(), '918274', send);
		await withPin(callFor({ apiKey: 'key-2' }), PIN, send);

		expect(send).toHaveBeenCalledTimes(3);
	});

	test.each<Partial<Failure>>([
		{ vendorCode: '4002' },
		{ vendorCode: undefined },
		{ outcome: 'unknown', vendorCode: undefined },
		{ outcome: 'unsent', vendorCode: undefined },
	])('may be sent again after a failure about something else: %j', async (failure) => {
		const send = answering(refused(failure));
		await withPin(callFor(), PIN, send);
		await withPin(callFor(), PIN, send);

		expect(send).toHaveBeenCalledTimes(2);
	});

	test.each([
		'PIN KA Credit tidak valid.',
		'Unable to proceed, pin invalid',
		'Pin yang Anda masukkan salah',
		'PIN terkunci, coba lagi nanti',
		'Wrong: your PIN is incorrect',
		'Your pin has been blocked',
	])('that was refused by these words alone is not sent again: %s', async (vendorText) => {
		const send = answering(refused({ vendorCode: undefined, vendorText }));
		await withPin(callFor(), PIN, send);
		await withPin(callFor(), PIN, send);

		expect(send).toHaveBeenCalledTimes(1);
	});

	test.each([
		'Failed to validate pin',
		'Gagal memvalidasi pin',
		'Shipping cost tidak valid',
		'Saldo tidak cukup',
		'spinning is invalid',
	])('may be sent again after a refusal in these words: %s', async (vendorText) => {
		const send = answering(refused({ vendorCode: undefined, vendorText }));
		await withPin(callFor(), PIN, send);
		await withPin(callFor(), PIN, send);

		expect(send).toHaveBeenCalledTimes(2);
	});

	test.each([
		[{ vendorCode: '500', vendorText: 'Unable to proceed, pin invalid' }, 1],
		[{ vendorCode: '4001' }, 1],
		[{ vendorCode: '500', vendorText: 'Internal error' }, 2],
	])(
		'of which nobody knows what became is sent again unless it was called wrong: %j',
		async (said, sent) => {
			const send = answering(refused({ outcome: 'unknown', ...said }));
			await withPin(callFor(), PIN, send);
			await withPin(callFor(), PIN, send);

			expect(send).toHaveBeenCalledTimes(sent);
		},
	);
});

describe('what to do about a refused PIN', () => {
	test.each([[undefined], [null], ['text'], [7], [{}], [[]], [{ max_attempt: 3 }]])(
		'is not known from %j',
		(value) => {
			expect(pinAdvice(value)).toBeUndefined();
		},
	);

	test.each([
		[{ attempt: 1, max_attempt: 3 }, '2 tries are left'],
		[{ attempt: 2, max_attempt: 3 }, '1 try is left'],
		[{ attempt: '2', max_attempt: '3' }, '1 try is left'],
		[{ attempt: 1 }, '2 tries are left'],
		[{ attempt: 1, max_attempt: 5 }, '4 tries are left'],
		[{ attempt: null }, '3 tries are left'],
	])('from %j: %s', (value, left) => {
		expect(pinAdvice(value)).toBe(
			`Check the KA Credit PIN. ${left}, then it is locked for about an hour.`,
		);
	});

	test.each([
		[{ attempt: 3, max_attempt: 3 }, 'for about an hour'],
		[{ attempt: 4, max_attempt: 3 }, 'for about an hour'],
		[{ attempt: 1, error: 'PIN_MAX_ATTEMPT_REACHED' }, 'for about an hour'],
		[{ attempt: 1, lock_until: '2026-11-21 15:00:00' }, 'until 2026-11-21 15:00:00'],
		[{ attempt: 1, lock_until: 1_795_000_000 }, 'for about an hour'],
	])('from %j: it is locked %s', (value, until) => {
		expect(pinAdvice(value)).toBe(
			`The PIN is locked ${until}. Do not try again before, or choose another Payment Method.`,
		);
	});
});
