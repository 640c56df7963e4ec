import { correct, NotPossible, record, tell, type Step } from './lifecycle.ts';
import type { ExpressOrder, KiriminAja } from './state.ts';
import type { ExpressEvent } from './webhooks.ts';

/** What may happen to an express order beside its way: docs/contracts/kiriminaja.md §3.2. */

interface Incident {
	/** The states (docs/contracts/kiriminaja.md §4.1) in which it can happen; any when left out. */
	from?: number[];
	reason?: string;
	happens(order: ExpressOrder, now: Date, shippingCost: number | undefined): void;
}

const incidents: Partial<Record<ExpressEvent, Incident>> = {
	problem_packages: {
		from: [105, 106],
		reason: 'Alamat tidak ditemukan',
		happens(order, now) {
			order.statusCode = 500;
			record(order, now, 'Paket bermasalah', 500);
		},
	},
	// The cost a merchant booked with is checked only when the parcel is picked up.
	validated_packages: {
		happens(order, _now, shippingCost) {
			correct(order, shippingCost ?? order.shippingCost);
		},
	},
	// No code is published for it; it ends an order like a cancellation.
	rejected_packages: {
		from: [101, 105],
		reason: 'Paket tidak sesuai',
		happens(order, now) {
			order.statusCode = 300;
			order.rejectedAt = now;
			record(order, now, 'Paket ditolak', 300);
		},
	},
	corrected_packages: { reason: 'Koreksi berat', happens: () => {} },
	return_finished_packages: { from: [400], happens: () => {} },
};

export const incidentEvents = Object.keys(incidents);

export async function happen(
	service: KiriminAja,
	event: string,
	orders: ExpressOrder[],
	{ reason, shippingCost: cost }: { reason?: string; shippingCost?: number },
): Promise<Step> {
	const name = event as ExpressEvent;
	const incident = incidents[name];
	if (!incident) throw new NotPossible(`No event ${event}.`);
	const late = orders.find((order) => !(incident.from?.includes(order.statusCode) ?? true));
	if (late) throw new NotPossible(`Order ${late.orderId} is in state ${late.statusCode}.`);
	for (const order of orders) {
		order.reason = reason ?? incident.reason ?? order.reason;
		incident.happens(order, service.state.clock.now(), cost);
	}
	return await tell(service, name, orders);
}
