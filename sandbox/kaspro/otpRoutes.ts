import type { FastifyInstance } from 'fastify';
import { jsonObject, queryText } from '../bodies.ts';
import { done, refuse } from './answers.ts';
import { isMobileNumber } from './checks.ts';
import {
	badMobileNumber,
	badParameter,
	customerNotFound,
	otpLocked,
	tooManyOtps,
	wrongOtp,
} from './refusals.ts';
import { customerOf, type KasPro, type SentOtp } from './state.ts';

/** What every WhatsApp message of this sandbox says, as far as it is long. */
const OTP = '48291357';
const HOUR_MS = 60 * 60 * 1000;

/** docs/contracts/kaspro.md §4.1, §4.2; the limits are those of KasPro's consumers. */
export function otpRoutes(app: FastifyInstance, { state }: KasPro): void {
	const otpOf = (mobileNumber: string): SentOtp | undefined =>
		state.otps.find((one) => one.mobileNumber === mobileNumber);

	app.get('/pil-partner-get-otp/', async (request, reply) => {
		const mobileNumber = queryText(request, 'mobileNumber');
		if (!isMobileNumber(mobileNumber)) return refuse(reply, state, badMobileNumber);
		const { otpForStrangers, otpsPerDay, otpExpirySeconds, otpExpiryUnit, otpLength } =
			state.settings;
		if (!customerOf(state, mobileNumber) && !otpForStrangers) {
			return refuse(reply, state, customerNotFound);
		}
		const now = state.clock.now().getTime();
		const earlier = otpOf(mobileNumber);
		const sentAt = (earlier?.sentAt ?? []).filter((at) => now - at < 24 * HOUR_MS);
		if (sentAt.length >= otpsPerDay) return refuse(reply, state, tooManyOtps);
		const sent: SentOtp = {
			mobileNumber,
			otp: OTP.slice(0, otpLength),
			expiresAt: now + otpExpirySeconds * 1000,
			sentAt: [...sentAt, now],
			wrongTries: earlier?.wrongTries ?? 0,
			lockedUntil: earlier?.lockedUntil ?? 0,
			used: false,
		};
		state.otps = [...state.otps.filter((one) => one !== earlier), sent];
		const expiry = otpExpiryUnit === 'seconds' ? otpExpirySeconds : otpExpirySeconds / 60;
		return done({ data: { expiry } });
	});

	app.post('/validate-otp/', async (request, reply) => {
		const { mobileNumber, otp } = jsonObject(request) ?? {};
		if (!isMobileNumber(mobileNumber)) return refuse(reply, state, badMobileNumber);
		const { otpLength, otpAttempts, otpLockHours } = state.settings;
		if (typeof otp !== 'string' || !/^\d+$/.test(otp) || otp.length !== otpLength) {
			return refuse(reply, state, badParameter('otp', `${otpLength} digits, as text`));
		}
		const now = state.clock.now().getTime();
		const sent = otpOf(mobileNumber);
		if (sent && sent.lockedUntil > now) return refuse(reply, state, otpLocked(otpLockHours));
		if (sent?.otp !== otp || sent.used || sent.expiresAt < now) {
			if (sent) sent.wrongTries += 1;
			if (sent && sent.wrongTries >= otpAttempts) {
				Object.assign(sent, { wrongTries: 0, lockedUntil: now + otpLockHours * HOUR_MS });
			}
			return refuse(reply, state, wrongOtp);
		}
		Object.assign(sent, { used: true, wrongTries: 0 });
		return done();
	});
}
