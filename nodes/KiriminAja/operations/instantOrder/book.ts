import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { isNumberMade, type Call } from '../../../shared/ledger/call';
import { settle, type Found, type Part } from '../../../shared/ledger/settle';
import { camelKeys } from '../../../shared/run/items';
import { rupiahIn } from '../../../shared/values/kinds';
import { rowOr } from '../../../shared/values/rows';
import { textIn, textOrNull } from '../../../shared/values/texts';
import { toIso } from '../../../shared/values/time';
import { checkShape } from '../../../shared/wire/shape';
import { kiriminAja, payloadOf } from '../../wire/api';
import { instantShipmentOf, tryTrackInstant } from '../../wire/instantTracking';
import { advisedIfTaken, foundIn, isTaken, rowOf, sameSpelling, saysNo } from '../../wire/orders';
import { pinOf, withPin } from '../../wire/pin';
import { instantStateOf } from '../../wire/states';
import { bodyOf } from './bookingBody';
import type { Booking } from './bookingForm';
import type { Package } from './packageForm';

/** One package under its order id. */
interface Numbered extends Part {
	call: Call;
	entry: Package;
}

/** Books the packages of one input item in one request. docs/contracts/kiriminaja.md §1.3, §2.6 */
export async function book(call: Call, booking: Booking): Promise<IDataObject[]> {
	const parts = booking.packages.map((entry, index): Numbered => ({
		call,
		entry,
		reference: call.references[index] ?? '',
	}));
	let pin: string | undefined;
	const [outcome] = await settle([{ call, parts }], {
		async before() {
			if (booking.paymentMethod === 'credit') pin = await pinOf(call, booking.pin);
			return undefined;
		},
		async send(packages) {
			const entries = packages.map(({ entry, reference }) => ({ ...entry, orderId: reference }));
			const send = async () =>
				await kiriminAja.tryWrite(call, PATH, bodyOf({ ...booking, pin }, entries));
			const answer = await (pin === undefined ? send() : withPin(call, pin, send));
			if (answer.ok) checkShape(call, documented, answer.body);
			return advisedIfTaken(answer);
		},
		confirmed: bookedIn,
		isTaken,
		isNewUnderOther: true,
		lookUp: findBooked,
		howToCheck: (orderIds) =>
			`Look for ${orderIds} in the KiriminAja dashboard, or with Instant Order → Track, before you book again`,
	});
	if (outcome && 'error' in outcome) throw outcome.error;
	return outcome?.result ?? [];
}

const PATH = '/api/mitra/v6.2/instant/request_pickup';

/** The package as booked, with the bill of them all, when the answer has its row. */
function bookedIn({ entry, reference }: Numbered, body: IDataObject): IDataObject | undefined {
	const result = rowOr(payloadOf(body));
	const found = rowOf(result.packages, reference);
	if (found === undefined || saysNo(found)) return undefined;
	const { status, live_track_url: liveTrackingUrl, ...row } = found;
	const payment = paymentOf(rowOr(result.payment));
	return {
		// The observed answer has the sender once for all packages, the documented one in each.
		origin: camelKeys(rowOr(result.origin)),
		driver: null,
		vehicle: entry.vehicle ?? 'motor',
		...camelKeys(row),
		...payment,
		orderId: reference,
		awb: textOrNull(row.awb),
		state: instantStateOf(status, payment.paymentStatus),
		statusCode: textOrNull(status),
		service: sameSpelling(row.service, entry.service),
		serviceType: sameSpelling(row.service_type, entry.serviceType),
		liveTrackingUrl: textOrNull(liveTrackingUrl),
		shippingCost: entry.shippingCost,
		message: textOrNull(body.text ?? body.message),
		alreadyExisted: false,
	};
}

async function findBooked({ call, entry, reference: orderId }: Numbered): Promise<Found> {
	const answer = await tryTrackInstant(call, orderId);
	const asked = { ...entry, orderId, isNumberMade: isNumberMade(call, orderId) };
	return foundIn(answer, asked, (body) => {
		const shipment = instantShipmentOf(body);
		return {
			orderId: textOrNull(shipment.orderId),
			state: textIn(shipment.state),
			statusCode: null,
			destination: rowOr(shipment.destination),
			shippingCost: shipment.shippingCost as number | null,
			shipment: {
				...NOT_TRACKED,
				...picked(shipment),
				orderId,
				service: sameSpelling(shipment.service, entry.service),
				serviceType: sameSpelling(shipment.serviceType, entry.serviceType),
				alreadyExisted: true,
			},
		};
	});
}

/** What tracking tells in the words of a booking. */
function picked({
	origin,
	destination,
	driver,
	awb,
	state,
	shippingCost,
	liveTrackingUrl,
}: IDataObject): IDataObject {
	return { origin, destination, driver, awb, state, shippingCost, liveTrackingUrl };
}

/** What only the answer to a booking tells. */
const NOT_TRACKED = {
	vehicle: null,
	paymentId: null,
	paymentMethod: null,
	paymentStatus: null,
	paid: null,
	amount: null,
	qrContent: null,
	payTime: null,
	payTimeIso: null,
	statusCode: null,
	message: null,
};

/** Texts and numbers that stand for the same state of a bill. docs/contracts/kiriminaja.md §4.3 */
const PAYMENT_STATUS = new Map([
	['pembayaran berhasil', 'paid'],
	['0', 'paid'],
	['billing siap dibayar', 'unpaid'],
	['9', 'unpaid'],
]);

function paymentOf({
	status_code,
	...payment
}: IDataObject): IDataObject & { paymentStatus: string } {
	const text = textIn(status_code).toLowerCase();
	const paymentStatus = PAYMENT_STATUS.get(text) ?? text;
	return {
		...camelKeys(payment),
		paymentId: textOrNull(payment.payment_id),
		paymentStatus,
		paid: paymentStatus === 'paid',
		amount: rupiahIn(payment.amount),
		qrContent: textOrNull(payment.qr_content),
		payTime: payment.pay_time ?? null,
		payTimeIso: toIso(payment.pay_time) ?? null,
	};
}

const result = z.object({
	payment: z.object({
		payment_id: z.string(),
		amount: z.number(),
		status_code: z.string(),
		qr_content: z.string().nullable(),
		pay_time: z.string().nullable(),
	}),
	packages: z.array(
		z.object({
			order_id: z.string(),
			service: z.string(),
			service_type: z.string(),
			status: z.number(),
			destination: z.object({ name: z.string() }),
		}),
	),
});
/** As documented, and as a merchant has seen it. */
const documented = z.union([z.object({ result }), z.object({ results: result })]);
