import type { IDataObject } from 'n8n-workflow';
import type { Call } from '../../shared/ledger/call';
import { flagIn, rupiahIn } from '../../shared/values/kinds';
import { rowOr } from '../../shared/values/rows';
import type { Failure } from '../../shared/wire/errors';
import type { Answer } from '../../shared/wire/service';
import { kiriminAja, payloadOf } from './api';
import { withPin } from './pin';

/** Asks whether the PIN is right; three wrong ones lock it. docs/contracts/kiriminaja.md §2.7 (28) */
export async function tryPin(call: Call, pin: string): Promise<Answer> {
	return await withPin(call, pin, async () => {
		const answer = await kiriminAja.tryWrite(call, '/api/mitra/v6.2/pin/validate', { pin });
		if (!answer.ok) return { ok: false, failure: answer.failure };
		if (flagIn(rowOr(payloadOf(answer.body)).valid) !== false) return answer;
		// A yes to the request and a no to the PIN.
		return { ok: false, failure: NOT_VALID };
	});
}

const NOT_VALID: Failure = {
	outcome: 'refused',
	message: 'KiriminAja says that the PIN is not valid',
	advice: 'Check the KA Credit PIN. Three wrong ones lock it for about an hour.',
	vendorCode: 'PIN_INVALID',
};

/** The balance stands in `results`, or in `data` as older SDKs have it. docs/contracts/kiriminaja.md §2.7 (27) */
export function balanceOf(body: IDataObject): number | undefined {
	return rupiahIn(rowOr(payloadOf(body)).balance) ?? undefined;
}
