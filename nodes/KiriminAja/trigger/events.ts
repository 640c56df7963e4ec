import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import { camelKeys, textOrNull } from '../../shared/run/items';
import { toIso } from '../../shared/values/time';
import { eventIdOf } from '../../shared/trigger/webhook';

/** Every event KiriminAja sends, by the name in `method`. docs/contracts/kiriminaja.md §3.2, §3.3 */
export const EVENTS: INodePropertyOptions[] = [
	{
		name: 'AWB Issued',
		value: 'processed_packages',
		description: 'The courier has accepted the order and given it an AWB (resi)',
	},
	{ name: 'Canceled', value: 'canceled_packages' },
	{ name: 'Corrected', value: 'corrected_packages' },
	{
		name: 'Cost Validated',
		value: 'validated_packages',
		description: 'The shipping cost was corrected when the parcel was weighed',
	},
	{ name: 'Delivered', value: 'finished_packages' },
	{ name: 'Instant Updated (Legacy)', value: 'update_instant_packages' },
	{ name: 'Problem', value: 'problem_packages' },
	{ name: 'Rejected', value: 'rejected_packages' },
	{ name: 'Return Finished (Legacy)', value: 'return_finished_packages' },
	{
		name: 'Returned',
		value: 'returned_packages',
		description: 'A return has begun or, when Returned At is filled, ended',
	},
	{ name: 'Shipped', value: 'shipped_packages' },
	{ name: 'Unknown', value: 'unknown', description: 'Any event that is not in this list' },
];

const KNOWN = new Set(EVENTS.map(({ value }) => value));

const TIME_FIELDS = [
	'shipped_at',
	'finished_at',
	'returned_at',
	'rejected_at',
	'canceled_at',
	'date',
	'event_date',
];

export interface ShipmentEvent extends IDataObject {
	eventId: string;
	event: string;
}

/**
 * The events in a delivery, one for each package, or nothing when the body is not one of KiriminAja's. A row of `data` is joined with
 * its entry in `packages`; the row's own fields win, because `packages[].status` is a placeholder. docs/contracts/kiriminaja.md §3.1
 */
export function eventsOf(body: unknown): ShipmentEvent[] | undefined {
	// n8n gives nothing at all for a request without a body.
	if (!isRow(body)) return undefined;
	const { method } = body;
	const rows = listOf(body.data).length > 0 ? listOf(body.data) : listOf(body.packages);
	if (typeof method !== 'string' || method === '' || rows.length === 0) return undefined;
	if (!rows.every(hasOrderId)) return undefined;
	// From the last to the first, so that the first of two with one order id counts.
	const packages = listOf(body.packages).filter(hasOrderId).reverse();
	const packageOf = new Map(packages.map((entry) => [String(entry.order_id), entry]));
	return rows.map((row) => {
		const entry = packageOf.get(String(row.order_id));
		return eventOf(method, row, entry, isRow(body.payment) ? body.payment : null);
	});
}

function eventOf(
	method: string,
	row: IDataObject,
	entry: IDataObject = {},
	payment: IDataObject | null,
): ShipmentEvent {
	const times = TIME_FIELDS.map((name) => textOrNull(row[name]));
	const isoTimes = TIME_FIELDS.flatMap((name) => {
		const iso = toIso(row[name]);
		return iso === undefined ? [] : [[`${name}_iso`, iso]];
	});
	const awb = textOrNull(row.awb ?? entry.awb);
	return {
		...camelKeys({ ...entry, ...row, ...(Object.fromEntries(isoTimes) as IDataObject) }),
		// An instant order's update differs by its status only.
		eventId: eventIdOf([method, row.order_id, awb, textOrNull(row.status), ...times]),
		event: KNOWN.has(method) ? method : 'unknown',
		method,
		receivedAt: new Date().toISOString(),
		verification: 'bearer',
		orderId: String(row.order_id),
		awb,
		payment: payment && camelKeys(payment),
	};
}

/** `data` is a list; the legacy instant event sends a single object. */
function listOf(value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	return typeof value === 'object' && value !== null ? [value] : [];
}

function isRow(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasOrderId(row: unknown): row is IDataObject {
	if (!isRow(row)) return false;
	const { order_id: orderId } = row;
	return (typeof orderId === 'string' || typeof orderId === 'number') && String(orderId) !== '';
}
