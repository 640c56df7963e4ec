import type { Row } from '../../row';
import { OTP, dewi, joko, sari } from '../people';

const otpOf = (mobileNumber: string) => ({
	mobileNumber,
	otp: OTP,
	expiresAt: Infinity,
	sentAt: [],
	wrongTries: 0,
	lockedUntil: 0,
	used: false,
});

export const row: Row = {
	parameters: { mobileNumber: sari, otp: OTP },
	before: async ({ kasPro: { otps } }) => otps.push(otpOf(sari)),
	expected: { wrongTypes: 'passed on' },
	write: {
		call: 'POST /validate-otp/',
		done: { usedOtps: 1 },
		refusedForGood: true,
		three: {
			parameters: { mobileNumber: '={{ $json.mobileNumber }}' },
			items: [sari, joko, dewi].map((mobileNumber) => ({ mobileNumber })),
			before: async ({ kasPro: { otps } }) => otps.push(...[sari, joko, dewi].map(otpOf)),
			done: { usedOtps: 3 },
		},
	},
	secrets: ['the OTP'],
};
