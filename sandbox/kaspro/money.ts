import type { FastifyReply } from 'fastify';
import {
	accountBlocked,
	badParameter,
	fail,
	IN_PROCESS,
	invented,
	nextResponseId,
	SUCCESS,
	type KasProFailure,
} from './answers.ts';
import type { Customer, KasProState } from './state.ts';

/** Consumer limits of docs/contracts/kaspro.md §7. */
export const limits = {
	REGULAR: { balance: 2_000_000, perMonth: 20_000_000 },
	PREMIUM: { balance: 20_000_000, perMonth: 40_000_000 },
};

/** Moves money as `perform` does, unless the requestId was used before and the sandbox is set to mind that. */
export function answerMoney(
	reply: FastifyReply,
	state: KasProState,
	letters: string,
	requestId: string,
	perform: () => object,
): object {
	const earlier = state.answers.get(requestId);
	if (earlier && state.settings.requestIdReuse === 'same-answer') return earlier;
	if (earlier && state.settings.requestIdReuse === 'refused') {
		const message = 'Duplicate requestId';
		return failMoney(reply, state, letters, { code: invented.repeatedRequestId, message });
	}
	const outcome = perform();
	const isGood = 'code' in outcome && [SUCCESS, IN_PROCESS].includes(Number(outcome.code));
	if (!isGood) return failMoney(reply, state, letters, outcome as KasProFailure);
	state.answers.set(requestId, outcome);
	return outcome;
}

/** Failures of money calls carry an id of their own: docs/contracts/kaspro.md §3. */
export function failMoney(
	reply: FastifyReply,
	state: KasProState,
	letters: string,
	failure: KasProFailure,
): FastifyReply {
	return fail(reply, state, { responseId: nextResponseId(state, letters), ...failure });
}

/** Why this customer may not spend so much, if so. */
export function refusalToPay(
	payer: Customer,
	amount: number,
	{ pocketId, premiumOnly }: { pocketId: string; premiumOnly: boolean },
): KasProFailure | undefined {
	if (payer.accountStatus !== 'ACTIVE') return accountBlocked;
	if (premiumOnly && payer.accountType === 'REGULAR') {
		const message = 'Transaction not allowed for a Regular account';
		return { code: invented.notAllowed, message };
	}
	const held = payer.pockets[pocketId];
	if (held === undefined) return badParameter('payments.pocketId', 'a pocket of the payer');
	return amount > held
		? { code: invented.insufficientBalance, message: 'Insufficient balance' }
		: undefined;
}
