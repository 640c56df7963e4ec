import type { INodeParameters } from 'n8n-workflow';
import { textIn } from '../../../nodes/shared/values/texts';
import { answering } from '../support/answering';
import { byId, kiriminAjaCredential } from '../support/kiriminAja';
import { replaying } from '../support/replaying';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

const run = (
	operation: string,
	parameters: INodeParameters,
	options: Partial<Parameters<typeof runNode>[0]> = {},
) =>
	runNode({
		type: 'kiriminAja',
		resource: 'area',
		operation,
		parameters,
		credentials: kiriminAjaCredential(sandbox.current),
		...options,
	});

describe('from province to subdistrict', () => {
	test.each([
		[
			'getProvinces',
			'address-province',
			{},
			{ id: '1', provinsiName: 'Bali', provinceId: '1', province: 'Bali' },
		],
		[
			'getCities',
			'address-city',
			{ provinsiId: byId('5') },
			{
				id: '39',
				provinsiId: '5',
				kabupatenName: 'Bantul',
				type: 'Kabupaten',
				postalCode: '55715',
				provinceId: '5',
				cityId: '39',
				city: 'Bantul',
				postcode: '55715',
			},
		],
		[
			'getDistricts',
			'address-kecamatan',
			{ provinsiId: { __rl: true, mode: 'list', value: '' }, kabupatenId: byId('419') },
			{
				id: '5779',
				kecamatanName: 'Berbah',
				kabupatenId: '419',
				cityId: '419',
				districtId: '5779',
				district: 'Berbah',
			},
		],
		[
			'getSubdistricts',
			'address-kelurahan',
			{ kecamatanId: byId('548') },
			{
				id: '31483',
				kelurahanName: 'Bawuran',
				kecamatanId: '548',
				districtId: '548',
				subdistrictId: '31483',
				subdistrict: 'Bawuran',
			},
		],
	])(
		'%s asks as published and gives ids as text, names in English words',
		async (operation, fixture, parameters, first) => {
			const { json, hints, error } = await replaying(`kiriminaja/${fixture}`, 'ok', (url) =>
				run(
					operation,
					{ ...parameters, returnAll: true },
					{ credentials: kiriminAjaCredential({ ...sandbox.current, url }) },
				),
			);

			expect(error).toBeUndefined();
			expect(hints).toEqual([]);
			expect(json[0]).toEqual(first);
		},
	);

	test('each step gives the ids that the next one asks for', async () => {
		const all = { returnAll: true };
		const provinces = await run('getProvinces', all);
		expect(provinces.json).toHaveLength(37);
		const province = provinces.json.find((row) => row.province === 'DI Yogyakarta');

		const cities = await run('getCities', { ...all, provinsiId: byId(textIn(province?.id)) });
		const city = cities.json.find((row) => row.city === 'Sleman');

		const districts = await run('getDistricts', { ...all, kabupatenId: byId(textIn(city?.id)) });
		const district = districts.json.find((row) => row.district === 'Ngaglik');

		const subdistricts = await run('getSubdistricts', {
			...all,
			kecamatanId: byId(textIn(district?.id)),
		});
		expect(subdistricts.json).toContainEqual(
			expect.objectContaining({ subdistrictId: '31554', subdistrict: 'Sariharjo' }),
		);
	});

	test.each([
		['Kec. Ngaglik, Kab. Sleman', /^Nothing was found for "Kec\. .*"\. .*leave those out/],
		['Kotagede, Nirgendwo', /^Nothing was found for "Kotagede, Nirgendwo"\.$/],
	])('says that nothing is found for %s, and of words that no address has', async (words, told) => {
		const { json, hints } = await run('search', { search: words });
		expect(json).toEqual([]);
		expect(hints.map(({ message }) => message)).toEqual([expect.stringMatching(told)]);
	});

	test('gives no more than the limit', async () => {
		const { json } = await run('getProvinces', { returnAll: false, limit: 3 });
		expect(json.map(({ provinceId }) => provinceId)).toEqual(['1', '2', '3']);
	});

	test('asks for each input item and pairs the areas with it', async () => {
		const { outputs } = await run(
			'getCities',
			{ returnAll: true, provinsiId: byId('={{ $json.province }}') },
			{ items: [{ province: 18 }, { province: 10 }] },
		);
		const found = outputs[0]?.map(({ json, pairedItem }) => [json.city, pairedItem]);
		expect(found).toEqual([
			['Lampung Tengah', { item: 0 }],
			['Boyolali', { item: 1 }],
			['Pati', { item: 1 }],
		]);
	});

	test('finds nothing in an area that KiriminAja does not know', async () => {
		const { json, error } = await run('getSubdistricts', {
			returnAll: true,
			kecamatanId: byId('999999'),
		});
		expect(error).toBeUndefined();
		expect(json).toEqual([]);
	});
});

describe('bad input is refused before anything is sent', () => {
	test.each([
		['getCities', 'provinsiId', 'Bali', 'Province (Provinsi)', 'a whole number; it is "Bali"'],
		['getDistricts', 'kabupatenId', '-1', 'City (Kabupaten or Kota)', 'at least 1; it is -1'],
		[
			'getSubdistricts',
			'kecamatanId',
			'1.5',
			'District (Kecamatan)',
			'the ID of a district (kecamatan), which Area → Search finds by its name, e.g. 5788; it is "1.5"',
		],
	])('%s: a %s of an expression that is no ID', async (operation, name, value, label, rule) => {
		const { error } = await run(
			operation,
			{ returnAll: true, [name]: byId('={{ $json.area }}') },
			{ items: [{ area: value }] },
		);

		expect(error?.message).toBe(`${label} (item 0) must be ${rule}.`);
		expect(sandbox.current.requests).toEqual([]);
	});

	test.each([
		['getCities', 'provinsiId', 'Province (Provinsi)'],
		['getDistricts', 'kabupatenId', 'City (Kabupaten or Kota)'],
		['getSubdistricts', 'kecamatanId', 'District (Kecamatan)'],
	])('%s without %s', async (operation, name, label) => {
		const { error } = await run(operation, {
			returnAll: true,
			[name]: { __rl: true, mode: 'id', value: '={{ $json.missing }}' },
		});

		expect(error?.message).toBe(`${label} (item 0) is required.`);
		expect(sandbox.current.requests).toEqual([]);
	});
});

test('a refusal names what KiriminAja said', async () => {
	const body = { status: false, code: 422, text: 'The provinsi id is invalid.' };
	await answering(
		(_request, answer) => void answer.end(JSON.stringify(body)),
		async (url) => {
			const credentials = kiriminAjaCredential({ ...sandbox.current, url });
			const { error } = await run(
				'getCities',
				{ returnAll: true, provinsiId: byId('5') },
				{ credentials },
			);
			expect(error?.message).toBe('KiriminAja refused the request: The provinsi id is invalid.');
			expect(error?.context).toMatchObject({ vendorCode: '422', outcome: 'refused' });
		},
	);
});
