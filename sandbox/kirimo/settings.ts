import { deliverySettings } from '../outbox.ts';
import {
	count,
	countOrNull,
	oneOf,
	share,
	textsOrNull,
	yesNo,
	type ValuesOf,
} from '../settings.ts';

/** How Kirimo, and Duitku behind it, may differ from what the sandbox does at first. The first value of each is the one that is published, or the more dangerous of two. */
export const settings = {
	feeRate: share(0.02),
	ipWhitelist: textsOrNull(null),

	// What refusals look like: docs/contracts/kirimo.md §2 has statuses, and no texts.
	/** §2: small PHP services may answer errors with 200. */
	errorStyle: oneOf('http4xx', 'http200'),
	/** How a key that is not known is answered. */
	badKey: oneOf('401', '403', '200'),
	language: oneOf('indonesian', 'english'),
	/** §3.2: how a status lookup says that there is no such payment; the last two under a success. */
	notFound: oneOf('404', 'http200', 'noData', 'emptyList'),
	/** §3.1: neither code nor text is documented for an order id that is used already, nor that it is refused. */
	repeatedOrderId: oneOf(
		'field', // 400, names the field
		'named', // 400, names the order id, in other words
		'unnamed', // 409, names nothing
		'map', // 422, the reason in a map of errors
		'crash', // 500, the database's own words
		'replayed', // the answer that the first one got
		'doneAgain', // a second payment
	),

	// What is taken: docs/contracts/kirimo.md §3.1.
	orderIdAlphabet: oneOf('any', 'safe'),
	/** Optional fields that are sent as "". */
	emptyFields: oneOf('ignored', 'refused'),
	maximumAmount: countOrNull(null),
	/** A notify_url on this machine or network, or at another port than 80 and 443: Duitku can not call it, and who says so is not known. */
	localUrls: oneOf('refused', 'neverCalled', 'called'),

	// Limits.
	/** Of every package instead of its own; used up, it refuses new payments with 403 (§2). */
	limit: countOrNull(null),
	/** §3.3: what the limit counts. */
	limitUnit: oneOf('rupiah', 'payments'),
	/** Of all calls of an account; not documented (§1). */
	callsPerMinute: countOrNull(null),
	/** Questions of an account that go on to Duitku, which blocks heavy status checking for an hour (§3.2). How many are heavy is not known. */
	statusChecksPerMinute: countOrNull(100),
	/** What Kirimo answers while Duitku does not: its own record as it is, or a refusal. */
	blockedAnswer: oneOf('ownRecord', '429', '500'),

	// What answers hold: docs/contracts/kirimo.md §2, §3.
	/** Whole numbers, digits in text, digits with `.00` in text, or all digits as numbers, order ids too (PHP's JSON_NUMERIC_CHECK). */
	numbers: oneOf('numbers', 'text', 'decimals', 'numeric'),
	statusCase: oneOf('lower', 'upper'),
	/** §3.2: the page's own comments forget `expired`. */
	expiredAs: oneOf('expired', 'failed'),
	/** §3.2: the paid_at of what is not paid. */
	unpaidAt: oneOf('null', 'absent', 'empty', 'zero'),
	/** §1: times have no zone. */
	times: oneOf('wib', 'utc'),
	/** How the buyer's name is kept; Duitku's own field takes 20 characters (§3.1). */
	names: oneOf('whole', 'cut', 'upper', 'masked', 'cleaned'),
	extraFields: yesNo(false),
	/** What PHP prints before the JSON when something surprises it, and where. */
	noticeBefore: oneOf('nothing', 'creations', 'reads'),
	/** A list with a gap, as PHP writes it. */
	listShape: oneOf('list', 'map'),
	/** What `data` is when there are no transactions: PHP writes an empty map as a list. */
	emptyData: oneOf('page', 'list'),
	/** §3.4, not known. */
	listOrder: oneOf('newestFirst', 'oldestFirst'),
	pastTheEnd: oneOf('empty', 'lastPage', 'refused'),
	totals: oneOf('right', 'absent'),

	// Which payment is meant.
	/** Databases often tell no capitals from small letters. */
	orderIdMatch: oneOf('exact', 'anyCase'),
	/** §4.1 (5): what Duitku calls the order. */
	merchantOrderId: oneOf('same', 'prefixed'),
	/** §4.1 (5): whether a status lookup finds a payment by Duitku's reference. */
	findsByReference: yesNo(false),

	// How a payment goes.
	linkMinutes: count(60),
	/** How long Kirimo says `pending` after Duitku has told how it ended. */
	statusLagMs: count(0),
	/** §4.1: whether Kirimo hears of payments by itself, or only by status lookups because Duitku calls the merchant alone. */
	callbackTo: oneOf('kirimo', 'merchant'),
	/** A payment after the hour: not possible, booked, or taken by Duitku while Kirimo keeps its `expired`. */
	latePayment: oneOf('refused', 'booked', 'ignored'),

	// Callbacks: docs/contracts/duitku-callback.md.
	/** §3: both are in use. */
	callbackScheme: oneOf('md5', 'hmac-sha256'),
	callbackEncoding: oneOf('form', 'json'),
	/** docs/contracts/kirimo.md §4.1: a merchant has no key of a project that is Kirimo's. */
	project: oneOf('merchant', 'reseller'),
	/** §2: all fields, or the nine of Kirimo's page. */
	callbackFields: oneOf('all', 'nine'),
	/** §3 (2); a number only in JSON. */
	callbackAmount: oneOf('digits', 'decimals', 'number'),
	signatureCase: oneOf('lower', 'upper'),
	/** §4: the POP pages have another code. */
	failedCode: oneOf('01', '02'),
	/** §1: what is told besides payments. */
	tellsFailures: yesNo(true),
	tellsExpiry: yesNo(false),
	/** §1: five attempts; Duitku does not say how long it waits between them. */
	...deliverySettings(1000, 1000, 1000, 1000),
};

export type KirimoSettings = ValuesOf<typeof settings>;
