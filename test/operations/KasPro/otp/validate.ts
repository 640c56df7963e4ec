import type { Row } from '../../row';
import { asSent, having, refused } from '../published';
import { OTP, dewi, joko, sari } from '../people';

export const otpOf = (mobileNumber: string, otp = OTP) => ({
	mobileNumber,
	otp,
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
			before: async ({ kasPro: { otps } }) =>
				otps.push(...[sari, joko, dewi].map((number) => otpOf(number))),
			done: { usedOtps: 3 },
		},
	},
	secrets: ['the OTP'],
	published: {
		fill: asSent,
		exchanges: {
			'POST /validate-otp/ otp-validate.request.json': {
				'otp-validate.response.success.json': {
					items: [having({ code: 0, message: 'Berhasil', valid: true, done: true })],
				},
				'otp-validate.response.fail.json': refused(
					'Invalid OTP',
					190002,
					'Ask your KasPro contact',
				),
			},
		},
	},
};
