import type { Input } from '../../bodies.ts';
import { invalid, type Failure } from '../answers.ts';
import { debit, rupiah } from '../credit.ts';
import { qrisContent } from '../qris.ts';
import { duplicate, keptId, replayed } from '../orderIds.ts';
import type { KiriminAja, KiriminAjaState } from '../state.ts';
import {
	nextInstantAwb,
	polyLine,
	type InstantOrder,
	type InstantPayment,
	type InstantPlace,
} from './orders.ts';
import { instantOrdersOf, searchDriver } from './lifecycle.ts';
import { ADMIN_FEE, beyondLimits } from './prices.ts';
import { instantBookingErrors, instantBookingErrorsV4, noteErrors } from './rules.ts';

const method = 'instant_request_pickup';

export interface InstantBooking {
	status: true;
	payment: InstantPayment;
	orders: InstantOrder[];
}

/** One package, whichever version it was booked with. */
interface Parcel {
	orderId: string;
	service: string;
	serviceType: string;
	vehicle: string;
	insuranceType: string;
	shippingCost: number;
	itemValue: number;
	itemNames: string;
	weight: number;
	origin: InstantPlace;
	destination: InstantPlace;
}

interface Place {
	name: string;
	phone: string;
	address: string;
	address_note: string;
	latitude: number;
	longitude: number;
}

interface Item {
	name: string;
	price: number;
	weight: number;
	qty?: number;
}

interface Request extends Place {
	zipcode: string;
	payment_method?: 'credit' | 'va' | 'qris';
	pin?: string;
	packages: Array<{
		order_id: string;
		destination: Place;
		service: string;
		service_type: string;
		vehicle: string;
		shipping_cost: number;
		insurance_type?: 'none' | 'basic' | 'premium';
		items: Item[];
	}>;
}

/** All packages or none: docs/contracts/kiriminaja.md §2.6. */
export function bookInstant(service: KiriminAja, input: Input): InstantBooking | Failure {
	const { state } = service;
	const paysNow = state.settings.accountPayment !== 'TOP';
	const errors = {
		...noteErrors(input),
		...instantBookingErrors(input, paysNow, state.settings),
	};
	const refusal = invalid(method, errors);
	if (refusal) return refusal;

	const wanted = input as unknown as Request;
	const parcels = wanted.packages.map((row) => parcelOf(row, wanted));
	const orderIds = parcels.map(({ orderId }) => orderId);
	const earlier = replayed(state, state.instantPayments, orderIds);
	if (earlier) return { status: true, payment: earlier, orders: instantOrdersOf(service, earlier) };
	const failure = duplicate(state, orderIds) ?? firstFailure(parcels);
	if (failure) return { ...failure, method };

	const paymentMethod = paysNow ? (wanted.payment_method ?? 'va') : 'cash';
	const total = sum(parcels.map((parcel) => parcel.shippingCost));
	const unpaid = paymentMethod === 'credit' ? debit(state, method, wanted.pin, total) : undefined;
	if (unpaid) return unpaid;
	return keep(service, parcels, paymentMethod, state.settings.instantShape);
}

interface RequestV4 {
	service: string;
	service_type: string;
	vehicle: string;
	order_prefix: string;
	packages: Array<{
		origin_name: string;
		origin_phone: string;
		origin_lat: number;
		origin_long: number;
		origin_address: string;
		origin_address_note: string;
		destination_name: string;
		destination_phone: string;
		destination_lat: number;
		destination_long: number;
		destination_address: string;
		destination_address_note: string;
		shipping_price: number;
		item: Item;
	}>;
}

/** The older booking: it makes the order ids and bills every account that does not pay later. */
export function bookInstantV4(service: KiriminAja, input: Input): InstantBooking | Failure {
	const { state } = service;
	const refusal = invalid(method, instantBookingErrorsV4(input, state.settings));
	if (refusal) return refusal;
	const wanted = input as unknown as RequestV4;
	const parcels = wanted.packages.map((row, index) => parcelOfV4(row, wanted, state, index));
	const failure = firstFailure(parcels);
	if (failure) return failure;
	const isTop = state.settings.accountPayment === 'TOP';
	return keep(service, parcels, isTop ? 'cash' : 'va', 'documented');
}

function keep(
	service: KiriminAja,
	parcels: Parcel[],
	paymentMethod: InstantPayment['method'],
	shape: 'documented' | 'observed',
): InstantBooking {
	const { state } = service;
	const now = state.clock.now();
	const isBilled = paymentMethod === 'va' || paymentMethod === 'qris';
	const prefix = shape === 'documented' ? 'PID' : 'EPR';
	const paymentId = `${prefix}-${state.counters.pickup++}`;
	const shipping = sum(parcels.map((parcel) => parcel.shippingCost));
	// Published: a bill has the admin fee on top, a debit has not.
	const amount = isBilled ? shipping + ADMIN_FEE * parcels.length : shipping;
	const payment: InstantPayment = {
		paymentId,
		orderIds: parcels.map(({ orderId }) => keptId(state.settings, orderId)),
		method: paymentMethod,
		amount,
		qrContent: isBilled ? qrisContent(amount, paymentId) : null,
		createdAt: now,
		paidAt: paymentMethod === 'credit' ? now : null,
	};
	// The documented answer to a paid booking has the AWB already; the observed one never has.
	const hasAwb = !isBilled && shape === 'documented';
	const waiting = shape === 'documented' ? 100 : 110;
	const orders = parcels.map((parcel) => ({
		...parcel,
		orderId: keptId(state.settings, parcel.orderId),
		paymentId,
		statusCode: hasAwb ? 105 : isBilled ? waiting : 101,
		awb: hasAwb ? nextInstantAwb(state) : null,
		adminFee: ADMIN_FEE,
		debited: paymentMethod === 'credit' ? parcel.shippingCost : 0,
		polyLine: polyLine(parcel.origin, parcel.destination),
		driver: null,
		createdAt: now,
		allocatedAt: null,
		shippedAt: null,
		finishedAt: null,
		canceledAt: null,
		reason: null,
	}));
	state.instantPayments.push(payment);
	state.instantOrders.push(...orders);
	searchDriver(service, orders);
	return { status: true, payment, orders };
}

function firstFailure(parcels: Parcel[]): Failure | undefined {
	for (const parcel of parcels) {
		const failure =
			beyondLimits(parcel.origin, parcel.destination, parcel.weight) ?? beyondCap(parcel);
		if (failure) return failure;
	}
	return undefined;
}

/** One cap is published, for `basic`; that of `premium` is the sandbox's. */
const insuranceCaps: Record<string, number> = { basic: 3_000_000, premium: 10_000_000 };

function beyondCap(parcel: Parcel): Failure | undefined {
	const cap = insuranceCaps[parcel.insuranceType];
	if (cap === undefined || parcel.itemValue <= cap) return undefined;
	const type = ['mobil', 'car'].includes(parcel.vehicle) ? 'car' : 'motorcycle';
	const text = `Total nilai barang melebihi cap pertanggungan untuk service ${parcel.service} tipe ${type} (${rupiah(cap)}).`;
	return { code: 4101, text };
}

function parcelOf(row: Request['packages'][number], wanted: Request): Parcel {
	return {
		orderId: row.order_id,
		service: row.service,
		serviceType: row.service_type,
		vehicle: row.vehicle,
		insuranceType: row.insurance_type ?? 'none',
		shippingCost: row.shipping_cost,
		itemValue: sum(row.items.map((item) => item.price * (item.qty ?? 1))),
		itemNames: row.items.map((item) => item.name).join(', '),
		weight: sum(row.items.map((item) => item.weight * (item.qty ?? 1))),
		origin: { ...placeOf(wanted), zipCode: wanted.zipcode },
		destination: placeOf(row.destination),
	};
}

function placeOf({ name, phone, address, address_note, latitude, longitude }: Place): InstantPlace {
	const addressNote = address_note;
	return { name, phone, address, addressNote, zipCode: null, latitude, longitude };
}

function parcelOfV4(
	row: RequestV4['packages'][number],
	wanted: RequestV4,
	state: KiriminAjaState,
	index: number,
): Parcel {
	const number = `${state.counters.pickup}${String(777 + index)}`;
	return {
		orderId: `${wanted.order_prefix}-${number}`,
		service: wanted.service,
		serviceType: wanted.service_type,
		vehicle: wanted.vehicle,
		insuranceType: 'none',
		shippingCost: row.shipping_price,
		itemValue: row.item.price,
		itemNames: row.item.name,
		weight: row.item.weight,
		origin: {
			name: row.origin_name,
			phone: row.origin_phone,
			address: row.origin_address,
			addressNote: row.origin_address_note,
			zipCode: null,
			latitude: row.origin_lat,
			longitude: row.origin_long,
		},
		destination: {
			name: row.destination_name,
			phone: row.destination_phone,
			address: row.destination_address,
			addressNote: row.destination_address_note,
			zipCode: null,
			latitude: row.destination_lat,
			longitude: row.destination_long,
		},
	};
}

function sum(amounts: number[]): number {
	return amounts.reduce((total, amount) => total + amount, 0);
}
