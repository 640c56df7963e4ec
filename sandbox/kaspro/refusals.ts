import type { KasProSettings } from './settings.ts';

/** Why the API says no: a result code, and a text in each of two languages. */
export interface Refusal {
	code: number;
	english: string;
	indonesian: string;
}

export const isRefusal = (outcome: object): outcome is Refusal => 'english' in outcome;

/** Invented codes, here and in the fixtures; nothing may depend on them (docs/contracts/kaspro.md §7). */
const invented = {
	badParameter: 190001,
	wrongOtp: 190002,
	tooManyOtps: 190003,
	otpLocked: 190004,
	wrongPin: 190005,
	insufficientBalance: 190010,
	notAllowed: 190011,
	limitExceeded: 190012,
	repeatedRequestId: 190013,
	accountBlocked: 190014,
} as const;

const no = (code: number, english: string, indonesian: string): Refusal => ({
	code,
	english,
	indonesian,
});

export function badParameter(field: string, allowed: string): Refusal {
	const { badParameter: code } = invented;
	const indonesian = `Parameter ${field} tidak valid: ${allowed}`;
	return no(code, `Invalid parameter ${field}: ${allowed}`, indonesian);
}

export const badRequestId = badParameter('requestId', 'a text of 1 to 64 characters');
export const badMobileNumber = badParameter('mobileNumber', '08 and 9 to 13 digits, as text');

/** The code and the English text are KasPro's own: docs/contracts/kaspro.md §3. */
export const customerNotFound = no(110005, 'Customer not found', 'Pelanggan tidak ditemukan');

/** The code of docs/contracts/kaspro.md §3; its text is not known. */
export const alreadyRegistered = ({ alreadyRegistered: code }: KasProSettings) =>
	no(Number(code), 'Customer already registered', 'Nomor sudah terdaftar');

export const wrongOtp = no(invented.wrongOtp, 'Invalid OTP', 'Kode OTP salah');
export const otpLocked = (hours: number) =>
	no(invented.otpLocked, `OTP is locked for ${hours} hours`, `OTP terkunci selama ${hours} jam`);
export const tooManyOtps = no(
	invented.tooManyOtps,
	'Maximum OTP requests reached',
	'Batas permintaan OTP tercapai',
);
export const wrongPin = no(invented.wrongPin, 'Invalid PIN', 'PIN salah');
export const accountBlocked = no(
	invented.accountBlocked,
	'Account is not active',
	'Akun tidak aktif',
);
export const insufficientBalance = no(
	invented.insufficientBalance,
	'Insufficient balance',
	'Saldo tidak mencukupi',
);
export const notAllowed = no(
	invented.notAllowed,
	'Transaction not allowed for a Regular account',
	'Transaksi tidak diizinkan untuk akun Regular',
);
export const limitExceeded = no(
	invented.limitExceeded,
	'Limit of the destination account exceeded',
	'Batas akun tujuan terlampaui',
);

/** The words of a repeated requestId, which nobody has published; the list of fields is answered without a code (answers.ts). */
export function repeatedRequestId(
	words: Exclude<KasProSettings['reuseWords'], 'map422'>,
	requestId: string,
): Refusal {
	const texts = {
		duplicate: ['Duplicate requestId', 'requestId duplikat'],
		named: [`requestId ${requestId} is not unique`, `requestId ${requestId} tidak unik`],
		digunakan: ['Request ID has been used', 'Request ID sudah digunakan'],
		terpakai: ['This ID is taken', 'ID sudah terpakai'],
		telah: ['The payment exists', 'Pembayaran telah tercatat'],
	} as const;
	const [english, indonesian] = texts[words];
	return no(invented.repeatedRequestId, english, indonesian);
}
