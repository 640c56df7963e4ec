import {
	json,
	useVendor,
	type Reply,
	type ScriptedVendor,
	type VendorCall,
} from '../../support/scriptedVendor';

/** What the three vendors do when nothing goes wrong, in short; written from docs/contracts. */
export const TRANSFER = 'POST /p2p-transaction/';
export const PAYMENT = 'POST /api.php?action=payment';
export const STATUS = 'GET /api.php?action=status';
export const BOOKING = 'POST /api/mitra/v6.2/request_pickup';
export const TRACKING = 'POST /api/mitra/tracking';

export interface Transfer {
	requestId: string;
	mobileNumber: string;
	destination: string;
	payments: Array<{ pocketId: string; amount: number; reference: string }>;
}

export interface Package {
	order_id: string;
	destination_name: string;
	destination_phone: string;
	destination_address: string;
	cod: number;
	shipping_cost: number;
	service: string;
	service_type: string;
}
export interface Parcel extends Package {
	pickupNumber: string;
	/** 101 booked, 300 canceled, 400 returned … docs/contracts/kiriminaja.md §4.1 */
	statusCode: number;
}
export interface Booking {
	payment_method?: string;
	pin?: string;
	packages: Package[];
}

export interface Payment {
	order_id: string;
	amount: number;
	customer_name: string;
	customer_email: string;
	status: 'pending' | 'paid' | 'failed' | 'expired';
}

/** What the vendors have on record. */
export interface Records {
	transfers: Transfer[];
	parcels: Parcel[];
	payments: Payment[];
}

/** Lets a scripted vendor keep books: the three creates and their look-ups. Later scripts of a test go before these. */
export function keepsBooks(vendor: ScriptedVendor): Records {
	const records: Records = { transfers: [], parcels: [], payments: [] };
	vendor.on(TRANSFER, (call) => transferred(records, call));
	vendor.on(BOOKING, (call) => booked(records, call));
	vendor.on(TRACKING, (call) => tracked(records, call));
	vendor.on(PAYMENT, (call) => linked(records, call));
	vendor.on(STATUS, (call) => lookedUp(records, call));
	return records;
}

/** A scripted vendor that keeps books, and its books, fresh for each test. Read them inside tests only. */
export function useBooks(): { vendor: { current: ScriptedVendor }; records: Records } {
	const vendor = useVendor();
	const records: Records = { transfers: [], parcels: [], payments: [] };
	beforeEach(() => void Object.assign(records, keepsBooks(vendor.current)));
	return { vendor, records };
}

/** KasPro has no look-up and, for all that is known, does not refuse a repeated request id. */
export function transferred({ transfers }: Records, { body }: VendorCall): Reply {
	const transfer = body as Transfer;
	transfers.push(transfer);
	return json({
		responseId: `OLSP2${transfers.length}`,
		code: 0,
		message: 'Berhasil',
		data: {
			pocketId: 2,
			walletTransactions: [
				{
					account: transfer.destination,
					amount: transfer.payments[0]?.amount,
					reference: transfer.payments[0]?.reference,
					balanceBefore: '1250000',
					balanceAfter: '1225000',
				},
			],
		},
	});
}

/** One repeated order id refuses the whole booking. */
export function booked({ parcels }: Records, { body }: VendorCall): Reply {
	const booking = body as Booking;
	const repeated = booking.packages.find(({ order_id }) => parcelOf(parcels, order_id));
	if (repeated) return refusal(422, `order_id ${repeated.order_id} sudah ada.`);
	const pickupNumber = `EPR-${1000 + parcels.length}`;
	for (const one of booking.packages) parcels.push({ ...one, pickupNumber, statusCode: 101 });
	return bookingAnswer(booking.packages, pickupNumber);
}

export function bookingAnswer(packages: Package[], pickupNumber: string): Reply {
	return json({
		status: true,
		text: 'Request pickup berhasil',
		method: 'request_pickup',
		payment_status: 'paid',
		payment_method: 'va',
		qr_url: null,
		details: packages.map(({ order_id, service, service_type }) => ({
			order_id,
			kj_order_id: `OKA${order_id}`,
			awb: null,
			service,
			service_type,
		})),
		pickup_number: pickupNumber,
	});
}

/** KiriminAja's way of saying no. docs/contracts/kiriminaja.md §1.6 E1 */
export const refusal = (code: number, text: string, status = 200): Reply =>
	json({ status: false, code, text, method: 'request_pickup' }, status);

const parcelOf = (parcels: Parcel[], orderId: string) =>
	parcels.find(({ order_id }) => order_id === orderId);

export function tracked({ parcels }: Records, { body }: VendorCall): Reply {
	const parcel = parcelOf(parcels, (body as { order_id: string }).order_id);
	if (!parcel) return notTracked;
	const canceled = parcel.statusCode === 300;
	const text = canceled ? 'Paket dibatalkan' : 'Paket dibuat oleh KiriminAja';
	return json({
		status: true,
		text,
		method: 'shTracking',
		status_code: parcel.statusCode,
		details: {
			awb: null,
			signature_code: null,
			sorting_code: null,
			order_id: parcel.order_id,
			status_code: null,
			estimation: '2-3',
			service: parcel.service,
			service_name: parcel.service_type,
			drop: false,
			shipped_at: null,
			delivered: false,
			delivered_at: null,
			refunded: false,
			refunded_at: '',
			images: { camera_img: null, signature_img: null, pop_img: null },
			costs: {
				add_cost: 0,
				currency: 'IDR',
				cod: parcel.cod,
				insurance_amount: 0,
				insurance_percent: 0,
				discount_amount: 0,
				subsidi_amount: 0,
				shipping_cost: parcel.shipping_cost,
				correction: 0,
			},
			origin: {
				name: 'Toko Sumber Rejeki',
				address: 'Kiriminaja Head, Jalan Palagan No 32',
				phone: '6281234567890',
				city: 'Kabupaten Sleman',
				zip_code: '55581',
			},
			destination: {
				name: parcel.destination_name,
				address: parcel.destination_address,
				phone: parcel.destination_phone,
				city: 'Kota Surabaya',
				zip_code: '60143',
			},
		},
		histories: [
			{
				created_at: '2026-07-19 14:40:42',
				status: text,
				status_code: 100,
				driver: '',
				receiver: '',
			},
		],
	});
}

export const notTracked = json({ status: false, text: 'data not found', method: 'shTracking' });

/** Kirimo refuses a repeated order_id. docs/contracts/kirimo.md §3.1 */
export function linked({ payments }: Records, { body }: VendorCall): Reply {
	const asked = body as Payment;
	const order_id = asked.order_id ?? `ORD-${payments.length}`;
	if (payments.some((one) => one.order_id === order_id)) {
		return json({ status: 'error', message: 'order_id sudah digunakan.' }, 400);
	}
	const payment: Payment = { ...asked, order_id, status: 'pending' };
	payments.push(payment);
	return json({
		status: 'success',
		message: 'Transaksi berhasil dibuat.',
		data: { ...paymentRow(payment), reference: `D${700100000 + payments.length}` },
	});
}

export function lookedUp({ payments }: Records, { query }: VendorCall): Reply {
	const payment = payments.find(({ order_id }) => order_id === query.order_id);
	if (!payment) return json({ status: 'error', message: 'Transaksi tidak ditemukan.' }, 404);
	return json({
		status: 'success',
		data: {
			...paymentRow(payment),
			customer_name: payment.customer_name,
			created_at: '2026-11-21 09:15:00',
			paid_at: payment.status === 'paid' ? '2026-11-21 09:20:00' : null,
		},
	});
}

function paymentRow({ order_id, amount, status }: Payment) {
	const fee = Math.floor(amount * 0.02);
	return {
		order_id,
		amount,
		fee,
		net_amount: amount - fee,
		status,
		payment_url: `https://sandbox.duitku.com/topup/topupdirect/${order_id}`,
	};
}
