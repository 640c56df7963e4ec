import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import { camelKeys } from '../../shared/run/items';
import { only } from '../../shared/run/simplify';
import { fingerprint } from '../../shared/trigger/webhook';
import { textIn, textOrNull } from '../../shared/values/texts';
import { withPayTime } from '../wire/payTime';
import { toIso } from '../../shared/values/time';
import { isRow, listIn } from '../../shared/values/rows';

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
	{
		name: 'Unknown',
		value: 'unknown',
		description:
			'Any event that is not in this list, or that does not say which order it happened to',
	},
];

const KNOWN = new Set(EVENTS.map(({ value }) => value));

const TIME_FIELDS = [
	'shipped_at',
	'finished_at',
	'returned_at',
	'rejected_at',
	'canceled_at',
	'cancel_date',
	'rejected_date',
	'date',
	'event_date',
];

export interface ShipmentEvent extends IDataObject {
	eventId: string;
	event: string;
	method: string;
	orderId: string | null;
}

/**
 * The events in a delivery, one for each row, or nothing when the body is not one of KiriminAja's. A row of `data` is joined with its
 * entry in `packages`; the row's own fields win, because `packages[].status` is a placeholder. docs/contracts/kiriminaja.md §3.1
 *
 * Among rows that name their order, one that does not becomes an `unknown` event without order: the others must not be lost for it, and
 * a workflow that acts on orders must not get it, because it might stop there and leave out the rest. An order of `packages` without a row
 * in `data` is one too: whether the event is about it is not known, and a shipment must not be wrongly called delivered.
 */
export function eventsOf(body: unknown): ShipmentEvent[] | undefined {
	// n8n gives nothing at all for a request without a body.
	if (!isRow(body)) return undefined;
	const { method } = body;
	const rows = listOf(body.data).length > 0 ? listOf(body.data) : listOf(body.packages);
	if (typeof method !== 'string' || method === '' || !rows.some(hasOrderId)) return undefined;
	// From the last to the first, so that the first of two with one order id counts.
	const packages = listOf(body.packages).filter(hasOrderId).reverse();
	const packageOf = new Map(packages.map((entry) => [textIn(entry.order_id), entry]));
	const told = new Set(rows.filter(hasOrderId).map((row) => textIn(row.order_id)));
	const untold = [...packageOf.values()].filter((entry) => !told.has(textIn(entry.order_id)));
	const payment = isRow(body.payment) ? withPayTime(body.payment) : null;
	const events = rows.map((row) => {
		if (!hasOrderId(row)) {
			return eventOf(method, isRow(row) ? row : ({ row } as IDataObject), {}, payment);
		}
		return eventOf(method, row, packageOf.get(textIn(row.order_id)), payment);
	});
	const others = untold.map((entry) => eventOf(method, entry, {}, payment));
	return [...events, ...others.map((event) => ({ ...event, event: 'unknown' }))];
}

/** The ten fields of an event that workflows act on and messages to buyers need. */
export const simpleEvent = (event: IDataObject): IDataObject => only(event, SIMPLE);

const SIMPLE = [
	'eventId',
	'event',
	'orderId',
	'awb',
	'service',
	'destination',
	'reason',
	'shippingCost',
	'liveTrackingUrl',
	'returnedAtIso',
];

/** Events of a known kind that do not say to which order it happened, or that it happened to theirs. */
export function unclearIn(events: ShipmentEvent[]): ShipmentEvent[] {
	return events.filter(({ event, method }) => event === 'unknown' && KNOWN.has(method));
}

function eventOf(
	method: string,
	row: IDataObject,
	entry: IDataObject = {},
	payment: IDataObject | null,
): ShipmentEvent {
	const isoTimes = TIME_FIELDS.flatMap((name) => {
		const iso = toIso(row[name]);
		return iso === undefined ? [] : [[`${name}_iso`, iso]];
	});
	const told = camelKeys({ ...entry, ...row, ...(Object.fromEntries(isoTimes) as IDataObject) });
	const orderId = hasOrderId(row) ? textIn(row.order_id) : null;
	return {
		...told,
		// All that is told of the package, so that a row that differs in anything is news. Not the payment, which is that of the whole
		// delivery and goes on by itself, nor when we got it: a redelivery would look like another event.
		eventId: fingerprint([method, told]),
		event: orderId !== null && KNOWN.has(method) ? method : 'unknown',
		method,
		receivedAt: new Date().toISOString(),
		verification: 'bearer',
		orderId,
		awb: textOrNull(row.awb ?? entry.awb),
		payment,
	};
}

/** `data` is a list; the legacy instant event sends a single object. */
function listOf(value: unknown): unknown[] {
	const list = listIn(value);
	return list.length === 0 && isRow(value) && Object.keys(value).length > 0 ? [value] : list;
}

function hasOrderId(row: unknown): row is IDataObject {
	if (!isRow(row)) return false;
	const { order_id: orderId } = row;
	return (typeof orderId === 'string' || typeof orderId === 'number') && String(orderId) !== '';
}
