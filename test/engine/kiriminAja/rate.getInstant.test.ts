import type { INodeParameters } from 'n8n-workflow';
import { sandbox, lastBody, run, replayed } from './support/rates';

describe('Get Instant', () => {
	const ride = {
		originLat: '-7.7652',
		originLong: '110.3781',
		originAddress: 'Jl. Contoh Palagan 12, Ngaglik, Sleman, DI Yogyakarta',
		destinationLat: '-7.8013',
		destinationLong: '110.3647',
		destinationAddress: 'Jl. Contoh Malioboro 5, Kota Yogyakarta, DI Yogyakarta',
		weight: 2000,
		itemPrice: 150000,
		vehicle: 'motor',
		return: 'all',
		additionalFields: { service: ['gosend', 'grab_express'] },
	};
	const semarang = {
		originAddress: 'Sleman, DI Yogyakarta',
		destinationLat: '-6.9932',
		destinationLong: '110.4203',
		destinationAddress: 'Kota Semarang, Jawa Tengah',
		additionalFields: { service: ['gosend'] },
	};

	test('sends the published request and lists the published rates, cheapest first', async () => {
		const { json, hints } = await replayed('pricing-instant-v4', 'ok', 'getInstant', ride);

		expect(hints).toEqual([]);
		expect(json.map(({ service, serviceType, total }) => [service, serviceType, total])).toEqual([
			['gosend', 'sameday', 20500],
			['gosend', 'instant', 28000],
			['grab_express', 'instant', 30500],
		]);
		expect(json[1]).toEqual({
			service: 'gosend',
			serviceType: 'instant',
			vehicle: 'motor',
			estimation: '1-2 hours',
			shippingCost: 27000,
			adminFee: 1000,
			total: 28000,
			insurances: [
				{ value: 500, type: 'silver' },
				{ value: 1000, type: 'gold' },
			],
		});
	});

	test('keeps to one service type, in any letters', async () => {
		const { json } = await replayed('pricing-instant-v4', 'ok', 'getInstant', {
			...ride,
			return: 'cheapest',
			additionalFields: { ...ride.additionalFields, serviceType: 'Instant' },
		});

		expect(json).toMatchObject([{ service: 'gosend', serviceType: 'instant', total: 28000 }]);
	});

	test('returns the cheapest, or the cheapest of each courier', async () => {
		const cheapest = await run('getInstant', { ...ride, return: 'cheapest' });
		const perCourier = await run('getInstant', { ...ride, return: 'cheapestPerCourier' });

		expect(cheapest.json).toMatchObject([{ service: 'gosend', serviceType: 'sameday' }]);
		expect(perCourier.json.map(({ service }) => service)).toEqual(['gosend', 'grab_express']);
	});

	test('asks all couriers for a car, in the time zone of the sender', async () => {
		const { json } = await run('getInstant', {
			...ride,
			vehicle: 'mobil',
			additionalFields: { timezone: 'WITA' },
		});

		expect(lastBody()).toMatchObject({ vehicle: 'mobil', timezone: 'WITA' });
		expect(lastBody()).not.toHaveProperty('service');
		expect(new Set(json.map(({ service }) => service))).toEqual(
			new Set(['gosend', 'borzo', 'grab_express']),
		);
		expect(json[0]).toMatchObject({ vehicle: 'mobil' });
	});

	test('explains that a place is too far for instant couriers', async () => {
		const { error } = await replayed('pricing-instant-v4', 'too far', 'getInstant', {
			...ride,
			...semarang,
		});

		expect(error?.message).toBe(
			'KiriminAja refused the request: cannot process the request, distance more than 40km',
		);
		expect(error?.description).toMatch(/at most 40 km.*Rate → Get Express/);
		expect(error?.context).toMatchObject({ vendorCode: '2' });
	});

	test.each<[string, INodeParameters, string]>([
		[
			'more than 40 kg',
			{ weight: 40001 },
			'Weight (Grams) (item 0) must be at most 40.000 grams; it is 40.001.',
		],
		[
			'a missing latitude',
			{ originLat: '={{ $json.nothing }}' },
			'Origin Latitude (item 0) is required.',
		],
		[
			'latitude and longitude in each other’s place',
			{ destinationLat: '110.3647' },
			'Destination Latitude (item 0) must be between -90 and 90; it is 110.3647.',
		],
		[
			'a longitude with a comma',
			{ originLong: '110,3781' },
			'Origin Longitude (item 0) must be a number; it is "110,3781".',
		],
		[
			'goods without a price',
			{ itemPrice: 0 },
			'Item Price (Rupiah) (item 0) must be at least 1 rupiah; it is 0.',
		],
		[
			'an unknown courier',
			{ additionalFields: { service: ['jne'] } },
			'Additional Fields → Couriers 1 (item 0) must be one of borzo, gosend, grab_express; it is "jne".',
		],
	])('refuses %s before sending', async (_what, change, sentence) => {
		const { error } = await run('getInstant', { ...ride, ...change });

		expect(error?.message).toBe(sentence);
		expect(sandbox.current.requests).toHaveLength(0);
	});
});
