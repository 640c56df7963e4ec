import type { IWebhookFunctions } from 'n8n-workflow';
import { triggerKey } from '../../shared/trigger/seen';
import type { Answer } from '../../shared/wire/service';
import { kirimo } from '../wire/api';
import { isFinal, lookedUpPaymentOf } from '../wire/payment';

/** How long an answer that can not change any more serves all copies of a callback. */
const FRESH_MS = 15_000;

/** The limits below are for any 60 seconds. */
const SPAN_MS = 60_000;

/** For one order. Duitku sends a callback at most five times. docs/contracts/duitku-callback.md §1 */
const MOST_PER_ORDER = 5;

/** For all orders together, when nobody has vouched for the callbacks. */
const MOST_UNVOUCHED = 60;

interface Lookup {
	orderId: string;
	since: number;
	isVouched: boolean;
	/** Whether copies may have this answer: while it is under way, and for a while when it is final. */
	isShared: boolean;
	answer: Promise<Answer>;
}

/** The latest look-ups by workflow and node, oldest first. */
const latest = new Map<string, Lookup[]>();

/**
 * Kirimo's answer about an order, or nothing when too much was asked. Kirimo passes each question about a payment that is still open on
 * to Duitku, which shuts out for an hour who asks a lot (docs/contracts/kirimo.md §3.2): a stranger who sends callbacks again and again must not
 * do that to the merchant. `isVouched` says that the sender has shown something a stranger does not have.
 */
export async function askStatus(
	ctx: IWebhookFunctions,
	orderId: string,
	isVouched: boolean,
): Promise<Answer | undefined> {
	const key = triggerKey(ctx);
	const now = Date.now();
	const lookups = (latest.get(key) ?? []).filter(({ since }) => now - since < SPAN_MS);
	latest.set(key, lookups);
	const own = lookups.filter((lookup) => lookup.orderId === orderId);
	const shared = own.find(({ isShared, since }) => isShared && now - since < FRESH_MS);
	if (shared) return await shared.answer;
	const unvouched = lookups.filter((lookup) => !lookup.isVouched);
	const isTooMuch =
		own.length >= MOST_PER_ORDER || (!isVouched && unvouched.length >= MOST_UNVOUCHED);
	if (isTooMuch) return undefined;
	const answer = kirimo.tryGetOnce({ ctx }, 'status', { order_id: orderId });
	const lookup: Lookup = { orderId, since: now, isVouched, isShared: true, answer };
	lookups.push(lookup);
	lookup.isShared = isFinalAnswer(await answer);
	return await answer;
}

function isFinalAnswer(answer: Answer): boolean {
	return answer.ok && isFinal(lookedUpPaymentOf(answer.body));
}
