import type { Failure } from '../shared/errors';
import type { Call } from '../shared/operation';

const PIN_REFUSED = ['4001', 'PIN_INVALID', 'PIN_MAX_ATTEMPT_REACHED'];

/**
 * Three wrong PINs lock KA Credit (docs/contracts/kiriminaja.md §2.7), and a node with 300 items, Retry On Fail or a loop would send the
 * same wrong one again at once. So after a refusal no PIN is sent any more in this execution; a new execution may.
 */
export function rememberRefusedPin(call: Call, failure: Failure): void {
	if (!PIN_REFUSED.includes(failure.vendorCode ?? '')) return;
	call.ctx.getContext('flow').kiriminAjaPinRefusedIn = call.ctx.getExecutionId();
}

export function pinWasRefused(call: Call): boolean {
	return call.ctx.getContext('flow').kiriminAjaPinRefusedIn === call.ctx.getExecutionId();
}
