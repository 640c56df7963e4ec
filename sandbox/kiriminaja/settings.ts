import { deliverySettings } from '../outbox.ts';
import { countOrNull, oneOf, yesNo, type ValuesOf } from '../settings.ts';

/** How KiriminAja may differ from what the sandbox does at first. The first value of each is the one that is published, or the more dangerous of two. */
export const settings = {
	/** docs/contracts/kiriminaja.md §1.5: failures under HTTP 200, or with a 4xx status. */
	errorStyle: oneOf('http200', 'http4xx'),
	/** docs/contracts/kiriminaja.md §1.6, for bookings. */
	errorShape: oneOf('E1', 'E3', 'E4', 'E5', 'E7'),
	/** Which bodies the callback gets: docs/contracts/kiriminaja.md §3.2. */
	webhookStyle: oneOf('short', 'complete'),
	webhookTime: oneOf('iso', 'legacy'),
	/** Blocks of a complete body that do not come: both may be missing (docs/contracts/kiriminaja.md §3.1). */
	missingBlocks: oneOf('none', 'payment', 'packages', 'both'),
	/** Held webhooks of one event go out in one body, whatever pickups their packages are of (§3.1: batches occur). */
	severalPickups: yesNo(false),
	/** How webhooks are repeated is not documented (§3.5), so at first they are not. */
	...deliverySettings(),
	rateLimitPerMinute: countOrNull(null),
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
