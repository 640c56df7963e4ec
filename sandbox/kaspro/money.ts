import type { FastifyReply } from 'fastify';
import { isObject, type Input } from '../bodies.ts';
import { accounts } from '../accounts.ts';
import { refuse, refuseField } from './answers.ts';
import { partnerOf } from './gateway.ts';
import {
	accountBlocked,
	badParameter,
	insufficientBalance,
	isRefusal,
	limitExceeded,
	notAllowed,
	repeatedRequestId,
	wrongPin,
	type Refusal,
} from './refusals.ts';
import { monthOf, type Customer, type KasProState } from './state.ts';

/** Consumer limits of docs/contracts/kaspro.md §7. */
const limits = {
	REGULAR: { balance: 2_000_000, perMonth: 20_000_000 },
	PREMIUM: { balance: 20_000_000, perMonth: 40_000_000 },
};

/** Moves money as `perform` does, unless the requestId was used before and the sandbox is set to mind that. */
export function answerMoney(
	reply: FastifyReply,
	state: KasProState,
	letters: string,
	input: Input,
	perform: () => object,
): object {
	const { requestIdReuse, reuseWords } = state.settings;
	const requestId = String(input.requestId);
	// Each partner has numbers of its own.
	const key = `${partnerOf(reply.request, state)} ${requestId}`;
	const earlier = state.answers.get(key);
	if (earlier && requestIdReuse === 'same-answer') return earlier;
	if (earlier && requestIdReuse === 'refused') {
		if (reuseWords === 'map422') return refuseField(reply, 'requestId');
		return refuse(reply, state, repeatedRequestId(reuseWords, requestId), letters);
	}
	const outcome = isAllowed(state, input) ? perform() : wrongPin;
	if (isRefusal(outcome)) return refuse(reply, state, outcome, letters);
	state.answers.set(key, outcome);
	return outcome;
}

/** Whether the payer's PIN is not asked for, or right. */
function isAllowed({ settings }: KasProState, { auth }: Input): boolean {
	return !settings.transferPin || (isObject(auth) && auth.pin === accounts.kasPro.pin);
}

/** Why this customer may not spend so much, if so. */
export function refusalToPay(
	{ settings }: KasProState,
	payer: Customer,
	amount: number,
	{ pocketId, premiumOnly }: { pocketId: string; premiumOnly: boolean },
): Refusal | undefined {
	if (payer.accountStatus !== 'ACTIVE') return accountBlocked;
	if (settings.accountLimits && premiumOnly && payer.accountType === 'REGULAR') return notAllowed;
	const held = payer.pockets[pocketId];
	if (held === undefined) return badParameter('payments.pocketId', 'a pocket of the payer');
	return amount > held ? insufficientBalance : undefined;
}

/** Why this customer may not get so much, if so. */
export function refusalToReceive(
	state: KasProState,
	receiver: Customer,
	amount: number,
): Refusal | undefined {
	if (receiver.accountStatus !== 'ACTIVE') return accountBlocked;
	if (!state.settings.accountLimits) return undefined;
	const limit = limits[receiver.accountType];
	const isTooMuch =
		(receiver.pockets['2'] ?? 0) + amount > limit.balance ||
		receivedThisMonth(state, receiver) + amount > limit.perMonth;
	return isTooMuch ? limitExceeded : undefined;
}

export function receive(state: KasProState, receiver: Customer, amount: number): void {
	receiver.pockets['2'] = (receiver.pockets['2'] ?? 0) + amount;
	receiver.receivedThisMonth = receivedThisMonth(state, receiver) + amount;
	receiver.month = monthOf(state.clock);
}

function receivedThisMonth({ clock }: KasProState, { month, receivedThisMonth: sum }: Customer) {
	return month === monthOf(clock) ? sum : 0;
}
