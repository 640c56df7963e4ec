import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { camelKeys, textOrNull } from '../../../shared/run/items';
import { createOnce } from '../../../shared/ledger/once';
import type { Call } from '../../../shared/run/operation';
import { derivedReference } from '../../../shared/ledger/reference';
import type { Answer } from '../../../shared/wire/request';
import { checkShape } from '../../../shared/wire/shape';
import { toIso } from '../../../shared/values/time';
import { numberIn } from '../../../shared/values/kinds';
import { kiriminAja, payloadOf } from '../../wire/api';
import { isTaken } from '../../wire/orderIds';
import { PIN_REFUSED_EARLIER, pinWasRefused, rememberRefusedPin } from '../../wire/pin';
import { instantStateOf } from '../../wire/states';
import { bodyOf, type NumberedPackage } from './bookingBody';
import type { Booking } from './bookingForm';
import { findBooked } from './findBooked';

/** Books the packages of one input item in one request, at most once in an execution. */
export async function book(call: Call, booking: Booking): Promise<IDataObject[]> {
	const prefix = booking.additionalFields.orderIdPrefix ?? 'N8N-';
	const packages = booking.packages.map((entry, index) => ({
		...entry,
		orderId: entry.orderId ?? derivedReference(call, prefix, index),
	}));
	const orderIds = packages.map(({ orderId }) => orderId).join(', ');
	const outcome = await createOnce(call, {
		reference: orderIds,
		send: async () => await send(call, booking, packages),
		isTaken,
		lookUp: async () => await findBooked(call, packages),
		howToCheck: `Look for ${orderIds} in the KiriminAja dashboard, or with Instant Order → Track, before you book again`,
	});
	if ('existing' in outcome) return outcome.existing;
	checkShape(call, documented, outcome.created);
	return booked(packages, (payloadOf(outcome.created) ?? {}) as IDataObject);
}

async function send(call: Call, booking: Booking, packages: NumberedPackage[]): Promise<Answer> {
	if (booking.pin !== undefined && pinWasRefused(call)) {
		return { ok: false, failure: PIN_REFUSED_EARLIER };
	}
	const body = bodyOf(booking, packages);
	const answer = await kiriminAja.tryWrite(call, '/api/mitra/v6.2/instant/request_pickup', body);
	if (!answer.ok) rememberRefusedPin(call, answer.failure);
	return answer;
}

/** One item per package, each with the bill of them all. KiriminAja's rows are found by order id; their order is not promised. */
function booked(packages: NumberedPackage[], result: IDataObject): IDataObject[] {
	const payment = paymentOf((result.payment ?? {}) as IDataObject);
	const rows = Array.isArray(result.packages) ? (result.packages as IDataObject[]) : [];
	const sender = camelKeys((result.origin ?? {}) as IDataObject);
	return packages.map(({ orderId, service, serviceType, vehicle = 'motor', shippingCost }) => {
		const row = rows.find((candidate) => String(candidate.order_id) === orderId) ?? {};
		const { status, ...rest } = row;
		return {
			// The observed answer has the sender once for all packages, the documented one in each.
			origin: sender,
			driver: null,
			vehicle,
			...camelKeys(rest),
			...payment,
			orderId,
			awb: textOrNull(row.awb),
			state: instantStateOf(status, payment.paymentStatus),
			statusCode: textOrNull(status),
			service: sameSpelling(row.service, service),
			serviceType: sameSpelling(row.service_type, serviceType),
			liveTrackUrl: textOrNull(row.live_track_url),
			shippingCost,
			alreadyExisted: false,
		};
	});
}

/** KiriminAja answers `Instant` where `instant` was sent. docs/contracts/kiriminaja.md §2.6 */
function sameSpelling(answered: unknown, sent: string): string {
	const word = textOrNull(answered) ?? sent;
	return word.toLowerCase() === sent.toLowerCase() ? sent : word;
}

/** Texts and numbers that stand for the same state of a bill. docs/contracts/kiriminaja.md §4.3 */
const PAYMENT_STATUS = new Map([
	['pembayaran berhasil', 'paid'],
	['0', 'paid'],
	['billing siap dibayar', 'unpaid'],
	['9', 'unpaid'],
]);

function paymentOf({ status_code, ...payment }: IDataObject) {
	const text = String(status_code ?? '').toLowerCase();
	const paymentStatus = PAYMENT_STATUS.get(text) ?? text;
	return {
		...camelKeys(payment),
		paymentId: textOrNull(payment.payment_id),
		paymentStatus,
		paid: paymentStatus === 'paid',
		amount: numberIn(payment.amount) ?? null,
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
