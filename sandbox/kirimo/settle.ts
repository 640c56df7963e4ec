import type { Delivery } from '../outbox.ts';
import { sendCallback, type CallbackChoice } from './callback.ts';
import {
	bookOutcome,
	expireOld,
	type Kirimo,
	type KirimoOrder,
	type KirimoState,
} from './state.ts';

/** The payer has already decided, or has come too late. */
export class AlreadySettled extends Error {}

export interface Settlement extends CallbackChoice {
	paymentCode: string;
	/** Duitku has the money, but neither Kirimo nor the merchant is told: only a status lookup finds out. */
	lost: boolean;
	/** One method failed, e.g. a card was refused: the payer may try another on the same link. */
	stillOpen: boolean;
}

/** The payer pays, or gives up at the payment page: docs/contracts/kirimo.md §6. */
export async function settle(
	service: Kirimo,
	order: KirimoOrder,
	outcome: 'paid' | 'failed',
	settlement: Settlement,
): Promise<Delivery | null> {
	const { state } = service;
	const { settings, clock } = state;
	expireOld(state, order);
	const isLate = order.duitkuStatus === 'expired' && outcome === 'paid';
	if (order.duitkuStatus !== 'pending' && !(isLate && settings.latePayment !== 'refused')) {
		throw new AlreadySettled(`Payment ${order.orderId} is already ${order.duitkuStatus}.`);
	}
	order.paymentCode = settlement.paymentCode;
	const isTold = !settlement.lost && (outcome === 'paid' || settings.tellsFailures);
	if (outcome === 'failed' && settlement.stillOpen) {
		return isTold ? await sendCallback(service, order, settlement) : null;
	}
	order.duitkuStatus = outcome;
	order.settledAt = clock.now();
	if (settlement.lost) return null;
	if (settings.callbackTo === 'kirimo') {
		bookOutcome(state, order);
		if (settings.statusLagMs > 0)
			clock.after(settings.statusLagMs, () => bookOutcome(state, order));
	}
	return isTold ? await sendCallback(service, order, settlement) : null;
}

/** The hour of the link is over. Duitku reports what payers do, and nobody did anything. */
export function expire(state: KirimoState, order: KirimoOrder): void {
	expireOld(state, order);
	if (order.duitkuStatus !== 'pending') {
		throw new AlreadySettled(`Payment ${order.orderId} is already ${order.duitkuStatus}.`);
	}
	order.duitkuStatus = 'expired';
	order.status = 'expired';
}

/** By the clock, when the link's time is up. */
export async function dieOfAge(service: Kirimo, order: KirimoOrder): Promise<void> {
	const { settings } = service.state;
	expireOld(service.state, order);
	if (order.duitkuStatus !== 'expired' || !settings.tellsExpiry) return;
	const { callbackScheme: scheme, callbackEncoding: encoding } = settings;
	await sendCallback(service, order, { scheme, encoding });
}
