import { cityOf, type District } from './areas.ts';
import { couriers, type Courier, type CourierService } from './couriers.ts';

/** What one kilogram costs with JNE's regular service, by how far apart the two districts are. */
const ratePerKg = { sameCity: 8_000, sameProvince: 11_000, sameIsland: 18_000, overseas: 64_000 };

/** Banten, DIY, DKI, Jawa Barat, Jawa Tengah, Jawa Timur. */
const javaProvinces = [3, 5, 6, 9, 10, 11];

export interface PriceQuestion {
	origin: District;
	destination: District;
	/** Grams, as sent: the caller has already taken the larger of actual and volumetric weight. */
	weight: number;
	itemValue: number;
	courierCodes: string[];
	/** Whether both sub-districts are known; some couriers deliver by them. */
	hasKelurahan: boolean;
}

/** docs/contracts/kiriminaja.md §2.3, the types of its table included. */
export interface PriceRow {
	service: string;
	service_name: string;
	service_type: string;
	cost: string;
	etd: string;
	cod: boolean;
	group: string;
	drop: boolean;
	cut_off_time: string | null;
	force_insurance: boolean;
	use_geolocation: boolean;
	discount_campaign: {
		discount: number;
		discount_percentage: number;
		discount_campaign_id: number;
		discount_type: string;
	};
	discount_amount: number;
	discount_percentage: number;
	discount_type: 'both' | 'drop_only' | null;
	setting: {
		cod_fee: string;
		minimum_cod_fee: string;
		insurance_fee: string;
		insurance_add_cost: number;
		cod_fee_amount: number;
	};
	insurance: number;
}

export const MINIMUM_COD_FEE = 2500;

export function priceList(question: PriceQuestion): PriceRow[] {
	return couriers
		.filter((courier) => courier.type === 'Express')
		.filter((courier) => question.courierCodes.includes(courier.code))
		.filter((courier) => question.hasKelurahan || !courier.kelurahan)
		.flatMap((courier) =>
			courier.services
				.filter((service) => covers(service, question))
				.map((service) => priceRow(courier, service, question)),
		);
}

/** Same-day services stay within their city. */
function covers(service: CourierService, { origin, destination }: PriceQuestion): boolean {
	if (!service.tariff) return false;
	return service.courier_group !== 'same_day' || origin.kabupaten_id === destination.kabupaten_id;
}

function priceRow(courier: Courier, service: CourierService, question: PriceQuestion): PriceRow {
	const { itemValue } = question;
	const cost = shippingCost(service, question);
	const share = service.tariff?.discountPercentage ?? 0;
	const discount = Math.round(cost * share);
	const insurance = insurancePremium(courier, itemValue);
	return {
		service: courier.code,
		service_name: `${courier.name} ${service.name}`,
		service_type: service.code,
		cost: String(cost),
		etd: service.tariff?.etd ?? '',
		cod: courier.cod && service.courier_group !== 'cargo',
		group: service.courier_group,
		drop: courier.drop,
		cut_off_time: service.cut_off_time,
		force_insurance: false,
		use_geolocation: courier.geolocation,
		discount_campaign: {
			discount: 0,
			discount_percentage: 0,
			discount_campaign_id: 0,
			discount_type: '',
		},
		discount_amount: discount,
		discount_percentage: share,
		discount_type: service.tariff?.discountType ?? null,
		setting: {
			cod_fee: courier.codFee,
			minimum_cod_fee: String(MINIMUM_COD_FEE),
			insurance_fee: courier.insuranceFee,
			insurance_add_cost: 0,
			cod_fee_amount: codFeeAmount(itemValue + cost - discount + insurance, courier.codFee),
		},
		insurance,
	};
}

function shippingCost(service: CourierService, question: PriceQuestion): number {
	const { factor } = service.tariff ?? { factor: 1 };
	const kilograms = chargeableKilograms(question.weight, service.rounded ?? 0);
	const perKg = roundTo(baseRate(question.origin, question.destination) * factor, 500);
	return kilograms * perKg;
}

function baseRate(origin: District, destination: District): number {
	const from = cityOf(origin);
	const to = cityOf(destination);
	if (from.id === to.id) return ratePerKg.sameCity;
	if (from.provinsi_id === to.provinsi_id) return ratePerKg.sameProvince;
	const onJava = [from, to].every((city) => javaProvinces.includes(city.provinsi_id));
	return onJava ? ratePerKg.sameIsland : ratePerKg.overseas;
}

/** Started kilograms, the last of which is free up to the courier's rounding (docs/contracts/kiriminaja.md §2.2). */
export function chargeableKilograms(grams: number, rounding: number): number {
	const whole = Math.floor(grams / 1000);
	const rest = grams % 1000;
	return Math.max(1, rest > rounding * 1000 ? whole + 1 : whole);
}

/** Rounded up to 100; JNE's published premiums never lie under 2500. */
function insurancePremium(courier: Courier, itemValue: number): number {
	if (itemValue === 0) return 0;
	const premium = Math.ceil(exact(itemValue * Number(courier.insuranceFee)) / 100) * 100;
	return Math.max(premium, courier.minimumInsurance);
}

/** The derived formula, which reproduces the published rows: docs/contracts/kiriminaja.md §2.3. */
export function codFeeAmount(subtotal: number, codFee: string): number {
	return Math.max(Math.ceil(exact(subtotal * Number(codFee) * 1.11)), MINIMUM_COD_FEE);
}

/** Takes the binary fraction's dust off, so that 500.0000001 is not rounded up to 600. */
function exact(amount: number): number {
	return Number(amount.toFixed(4));
}

function roundTo(amount: number, step: number): number {
	return Math.round(amount / step) * step;
}
