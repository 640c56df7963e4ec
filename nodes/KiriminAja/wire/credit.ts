import type { IDataObject } from 'n8n-workflow';
import type { Failure } from '../../shared/wire/errors';
import type { Call } from '../../shared/run/operation';
import type { Answer } from '../../shared/wire/request';
import { numberIn } from '../../shared/values/kinds';
import { kiriminAja, payloadOf } from './api';
import { rememberRefusedPin } from './pin';

/** Asks whether the PIN is right; three wrong ones lock it. docs/contracts/kiriminaja.md §2.7 (28) */
export async function tryPin(call: Call, pin: string): Promise<Answer> {
	const answer = await kiriminAja.tryWrite(call, '/api/mitra/v6.2/pin/validate', { pin });
	if (!answer.ok) rememberRefusedPin(call, asRefusedPin(answer.failure));
	return answer;
}

/** KiriminAja may refuse a wrong PIN by `status` alone; rather one PIN too few is sent than one too many. */
function asRefusedPin(failure: Failure): Failure {
	const elsewhere = [401, 403, 429].includes(failure.httpCode ?? 0);
	return failure.outcome === 'refused' && !elsewhere
		? { ...failure, vendorCode: 'PIN_INVALID' }
		: failure;
}

/** The balance stands in `results`, or in `data` as older SDKs have it. docs/contracts/kiriminaja.md §2.7 (27) */
export function balanceOf(body: IDataObject): number | undefined {
	return numberIn((payloadOf(body) as IDataObject | undefined)?.balance);
}
