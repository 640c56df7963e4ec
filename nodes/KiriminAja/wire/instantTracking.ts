import type { IDataObject } from 'n8n-workflow';
import { textOrNull } from '../../shared/values/texts';
import type { Caller } from '../../shared/wire/caller';
import type { Answer } from '../../shared/wire/service';
import { camelKeys } from '../../shared/run/items';
import { rowOr } from '../../shared/values/rows';
import { toIso } from '../../shared/values/time';
import { rupiahIn } from '../../shared/values/kinds';
import { kiriminAja, payloadOf } from './api';

/** Asks where an instant order is. docs/contracts/kiriminaja.md §2.8 (21) */
export async function tryTrackInstant(caller: Caller, orderId: string): Promise<Answer> {
	return await kiriminAja.tryGet(
		caller,
		`/api/mitra/v4/instant/tracking/${encodeURIComponent(orderId)}`,
	);
}

/** The whole answer in n8n's spelling, with a plain state, whole rupiah and ISO times beside KiriminAja's own. */
export function instantShipmentOf(body: IDataObject): IDataObject {
	const result = rowOr(payloadOf(body));
	const { date, cost, driver, tracking_code, ...rest } = result;
	const times = camelKeys(rowOr(date));
	const costs = rowOr(cost);
	return {
		...camelKeys(rest),
		awb: textOrNull(tracking_code),
		state: stateOf(result),
		shippingCost: rupiahIn(costs.shipping_cost),
		insurance: rupiahIn(costs.insurance),
		adminFee: rupiahIn(costs.admin_fee),
		totalPrice: rupiahIn(costs.total_price),
		driver: camelKeys(rowOr(driver)),
		...times,
		createdAtIso: toIso(times.createdAt) ?? null,
		allocatedAtIso: toIso(times.allocatedAt) ?? null,
		finishedAtIso: toIso(times.finishedAt) ?? null,
		canceledAtIso: toIso(times.canceledAt) ?? null,
	};
}

/** There is no status code in this answer, and a zero date is no time. docs/contracts/kiriminaja.md §2.8 (21) */
function stateOf(result: IDataObject): string {
	const date = rowOr(result.date);
	const driver = rowOr(result.driver);
	if (toIso(date.finished_at)) return 'delivered';
	if (toIso(date.canceled_at)) return 'canceled';
	return toIso(date.allocated_at) || driver.name ? 'driver_assigned' : 'finding_driver';
}
