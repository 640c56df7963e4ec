import '../support/noPauses';
import { characters, type Sandbox } from '../../../sandbox/index.ts';
import type { KasProSettings } from '../../../sandbox/kaspro/settings.ts';
import { forgetRefused } from '../../../nodes/shared/ledger/refusals';
import { kasProCredential } from '../support/kasPro';
import { useSandbox } from '../support/sandbox';
import {
	AMOUNT,
	getCustomer,
	payments,
	REQUEST_ID,
	sari,
	walletOf,
	type Deed,
} from './support/kasProMerchant';
import { complaintsAbout, retryOnFail, run, wrongFigures, type Doing } from './support/kasProRun';

/** What ends, runs out or comes later at KasPro, under each character: tokens, OTPs, months, and payments that are only taken on. */

const sandbox = useSandbox();
const kasPro = (): Sandbox => sandbox.current;
const set = (values: Partial<KasProSettings>) =>
	void Object.assign(kasPro().kasPro.settings, values);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOBODY = '089999999999';

const [toUser, , , , toBank] = payments as [Deed, Deed, Deed, Deed, Deed];

/** A token is renewed once a minute for each address, so a test that needs that has one of its own. */
let addresses = 0;
const ownAddress = () => `${kasPro().url}${'/'.repeat(++addresses)}`;

describe.each(characters)('at a KasPro that is %s', (character) => {
	beforeEach(() => kasPro().become(character));

	test('a token that has run out is renewed, and the payment is made once', async () => {
		const credentials = kasProCredential({ url: ownAddress() });
		const pay = async (requestId: string) =>
			await run(kasPro(), toUser, character, { credentials, changes: { requestId } });
		await pay('FIRST');
		await kasPro().advance(2 * HOUR);
		const { error } = await pay('SECOND');

		expect(error).toBeUndefined();
		const { transfers, counters } = kasPro().kasPro;
		expect(transfers.map(({ requestId }) => requestId)).toEqual(['FIRST', 'SECOND']);
		expect(counters.token).toBe(2);
	});

	test('a payment of somebody unknown moves nothing, and its error is clear', async () => {
		const { error } = await run(kasPro(), toUser, character, {
			changes: { mobileNumber: NOBODY },
			settings: retryOnFail,
		});

		expect(complaintsAbout(error)).toEqual([]);
		expect(kasPro().kasPro.transfers).toEqual([]);
	});

	test('the look-up of somebody unknown is an error, and never an empty customer', async () => {
		const { error } = await run(kasPro(), getCustomer, character, {
			changes: { mobileNumber: NOBODY },
		});

		expect(complaintsAbout(error)).toEqual([]);
		expect(error?.context.outcome).toBe('refused');
	});

	test('the look-up of somebody shows the name, number and balance that KasPro has', async () => {
		const { error, done } = await run(kasPro(), getCustomer, character);

		expect(error).toBeUndefined();
		expect(wrongFigures(kasPro(), getCustomer, done[0])).toEqual([]);
	});

	test.each(['success', 'failure', 'never'] as const)(
		'a transfer to a bank that ends later (%s) is never called done, nor sent again after its end',
		async (asyncEnds) => {
			set({ bankTransferStyle: 'async', asyncEnds });
			const held = walletOf(kasPro(), sari);
			const first = await run(kasPro(), toBank, character, { rounds: 1 });
			await kasPro().advance(24 * HOUR);
			const again = await run(kasPro(), toBank, character, {
				items: [{}, { ref: 'OTHER' }],
				changes: { requestId: `={{ $json.ref ?? '${REQUEST_ID}' }}` },
				rounds: 2,
			});

			expect(first.done).toMatchObject([{ done: false, pending: true, requestId: REQUEST_ID }]);
			expect(again.done.every(({ done }) => done === false)).toBe(true);
			const { cashOuts, settings } = kasPro().kasPro;
			const [payout] = cashOuts;
			expect(payout?.ended).toBe(asyncEnds === 'never' ? undefined : asyncEnds);
			const total = AMOUNT + settings.serviceFee;
			const taken = asyncEnds === 'success' || (asyncEnds === 'never' && atOnce());
			const later = cashOuts.length - 1;
			expect(held - walletOf(kasPro(), sari)).toBe(
				(taken ? total : 0) + (atOnce() ? later * total : 0),
			);
		},
	);

	test('an OTP runs out, is locked by wrong ones, and is good again when the lock has ended', async () => {
		const { otpLength, otpExpirySeconds, otpAttempts, otpLockHours } = kasPro().kasPro.settings;
		const right = '48291357'.slice(0, otpLength);
		const wrong = (number: number) => String(number).padStart(otpLength, '7');
		const check = async (otp: string) => await run(kasPro(), validate(otp), character);

		expect((await run(kasPro(), requestOtp, character)).error).toBeUndefined();
		await kasPro().advance((otpExpirySeconds + 1) * 1000);
		const late = await check(right);
		expect(complaintsAbout(late.error)).toEqual([]);
		expect(late.error?.context.outcome).toBe('refused');

		for (let tries = 1; tries < otpAttempts; tries++) {
			expect((await check(wrong(tries))).error?.context.outcome).toBe('refused');
		}
		await kasPro().advance(HOUR);
		expect(kasPro().kasPro.otps[0]?.lockedUntil).toBeGreaterThan(0);
		const locked = await check(wrong(9));
		expect(complaintsAbout(locked.error)).toEqual([]);
		expect(locked.error?.message).toMatch(/locked|terkunci/);

		await kasPro().advance(otpLockHours * HOUR);
		expect((await run(kasPro(), requestOtp, character)).error).toBeUndefined();
		// The process remembers for an hour what was refused; the merchant's customer types the new one.
		forgetRefused();
		const good = await check(right);
		expect(good.error).toBeUndefined();
		expect(good.done).toMatchObject([{ valid: true }]);
	});

	test('more OTPs than a day has are refused, and the next day has some again', async () => {
		const { otpsPerDay } = kasPro().kasPro.settings;
		const ask = async () => await run(kasPro(), requestOtp, character, { settings: retryOnFail });
		for (let sent = 0; sent < otpsPerDay; sent++) expect((await ask()).error).toBeUndefined();
		const { error } = await ask();
		expect(complaintsAbout(error)).toEqual([]);
		expect(error?.context.outcome).toBe('refused');

		await kasPro().advance(24 * HOUR);
		expect((await ask()).error).toBeUndefined();
	});
});

const atOnce = () => kasPro().kasPro.settings.asyncDebits === 'at-once';

const requestOtp: Doing = {
	resource: 'otp',
	operation: 'request',
	parameters: { mobileNumber: sari },
};
const validate = (otp: string): Doing => ({
	resource: 'otp',
	operation: 'validate',
	parameters: { mobileNumber: sari, otp },
	secrets: [otp],
});
