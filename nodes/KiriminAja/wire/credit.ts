import type { IDataObject } from 'n8n-workflow';
import type { Call } from '../../shared/ledger/call';
import { numberIn } from '../../shared/values/kinds';
import { rowOr } from '../../shared/values/rows';
import type { Failure } from '../../shared/wire/errors';
import type { Answer } from '../../shared/wire/request';
import { kiriminAja, payloadOf } from './api';
import { withPin } from './pin';

/** Asks whether the PIN is right; three wrong ones lock it. docs/contracts/kiriminaja.md §2.7 (28) */
export async function tryPin(call: Call, pin: string): Promise<Answer> {
	const send = async () => await kiriminAja.tryWrite(call, '/api/mitra/v6.2/pin/validate', { pin });
	return await withPin(call, pin, send, saysNo);
}

/** KiriminAja may refuse a wrong PIN by `status` alone; rather one PIN too few is sent than one too many. */
function saysNo({ outcome, httpCode = 0 }: Failure): boolean {
	return outcome === 'refused' && ![401, 403, 429].includes(httpCode);
}

/** The balance stands in `results`, or in `data` as older SDKs have it. docs/contracts/kiriminaja.md §2.7 (27) */
export function balanceOf(body: IDataObject): number | undefined {
	return numberIn(rowOr(payloadOf(body)).balance);
}
