import { count, countOrNull, oneOf, yesNo, type ValuesOf } from '../settings.ts';

/**
 * How KasPro may differ from what the sandbox does at first. The first value of each is the one that is published, or the more dangerous
 * of two; all § are those of docs/contracts/kaspro.md.
 */
export const settings = {
	/** Which proof the gateway asks for; the contract's default is the token together with the signature (§2). */
	authMode: oneOf('oauth2Hmac', 'bearerToken', 'partnerKey', 'none'),
	/** How long a token lasts is unknown, and whether its answer says so (§2.1). */
	tokenTtlSeconds: count(3600),
	tokenSaysExpiry: yesNo(true),
	/** The HTTP status with which the gateway turns an expired token away (§2.1, §2.4). */
	expiredToken: oneOf('401', '403', '400'),
	/** How far a Date header may be off; null looks at its form only, as the gateway does at first (§2.4). */
	dateSkewSeconds: countOrNull(null),

	/** Calls of one partner in a minute; nothing is published, but gateways of this kind can count them (§2.4). */
	callsPerMinute: countOrNull(null),

	/** What a repeated requestId does is not documented, so the default is the dangerous reading (§3). */
	requestIdReuse: oneOf('books-again', 'same-answer', 'refused'),
	/** In which words it is refused (§3): `named` has the requestId in it, and `map422` is a list of fields without a result code. */
	reuseWords: oneOf('duplicate', 'named', 'digunakan', 'terpakai', 'telah', 'map422'),
	/** Failures of the API under HTTP 200 or 400: both are to be expected (§3). */
	errorStyle: oneOf('http200', 'http4xx'),
	/** The language of messages varies (§3). */
	language: oneOf('english', 'indonesian'),
	/** How it says that nobody has a number: its code, or what clients and frameworks do without one (§3, §4.1). An empty success is one of the look-up only. */
	unknownCustomer: oneOf('code', 'http404', 'statusFalse', 'emptySuccess'),
	/** The code of a number that is a customer already: 110001 is a public client's, 101 the one of the generation before (§3). */
	alreadyRegistered: oneOf('110001', '101'),
	/** Result codes as numbers or as text; a public client compares them with text (§3). */
	codes: oneOf('numbers', 'texts'),
	/** Numbers as they are published; as text; or the other way round, digits in text as numbers, too (§3). */
	figures: oneOf('published', 'texts', 'swapped'),
	/** What stands in the place of `data` when there is none: nothing, or what PHP makes of an empty map (§3). */
	emptyData: oneOf('left-out', 'list', 'object', 'null'),
	/** The page has a blank behind one key of a failed registration; it may be a slip, or the rule (§3). */
	blankKeys: oneOf('registration', 'none', 'all'),

	/** Whether fields that are not known are ignored or refused; no request body is published (§4). */
	extraFields: oneOf('ignored', 'refused'),
	/** The names of the fields of payouts and QRIS payments, which are guessed (§4.5); the others are in fieldNames.ts. */
	bankFieldNames: oneOf('ours', 'others'),
	/** The names of the three photos, which are invented (§4.8). */
	photoFieldNames: oneOf('ours', 'others'),
	/** How the photos have to travel (§4.8). */
	photoEncoding: oneOf('either', 'json', 'multipart'),
	/** Amounts of requests: a public client sends numbers, the generation before took text (§4.6, §4.7). */
	amountAs: oneOf('number', 'text'),
	/** `payments` of requests: clients send a list or one object (§4.6). */
	paymentsAs: oneOf('either', 'list', 'object'),
	/** Whether a transfer needs the payer's PIN, as in the generation before: `auth: {pin}` (§4.7). */
	transferPin: yesNo(false),
	/** The paths of QRIS and wallet payments: the pages and other sources contradict each other (§4.5). */
	qrisPath: oneOf('either', 'bankTransfer', 'qrisIssuer'),
	walletPath: oneOf('either', 'bankTransfer', 'merchant'),
	/** Whether a registration may have empty address fields, as public clients send them (§4.3). */
	addressRequired: yesNo(false),

	/** How bank transfers are answered; both answers are published, which one comes depends on the partner (§4.5). */
	bankTransferStyle: oneOf('sync', 'async'),
	/** How cash-outs and QRIS payments are answered: the page shows one answer for all of them, perhaps a copied one (§4.5). */
	payoutStyle: oneOf('async', 'sync'),
	/** How a payout that was only accepted ends, and when; nobody tells (§5). */
	asyncEnds: oneOf('failure', 'success', 'never'),
	asyncSeconds: count(300),
	/** When its money leaves the wallet: as it is accepted or as it ends (§5). */
	asyncDebits: oneOf('at-once', 'at-end'),
	/** Rupiah that a bank transfer, a cash-out or a QRIS payment costs on top. */
	serviceFee: count(6500),
	/** `walletTransactions` of answers: the page has a list; one row may be an object as in the request, and PHP numbers lists with gaps (§4.6, §4.7). */
	walletRows: oneOf('list', 'single', 'numbered'),

	/** The published pages call mobileNumber numeric, and then its first zero is lost; elsewhere numbers begin with 62 (§3). */
	mobileNumbers: oneOf('08', 'number', '62'),
	/** How names come back: eKYC's example is in capitals (§4.8), and wallets mask what partners need not read. */
	names: oneOf('asTyped', 'upper', 'masked'),
	/** `balance` of a customer is one object on the page, although wallets have several pockets (§4.4). */
	balances: oneOf('object', 'list'),
	/** How long after its registration a customer is found (§4.3 is silent). */
	visibleAfterSeconds: count(0),
	/** Whether consumers' limits of balance, month and account type hold for partners (§7). */
	accountLimits: yesNo(true),

	/** Whether a number that is no customer gets an OTP: published pages and known clients contradict each other (§4.1). */
	otpForStrangers: yesNo(false),
	/** 6 digits are assumed (§4.2). */
	otpLength: count(6),
	/** How long one is good, and the unit in which `expiry` says so, which is not documented (§4.1). */
	otpExpirySeconds: count(300),
	otpExpiryUnit: oneOf('seconds', 'minutes'),
	/** Consumer limits; unconfirmed for partners (§4.1). */
	otpsPerDay: count(3),
	otpAttempts: count(3),
	otpLockHours: count(24),
};

export type KasProSettings = ValuesOf<typeof settings>;
