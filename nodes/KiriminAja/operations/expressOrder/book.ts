import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { isNumberMade, type Call, type Outcome } from '../../../shared/ledger/call';
import { settle, type Found, type Part } from '../../../shared/ledger/settle';
import { camelKeys } from '../../../shared/run/items';
import { rowOr } from '../../../shared/values/rows';
import { NEXT, numberIn, rupiahIn } from '../../../shared/values/kinds';
import { shortened, textIn, textOrNull } from '../../../shared/values/texts';
import { toWib } from '../../../shared/values/time';
import type { Failure } from '../../../shared/wire/errors';
import type { Refused } from '../../../shared/wire/service';
import { checkShape } from '../../../shared/wire/shape';
import { kiriminAja } from '../../wire/api';
import {
	advisedIfTaken,
	foundIn,
	isOfOne,
	isTaken,
	rowOf,
	sameSpelling,
	saysNo,
} from '../../wire/orders';
import { nextSlot } from '../../wire/pickupSlots';
import { pinOf, withPin } from '../../wire/pin';
import { shipmentOf, tryTrack } from '../../wire/tracking';
import { bodyOf } from './bookingBody';
import type { Booking } from './bookingForm';
import { checkCredit } from './checkCredit';
import { codShortfall } from './codCheck';
import type { Package } from './packageForm';

/** One package under its order id. */
interface Numbered extends Part {
	call: Call;
	entry: Package;
	isCodEmpty: boolean;
}

/**
 * Books the packages of all these items, which have the same sender, time and payment, in one request. KiriminAja books all of a request or
 * none of it: a refusal that may be about one package is found out by halves. docs/contracts/kiriminaja.md §1.3, §2.5
 */
export async function book(calls: Call[], bookings: Booking[]): Promise<Outcome[]> {
	const [call] = calls;
	const [booking] = bookings;
	if (call === undefined || booking === undefined) return [];
	const deeds = calls.map((own, index) => ({ call: own, parts: numbered(own, bookings[index]) }));
	let pin: string | undefined;
	let { schedule } = booking;
	const outcomes = await settle(deeds, {
		async before(packages) {
			if (schedule === NEXT) schedule = await nextSlot(call);
			const late = pastPickup(call, { ...booking, schedule }, packages);
			if (late) return late;
			for (const { call: own, entry } of packages) {
				const shortfall = codShortfall(entry);
				if (shortfall) own.hint(shortfall);
			}
			if (booking.paymentMethod !== 'credit') return undefined;
			pin = await pinOf(call, booking.pin);
			if (!booking.additionalFields.checkCredit) return undefined;
			return await checkCredit(
				call,
				pin,
				packages.map(({ entry }) => entry),
			);
		},
		async send(packages) {
			const entries = packages.map(({ entry, reference }) => ({ ...entry, orderId: reference }));
			const send = async () =>
				await kiriminAja.tryWrite(call, PATH, bodyOf({ ...booking, schedule, pin }, entries));
			const answer = await (pin === undefined ? send() : withPin(call, pin, send));
			if (answer.ok) checkShape(call, documented, answer.body);
			return advisedIfTaken(answer.ok ? answer : withOrderIds(answer, packages));
		},
		confirmed: bookedIn,
		isTaken,
		isNewUnderOther: true,
		isOfOne,
		lookUp: findBooked,
		howToCheck: (orderIds) =>
			`Look for ${orderIds} in the KiriminAja dashboard, or with Express Order → Track, before you book again`,
	});
	const booked = deeds.filter((_, index) => 'result' in (outcomes[index] ?? {}));
	const codless = booked.flatMap(({ parts }) => parts.filter(({ isCodEmpty }) => isCodEmpty));
	if (codless.length > 0) call.hint(emptyCod(codless.map(({ reference }) => reference)));
	const light = booked.flatMap(({ parts }) => parts.filter(({ entry }) => entry.weight < LIGHT));
	if (light.length > 0) call.hint(lessThanALetter(light.map(({ reference }) => reference)));
	return outcomes;
}

const PATH = '/api/mitra/v6.2/request_pickup';

const emptyCod = (orderIds: string[]) =>
	`COD (Rupiah) is empty or in no column for ${shortened(orderIds)}: the courier collects nothing. Give 0 where that is right.`;

/** In grams. Who thinks in kilograms gives 1, or types 1,5, of which n8n makes 15. */
const LIGHT = 30;

const lessThanALetter = (orderIds: string[]) =>
	`Weight is less than ${LIGHT} grams for ${shortened(orderIds)}: it is in grams, 1500 for 1.5 kg. A courier that weighs more may charge for it later.`;

function numbered(
	call: Call,
	{ packages = [], isCodEmpty = false }: Partial<Booking> = {},
): Numbered[] {
	return packages.map((entry, index) => ({
		call,
		entry,
		isCodEmpty: isCodEmpty || entry.isCodEmpty,
		reference: call.references[index] ?? '',
	}));
}

/**
 * What is brought to the courier may have any time (docs/contracts/kiriminaja.md §2.5). Looked at only now, and not with the fields: a
 * retried execution still has to find what it sent yesterday.
 */
function pastPickup({ item }: Call, booking: Booking, packages: Numbered[]): Failure | undefined {
	const { schedule, additionalFields } = booking;
	const isBrought = additionalFields.dropoff || packages.every(({ entry }) => entry.drop);
	if (isBrought || schedule > String(toWib(new Date(Date.now())))) return undefined;
	return {
		outcome: 'unsent',
		message: `Pickup Time (item ${item}) must be in the future; it is ${schedule} (WIB)`,
		advice:
			'Nothing was sent. Choose a later time or Next Slot, or set Drop Off for packages that you bring to the courier.',
	};
}

/**
 * KiriminAja names a field of one package by its place in the request, e.g. `packages.2.order_id`; the merchant, and the search for what is
 * taken, know packages by their order ids.
 */
function withOrderIds(answer: Refused, packages: Numbered[]): Refused {
	const { vendorText: said = '' } = answer.failure;
	const fields = [...Object.keys(rowOr(answer.body?.errors)), ...said.split(/\s+/)];
	const meant = packages.filter((_, place) =>
		fields.some((field) => field.startsWith(`packages.${place}.`)),
	);
	if (meant.length === 0) return answer;
	const { message, vendorText = '' } = answer.failure;
	const names = ` (${meant.map(({ reference }) => reference).join(', ')})`;
	const failure = { ...answer.failure, message: message + names, vendorText: vendorText + names };
	return { ...answer, failure };
}

/** The package as booked, when the answer has its row. */
function bookedIn({ entry, reference }: Numbered, body: IDataObject): IDataObject | undefined {
	const { details, status, text, method, ...booking } = body;
	const row = rowOf(details, reference);
	if (row === undefined || saysNo(row)) return undefined;
	return {
		creditBalanceAfter: null,
		...camelKeys(booking),
		...camelKeys(row),
		service: sameSpelling(row.service, entry.service),
		serviceType: sameSpelling(row.service_type, entry.serviceType),
		orderId: reference,
		shippingCost: entry.shippingCost,
		cod: entry.cod ?? 0,
		message: textOrNull(text),
		alreadyExisted: false,
	};
}

async function findBooked({ call, entry, reference: orderId }: Numbered): Promise<Found> {
	const { cod = 0 } = entry;
	const answer = await tryTrack(call, orderId);
	const asked = { ...entry, orderId, cod, isNumberMade: isNumberMade(call, orderId) };
	return foundIn(answer, asked, (body) => {
		const shipment = shipmentOf(body);
		const costs = rowOr(shipment.costs);
		const found = rupiahIn(costs.shippingCost);
		const foundCod = rupiahIn(costs.cod);
		return {
			orderId: shipment.orderId as string | null,
			state: textIn(shipment.state),
			statusCode: shipment.statusCode as string | null,
			destination: rowOr(shipment.destination),
			// Weighed by the courier, it costs something else.
			shippingCost: numberIn(costs.correction) ? null : found,
			cod: foundCod,
			shipment: {
				...NOT_TRACKED,
				orderId,
				awb: shipment.awb,
				service: sameSpelling(shipment.service, entry.service),
				serviceType: sameSpelling(shipment.serviceName, entry.serviceType),
				shippingCost: found,
				cod: foundCod,
				alreadyExisted: true,
			},
		};
	});
}

/** What only the answer to a booking tells. */
const NOT_TRACKED = {
	paymentStatus: null,
	paymentMethod: null,
	qrUrl: null,
	creditBalanceAfter: null,
	pickupNumber: null,
	kjOrderId: null,
	message: null,
};

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
