import type { IDataObject } from 'n8n-workflow';
import type { Failure } from '../shared/errors';
import type { Call } from '../shared/operation';
import type { Answer } from '../shared/request';
import { numberIn } from '../shared/validation';
import { kiriminAja, payloadOf } from './api';
import { rememberRefusedPin } from './pin';

/** Asks whether the PIN is right; three wrong ones lock it. docs/contracts/kiriminaja.md §2.7 (28) */
export async function tryPin(call: Call, pin: string): Promise<Answer> {
	const answer = await kiriminAja.tryWrite(call, '/api/mitra/v6.2/pin/validate', { pin });
	if (!answer.ok) rememberRefusedPin(call, asRefusedPin(answer.failure));
	return answer;
}

/** A wrong PIN has no code here; any refusal of this call is one. */
function asRefusedPin(failure: Failure): Failure {
	return failure.outcome === 'refused' && failure.httpCode !== 401 && failure.httpCode !== 429
		? { ...failure, vendorCode: failure.vendorCode ?? 'PIN_INVALID' }
		: failure;
}

/** The balance stands in `results`, or in `data` as older SDKs have it. docs/contracts/kiriminaja.md §2.7 (27) */
export function balanceOf(body: IDataObject): number | undefined {
	return numberIn((payloadOf(body) as IDataObject | undefined)?.balance);
}
