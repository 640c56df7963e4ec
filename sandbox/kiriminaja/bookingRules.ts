import { isObject, type Input } from '../bodies.ts';
import { cityOf, districtOf, findDistrict, findSubdistrict, type District } from './areas.ts';
import { findCourier, findExpressService } from './couriers.ts';
import { prefixErrors } from './orderIds.ts';
import { pickupComplaint } from './pickupTimes.ts';
import { priceList } from './prices.ts';
import type { KiriminAjaSettings } from './settings.ts';
import type { KiriminAjaState } from './state.ts';
import {
	check,
	invalidText,
	isAbsent,
	requiredText,
	type Errors,
	type FieldRule,
	type Rules,
} from './validation.ts';

/** The request tables of docs/contracts/kiriminaja.md §2.5, line by line. */

const phone: FieldRule = {
	type: 'string',
	required: true,
	min: 9,
	max: 13,
	pattern: /^(08|62)\d+$/,
};
const name: FieldRule = {
	type: 'string',
	required: true,
	min: 1,
	max: 50,
};
const areaId: FieldRule = { type: 'integer', min: 1 };
const zipcode: FieldRule = { type: 'string', max: 5 };
const centimetres: FieldRule = { type: 'integer', required: true, min: 1 };
const rupiah: FieldRule = { type: 'integer', min: 0 };

const pickupRules: Rules = {
	address: { type: 'string', required: true, min: 10, max: 200 },
	name,
	phone,
	kecamatan_id: areaId,
	kelurahan_id: areaId,
	zipcode,
	latitude: { type: 'number', min: -90, max: 90 },
	longitude: { type: 'number', min: -180, max: 180 },
	platform_name: { type: 'string' },
	schedule: { type: 'string', required: true },
	packages: { type: 'array', required: true, min: 1 },
	dropoff: { type: 'boolean' },
};

const paymentRules: Rules = {
	payment_method: { type: 'string', oneOf: ['credit', 'qris'] },
	pin: { type: 'string', pattern: /^\d{6}$/ },
};

const packageRules: Rules = {
	order_id: { type: 'string', required: true, max: 20, pattern: /^\p{L}/u },
	destination_name: name,
	destination_phone: phone,
	destination_address: { type: 'string', required: true, min: 10, max: 255 },
	destination_provinsi_id: areaId,
	destination_kabupaten_id: areaId,
	destination_kecamatan_id: areaId,
	destination_kelurahan_id: areaId,
	destination_zipcode: zipcode,
	destination_latitude: { type: 'number', min: -90, max: 90 },
	destination_longitude: { type: 'number', min: -180, max: 180 },
	weight: { type: 'integer', required: true, min: 1 },
	width: centimetres,
	length: centimetres,
	height: centimetres,
	qty: { type: 'integer', min: 1 },
	item_name: { type: 'string', required: true, max: 255 },
	item_value: { type: 'integer', required: true, min: 1000 },
	items: { type: 'array' },
	shipping_cost: { ...rupiah, required: true, min: 1 },
	service: { type: 'string', required: true },
	service_type: { type: 'string', required: true },
	package_type_id: { type: 'integer', required: true, min: 1, max: 10 },
	insurance_amount: { type: 'number', min: 0 },
	is_with_insurance: { type: 'boolean' },
	add_cost: rupiah,
	cod: { ...rupiah, required: true },
	drop: { type: 'boolean' },
	note: { type: 'string', max: 50, pattern: /^[A-Za-z0-9 ./:,+\-()'"_&;?]*$/ },
	discount_amount: { type: 'number', min: 0 },
	discount_percentage: { type: 'number', min: 0 },
	shipping_discount_amount: { type: 'number', min: 0 },
};

const itemRules: Rules = {
	name: { type: 'string', required: true },
	price: { ...rupiah, required: true },
	qty: { type: 'integer', required: true, min: 1 },
	weight: { type: 'integer', required: true, min: 1 },
	width: { type: 'integer', min: 1 },
	length: { type: 'integer', min: 1 },
	height: { type: 'integer', min: 1 },
};

/** Every complaint about a booking. Payment fields exist since v6.2 and mean nothing to TOP accounts. */
export function bookingErrors(
	input: Input,
	paysNow: boolean,
	{ settings, clock }: KiriminAjaState,
): Errors {
	const errors = check(input, pickupRules);
	addMissing(errors, nameErrors('name', input, settings));
	if (!isAbsent(input.schedule) && !isSchedule(input.schedule)) {
		errors.schedule ??= 'The schedule does not match the format Y-m-d H:i:s.';
	}
	const packages: unknown[] = Array.isArray(input.packages) ? input.packages : [];
	const isBrought = input.dropoff === true || packages.every((one) => isObject(one) && one.drop);
	if (errors.schedule === undefined && !isBrought) {
		const complaint = pickupComplaint(String(input.schedule), clock.now(), settings.pickupTimes);
		if (complaint) errors.schedule = complaint;
	}
	checkArea(input, '', errors);
	if (settings.kelurahan !== 'nobody' && isAbsent(input.kelurahan_id)) {
		errors.kelurahan_id ??= requiredText('kelurahan_id');
	}
	if (paysNow) Object.assign(errors, check(input, paymentRules));
	if (paysNow && input.payment_method === 'credit' && isAbsent(input.pin)) {
		errors.pin ??= requiredText('pin');
	}
	for (const one of packages) addMissing(errors, packageErrors(one, input, settings));
	const orderIds = packages.map((one) => (isObject(one) ? one.order_id : undefined));
	addMissing(errors, prefixErrors(settings, orderIds));
	return errors;
}

function packageErrors(value: unknown, pickup: Input, settings: KiriminAjaSettings): Errors {
	if (!isObject(value)) return { packages: 'The packages must be an array of objects.' };
	const errors = check(value, packageRules);
	addMissing(errors, nameErrors('destination_name', value, settings));
	checkArea(value, 'destination_', errors);
	const items: unknown[] = Array.isArray(value.items) ? value.items : [];
	for (const item of items) {
		addMissing(errors, isObject(item) ? check(item, itemRules) : { items: invalidText('items') });
	}
	if (settings.kelurahan === 'everyone' && isAbsent(value.destination_kelurahan_id)) {
		errors.destination_kelurahan_id ??= requiredText('destination_kelurahan_id');
	}
	checkService(value, pickup, errors);
	if (Object.keys(errors).length > 0) return errors;
	return { ...offerErrors(value, pickup, settings), ...codErrors(value, settings) };
}

function checkService(row: Input, pickup: Input, errors: Errors): void {
	const courier = findCourier(row.service);
	if (courier?.type !== 'Express') {
		errors.service ??= invalidText('service');
		return;
	}
	if (!findExpressService(row.service, row.service_type)) {
		errors.service_type ??= invalidText('service_type');
	}
	if (courier.geolocation) {
		if (isAbsent(pickup.latitude)) errors.latitude ??= requiredText('latitude');
		if (isAbsent(pickup.longitude)) errors.longitude ??= requiredText('longitude');
	}
	if (courier.kelurahan && isAbsent(row.destination_kelurahan_id)) {
		errors.destination_kelurahan_id ??= requiredText('destination_kelurahan_id');
	}
}

/** WooCommerce strips names to letters, digits and blanks, because symbols and HTML entities were refused. */
export function nameErrors(field: string, row: Input, { nameSymbols }: KiriminAjaSettings): Errors {
	const name = row[field];
	if (isAbsent(name)) return {};
	const plain = /^[\p{L}\p{M}\p{N} ]+$/u;
	const withSome = /^[\p{L}\p{M}\p{N} .,'/()-]+$/u;
	const isRight = (nameSymbols === 'refused' ? plain : withSome).test(String(name));
	return isRight ? {} : { [field]: `The ${field.replaceAll('_', ' ')} format is invalid.` };
}

/** The price list of the route has what can be booked: docs/contracts/kiriminaja.md §2.3. */
function offerErrors(row: Input, pickup: Input, { services }: KiriminAjaSettings): Errors {
	const origin = districtIn(pickup, '');
	const destination = districtIn(row, 'destination_');
	if (services === 'listed' || !origin || !destination) return {};
	const offers = priceList({
		origin,
		destination,
		weight: Number(row.weight),
		itemValue: Number(row.item_value),
		courierCodes: [String(row.service)],
		hasKelurahan: [pickup.kelurahan_id, row.destination_kelurahan_id].every((id) => !isAbsent(id)),
	});
	const isOffered = offers.some((offer) => offer.service_type === row.service_type);
	return isOffered ? {} : { service_type: invalidText('service_type') };
}

function districtIn(row: Input, prefix: string): District | undefined {
	const subdistrict = findSubdistrict(row[`${prefix}kelurahan_id`]);
	return findDistrict(row[`${prefix}kecamatan_id`]) ?? (subdistrict && districtOf(subdistrict));
}

const COD = { least: 10_000, most: 3_000_000 };

/** docs/contracts/kiriminaja.md §2.2, §2.3 */
function codErrors(row: Input, { codRange }: KiriminAjaSettings): Errors {
	const cod = Number(row.cod);
	if (cod === 0) return {};
	const isCargo = findExpressService(row.service, row.service_type)?.courier_group === 'cargo';
	if (!findCourier(row.service)?.cod || isCargo) {
		return { cod: 'The selected service does not support COD.' };
	}
	if (codRange === 'any' || (cod >= COD.least && cod <= COD.most)) return {};
	return { cod: `The cod must be between ${COD.least} and ${COD.most}.` };
}

/**
 * Only the Indonesian names count (docs/contracts/kiriminaja.md §5). The district may be left out the way
 * WooCommerce does it: a sub-district alone, without city or province beside it.
 */
function checkArea(row: Input, prefix: '' | 'destination_', errors: Errors): void {
	const fields = {
		provinsi: `${prefix}provinsi_id`,
		kabupaten: `${prefix}kabupaten_id`,
		kecamatan: `${prefix}kecamatan_id`,
		kelurahan: `${prefix}kelurahan_id`,
	};
	const subdistrict = findSubdistrict(row[fields.kelurahan]);
	if (!isAbsent(row[fields.kelurahan]) && !subdistrict) {
		errors[fields.kelurahan] ??= invalidText(fields.kelurahan);
	}
	if (isAbsent(row[fields.kecamatan])) {
		const alone = isAbsent(row[fields.kabupaten]) && isAbsent(row[fields.provinsi]);
		if (!subdistrict || !alone) errors[fields.kecamatan] ??= requiredText(fields.kecamatan);
		return;
	}
	const district = findDistrict(row[fields.kecamatan]);
	if (!district) {
		errors[fields.kecamatan] ??= invalidText(fields.kecamatan);
		return;
	}
	if (subdistrict && districtOf(subdistrict) !== district) {
		errors[fields.kelurahan] ??= invalidText(fields.kelurahan);
	}
	const city = cityOf(district);
	if (!isAbsent(row[fields.kabupaten]) && row[fields.kabupaten] !== city.id) {
		errors[fields.kabupaten] ??= invalidText(fields.kabupaten);
	}
	if (!isAbsent(row[fields.provinsi]) && row[fields.provinsi] !== city.provinsi_id) {
		errors[fields.provinsi] ??= invalidText(fields.provinsi);
	}
}

/** `2026-02-31` has the right form and is no day. */
export function isSchedule(value: unknown): boolean {
	if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value)) return false;
	const time = new Date(`${value.replace(' ', 'T')}Z`);
	return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(value.replace(' ', 'T'));
}

function addMissing(errors: Errors, more: Errors): void {
	for (const [field, text] of Object.entries(more)) errors[field] ??= text;
}
