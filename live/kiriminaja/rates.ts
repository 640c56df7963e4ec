import type { Question } from '../question.ts';
import {
	clock,
	decimal,
	digits,
	flag,
	keys,
	list,
	number,
	orNull,
	perhaps,
	rowIn,
	rowsIn,
	text,
	textOrWhole,
	whole,
	type Row,
} from '../shape.ts';
import { allRows, answer, at, destinationOf, method, originOf, results, some } from './facts.ts';

/** The parcel that rates are asked for: a kilogram worth 250.000 rupiah. */
const PARCEL = { weight: 1000, length: 20, width: 30, height: 15 };
const ITEM_VALUE = 250_000;

const numberIn = (value: unknown) =>
	typeof value === 'number' || (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value))
		? Number(value)
		: NaN;

/** The fee as far as a row has what it is made of. docs/contracts/kiriminaja.md §2.3 */
function hasDerivedCodFee(row: Row): boolean | undefined {
	const { cod_fee: rate, cod_fee_amount: fee } = rowIn(row.setting);
	const base =
		ITEM_VALUE + numberIn(row.cost) - numberIn(row.discount_amount) + numberIn(row.insurance);
	const expected = Math.ceil(base * numberIn(rate) * 1.11);
	// A cent of a floating point may be a rupiah more.
	return Number.isNaN(expected) ? undefined : Math.abs(numberIn(fee) - expected) <= 1;
}

export const express: Question = {
	operations: ['rate.getExpress'],
	...at('§2.3 (12)'),
	request: (known) => ({
		method: 'POST',
		path: '/api/mitra/v6.1/shipping_price',
		body: {
			origin: originOf(known).district,
			...some('subdistrict_origin', originOf(known).subdistrict),
			destination: destinationOf(known).district,
			...some('subdistrict_destination', destinationOf(known).subdistrict),
			...PARCEL,
			item_value: ITEM_VALUE,
			insurance: 1,
		},
	}),
	form: (known) => {
		const { weight, ...size } = PARCEL;
		return {
			origin: originOf(known).district,
			destination: destinationOf(known).district,
			parcelFrom: 'size',
			weight,
			itemValue: ITEM_VALUE,
			return: 'all',
			simplify: false,
			additionalFields: {
				...some('subdistrictOrigin', originOf(known).subdistrict),
				...some('subdistrictDestination', destinationOf(known).subdistrict),
				...size,
				insurance: true,
			},
		};
	},
	shape: answer({
		method: text,
		details: keys({
			origin_district_id: whole,
			origin_subdistrict_id: whole,
			destination_district_id: whole,
			destination_subdistrict_id: whole,
			origin_latitude: number,
			origin_longitude: number,
			weight: whole,
			item_value: whole,
			width: whole,
			length: whole,
			height: whole,
			insurance: whole,
			expeditions: list(text),
			cod: whole,
			origin: whole,
			destination: whole,
			origin_kelurahan: whole,
			destination_kelurahan: whole,
			courier: list(text),
		}),
		results: list(
			keys({
				service: text,
				service_name: text,
				service_type: text,
				cost: digits,
				etd: text,
				cod: flag,
				group: text,
				drop: flag,
				cut_off_time: orNull(clock),
				force_insurance: flag,
				use_geolocation: flag,
				discount_campaign: keys({
					discount: number,
					discount_percentage: number,
					discount_campaign_id: whole,
					discount_type: text,
				}),
				discount_amount: number,
				discount_percentage: number,
				discount_type: orNull(text),
				setting: keys({
					cod_fee: decimal,
					minimum_cod_fee: digits,
					insurance_fee: decimal,
					insurance_add_cost: textOrWhole,
					cod_fee_amount: number,
				}),
				insurance: number,
			}),
		),
	}),
	facts: [
		method('§2.3 (12)', 'shipping_price'),
		{
			...at('§2.3 (12)'),
			says: 'details repeats the districts and the weight that were sent',
			look: ({ body = {}, sent }) => {
				const {
					origin_district_id: from,
					destination_district_id: to,
					weight,
				} = rowIn(body.details);
				const isSame =
					from === sent.body?.origin && to === sent.body?.destination && weight === PARCEL.weight;
				return isSame || 'details is about something else than what was sent';
			},
		},
		{
			...at('§2.3 (12)'),
			says: 'group is one of the groups of couriers',
			look: allRows(
				results,
				({ group }) =>
					['regular', 'one_day', 'next_day', 'economy', 'cargo', 'same_day'].includes(
						String(group),
					),
				'group is another',
			),
		},
		{
			...at('§2.3 (12)'),
			says: 'discount_percentage is a fraction: 0.03 for 3 %',
			look: allRows(
				results,
				({ discount_percentage: part }) => typeof part === 'number' && part >= 0 && part <= 1,
				'discount_percentage is no fraction from 0 to 1',
			),
		},
		{
			...at('§2.3', 'inferred'),
			says: 'cod_fee_amount is ceil((item value + cost − discount + insurance) × cod_fee × 1.11)',
			look: allRows(results, hasDerivedCodFee, 'cod_fee_amount is another figure'),
		},
	],
	learn: (body, known) => {
		const row = results(body).find(({ cod }) => cod === true) ?? results(body)[0];
		const cost = numberIn(row?.cost);
		if (!row || Number.isNaN(cost)) return;
		known.rate = {
			service: String(row.service),
			type: String(row.service_type),
			cost: Math.round(cost),
			discount: Math.round(numberIn(row.discount_amount)) || 0,
			insurance: Math.round(numberIn(row.insurance)) || 0,
		};
	},
	file: 'pricing-express-v6.1',
};

const POINTS = {
	origin: { lat: -7.7652, long: 110.3781, address: 'Jl. Contoh Palagan 12, Ngaglik, Sleman' },
	destination: { lat: -7.8013, long: 110.3647, address: 'Jl. Contoh Malioboro 5, Yogyakarta' },
};

const courierCosts = ({ result }: Row) => rowsIn(result).flatMap(({ costs }) => rowsIn(costs));

export const instant: Question = {
	operations: ['rate.getInstant'],
	...at('§2.4 (13)'),
	request: () => ({
		method: 'POST',
		path: '/api/mitra/v4/instant/pricing',
		body: {
			item_price: ITEM_VALUE,
			...POINTS,
			weight: PARCEL.weight,
			vehicle: 'motor',
			timezone: 'WIB',
		},
	}),
	form: () => ({
		originLat: POINTS.origin.lat,
		originLong: POINTS.origin.long,
		originAddress: POINTS.origin.address,
		destinationLat: POINTS.destination.lat,
		destinationLong: POINTS.destination.long,
		destinationAddress: POINTS.destination.address,
		weight: PARCEL.weight,
		itemPrice: ITEM_VALUE,
		vehicle: 'motor',
		return: 'all',
		additionalFields: {},
	}),
	shape: answer({
		method: text,
		code: orNull(whole),
		result: list(
			keys({
				name: text,
				costs: list(
					keys({
						service_type: text,
						estimation: orNull(text),
						price: keys({ admin_fee: whole, shipping_costs: whole, total_price: whole }),
					}),
				),
				insurances: list(keys({ value: whole, type: text })),
			}),
		),
	}),
	facts: [
		method('§2.4 (13)', 'mitra_pricing'),
		{
			...at('§2.4 (13)'),
			says: 'the couriers are gosend, borzo and grab_express',
			look: allRows(
				({ result }) => rowsIn(result),
				({ name }) => ['gosend', 'borzo', 'grab_express'].includes(String(name)),
				'name is another courier',
			),
		},
		{
			...at('§2.4', 'inferred'),
			says: 'total_price is shipping_costs + admin_fee',
			look: allRows(
				courierCosts,
				({ price }) => {
					const { admin_fee: fee, shipping_costs: cost, total_price: total } = rowIn(price);
					const sum = numberIn(fee) + numberIn(cost);
					return Number.isNaN(sum) ? undefined : numberIn(total) === sum;
				},
				'total_price is another sum',
			),
		},
	],
	file: 'pricing-instant-v4',
};

export const cod: Question = {
	operations: ['rate.calculateCod'],
	...at('§2.3 (14)', 'public'),
	request: ({ rate }) =>
		rate === undefined
			? { missing: 'Get Express gave no rate to ask about' }
			: {
					method: 'POST',
					path: '/api/mitra/calculations/cod',
					body: {
						item_price: ITEM_VALUE,
						custom_cod: 1,
						exclude_cod_amount_validation: true,
						data: [
							{
								courier_code: rate.service,
								courier_service_code: rate.type,
								shipping_cost: rate.cost,
								discount_amount: rate.discount,
								insurance_amount: rate.insurance,
							},
						],
					},
				},
	form: ({ rate }) => ({
		itemPrice: ITEM_VALUE,
		customCod: 1,
		excludeCodAmountValidation: true,
		data: {
			row: [
				{
					courierCode: rate?.service,
					courierServiceCode: rate?.type,
					shippingCost: rate?.cost,
					discountAmount: rate?.discount,
					insuranceAmount: rate?.insurance,
				},
			],
		},
	}),
	shape: answer({
		method: perhaps(orNull(text)),
		results: list(
			keys({
				minimum_custom_cod: number,
				total_fee: number,
				is_support_cod: flag,
				courier_code: perhaps(text),
				courier_service_code: perhaps(text),
			}),
		),
	}),
	facts: [
		{
			...at('§2.3 (14)', 'public'),
			says: 'there is one row for each rate that was sent',
			look: ({ body = {} }) =>
				results(body).length === 1 || `there are ${results(body).length} rows for one rate`,
		},
	],
	file: 'calculations-cod',
};
