import { count, oneOf, yesNo, type ValuesOf } from '../settings.ts';

/** How KasPro may differ from what the sandbox does at first. The first value of each is the one that is published, or the more dangerous of two. */
export const settings = {
	/** Which proof the gateway asks for; the contract's default is the token together with the signature. */
	authMode: oneOf('oauth2Hmac', 'bearerToken', 'partnerKey', 'none'),
	tokenTtlSeconds: count(3600),
	/** What a repeated requestId does is not documented, so the default is the dangerous reading. */
	requestIdReuse: oneOf('books-again', 'same-answer', 'refused'),
	/** Failures of the API under HTTP 200 or 400: both are to be expected (docs/contracts/kaspro.md §3). */
	errorStyle: oneOf('http200', 'http4xx'),
	/** The published pages call mobileNumber numeric; then the leading zero is lost. */
	numericMobileNumber: yesNo(false),
	/** How bank transfers are answered; both answers are published, which one comes depends on the partner (§4.5). */
	bankTransferStyle: oneOf('sync', 'async'),
	/** Rupiah that a bank transfer, a cash-out or a QRIS payment costs on top. */
	serviceFee: count(6500),
	/** Whether a number that is no customer gets an OTP: published pages and known clients contradict each other (§4.1). */
	otpForStrangers: yesNo(false),
	/** Consumer limits; unconfirmed for partners (§4.1). */
	otpsPerDay: count(3),
	otpAttempts: count(3),
};

export type KasProSettings = ValuesOf<typeof settings>;
