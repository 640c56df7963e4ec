import type { IDataObject } from 'n8n-workflow';
import { exchanges } from '../../../../../../test/fixtures/kiriminaja/pricing-express-v6.1.json';
import { textIn } from '../../../../../../nodes/shared/values/texts';
import {
	cheapestFirst,
	rateOf,
	SELECT,
} from '../../../../../../nodes/KiriminAja/operations/rate/expressRate';

/** KiriminAja's sample: goods of Rp 250.000, JNE regular, J&T, SiCepat and JNE trucking. */
const rows = exchanges[0]?.response.body.results ?? [];
const [jne = {}, jnt = {}, sicepat = {}, trucking = {}] = rows;
const parcel = { itemValue: 250_000, insured: true, dropOff: false };

const money = (row: object, changes: Partial<typeof parcel> = {}) => {
	const rate = rateOf({ ...row }, { ...parcel, ...changes });
	const { shippingCost, discountAmount, discountApplies, insuranceAmount } = rate;
	const { codFee, total, codAmount } = rate;
	return {
		shippingCost,
		discountAmount,
		discountApplies,
		insuranceAmount,
		codFee,
		total,
		codAmount,
	};
};

test('leaves a discount for drop-offs alone when the courier picks up', () => {
	expect(money(jne)).toEqual({
		shippingCost: 18_000,
		discountAmount: 540,
		discountApplies: false,
		insuranceAmount: 2_500,
		codFee: 8_990,
		total: 20_500,
		codAmount: 279_490,
	});
});

test('takes it off when the merchant drops the parcel off', () => {
	expect(money(jne, { dropOff: true })).toMatchObject({
		discountApplies: true,
		total: 19_960,
		codAmount: 278_950,
	});
});

test('leaves it alone when the courier takes no drop-offs', () => {
	expect(money({ ...jne, drop: false }, { dropOff: true })).toMatchObject({
		discountApplies: false,
		total: 20_500,
	});
});

test('takes a discount for all parcels off', () => {
	expect(money(jnt)).toEqual({
		shippingCost: 19_000,
		discountAmount: 4_750,
		discountApplies: true,
		insuranceAmount: 500,
		codFee: 11_755,
		total: 14_750,
		codAmount: 276_505,
	});
});

test('counts insurance only when it is wanted or forced', () => {
	expect(money(sicepat, { insured: false })).toMatchObject({ insuranceAmount: 0, total: 17_500 });
	expect(money({ ...sicepat, force_insurance: true }, { insured: false })).toMatchObject({
		insuranceAmount: 700,
		total: 18_200,
	});
});

test('has no COD amount for a service without COD', () => {
	expect(money(trucking)).toMatchObject({ total: 62_500, codAmount: null });
});

test('never makes up a COD amount without the fee, nor a total without the cost', () => {
	const { setting, ...withoutFee } = jne as { setting: object };
	expect(money(withoutFee)).toMatchObject({ codFee: null, codAmount: null });
	expect(money({ ...jne, cost: 'n/a' })).toMatchObject({
		shippingCost: null,
		total: null,
		codAmount: null,
	});
});

test("reads the settings under the documentation's name too", () => {
	const { setting, ...rest } = jne as { setting: object };
	expect(money({ ...rest, settings: setting })).toMatchObject({ codFee: 8_990 });
});

describe('Of several rates', () => {
	const rates = cheapestFirst(
		[{ ...jne, cost: 'n/a' }, jne, jnt, sicepat, trucking].map((row) => rateOf({ ...row }, parcel)),
	);
	const names = (chosen: typeof rates) =>
		chosen.map(({ service, group }) => `${textIn(service)} ${textIn(group)}`);

	test('the cheapest comes first and one without a cost last', () => {
		expect(rates.map(({ total }) => total)).toEqual([14_750, 18_200, 20_500, 62_500, null]);
	});

	test('the fastest is the cheapest of those that take the fewest days', () => {
		expect(names(SELECT.fastest(rates))).toEqual(['sicepat regular']);
	});

	test('each group has its cheapest', () => {
		expect(names(SELECT.cheapestPerGroup(rates))).toEqual(['jnt regular', 'jne cargo']);
	});
});

test.each([true, 'true', 'True', 1, '1'])('takes the flag %p of an answer for a yes', (yes) => {
	const flags = { cod: yes, drop: yes, force_insurance: yes, use_geolocation: yes };
	const rate = rateOf({ ...jne, ...flags }, { ...parcel, insured: false, dropOff: true });

	expect(rate).toMatchObject({
		cod: true,
		takesDropOff: true,
		forceInsurance: true,
		useGeolocation: true,
		discountApplies: true,
		insuranceAmount: 2_500,
		codAmount: 278_950,
	});
});

test.each([false, 'false', 0, '0', null, undefined, 'maybe', []])(
	'takes the flag %p of an answer for a no',
	(no) => {
		const flags = { cod: no, drop: no, force_insurance: no, use_geolocation: no };
		const rate = rateOf(
			{ ...jne, ...(flags as IDataObject) },
			{
				...parcel,
				insured: false,
				dropOff: true,
			},
		);

		expect(rate).toMatchObject({
			cod: false,
			takesDropOff: false,
			forceInsurance: false,
			useGeolocation: false,
			discountApplies: false,
			insuranceAmount: 0,
			codAmount: null,
		});
	},
);
