import type { Failure } from './answers.ts';
import { tryPin } from './pin.ts';
import type { KiriminAjaState } from './state.ts';

/** Takes the money from the KA Credit, or says why not. The codes: docs/contracts/kiriminaja.md §1.7. */
export function debit(
	state: KiriminAjaState,
	method: string,
	given: string | undefined,
	total: number,
): Failure | undefined {
	const pin = tryPin(state, given);
	if (pin.locked) {
		const until = pin.lockUntil === null ? '' : ` sampai ${pin.lockUntil}`;
		const text = `PIN KA Credit terkunci${until}.`;
		return { method, code: 4001, text, errorName: 'PIN_MAX_ATTEMPT_REACHED' };
	}
	if (!pin.valid) {
		return { method, code: 4001, text: 'PIN KA Credit tidak valid.', errorName: 'PIN_INVALID' };
	}
	if (state.creditBalance < total) {
		const text = `Saldo KA Credit tidak mencukupi. Saldo saat ini ${rupiah(state.creditBalance)}. Total kebutuhan ${rupiah(total)}.`;
		return { method, code: 4002, text, errorName: 'BALANCE_NOT_ENOUGH' };
	}
	state.creditBalance -= total;
	return undefined;
}

/** `Rp1.500`, as the published balance error writes money. */
export function rupiah(amount: number): string {
	return `Rp${String(amount).replace(/\B(?=(\d{3})+$)/g, '.')}`;
}
