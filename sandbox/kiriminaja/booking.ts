import type { Input } from '../bodies.ts';
import { invalid, type Failure } from './answers.ts';
import { cityOf, districtOf, findDistrict, findSubdistrict } from './areas.ts';
import { bookingErrors } from './bookingRules.ts';
import { findExpressService } from './couriers.ts';
import { debit } from './credit.ts';
import { ordersOf } from './lifecycle.ts';
import { duplicate, keptId, replayed } from './orderIds.ts';
import { qrisContent } from './qris.ts';
import type { KiriminAjaSettings } from './settings.ts';
import { type ExpressOrder, type KiriminAja, type Pickup, type Place } from './state.ts';

const method = 'request_pickup';

/** The fields of a package that the sandbox looks at, once they have passed bookingRules. */
interface PackageRow {
	order_id: string;
	destination_name: string;
	destination_phone: string;
	destination_address: string;
	destination_kecamatan_id?: number;
	destination_kelurahan_id?: number;
	destination_zipcode?: string;
	weight: number;
	item_value: number;
	shipping_cost: number;
	service: string;
	service_type: string;
	insurance_amount?: number;
	add_cost?: number;
	cod: number;
	drop?: boolean;
	discount_amount?: number;
}

interface PickupRequest {
	address: string;
	name: string;
	phone: string;
	kecamatan_id?: number;
	kelurahan_id?: number;
	zipcode?: string;
	schedule: string;
	payment_method?: 'credit' | 'qris';
	pin?: string;
	packages: PackageRow[];
}

export interface Booking {
	status: true;
	pickup: Pickup;
	orders: ExpressOrder[];
}

/** All packages or none: docs/contracts/kiriminaja.md §2.5. */
export function book(service: KiriminAja, input: Input, knowsPayment: boolean): Booking | Failure {
	const { state } = service;
	const isTop = state.settings.accountPayment === 'TOP';
	const paysNow = knowsPayment && !isTop;
	const refusal = invalid(method, bookingErrors(input, paysNow, state));
	if (refusal) return refusal;

	const wanted = input as unknown as PickupRequest;
	const byCredit = paysNow && wanted.payment_method === 'credit';
	const orderIds = wanted.packages.map((row) => row.order_id);
	const earlier = replayed(state, state.pickups, orderIds);
	if (earlier) return { status: true, pickup: earlier, orders: ordersOf(service, earlier) };
	const total = sum(wanted.packages.map((row) => debitFor(row, state.settings)));
	const failure =
		duplicate(state, orderIds) ??
		(byCredit ? (codOnCredit(wanted) ?? debit(state, method, wanted.pin, total)) : undefined);
	if (failure) return { method, ...failure };

	const now = state.clock.now();
	const billed = isTop ? [] : wanted.packages.filter((row) => row.cod === 0);
	const pickupNumber = `EPR-${state.counters.pickup++}`;
	const amount = sum(billed.map((row) => row.shipping_cost));
	const hasQris = billed.length > 0 && !byCredit;
	const pickup: Pickup = {
		pickupNumber,
		orderIds: orderIds.map((id) => keptId(state.settings, id)),
		schedule: wanted.schedule,
		paymentMethod: byCredit ? 'credit' : hasQris ? 'va' : 'cash',
		amount,
		qrContent: hasQris ? qrisContent(amount, pickupNumber) : null,
		createdAt: now,
		paidAt: byCredit ? now : null,
	};
	const orders = wanted.packages.map((row) => newOrder(row, wanted, pickup, state.settings));
	state.pickups.push(pickup);
	state.orders.push(...orders);
	return { status: true, pickup, orders };
}

function codOnCredit({ packages }: PickupRequest): Failure | undefined {
	if (packages.every((row) => row.cod === 0)) return undefined;
	return { method, code: 4003, text: 'Paket COD tidak dapat dibayar dengan KA Credit.' };
}

function debitFor(row: PackageRow, { creditTotal }: KiriminAjaSettings): number {
	const { shipping_cost, insurance_amount = 0, add_cost = 0 } = row;
	return creditTotal === 'shipping' ? shipping_cost : shipping_cost + insurance_amount + add_cost;
}

function newOrder(
	row: PackageRow,
	wanted: PickupRequest,
	pickup: Pickup,
	settings: KiriminAjaSettings,
): ExpressOrder {
	const byCredit = pickup.paymentMethod === 'credit';
	return {
		orderId: keptId(settings, row.order_id),
		kjOrderId: `OKA${row.order_id.replace(/[^A-Za-z0-9]/g, '')}`,
		pickupNumber: pickup.pickupNumber,
		service: row.service,
		serviceType: row.service_type,
		statusCode: 101,
		awb: null,
		sortingCode: null,
		cod: row.cod,
		shippingCost: row.shipping_cost,
		correction: 0,
		debited: byCredit ? debitFor(row, settings) : 0,
		insuranceAmount: row.insurance_amount ?? 0,
		addCost: row.add_cost ?? 0,
		itemValue: row.item_value,
		discountAmount: row.discount_amount ?? 0,
		weight: row.weight,
		drop: row.drop ?? false,
		estimation: findExpressService(row.service, row.service_type)?.tariff?.etd ?? '2-4',
		origin: {
			name: wanted.name,
			address: wanted.address,
			phone: wanted.phone,
			...cityAndZip(wanted.kecamatan_id, wanted.kelurahan_id, wanted.zipcode),
		},
		destination: {
			name: row.destination_name,
			address: row.destination_address,
			phone: row.destination_phone,
			...cityAndZip(
				row.destination_kecamatan_id,
				row.destination_kelurahan_id,
				row.destination_zipcode,
			),
		},
		createdAt: pickup.createdAt,
		shippedAt: null,
		finishedAt: null,
		canceledAt: null,
		returnedAt: null,
		rejectedAt: null,
		reason: null,
		histories: [
			{
				at: pickup.createdAt,
				text: 'Paket dibuat oleh KiriminAja',
				statusCode: 100,
				receiver: '',
			},
		],
	};
}

function cityAndZip(
	districtId: number | undefined,
	subdistrictId: number | undefined,
	zipcode: string | undefined,
): Pick<Place, 'city' | 'zipCode'> {
	const subdistrict = findSubdistrict(subdistrictId);
	const district = findDistrict(districtId) ?? (subdistrict && districtOf(subdistrict));
	const city = district && cityOf(district);
	return {
		city: city ? `${city.type} ${city.kabupaten_name}` : '',
		zipCode: zipcode || subdistrict?.postcode || null,
	};
}

function sum(amounts: number[]): number {
	return amounts.reduce((total, amount) => total + amount, 0);
}
