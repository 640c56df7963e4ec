import { byEndpoint } from '../knownFields.ts';

/** The request tables of docs/contracts/kiriminaja.md §2, with what KiriminAja's own plugin sends beside them. */

const area = (prefix: string) =>
	['provinsi', 'kabupaten', 'kecamatan', 'kelurahan'].map((level) => `${prefix}${level}_id`);
const within = (place: string, names: string[]) => names.map((name) => `${place}.${name}`);
const eachPackage = (names: string[]) => names.map((name) => `packages[].${name}`);

const item = ['name', 'price', 'qty', 'weight', 'width', 'length', 'height'];
const items = [...item, 'metadata.sku', 'metadata.variant_label'].map((name) => `items[].${name}`);

const payment = ['payment_method', 'pin'];

const pickup = [
	'address',
	'name',
	'phone',
	'kecamatan_id',
	'kelurahan_id',
	'zipcode',
	'latitude',
	'longitude',
	'platform_name',
	'schedule',
	'dropoff',
	...eachPackage([
		'order_id',
		'destination_name',
		'destination_phone',
		'destination_address',
		...area('destination_'),
		'destination_zipcode',
		'destination_latitude',
		'destination_longitude',
		'weight',
		'width',
		'length',
		'height',
		'qty',
		'item_name',
		'item_value',
		...items,
		'shipping_cost',
		'service',
		'service_type',
		'package_type_id',
		'insurance_amount',
		'is_with_insurance',
		'add_cost',
		'cod',
		'drop',
		'note',
		'discount_amount',
		'discount_percentage',
		'shipping_discount_amount',
		'woocommerce_discount_amount',
		'woocommerce_discount_description',
	]),
];

const instantPlace = ['address', 'address_note', 'name', 'phone', 'latitude', 'longitude'];

const instantPickup = [
	...instantPlace,
	'zipcode',
	...payment,
	...eachPackage([
		'order_id',
		...within('destination', instantPlace),
		'service',
		'service_type',
		'vehicle',
		'package_type_id',
		'shipping_cost',
		'insurance_type',
		'description',
		...items,
		'items[].description',
	]),
];

const v4Place = ['name', 'phone', 'lat', 'long', 'address', 'address_note'];

const shippingPrice = [
	'origin',
	'destination',
	'subdistrict_origin',
	'subdistrict_destination',
	'weight',
	'length',
	'width',
	'height',
	'item_value',
	'insurance',
	'courier',
	'pickup_option',
];

const pricingPlace = ['lat', 'long', 'address'];

export const fields = byEndpoint({
	'POST /api/mitra/province': [],
	'POST /api/mitra/city': ['provinsi_id'],
	'POST /api/mitra/kecamatan': ['kabupaten_id'],
	'POST /api/mitra/kelurahan': ['kecamatan_id'],
	'POST /api/mitra/v2/get_address_by_name': ['search'],
	'GET /api/mitra/v6.1/addresses': ['search'],
	'GET /api/mitra/kelurahan_by_name': ['search'],
	'POST /api/mitra/couriers': [],
	'POST /api/mitra/couriers_group': [],
	'POST /api/mitra/courier_services': ['courier_code'],
	'POST /api/mitra/v3/set_whitelist_services': ['services'],
	'POST /api/mitra/v6.1/shipping_price': shippingPrice,
	'POST /api/mitra/v5/shipping_price': shippingPrice,
	'POST /api/mitra/v4/instant/pricing': [
		'service',
		'item_price',
		...within('origin', pricingPlace),
		...within('destination', pricingPlace),
		'weight',
		'vehicle',
		'timezone',
	],
	'POST /api/mitra/calculations/cod': [
		'item_price',
		'custom_cod',
		'exclude_cod_amount_validation',
		...[
			'courier_code',
			'courier_service_code',
			'shipping_cost',
			'discount_amount',
			'insurance_amount',
		].map((name) => `data[].${name}`),
	],
	'POST /api/mitra/v6.2/request_pickup': [...pickup, ...payment],
	'POST /api/mitra/v6.1/request_pickup': pickup,
	'POST /api/mitra/v5/request_pickup': pickup,
	'POST /api/mitra/v6.2/instant/request_pickup': instantPickup,
	'POST /api/mitra/v4/instant/pickup/request': [
		'service',
		'service_type',
		'vehicle',
		'order_prefix',
		...eachPackage([
			...v4Place.map((name) => `origin_${name}`),
			...v4Place.map((name) => `destination_${name}`),
			'shipping_price',
			...within('item', ['name', 'description', 'price', 'weight']),
		]),
	],
	'POST /api/mitra/v4/instant/pickup/find-new-driver': ['order_id'],
	'POST /api/mitra/tracking': ['order_id'],
	'GET /api/mitra/v4/instant/tracking/:id': [],
	'POST /api/mitra/v3/cancel_shipment': ['awb', 'reason'],
	'DELETE /api/mitra/v4/instant/pickup/void/:id': [],
	'POST /api/mitra/v2/get_payment': ['payment_id'],
	'POST /api/mitra/v2/schedules': [],
	'POST /api/mitra/set_callback': ['url', 'status'],
	'GET /api/mitra/v6.2/credit/balance': [],
	'POST /api/mitra/v6.2/pin/validate': ['pin'],
	'GET /api/mitra/v6.2/profile': [],
	'POST /api/mitra/v6.1/awb/print': ['awb'],
	'POST /api/service/api-request/integrate': ['setup_key', 'callback_url'],
	'GET /api/mitra/preference': [],
	'POST /api/mitra/cancel_pickup': ['pickup_number'],
});
