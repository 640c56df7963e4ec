import { isObject, type Input } from '../../bodies.ts';
import {
	check,
	checkInside,
	invalidText,
	isAbsent,
	requiredText,
	type Errors,
	type FieldRule,
	type Rules,
} from '../validation.ts';
import { nameErrors } from '../bookingRules.ts';
import { prefixErrors } from '../orderIds.ts';
import type { KiriminAjaSettings } from '../settings.ts';
import { instantServices, isOffered, vehicleWords } from './prices.ts';

/**
 * The request tables of docs/contracts/kiriminaja.md §2.6, line by line. Where the documentation and the
 * OpenAPI file differ, what both allow is allowed.
 */

const phone: FieldRule = {
	type: 'string',
	required: true,
	min: 9,
	max: 13,
	pattern: /^(08|62)\d+$/,
};
const latitude: FieldRule = { type: 'number', required: true, min: -90, max: 90 };
const longitude: FieldRule = { type: 'number', required: true, min: -180, max: 180 };
const address_note: FieldRule = { type: 'string', max: 100 };
const rupiah: FieldRule = { type: 'integer', required: true, min: 1 };
const centimetres: FieldRule = { type: 'integer', min: 1 };

const pickupRules: Rules = {
	address: { type: 'string', required: true, min: 20, max: 200 },
	address_note,
	name: { type: 'string', required: true, min: 10, max: 40 },
	phone,
	latitude,
	longitude,
	zipcode: { type: 'string', required: true, pattern: /^\d{5}$/ },
	packages: { type: 'array', required: true, min: 1, max: 10 },
};

/** `cash` is documented, but bookings that sent it failed (docs/contracts/kiriminaja.md §7). */
const paymentRules: Rules = {
	payment_method: { type: 'string', oneOf: ['credit', 'va', 'qris'] },
	pin: { type: 'string', pattern: /^\d{6}$/ },
};

const packageRules: Rules = {
	order_id: { type: 'string', required: true, max: 30, pattern: /^\p{L}/u },
	service: { type: 'string', required: true, oneOf: instantServices },
	service_type: { type: 'string', required: true },
	package_type_id: { type: 'integer', required: true, min: 1, max: 10 },
	shipping_cost: rupiah,
	insurance_type: { type: 'string', oneOf: ['none', 'basic', 'premium'] },
	description: { type: 'string', required: true, max: 255 },
	items: { type: 'array', required: true, min: 1 },
};

const destinationRules: Rules = {
	name: { type: 'string', required: true, max: 50 },
	phone,
	latitude,
	longitude,
	address: { type: 'string', required: true, min: 10, max: 255 },
	address_note,
};

const itemRules: Rules = {
	name: { type: 'string', required: true, max: 100 },
	description: { type: 'string', max: 255 },
	price: { type: 'integer', required: true, min: 1000 },
	weight: { type: 'integer', required: true, min: 1 },
	qty: { type: 'integer', min: 1 },
	width: centimetres,
	height: centimetres,
	length: centimetres,
};

const metadataRules: Rules = {
	sku: { type: 'string', max: 50 },
	variant_label: { type: 'string', max: 100 },
};

/** Every complaint about a v6.2 booking; payment fields mean nothing to TOP accounts. */
export function instantBookingErrors(
	input: Input,
	paysNow: boolean,
	settings: KiriminAjaSettings,
): Errors {
	const errors = check(input, pickupRules);
	addMissing(errors, nameErrors('name', input, settings));
	if (paysNow) addMissing(errors, check(input, paymentRules));
	if (paysNow && input.payment_method === 'credit' && isAbsent(input.pin)) {
		errors.pin ??= requiredText('pin');
	}
	const packages = listed(input.packages);
	for (const one of packages) addMissing(errors, packageErrors(one, settings));
	const orderIds = packages.map((one) => (isObject(one) ? one.order_id : undefined));
	addMissing(errors, prefixErrors(settings, orderIds));
	return errors;
}

/** Optional in the documentation, required in reality; a merchant saw this text. */
export function noteErrors(input: Input): Errors {
	const places: Array<[string, unknown]> = [['address_note', input]];
	for (const one of listed(input.packages)) {
		places.push(['destination.address_note', isObject(one) ? one.destination : undefined]);
	}
	const missing = places.filter(([, place]) => isObject(place) && isAbsent(place.address_note));
	return Object.fromEntries(missing.map(([field]) => [field, `${field} wajib diisi`]));
}

function packageErrors(value: unknown, settings: KiriminAjaSettings): Errors {
	if (!isObject(value)) return { packages: 'The packages must be an array of objects.' };
	const errors = check(value, packageRules);
	addMissing(errors, vehicleErrors(value, settings));
	addMissing(errors, checkInside('destination', value.destination, destinationRules));
	const recipient = isObject(value.destination) ? value.destination.name : undefined;
	addMissing(errors, nameErrors('destination.name', { 'destination.name': recipient }, settings));
	addMissing(errors, serviceTypeErrors(value));
	listed(value.items).forEach((item, index) => {
		const name = `items.${index}`;
		addMissing(errors, checkInside(name, item, itemRules));
		const metadata = isObject(item) ? item.metadata : undefined;
		addMissing(errors, checkInside(`${name}.metadata`, metadata, metadataRules));
	});
	return errors;
}

const bookingRulesV4: Rules = {
	service: { type: 'string', required: true, oneOf: instantServices },
	service_type: { type: 'string', required: true },
	order_prefix: { type: 'string', required: true, max: 16, pattern: /^\p{L}/u },
	packages: { type: 'array', required: true, min: 1, max: 10 },
};

const text: FieldRule = { type: 'string', required: true, max: 255 };

const packageRulesV4: Rules = {
	origin_name: text,
	origin_phone: phone,
	origin_lat: latitude,
	origin_long: longitude,
	origin_address: text,
	origin_address_note: text,
	destination_name: text,
	destination_phone: phone,
	destination_lat: latitude,
	destination_long: longitude,
	destination_address: text,
	destination_address_note: text,
	shipping_price: rupiah,
};

const itemRulesV4: Rules = {
	name: text,
	description: text,
	price: { type: 'integer', required: true, min: 1000 },
	weight: { type: 'integer', required: true, min: 1 },
};

/** v4 knows no payment method and makes the order ids itself. */
export function instantBookingErrorsV4(input: Input, settings: KiriminAjaSettings): Errors {
	const errors = check(input, bookingRulesV4);
	addMissing(errors, vehicleErrors(input, settings));
	addMissing(errors, serviceTypeErrors(input));
	for (const one of listed(input.packages)) {
		const row = isObject(one) ? one : {};
		addMissing(errors, check(row, packageRulesV4));
		addMissing(errors, checkInside('item', row.item, itemRulesV4));
	}
	return errors;
}

function vehicleErrors(row: Input, settings: KiriminAjaSettings): Errors {
	return check(row, {
		vehicle: { type: 'string', required: true, oneOf: vehicleWords(settings) },
	});
}

function serviceTypeErrors({ service, service_type }: Input): Errors {
	if (isAbsent(service_type) || isOffered(service, service_type)) return {};
	return { service_type: invalidText('service_type') };
}

function listed(value: unknown): unknown[] {
	return Array.isArray(value) ? value : [];
}

function addMissing(errors: Errors, more: Errors): void {
	for (const [field, complaint] of Object.entries(more)) errors[field] ??= complaint;
}
