import type { IDataObject } from 'n8n-workflow';
import { textOrNull } from '../../shared/values/texts';
import type { Caller } from '../../shared/wire/caller';
import type { Answer } from '../../shared/wire/service';
import { camelKeys } from '../../shared/run/items';
import { rowOr, rowsIn } from '../../shared/values/rows';
import { toIso } from '../../shared/values/time';
import { kiriminAja } from './api';
import { stateOf } from './states';

/** Asks where a shipment is, by order id or AWB. Throttled by KiriminAja. docs/contracts/kiriminaja.md §2.8 (20) */
export async function tryTrack(caller: Caller, orderId: string): Promise<Answer> {
	return await kiriminAja.tryRead(caller, '/api/mitra/tracking', { order_id: orderId });
}

/** The whole answer in n8n's spelling, with a plain state and ISO times beside KiriminAja's own. */
export function shipmentOf(body: IDataObject): IDataObject {
	const details = camelKeys(rowOr(body.details));
	// The code in `details` is null in KiriminAja's own sample, and those in the histories mean something else (§4.1).
	const { status_code: code } = body;
	return {
		...details,
		orderId: textOrNull(details.orderId),
		awb: textOrNull(details.awb),
		state: stateOf(code),
		statusCode: textOrNull(code),
		statusText: textOrNull(body.text)?.trim() ?? '',
		shippedAtIso: toIso(details.shippedAt) ?? null,
		deliveredAtIso: toIso(details.deliveredAt) ?? null,
		refundedAtIso: toIso(details.refundedAt) ?? null,
		histories: rowsIn(body.histories).map((entry) => ({
			...camelKeys(entry),
			statusCode: textOrNull(entry.status_code),
			createdAtIso: toIso(entry.created_at) ?? null,
		})),
	};
}
