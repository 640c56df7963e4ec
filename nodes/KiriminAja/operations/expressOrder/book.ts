import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { apiError, type Failure } from '../../../shared/wire/errors';
import { camelKeys } from '../../../shared/run/items';
import { lostBefore, rememberLost, unknown } from '../../../shared/ledger/once';
import type { Call, Outcome } from '../../../shared/run/operation';
import { derivedReference } from '../../../shared/ledger/reference';
import type { Answer } from '../../../shared/wire/request';
import { checkShape } from '../../../shared/wire/shape';
import { kiriminAja } from '../../wire/api';
import { isTaken } from '../../wire/orderIds';
import { PIN_REFUSED_EARLIER, pinWasRefused, rememberRefusedPin } from '../../wire/pin';
import { bodyOf, type NumberedPackage } from './bookingBody';
import type { Booking } from './bookingForm';
import { checkCredit } from './checkCredit';
import { findBooked } from './findBooked';

/** One input item of a booking, its packages numbered. */
interface Unit {
	call: Call;
	booking: Booking;
	packages: NumberedPackage[];
}

/**
 * Books the packages of all these items in one request, each at most once in an execution.
 *
 * KiriminAja books all of a request or none of it. When it says that an order id is taken, the taken ones are looked up and the others are
 * sent without them. When its answer is lost, all are looked up; one that can't be found is not sent again, also not by Retry On
 * Fail, because the first request may still be under way. docs/contracts/kiriminaja.md §1.3
 */
export async function book(calls: Call[], bookings: Booking[]): Promise<Outcome[]> {
	const units = calls.flatMap((call, index) => {
		const booking = bookings[index];
		return booking ? [numbered(call, booking)] : [];
	});
	const outcomes = new Map<Unit, Outcome>();
	let open: Unit[] = [];
	for (const unit of units) {
		if (unit.packages.some(({ orderId }) => unit.call.entry.sent.includes(orderId))) {
			outcomes.set(unit, await lookedUp(unit, lossOf(unit)));
		} else open.push(unit);
	}
	while (open.length > 0) {
		for (const [unit, outcome] of await bookOnce(open)) outcomes.set(unit, outcome);
		open = open.filter((unit) => !outcomes.has(unit));
	}
	return units.map((unit) => outcomes.get(unit) ?? lostOutcome(unit, lossOf(unit)));
}

function numbered(call: Call, booking: Booking): Unit {
	const prefix = booking.additionalFields.orderIdPrefix ?? 'N8N-';
	const packages = booking.packages.map((entry, index) => ({
		...entry,
		orderId: entry.orderId ?? derivedReference(call, prefix, index),
	}));
	return { call, booking, packages };
}

/** One request. Tells what became of at least one of the units; those it leaves out can be sent again without the others. */
async function bookOnce(units: Unit[]): Promise<Map<Unit, Outcome>> {
	const [first] = units;
	if (first === undefined) return new Map();
	for (const { call, packages } of units) {
		call.entry.sent.push(...packages.map(({ orderId }) => orderId));
	}
	const answer = await send(first, units);
	if (answer.ok) return new Map(units.map((unit) => [unit, booked(unit, answer.body)]));
	const { failure } = answer;
	if (failure.outcome === 'unknown') {
		const outcomes = new Map<Unit, Outcome>();
		for (const unit of units) {
			rememberLost(unit.call.entry, referenceOf(unit), failure);
			outcomes.set(unit, await lookedUp(unit, failure));
		}
		return outcomes;
	}
	for (const { call, packages } of units) {
		const refused = packages.map(({ orderId }) => orderId);
		call.entry.sent = call.entry.sent.filter((orderId) => !refused.includes(orderId));
	}
	const taken = isTaken(failure) ? await takenOnes(units, failure) : undefined;
	return taken?.size
		? taken
		: new Map(units.map((unit) => [unit, { error: apiError(unit.call, failure) }]));
}

async function send({ call, booking }: Unit, units: Unit[]): Promise<Answer> {
	if (booking.pin !== undefined && pinWasRefused(call))
		return { ok: false, failure: PIN_REFUSED_EARLIER };
	const packages = units.flatMap((unit) => unit.packages);
	const objection = booking.additionalFields.checkCredit
		? await checkCredit(call, booking, packages)
		: undefined;
	if (objection) return { ok: false, failure: objection };
	const body = bodyOf(booking, packages);
	const answer = await kiriminAja.tryWrite(call, '/api/mitra/v6.2/request_pickup', body);
	if (!answer.ok) rememberRefusedPin(call, answer.failure);
	return answer;
}

/** One item per package. KiriminAja's rows are found by order id; their order is not promised. */
function booked({ call, packages }: Unit, body: IDataObject): Outcome {
	checkShape(call, documented, body);
	const { details, status, text, method, ...booking } = body;
	const rows = Array.isArray(details) ? (details as IDataObject[]) : [];
	const result = packages.map(({ orderId, service, serviceType, shippingCost, cod = 0 }) => ({
		...camelKeys(booking),
		service,
		serviceType,
		...camelKeys(rows.find((row) => String(row.order_id) === orderId) ?? {}),
		orderId,
		shippingCost,
		cod,
		alreadyExisted: false,
	}));
	return { result };
}

/** The units among these whose order ids exist. KiriminAja limits tracking, so those that its text names are asked first. */
async function takenOnes(units: Unit[], { vendorText = '' }: Failure): Promise<Map<Unit, Outcome>> {
	const named = units.filter(({ packages }) =>
		packages.some(({ orderId }) => vendorText.includes(orderId)),
	);
	const outcomes = new Map<Unit, Outcome>();
	for (const unit of named.length > 0 ? named : units) {
		const found = await findBooked(unit.call, unit.packages);
		if (typeof found !== 'string') outcomes.set(unit, found);
	}
	return outcomes;
}

async function lookedUp(unit: Unit, lost: Failure): Promise<Outcome> {
	const found = await findBooked(unit.call, unit.packages);
	return typeof found === 'string' ? lostOutcome(unit, lost) : found;
}

function lostOutcome(unit: Unit, lost: Failure): Outcome {
	const reference = referenceOf(unit);
	const howToCheck = `Look for ${reference} in the KiriminAja dashboard, or with Express Order → Track, before you book again`;
	return { error: apiError(unit.call, unknown(reference, lost, howToCheck)) };
}

const referenceOf = ({ packages }: Unit) => packages.map(({ orderId }) => orderId).join(', ');

function lossOf(unit: Unit): Failure {
	return { outcome: 'unknown', message: lostBefore(unit.call.entry, referenceOf(unit)) };
}

const documented = z.object({
	payment_status: z.string(),
	qr_url: z.string().nullable(),
	pickup_number: z.string(),
	details: z.array(
		z.object({
			order_id: z.string(),
			kj_order_id: z.string(),
			awb: z.string().nullable(),
			service: z.string(),
			service_type: z.string(),
		}),
	),
});
