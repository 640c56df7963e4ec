import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { call, kiriminAja, type Json } from './vendorCalls';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

describe('a merchant looking for an area', () => {
	it('finds the four ids and the postcode of the sample order by the name of the district', async () => {
		const { body } = await kiriminAja(sandbox, 'v6.1/addresses?search=Bandar%20Surabaya');
		expect(body.data).toContainEqual({
			province_id: 18,
			city_id: 225,
			district_id: 3175,
			subdistrict_id: 74921,
			full_address: 'Surabaya Baru, Bandar Surabaya, Lampung Tengah, Lampung, 34159',
		});
	});

	it.each([
		['a postcode', '55581', 31554],
		['a combination with commas', 'simokerto, surabaya', 69312],
		['a sub-district in any letter case', 'sARIharjo', 31554],
	])('finds sub-districts by %s', async (_case, search, subdistrict) => {
		const { body } = await kiriminAja(
			sandbox,
			`v6.1/addresses?search=${encodeURIComponent(search)}`,
		);
		expect(body.data.map((row: Json) => row.subdistrict_id)).toContain(subdistrict);
	});

	it('tells the two districts called Ngemplak apart by their city', async () => {
		const { body } = await kiriminAja(sandbox, 'v2/get_address_by_name', { search: 'Ngemplak' });
		expect(body.data).toEqual([
			{ id: 5789, text: 'Ngemplak, Kabupaten Sleman, DI Yogyakarta' },
			{ id: 1251, text: 'Ngemplak, Kabupaten Boyolali, Jawa Tengah' },
		]);
	});

	it('refuses a search of two letters, and blanks do not make it longer', async () => {
		for (const search of ['su', 'su%20%20', '%20%20%20']) {
			const { body } = await kiriminAja(sandbox, `v6.1/addresses?search=${search}`);
			expect(body).toMatchObject({ status: false, code: 422, method: 'getAddresses' });
		}
	});

	it('does not look for the search word in a body', async () => {
		const { body } = await kiriminAja(sandbox, 'v6.1/addresses');
		expect(body.text).toBe('The search field is required.');
	});

	it('walks down from the province to the sub-district', async () => {
		const provinces = (await kiriminAja(sandbox, 'province', {})).body.datas;
		const cities = (await kiriminAja(sandbox, 'city', { provinsi_id: 5 })).body.datas;
		const districts = (await kiriminAja(sandbox, 'kecamatan', { kabupaten_id: 419 })).body.datas;
		const rows = (await kiriminAja(sandbox, 'kelurahan', { kecamatan_id: 5788 })).body.results;
		expect(provinces).toHaveLength(37);
		expect(provinces[17]).toEqual({ id: 18, provinsi_name: 'Lampung' });
		expect(cities).toContainEqual({
			id: 419,
			provinsi_id: 5,
			kabupaten_name: 'Sleman',
			type: 'Kabupaten',
			postal_code: '55513',
		});
		expect(districts).toContainEqual({
			id: 5788,
			kecamatan_name: 'Ngaglik',
			kabupaten_id: 419,
		});
		expect(rows).toContainEqual({ id: 31554, kelurahan_name: 'Sariharjo', kecamatan_id: 5788 });
	});

	it('refuses an id that is sent as text', async () => {
		const { body } = await kiriminAja(sandbox, 'city', { provinsi_id: '5' });
		expect(body.text).toBe('The provinsi id must be an integer.');
	});
});

describe('the door to KiriminAja', () => {
	it.each([
		['no key', {}],
		['another key', { authorization: 'Bearer wrong' }],
		['the key without the word Bearer', { authorization: 'sandbox' }],
	])('stays shut for %s', async (_case, headers) => {
		const answer = await call(`${sandbox.url}/api/mitra/province`, { body: {}, headers });
		expect(answer.status).toBe(401);
		expect(answer.body).toEqual({ status: false, text: 'Unauthorized.' });
	});

	it('answers 429 without Retry-After once the calls of a minute are used up', async () => {
		sandbox.reset();
		sandbox.kiriminAja.settings.rateLimitPerMinute = 2;
		const answers = [1, 2, 3].map(() => kiriminAja(sandbox, 'province', {}));
		const statuses = (await Promise.all(answers)).map((answer) => answer.status).sort();
		expect(statuses).toEqual([200, 200, 429]);
		sandbox.reset();
		expect((await kiriminAja(sandbox, 'province', {})).status).toBe(200);
	});

	it('does not know paths that are only slugs of the documentation', async () => {
		const answer = await kiriminAja(sandbox, 'coverage-area/province', {});
		expect(answer.status).toBe(404);
	});
});
