import { deliverySettings } from '../outbox.ts';
import { count, countOrNull, oneOf, yesNo, type ValuesOf } from '../settings.ts';

/** How KiriminAja may differ from what the sandbox does at first. The first value of each is the one that is published, or the more dangerous of two. */
export const settings = {
	/** docs/contracts/kiriminaja.md §1.5: failures under HTTP 200, or with a 4xx status. */
	errorStyle: oneOf('http200', 'http4xx'),
	/** docs/contracts/kiriminaja.md §1.6, for bookings. */
	errorShape: oneOf('E1', 'E3', 'E4', 'E5', 'E7'),
	/** The answer to a wrong key or an unlisted address; nobody has published its status: docs/contracts/kiriminaja.md §1.1, §1.5. */
	badKey: oneOf('http401', 'http403', 'http200'),

	/** What a repeated order id gets (docs/contracts/kiriminaja.md §1.3, §9.5): a refusal, the first answer once more, or a second booking. */
	repeatedOrder: oneOf('refused', 'replayed', 'bookedAgain'),
	/** Whether that refusal names the order id, names none, or is a map of fields with its place in the request. */
	takenNames: oneOf('orderId', 'nothing', 'place'),
	/** Its words, of which none is published. */
	takenWords: oneOf(
		'sudah ada',
		'sudah digunakan',
		'terpakai',
		'telah dipakai',
		'already exists',
		'has already been taken',
	),
	/** What begins an order id (docs/contracts/kiriminaja.md §2.5): any letter; the account's prefix; or KiriminAja puts that before it. */
	orderPrefix: oneOf('any', 'required', 'added'),

	/** What is said of an order or bill that is not there: docs/contracts/kiriminaja.md §2.8, §9.1. */
	notFound: oneOf('refused', 'http404', 'empty'),
	notFoundWords: oneOf('data not found', 'Data tidak ditemukan'),
	/** How long after it was booked an order can be tracked; a client is told to look an unclear booking up (docs/contracts/kiriminaja.md §1.3). */
	trackableAfterMinutes: count(0),
	/** How tracking shows names, phones and addresses; samples of it are invented (docs/contracts/kiriminaja.md §2.8). */
	trackedTexts: oneOf('exact', 'cut', 'upper', 'masked'),

	/** The words for vehicles in instant bookings: docs/contracts/kiriminaja.md §5. */
	vehicleWords: oneOf('indonesian', 'english', 'both'),
	/** What KA Credit is debited with, shipping alone or with insurance and additional cost: docs/contracts/kiriminaja.md §2.5, §9.6. */
	creditTotal: oneOf('shipping', 'allCosts'),
	/** When a canceled order's KA Credit comes back; nothing is published. */
	refundMinutes: countOrNull(24 * 60),
	/** How many wrong PINs lock it, as `max_attempt` says: docs/contracts/kiriminaja.md §2.7 (28). */
	pinTries: count(3),
	/** The form of `lock_until`, which no sample has filled. */
	pinLockTime: oneOf('wib', 'iso', 'seconds', 'missing'),
	/** Whether a PIN's answer has `data`: docs/contracts/kiriminaja.md §2.7 (28). */
	pinAnswer: oneOf('full', 'statusOnly'),
	/** Where the balance stands: docs/contracts/kiriminaja.md §2.7 (27). */
	balanceKey: oneOf('results', 'data'),

	/** All numbers as texts, or all texts of digits as numbers, as PHP's JSON_NUMERIC_CHECK makes them: docs/contracts/kiriminaja.md §4.3, §5. */
	numbers: oneOf('published', 'texts', 'numbers'),
	/** PHP writes a map without entries as a list. */
	emptyMaps: oneOf('objects', 'lists'),
	/** How orders tell their courier and service: docs/contracts/kiriminaja.md §2.5. */
	serviceCase: oneOf('asSent', 'upper'),
	/** The rates of a price row: docs/contracts/kiriminaja.md §5. */
	priceSettingKey: oneOf('setting', 'settings'),
	/** `expired` of a slot as a true Unix time, or as local time written down as one: docs/contracts/kiriminaja.md §2.8 (25). */
	slotDeadline: oneOf('localDigits', 'unix'),

	/** Calls of one key in a minute, once it is known: docs/contracts/kiriminaja.md §1.3. */
	rateLimitPerMinute: countOrNull(null),
	/** The same for tracking and searching, of which KiriminAja warns. */
	heavyLimitPerMinute: countOrNull(null),
	/** How long a key that tracks and searches too often is shut out of everything. */
	suspensionMinutes: count(0),

	/** What `schedule` may be without drop-off: in a slot's hours on a working day, any time ahead, or anything (docs/contracts/kiriminaja.md §2.5, §2.8). */
	pickupTimes: oneOf('slots', 'ahead', 'any'),
	/** Symbols in names; WooCommerce takes them out: docs/contracts/kiriminaja.md §2.5. */
	nameSymbols: oneOf('refused', 'some'),
	/** Whose sub-district has to be named: docs/contracts/kiriminaja.md §2.5. */
	kelurahan: oneOf('sender', 'everyone', 'nobody'),
	/** Whether only services can be booked that the price list has for the route, or all that a courier has: docs/contracts/kiriminaja.md §2.2. */
	services: oneOf('offered', 'listed'),
	/** COD from 10,000 to 3,000,000 rupiah, which only WooCommerce says: docs/contracts/kiriminaja.md §2.3. */
	codRange: oneOf('limited', 'any'),

	/** What becomes of a cancellation that waits: docs/contracts/kiriminaja.md §2.8 (22). */
	cancellations: oneOf('granted', 'lost'),
	/** How long a driver is looked for before the order is canceled: docs/contracts/kiriminaja.md §4.2. */
	driverSearchMinutes: countOrNull(30),
	/** What the courier's scales say at pickup; a heavier parcel costs more (docs/contracts/kiriminaja.md §2.5, §3.2). */
	weightAtPickup: oneOf('asBooked', 'heavier'),

	/** Which bodies the callback gets: docs/contracts/kiriminaja.md §3.2. */
	webhookStyle: oneOf('short', 'complete'),
	webhookTime: oneOf('iso', 'legacy'),
	/** A callback URL on this machine or network, which KiriminAja can not call (docs/contracts/kiriminaja.md §2.9). */
	localUrls: oneOf('refused', 'called'),
	/** Blocks of a complete body that do not come: both may be missing (docs/contracts/kiriminaja.md §3.1). */
	missingBlocks: oneOf('none', 'payment', 'packages', 'both'),
	/** Held webhooks of one event go out in one body, whatever pickups their packages are of (§3.1: batches occur). */
	severalPickups: yesNo(false),
	/** How webhooks are repeated is not documented (§3.5), so at first they are not. */
	...deliverySettings(),
	/** TOP accounts pay later and choose nothing when they book. */
	accountPayment: oneOf('CREDIT', 'TOP'),
	/** How long after payment (or a booking that needs none) the AWB comes by itself; null: the control route issues it. */
	autoAwbMs: countOrNull(null),
	/** The two answers to an instant booking: docs/contracts/kiriminaja.md §2.6. */
	instantShape: oneOf('documented', 'observed'),
	/** `legacy`: `update_instant_packages` of 2024 instead of the events of today (docs/contracts/kiriminaja.md §3.3). */
	instantWebhook: oneOf('current', 'legacy'),
	/** Where the address of a label stands, `data.url` or `data.data.url`: docs/contracts/kiriminaja.md §5. */
	labelUrlNesting: oneOf('flat', 'nested'),
	/** Whether that address redirects to the file, as storage services do. */
	labelRedirect: yesNo(false),
};

export type KiriminAjaSettings = ValuesOf<typeof settings>;
