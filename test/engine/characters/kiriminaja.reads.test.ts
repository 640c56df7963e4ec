import type { INodeParameters } from 'n8n-workflow';
import { textIn } from '../../../nodes/shared/values/texts';
import { accounts, characters } from '../../../sandbox/index.ts';
import { cities, districts, provinces } from '../../../sandbox/kiriminaja/areas.ts';
import { couriers } from '../../../sandbox/kiriminaja/couriers.ts';
import { pickupComplaint } from '../../../sandbox/kiriminaja/pickupTimes.ts';
import { byId, pin } from '../support/kiriminAja';
import { ask, becomeFor, control, expectClear, sandbox } from './support/kiriminaja';

/** What is asked, under each character. */

describe.each(characters)('with KiriminAja as %s', (character) => {
	beforeEach(() => becomeFor(character));

	test('the balance is that of the account', async () => {
		const { json } = await ask('credit', 'getBalance');
		expect(json).toMatchObject([{ balance: sandbox.current.kiriminAja.creditBalance }]);
	});

	test('a wrong PIN is an error, a right one is right', async () => {
		const wrong = await ask('credit', 'validatePin', { pin: '000000' });
		expect(wrong.json).toEqual([]);
		expectClear(`${wrong.error?.message} ${wrong.error?.description}`);
		const right = await ask('credit', 'validatePin', { pin });
		expect(right.json).toMatchObject([{ valid: true }]);
	});

	test('a locked PIN is an error that says until when, as far as that is told', async () => {
		await control('lock-pin');
		const { json, error } = await ask('credit', 'validatePin', { pin });

		expect(json).toEqual([]);
		expectClear(`${error?.message} ${error?.description}`);
	});

	test('rates have the costs of the price list', async () => {
		const { json } = await ask('rate', 'getExpress', {
			origin: byId('5788'),
			destination: byId('6152'),
			parcelFrom: 'size',
			weight: 1000,
			itemValue: 150_000,
			return: 'all',
			simplify: false,
			additionalFields: { insurance: true },
		});

		const jne = json.find(
			({ service, serviceType }) => service === 'jne' && serviceType === 'REG23',
		);
		// Between two cities of Java, at JNE's base rate; its least insurance; 3 % COD fee and VAT.
		const codFee = Math.ceil((150_000 + 18_000 - 540 + 2500) * 0.03 * 1.11);
		expect(jne).toMatchObject({ shippingCost: 18_000, insuranceAmount: 2500, codFee });
		// Figures may be texts.
		expect(Number(jne?.total)).toBe(20_500);
	});

	test('slots are those that can be booked', async () => {
		const { json } = await ask('pickupSchedule', 'getAll', { returnAll: true });

		const bookable = json.flatMap((slot) => (slot.bookable ? [textIn(slot.clock)] : []));
		expect(bookable).not.toEqual([]);
		const now = sandbox.current.kiriminAja.clock.now();
		expect(bookable.filter((clock) => pickupComplaint(clock, now, 'slots'))).toEqual([]);
	});

	test('a bill that is not there is an error', async () => {
		const { json, error } = await ask('payment', 'get', { paymentId: 'EPR-1', qrCode: false });

		expect(json).toEqual([]);
		expectClear(`${error?.message} ${error?.description}`);
	});

	test('areas are those that there are', async () => {
		const all = { returnAll: true };
		const ids = async (operation: string, parameters: INodeParameters, key: string) => {
			const { json, error } = await ask('area', operation, { ...parameters, ...all });
			expect(error).toBeUndefined();
			return json.map(({ [key]: id }) => Number(id)).sort((first, second) => first - second);
		};
		const idsOf = (rows: Array<{ id: number }>) =>
			rows.map(({ id }) => id).sort((first, second) => first - second);

		expect(await ids('getProvinces', {}, 'id')).toEqual(idsOf(provinces));
		expect(await ids('getCities', { provinsiId: byId('11') }, 'id')).toEqual(
			idsOf(cities.filter((city) => city.provinsi_id === 11)),
		);
		expect(await ids('getDistricts', { kabupatenId: byId('444') }, 'id')).toEqual(
			idsOf(districts.filter((district) => district.kabupaten_id === 444)),
		);
		expect(await ids('getSubdistricts', { kecamatanId: byId('6152') }, 'id')).toEqual([
			69_311, 69_312,
		]);
		expect(await ids('search', { search: 'Simokerto' }, 'subdistrictId')).toContain(69_312);
	});

	test('couriers and their services are those that there are', async () => {
		const listed = await ask('courier', 'getAll', { returnAll: true });
		expect(listed.json.map(({ code }) => code)).toEqual(couriers.map(({ code }) => code));
		expect((await ask('courier', 'getGroups')).json).toHaveLength(6);
		const jne = await ask('courier', 'getServices', {
			courierCode: byId('jne'),
			returnAll: true,
		});
		const codes = couriers.find(({ code }) => code === 'jne')?.services.map(({ code }) => code);
		expect(jne.json.map(({ code }) => code)).toEqual(codes);
	});

	test('a ride costs what the courier asks', async () => {
		const { json } = await ask('rate', 'getInstant', {
			originLat: '-7.7652',
			originLong: '110.3781',
			originAddress: 'Jl. Contoh Palagan 12, Ngaglik, Sleman, DI Yogyakarta',
			destinationLat: '-7.8013',
			destinationLong: '110.3647',
			destinationAddress: 'Jl. Contoh Malioboro 5, Kota Yogyakarta, DI Yogyakarta',
			weight: 2000,
			itemPrice: 150_000,
			vehicle: 'motor',
			return: 'all',
			simplify: false,
		});

		// Five started kilometres at 3,000 rupiah, on top of 12,000.
		const gosend = json.find((rate) => rate.service === 'gosend' && rate.serviceType === 'instant');
		expect(gosend).toMatchObject({ shippingCost: 27_000 });
	});

	test('COD costs what KiriminAja keeps of it', async () => {
		const { json } = await ask('rate', 'calculateCod', {
			itemPrice: 250_000,
			customCod: 1,
			excludeCodAmountValidation: true,
			data: {
				row: [
					{
						courierCode: 'jne',
						courierServiceCode: 'REG23',
						shippingCost: 18_000,
						discountAmount: 0,
						insuranceAmount: 2500,
					},
				],
			},
		});
		const totalFee = Math.ceil(270_500 * 0.03 * 1.11);
		expect(json).toMatchObject([
			{ totalFee, minimumCustomCod: 20_500 + totalFee, isSupportCod: true },
		]);
	});

	test('the account is its own, and its preference and callback are what was set', async () => {
		const { json } = await ask('account', 'get');
		expect(json).toMatchObject([
			{ id: '90001', name: accounts.kiriminAja.profile.name, hasPin: true, paysLater: false },
		]);
		const url = 'https://n8n.example.com/webhook';
		expect((await ask('account', 'setCallback', { url })).error).toBeUndefined();
		expect(sandbox.current.kiriminAja.callbackUrl).toBe(url);
		expect((await ask('courier', 'setPreference', { services: ['jne'] })).error).toBeUndefined();
		expect(sandbox.current.kiriminAja.whitelist).toEqual(['jne']);
	});

	test('a wrong key is an error about the credential, also where a callback is set', async () => {
		for (const [resource, operation, parameters] of [
			['credit', 'getBalance', {}],
			['account', 'setCallback', { url: 'https://n8n.example.com/webhook' }],
			['expressOrder', 'track', { orderId: 'MLT-1', return: 'shipment' }],
		] as const) {
			const { json, error } = await ask(resource, operation, parameters, {}, 'wrong-key');
			expect(json).toEqual([]);
			expect(`${error?.message} ${error?.description}`).toMatch(/credential/);
			expectClear(`${error?.message} ${error?.description}`);
		}
		expect(sandbox.current.kiriminAja.callbackUrl).toBeNull();
	});
});
