import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { camelKeys } from '../../../shared/run/items';
import { flagIn, numberIn } from '../../../shared/values/kinds';
import { textIn } from '../../../shared/values/texts';

export interface Rate extends IDataObject {
	group: string;
	/** What the merchant pays; nothing when the answer has no cost that can be read. */
	total: number | null;
	cod: boolean;
	/** Most days the courier says it takes; without a number in `etd` it sorts last. */
	etdDays: number | null;
}

interface Parcel {
	/** Not known when an expression has found nothing. */
	itemValue: number | undefined;
	insured: boolean;
	/** The merchant brings the parcel to the courier. */
	dropOff: boolean;
}

/**
 * One rate with its money in whole rupiah. The API's own insurance and COD fee are used, never the documented formulas: the published
 * samples do not obey those. docs/contracts/kiriminaja.md §2.3
 *
 * - `shippingCost`    before any discount, as a booking needs it
 * - `discountAmount`  with `discountApplies`: some discounts are for drop-offs only
 * - `insuranceAmount` the premium, when insurance is asked for or the service forces it
 * - `codFee`          what KiriminAja keeps of a COD amount
 * - `total`           what the merchant pays: cost − discount that applies + insurance
 * - `codAmount`       what the buyer pays at the door: value of the goods + total + COD fee; null without COD or without the value
 *
 * A flag may come as true, 1 or their texts.
 */
export function rateOf(row: IDataObject, { itemValue, insured, dropOff }: Parcel): Rate {
	const { setting, settings, cost, insurance, discount_amount, discount_type, drop, ...rest } = row;
	const flags = {
		cod: flagIn(row.cod) ?? false,
		// A package's `drop` says that it is brought to the courier.
		takesDropOff: flagIn(drop) ?? false,
		forceInsurance: flagIn(row.force_insurance) ?? false,
		useGeolocation: flagIn(row.use_geolocation) ?? false,
	};
	const fees = (setting ?? settings ?? {}) as IDataObject;
	const shippingCost = roundedIn(cost);
	const discountAmount = roundedIn(discount_amount) ?? 0;
	const isForOthers = discount_type === 'drop_only' && !(dropOff && flags.takesDropOff);
	const discountApplies = discountAmount > 0 && !isForOthers;
	const isInsured = insured || flags.forceInsurance;
	const insuranceAmount = isInsured ? (roundedIn(insurance) ?? 0) : 0;
	const codFee = roundedIn(fees.cod_fee_amount);
	const total =
		shippingCost === null
			? null
			: shippingCost - (discountApplies ? discountAmount : 0) + insuranceAmount;
	const hasCod = flags.cod && total !== null && codFee !== null;
	const days = textIn(row.etd).match(/\d+/g)?.map(Number);
	return {
		...camelKeys(rest),
		...flags,
		setting: camelKeys(fees),
		group: textIn(row.group),
		etd: textIn(row.etd),
		etdDays: days ? Math.max(...days) : null,
		shippingCost,
		discountAmount,
		discountType: discount_type ?? null,
		discountApplies,
		insuranceAmount,
		codFee,
		total,
		codAmount: hasCod && itemValue !== undefined ? itemValue + total + codFee : null,
	};
}

/** "64.000" is sixty-four thousand to KiriminAja, if anything. */
function roundedIn(value: unknown): number | null {
	if (typeof value === 'string' && /\.\d{3}$/.test(value.trim())) return null;
	const amount = numberIn(value);
	return amount === undefined ? null : Math.round(amount);
}

const totalOf = ({ total }: Rate) => total ?? Infinity;
const daysOf = ({ etdDays }: Rate) => etdDays ?? Infinity;

export function cheapestFirst(rates: Rate[]): Rate[] {
	return [...rates].sort((one, other) => compare(totalOf(one), totalOf(other)));
}

/** Which rates are wanted. Each gets them cheapest first, so that the cheaper one wins among equals. */
export const SELECT = {
	all: (rates: Rate[]) => rates,
	cheapest: (rates: Rate[]) => rates.slice(0, 1),
	fastest: (rates: Rate[]) =>
		[...rates].sort((one, other) => compare(daysOf(one), daysOf(other))).slice(0, 1),
	cheapestPerGroup: (rates: Rate[]) =>
		rates.filter((rate, index) => rates.findIndex(({ group }) => group === rate.group) === index),
};

/** Two infinite ones are equal; their difference is not a number. */
function compare(one: number, other: number): number {
	return one === other ? 0 : one - other;
}

export const documented = z.object({
	results: z.array(
		z.object({
			service: z.string(),
			service_name: z.string(),
			service_type: z.string(),
			cost: z.string(),
			etd: z.string(),
			cod: z.boolean(),
			group: z.string(),
			discount_amount: z.number(),
			insurance: z.number(),
			setting: z.object({ cod_fee_amount: z.number() }),
		}),
	),
});
