import type { FastifyInstance } from 'fastify';
import { jsonObject, queryText } from '../bodies.ts';
import {
	badMobileNumber,
	badParameter,
	customerNotFound,
	fail,
	invented,
	isMobileNumber,
	SUCCESS,
} from './answers.ts';
import type { KasPro, SentOtp } from './state.ts';

/** What every WhatsApp message of this sandbox says. */
const OTP = '482913';
const EXPIRY_SECONDS = 300;
const DAY_MS = 24 * 60 * 60 * 1000;

/** docs/contracts/kaspro.md §4.1, §4.2; the limits are those of KasPro's consumers. */
export function otpRoutes(app: FastifyInstance, { state }: KasPro): void {
	const otpOf = (mobileNumber: string): SentOtp | undefined =>
		state.otps.find((one) => one.mobileNumber === mobileNumber);

	app.get('/pil-partner-get-otp/', async (request, reply) => {
		const mobileNumber = queryText(request, 'mobileNumber');
		if (!isMobileNumber(mobileNumber)) return fail(reply, state, badMobileNumber);
		const isCustomer = state.customers.some((one) => one.mobileNumber === mobileNumber);
		if (!isCustomer && !state.settings.otpForStrangers) return fail(reply, state, customerNotFound);
		const now = state.clock.now().getTime();
		const earlier = otpOf(mobileNumber);
		const sentAt = (earlier?.sentAt ?? []).filter((at) => now - at < DAY_MS);
		if (sentAt.length >= state.settings.otpsPerDay) {
			const message = 'Maximum OTP requests reached';
			return fail(reply, state, { code: invented.tooManyOtps, message });
		}
		const sent: SentOtp = {
			mobileNumber,
			otp: OTP,
			expiresAt: now + EXPIRY_SECONDS * 1000,
			sentAt: [...sentAt, now],
			wrongTries: earlier?.wrongTries ?? 0,
			used: false,
		};
		state.otps = [...state.otps.filter((one) => one !== earlier), sent];
		return { message: 'Berhasil', code: SUCCESS, data: { expiry: EXPIRY_SECONDS } };
	});

	app.post('/validate-otp/', async (request, reply) => {
		const { mobileNumber, otp } = jsonObject(request) ?? {};
		if (!isMobileNumber(mobileNumber)) return fail(reply, state, badMobileNumber);
		if (typeof otp !== 'string' || !/^\d{6}$/.test(otp)) {
			return fail(reply, state, badParameter('otp', '6 digits, as text'));
		}
		const sent = otpOf(mobileNumber);
		if (sent && sent.wrongTries >= state.settings.otpAttempts) {
			const message = 'OTP is locked for 24 hours';
			return fail(reply, state, { code: invented.otpLocked, message });
		}
		if (sent?.otp !== otp || sent.used || sent.expiresAt < state.clock.now().getTime()) {
			if (sent) sent.wrongTries += 1;
			return fail(reply, state, { code: invented.wrongOtp, message: 'Invalid OTP' });
		}
		Object.assign(sent, { used: true, wrongTries: 0 });
		return { message: 'Berhasil', code: SUCCESS };
	});
}
