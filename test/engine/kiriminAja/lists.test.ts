import type { INodeParameters } from 'n8n-workflow';
import { exchanges } from '../../fixtures/kiriminaja/pricing-express-v6.1.json';
import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { answering } from '../support/answering';
import { byId, kiriminAjaCredential } from '../support/kiriminAja';
import { replaying } from '../support/replaying';
import { loadList, searchList } from '../support/runList';

/** Each test has a KiriminAja of its own, because lists are remembered for minutes. */
let sandbox: Sandbox;
beforeEach(async () => {
	sandbox = await startSandbox();
});
afterEach(async () => {
	jest.restoreAllMocks();
	await sandbox.close();
});

const credentials = () => kiriminAjaCredential(sandbox);
const names = (list: Array<{ name: string }>) => list.map(({ name }) => name);

describe('a picker of areas', () => {
	test('finds districts by three letters of their name', async () => {
		expect(await searchList('searchDistricts', credentials(), { filter: 'Nge' })).toEqual(
			expect.arrayContaining([
				{ name: 'Ngemplak, Kabupaten Sleman, DI Yogyakarta', value: '5789' },
				{ name: 'Ngemplak, Kabupaten Boyolali, Jawa Tengah', value: '1251' },
			]),
		);
	});

	test('finds subdistricts by postcode', async () => {
		expect(
			names(await searchList('searchSubdistricts', credentials(), { filter: '60143' })),
		).toEqual(['Simokerto, Simokerto, Surabaya, Jawa Timur, 60143']);
	});

	test.each(['searchDistricts', 'searchSubdistricts'] as const)(
		'does not ask KiriminAja (%s) before three letters are typed',
		async (method) => {
			for (const filter of [undefined, '', 'Ng', ' Ng ']) {
				expect(await searchList(method, credentials(), { filter })).toEqual([]);
			}
			expect(sandbox.requests).toEqual([]);
		},
	);

	test('lists the provinces, and narrows them to what is typed without asking again', async () => {
		const all = await searchList('searchProvinces', credentials());
		expect(all).toHaveLength(37);
		expect(names(all)).toEqual(names(all).sort((one, other) => one.localeCompare(other)));

		const typed = await searchList('searchProvinces', credentials(), { filter: 'yogya' });
		expect(typed).toEqual([{ name: 'DI Yogyakarta', value: '5' }]);
		expect(sandbox.requests).toHaveLength(1);
	});

	test('lists the cities of the province that is chosen', async () => {
		const parameters = { provinsiId: { __rl: true, mode: 'list', value: '5' } };
		const cities = await searchList('searchCities', credentials(), { parameters });

		expect(cities).toContainEqual({ name: 'Kabupaten Sleman', value: '419' });
		expect(cities).toContainEqual({ name: 'Kota Yogyakarta', value: '501' });
		expect(sandbox.requests).toMatchObject([{ path: '/api/mitra/city', body: { provinsi_id: 5 } }]);

		const others = await searchList('searchCities', credentials(), {
			parameters: { provinsiId: byId('18') },
			filter: 'tengah',
		});
		expect(others).toEqual([{ name: 'Kabupaten Lampung Tengah', value: '225' }]);
	});

	test.each([{}, { provinsiId: { __rl: true, mode: 'list', value: '' } }])(
		'asks for the province before it lists cities',
		async (parameters) => {
			await expect(searchList('searchCities', credentials(), { parameters })).rejects.toThrow(
				'Choose the Province first',
			);
			expect(sandbox.requests).toEqual([]);
		},
	);
});

describe('a list of couriers', () => {
	test('offers all of the account to look at, the instant ones marked', async () => {
		const couriers = await searchList('searchCouriers', credentials());

		expect(couriers).toContainEqual({ name: 'JNE Express', value: 'jne' });
		expect(couriers).toContainEqual({ name: 'GoSend (Instant)', value: 'gosend' });
		expect(names(couriers)).toEqual(names(couriers).sort((one, other) => one.localeCompare(other)));
		expect(await searchList('searchCouriers', credentials(), { filter: 'jne' })).toEqual([
			{ name: 'JNE Express', value: 'jne' },
		]);
	});

	test('offers only express couriers for rates and for the preference', async () => {
		const values = (await loadList('getCouriers', credentials())).map(({ value }) => value);

		expect(values).toContain('jne');
		expect(values).not.toContain('gosend');
	});

	test('asks KiriminAja once for both', async () => {
		await searchList('searchCouriers', credentials());
		await loadList('getCouriers', credentials());

		expect(sandbox.requests.map(({ path }) => path)).toEqual(['/api/mitra/couriers']);
	});
});

describe('the picker of pickup slots', () => {
	const published = (now: string) => {
		jest.spyOn(Date, 'now').mockReturnValue(Date.parse(now));
		return replaying('kiriminaja/pickup-schedules', 'ok', async (url) =>
			searchList('searchPickupSlots', kiriminAjaCredential({ ...sandbox, url })),
		);
	};

	test('shows the slots with day and hours, and gives what KiriminAja takes as schedule', async () => {
		expect(await published('2026-07-20T10:29:59+07:00')).toEqual([
			{ name: 'Mon 20 Jul 2026, 14:00–16:00 WIB', value: '2026-07-20 14:00:00' },
			{ name: 'Tue 21 Jul 2026, 08:00–11:00 WIB', value: '2026-07-21 08:00:00' },
			{ name: 'Tue 21 Jul 2026, 11:00–14:00 WIB', value: '2026-07-21 11:00:00' },
			{ name: 'Tue 21 Jul 2026, 14:00–16:00 WIB', value: '2026-07-21 14:00:00' },
		]);
	});

	test('leaves out slots past their deadline, and holidays', async () => {
		expect((await published('2026-07-21T08:30:00+07:00')).map(({ value }) => value)).toEqual([
			'2026-07-21 14:00:00',
		]);
	});

	test('shows only the beginning of a slot that has no end', async () => {
		const schedules = [{ clock: '2999-01-01 08:00:00', until: null, libur: false }];
		await answering(
			(_request, answer) => void answer.end(JSON.stringify({ status: true, schedules })),
			async (url) => {
				const slots = await searchList(
					'searchPickupSlots',
					kiriminAjaCredential({ ...sandbox, url }),
				);
				expect(names(slots)).toEqual(['Tue 1 Jan 2999, 08:00 WIB']);
			},
		);
	});

	test('leaves out a slot whose deadline passes while the list is remembered', async () => {
		const counts = await replaying('kiriminaja/pickup-schedules', 'ok', async (url) => {
			const count = async (now: string) => {
				jest.spyOn(Date, 'now').mockReturnValue(Date.parse(now));
				const slots = await searchList(
					'searchPickupSlots',
					kiriminAjaCredential({ ...sandbox, url }),
				);
				return slots.length;
			};
			return [await count('2026-07-20T10:29:00+07:00'), await count('2026-07-20T10:30:00+07:00')];
		});
		expect(counts).toEqual([4, 3]);
	});
});

describe('the lists of services and their types', () => {
	const parcel = { destinationKecamatanId: byId('6152'), weight: 1000, length: 20, width: 30 };
	const form = { kecamatanId: byId('5788'), ...parcel, service: { mode: 'code', value: 'JNE' } };
	const at = (name: string, parameters: INodeParameters = form) => ({
		parameters,
		path: `parameters.${name}`,
	});
	test('show price and days, the cheapest first', async () => {
		await answering(
			(_request, answer) => void answer.end(JSON.stringify(exchanges[0]?.response.body)),
			async (url) => {
				const own = kiriminAjaCredential({ ...sandbox, url });
				expect(await searchList('searchServices', own, at('service'))).toEqual([
					{ name: 'SICEPAT · from Rp 17.500 · 2–3 days', value: 'sicepat' },
					{ name: 'JNE · from Rp 18.000 · 2–3 days', value: 'jne' },
					{ name: 'JNT · from Rp 19.000 · 3–4 days', value: 'jnt' },
				]);
				expect(await searchList('searchServiceTypes', own, at('serviceType'))).toEqual([
					{ name: 'JNE REG23 · Rp 18.000 · 2–3 days', value: 'REG23' },
					{ name: 'JNE JTR23 · Rp 60.000 · 4–6 days', value: 'JTR23' },
				]);
			},
		);
	});

	test('ask once for both, with weight and size', async () => {
		await searchList('searchServices', credentials(), at('service'));
		await searchList('searchServiceTypes', credentials(), { ...at('serviceType'), filter: 'reg' });

		expect(sandbox.requests).toMatchObject([
			{ body: { origin: 5788, destination: 6152, weight: 1000, length: 20, width: 30 } },
		]);
	});

	test('know the packages of a list by the one that asks', async () => {
		const packages = { package: [{ destinationKecamatanId: byId('3175'), weight: 2000 }, parcel] };
		const parameters = { kecamatanId: byId('5788'), packages };
		await searchList(
			'searchServices',
			credentials(),
			at('packages.package[0].service', parameters),
		);
		await searchList(
			'searchServices',
			credentials(),
			at('packages.package[1].service', parameters),
		);

		expect(sandbox.requests).toMatchObject([
			{ body: { destination: 3175, weight: 2000 } },
			{ body: { destination: 6152, weight: 1000 } },
		]);
	});

	test('know the sender that is kept in the credential', async () => {
		const { kiriminAjaApi } = credentials();
		const kept = { kiriminAjaApi: { ...kiriminAjaApi, senderDistrictId: '5789' } };
		await searchList(
			'searchServices',
			kept,
			at('service', { ...parcel, senderFrom: 'credential' }),
		);

		expect(sandbox.requests).toMatchObject([{ body: { origin: 5789 } }]);
	});

	test.each([
		[{}, 'Fill in Sender District and Recipient District and Weight first'],
		[{ ...parcel, weight: '={{ $json.weight }}' }, 'Fill in Sender District and Weight first'],
		[{ ...form, destinationKecamatanId: byId('') }, 'Fill in Recipient District first'],
		[{ ...form, senderFrom: 'credential' }, 'Fill in Sender District ID in the credential first'],
	])('say what to fill in first: %o', async (parameters: INodeParameters, sentence) => {
		await expect(
			searchList('searchServices', credentials(), at('service', parameters)),
		).rejects.toThrow(sentence);
		expect(sandbox.requests).toEqual([]);
	});

	test('ask for the service before its types', async () => {
		const parameters = { ...form, service: { __rl: true, mode: 'list', value: '' } };
		await expect(
			searchList('searchServiceTypes', credentials(), at('serviceType', parameters)),
		).rejects.toThrow('Choose the Service first');
	});

	test('show days and costs that can not be read as they are', async () => {
		const results = [
			{ service: 'jne', service_type: 'A', cost: '64.000', etd: '1' },
			{ service: 'jnt', service_type: 'B', cost: 1_250_000, etd: '2 - 3 Hari' },
			{ service: 'ide', service_type: 'C', cost: 900, etd: null },
		];
		await answering(
			(_request, answer) => void answer.end(JSON.stringify({ status: true, results })),
			async (url) => {
				const own = kiriminAjaCredential({ ...sandbox, url });
				expect(names(await searchList('searchServices', own, at('service')))).toEqual([
					'IDE · from Rp 900',
					'JNT · from Rp 1.250.000 · 2–3 Hari',
					'JNE · from Rp ? · 1 day',
				]);
			},
		);
	});
});

describe('KiriminAja limits searches, so a list', () => {
	const search = (filter: string, apiKey?: string) =>
		searchList('searchDistricts', kiriminAjaCredential(sandbox, apiKey), { filter });
	const atMinute = (minute: number) =>
		jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-07-20T08:00:00Z') + minute * 60_000);

	test('is asked for once, however often the picker is opened', async () => {
		const first = await search('Ngemplak');
		expect(await search('Ngemplak')).toEqual(first);
		expect(await search(' ngemplak ')).toEqual(first);

		expect(sandbox.requests).toHaveLength(1);
	});

	test('is asked for once when two pickers ask at the same time', async () => {
		const [one, other] = await Promise.all([search('Ngemplak'), search('Ngemplak')]);

		expect(other).toEqual(one);
		expect(sandbox.requests).toHaveLength(1);
	});

	test('is asked for again after five minutes', async () => {
		atMinute(0);
		await search('Ngemplak');
		atMinute(4.9);
		await search('Ngemplak');
		expect(sandbox.requests).toHaveLength(1);
		atMinute(5);
		await search('Ngemplak');
		expect(sandbox.requests).toHaveLength(2);
	});

	test('of one credential is never shown with another', async () => {
		await search('Ngemplak');

		await expect(search('Ngemplak', 'another-key')).rejects.toThrow(/Unauthorized/);
		expect(sandbox.requests).toHaveLength(2);
	});

	test('that KiriminAja refused is asked for again', async () => {
		await expect(search('Ngemplak', 'another-key')).rejects.toThrow(/Unauthorized/);
		await expect(search('Ngemplak', 'another-key')).rejects.toThrow(/Unauthorized/);

		expect(sandbox.requests).toHaveLength(2);
	});

	test('is forgotten after two hundred others', async () => {
		const parameters = (province: number) => ({ provinsiId: byId(String(province)) });
		const cities = (province: number) =>
			searchList('searchCities', credentials(), { parameters: parameters(province) });
		for (let province = 1; province <= 201; province += 1) await cities(province);
		expect(sandbox.requests).toHaveLength(201);

		await cities(201);
		expect(sandbox.requests).toHaveLength(201);
		await cities(1);
		expect(sandbox.requests).toHaveLength(202);
	});
});
