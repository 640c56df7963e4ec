import '../support/noPauses';
import { settings, type KasProSettings } from '../../../sandbox/kaspro/settings.ts';
import { useSandbox } from '../support/sandbox';
import { AMOUNT, deeds, getCustomer, payments, REQUEST_ID } from './support/kasProMerchant';
import { complaintsAbout, retryOnFail, run, wrongFigures } from './support/kasProRun';

/** What nobody knows of KasPro, one thing at a time: the merchant has heard of none of it, and runs the node as it is. */

const sandbox = useSandbox();

const wallets = ['a transfer to a user', 'a payment to a merchant', 'a ride', 'a tip'];
const banks = ['a transfer to a bank', 'a cash out to a bank'];
const payouts = [...banks, 'a cash out at a shop', 'a QRIS payment'];
const OWN = 'a payment by a request of the merchant’s own';

/** Every other value of each setting, and the deeds that such a KasPro refuses as they are; all others are done. */
const alone: Array<[keyof KasProSettings, unknown, string[]?]> = [
	['authMode', 'bearerToken'],
	['authMode', 'partnerKey'],
	['authMode', 'none'],
	['tokenTtlSeconds', 1],
	['tokenSaysExpiry', false],
	['expiredToken', '403'],
	['expiredToken', '400'],
	['dateSkewSeconds', 300],
	['callsPerMinute', 1],
	['requestIdReuse', 'same-answer'],
	['requestIdReuse', 'refused'],
	['reuseWords', 'named'],
	['errorStyle', 'http4xx'],
	['language', 'indonesian'],
	['unknownCustomer', 'http404'],
	['unknownCustomer', 'statusFalse'],
	['unknownCustomer', 'emptySuccess'],
	['alreadyRegistered', '101'],
	['codes', 'texts'],
	['figures', 'texts'],
	['figures', 'swapped'],
	['emptyData', 'list'],
	['emptyData', 'object'],
	['emptyData', 'null'],
	['blankKeys', 'none'],
	['blankKeys', 'all'],
	['extraFields', 'refused'],
	['bankFieldNames', 'others', [...banks, 'a QRIS payment']],
	['photoFieldNames', 'others', ['an upgrade']],
	['photoEncoding', 'json'],
	['photoEncoding', 'multipart', ['an upgrade']],
	['amountAs', 'text', [...wallets, ...payouts, OWN]],
	['paymentsAs', 'list'],
	['paymentsAs', 'object', [...wallets, OWN]],
	['transferPin', true, [...wallets, ...payouts]],
	['qrisPath', 'bankTransfer'],
	['qrisPath', 'qrisIssuer', ['a QRIS payment']],
	['walletPath', 'bankTransfer'],
	['walletPath', 'merchant', ['a payment to a merchant']],
	['addressRequired', true, ['a registration']],
	['bankTransferStyle', 'async'],
	['payoutStyle', 'sync'],
	['asyncEnds', 'success'],
	['asyncEnds', 'never'],
	['asyncSeconds', 1],
	['asyncDebits', 'at-end'],
	['serviceFee', 0],
	['walletRows', 'single'],
	['walletRows', 'numbered'],
	['mobileNumbers', 'number'],
	['mobileNumbers', '62'],
	['names', 'upper'],
	['names', 'masked'],
	['balances', 'list'],
	['visibleAfterSeconds', 60],
	['accountLimits', false],
	['otpForStrangers', true],
	['otpLength', 4, ['the check of an OTP']],
	['otpExpirySeconds', 60],
	['otpExpiryUnit', 'minutes'],
	['otpsPerDay', 1],
	['otpAttempts', 1],
	['otpLockHours', 1],
];

test('every setting of the sandbox is tried', () => {
	expect([...new Set(alone.map(([name]) => name))].sort()).toEqual(Object.keys(settings).sort());
});

describe.each(alone)('at a KasPro whose %s is %s', (name, value, refused = []) => {
	beforeEach(() => void Object.assign(sandbox.current.kasPro.settings, { [name]: value }));

	test.each(deeds)('$name is done once and rightly, or refused in plain words', async (deed) => {
		deed.before?.(sandbox.current);
		const { error, done } = await run(sandbox.current, deed, 'published', {
			settings: retryOnFail,
		});

		if (refused.includes(deed.name)) {
			expect(complaintsAbout(error)).toEqual([]);
			// A refused OTP is not sent a second time.
			expect(error?.context.outcome).toMatch(/^(refused|unsent)$/);
			expect(deed.times(sandbox.current)).toBe(0);
		} else {
			expect(error).toBeUndefined();
			expect(deed.times(sandbox.current)).toBe(1);
			expect(wrongFigures(sandbox.current, deed, done[0])).toEqual([]);
		}
	});

	test('a customer is shown as KasPro has it, with the number as it is typed', async () => {
		const { error, done } = await run(sandbox.current, getCustomer, 'published');

		expect(error).toBeUndefined();
		expect(wrongFigures(sandbox.current, getCustomer, done[0])).toEqual([]);
	});
});

describe('a request ID that KasPro has paid before', () => {
	const set = (values: Partial<KasProSettings>) =>
		void Object.assign(sandbox.current.kasPro.settings, values);
	const words = ['duplicate', 'named', 'digunakan', 'terpakai', 'telah', 'map422'] as const;
	const kinds = words.flatMap((reuseWords) =>
		(['english', 'indonesian'] as const).flatMap((language) =>
			(['http200', 'http4xx'] as const).map((errorStyle) => ({ reuseWords, language, errorStyle })),
		),
	);

	describe.each(kinds)('and refuses as $reuseWords ($language, $errorStyle)', (kind) => {
		test.each(payments)('leaves $name unknown, for it may be this one', async (deed) => {
			set({ requestIdReuse: 'refused', ...kind });
			await run(sandbox.current, deed, 'published');
			const { error } = await run(sandbox.current, deed, 'published', { settings: retryOnFail });

			expect(complaintsAbout(error)).toEqual([]);
			expect(error?.context.outcome).toBe('unknown');
			expect(error?.message).toContain(REQUEST_ID);
			expect(deed.times(sandbox.current)).toBe(1);
		});
	});

	test.each(payments)('and answers as before: $name has the same figures', async (deed) => {
		set({ requestIdReuse: 'same-answer' });
		await run(sandbox.current, deed, 'published');
		const { done } = await run(sandbox.current, deed, 'published');

		expect(deed.times(sandbox.current)).toBe(1);
		expect(wrongFigures(sandbox.current, deed, done[0])).toEqual([]);
	});

	test.each(payments.filter(({ resource }) => resource !== 'apiRequest'))(
		'and answers as before: $name of another amount is not called done',
		async (deed) => {
			set({ requestIdReuse: 'same-answer', payoutStyle: 'sync' });
			await run(sandbox.current, deed, 'published');
			const { error } = await run(sandbox.current, deed, 'published', {
				changes: { amount: AMOUNT + 1000 },
			});

			expect(complaintsAbout(error)).toEqual([]);
			expect(error?.context.outcome).toBe('unknown');
			expect(deed.times(sandbox.current)).toBe(1);
		},
	);

	test('and answers as before: a transfer to another account is not called done', async () => {
		const toBank = payments.find(({ operation }) => operation === 'toBank');
		if (!toBank) throw new Error('No transfer to a bank');
		set({ requestIdReuse: 'same-answer' });
		await run(sandbox.current, toBank, 'published');
		const changes = { bankAccount: '0099999999' };
		const { error } = await run(sandbox.current, toBank, 'published', { changes });

		expect(error?.context.outcome).toBe('unknown');
	});
});
