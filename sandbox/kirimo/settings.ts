import { accounts } from '../accounts.ts';
import { count, oneOf, share, textsOrNull, yesNo, type ValuesOf } from '../settings.ts';

/** How Kirimo, and Duitku behind it, may differ from what the sandbox does at first. The first value of each is the one that is published, or the more dangerous of two. */
export const settings = {
	/** docs/contracts/duitku-callback.md §3: both are in use. */
	callbackScheme: oneOf('md5', 'hmac-sha256'),
	callbackEncoding: oneOf('form', 'json'),
	/** Duitku does not say how long it waits between its five attempts. */
	retryMs: count(1000),
	/** Callbacks are only noted; each goes out by `redeliver`, in whatever order. */
	holdCallbacks: yesNo(false),
	feeRate: share(0.02),
	/** Rupiah per period; used up, it refuses new payments with 403. */
	limit: count(accounts.kirimo.limit),
	ipWhitelist: textsOrNull(null),
};

export type KirimoSettings = ValuesOf<typeof settings>;
