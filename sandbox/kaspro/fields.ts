import { byEndpoint, type KnownFields } from '../knownFields.ts';
import { otherBankNames, otherPhotoNames } from './fieldNames.ts';

/** The requests of docs/contracts/kaspro.md §4, and all that a setting of this sandbox makes it ask for. */

const payment = ['pocketId', 'amount', 'reference'];
const wallet = [
	'requestId',
	'mobileNumber',
	'destination',
	...payment.flatMap((name) => [`payments.${name}`, `payments[].${name}`]),
	'auth.pin',
];
const payout = [
	'requestId',
	'mobileNumber',
	'amount',
	'description',
	'notes',
	'auth.pin',
	...Object.entries(otherBankNames).flat(),
];
const person = ['requestId', 'mobileNumber', 'firstName', 'middleName', 'lastName', 'email'];
const address = ['address', 'city', 'province', 'country', 'postalCode'];

export const fields: KnownFields = byEndpoint({
	'POST /authentication-server/oauth/token': ['grant_type'],
	'GET /pil-partner-get-otp/': ['mobileNumber'],
	'POST /validate-otp/': ['mobileNumber', 'otp'],
	'POST /register-customer/': [...person, ...address],
	'GET /customer-account-inquiry/': ['mobileNumber'],
	'POST /bank-transfer/': [...payout, ...wallet],
	'POST /qris-issuer/': payout,
	'POST /p2p-transaction/': wallet,
	'POST /pil-transaction-payment-to-merchant/': wallet,
	'POST /pil-partner/ekyc-upgrade-premium-inquiry/': [
		'requestId',
		'mobileNumber',
		...Object.entries(otherPhotoNames).flat(),
	],
});
