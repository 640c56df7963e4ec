import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { pdf } from '../../../sandbox/kiriminaja/labelPdf.ts';
import { instantBooking } from './sampleInstantOrders';
import { codPackage, sampleBooking, samplePackage } from './sampleOrders';
import { bearer, call, control, kiriminAja, type Json } from './vendorCalls';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(async () => {
	sandbox.reset();
	const packages = [samplePackage({ order_id: 'FEB-1' }), codPackage('FEB-2')];
	const booking = sampleBooking({ payment_method: undefined }, ...packages);
	await kiriminAja(sandbox, 'v6.2/request_pickup', booking);
	await control(sandbox, 'kiriminaja/awb/FEB-1?force=true');
	await control(sandbox, 'kiriminaja/awb/FEB-2');
});
afterAll(() => sandbox.close());

const awbs = ['DEVEL-000000101', 'DEVEL-000000102'];
const print = async (awb: unknown): Promise<Json> =>
	(await kiriminAja(sandbox, 'v6.1/awb/print', { awb })).body;

describe('the labels of AWBs', () => {
	it('are one PDF with a page for each, open to whoever has the address', async () => {
		const { data } = await print(awbs);
		expect(data.url).toMatch(new RegExp(`^${sandbox.url}/labels/[0-9a-f]{24}\\.pdf$`));
		const file = await call(data.url);
		expect(file.status).toBe(200);
		expect(file.headers.get('content-type')).toBe('application/pdf');
		expect(file.text).toMatch(/^%PDF-1\.4\n/);
		const pages = readPages(file.text);
		expect(pages).toHaveLength(2);
		expect(pages[0]).toContain('AWB DEVEL-000000101');
		expect(pages[0]).toContain('Non-COD');
		expect(pages[1]).toContain('AWB DEVEL-000000102');
		expect(pages[1]).toContain('COD: Rp320.000');
	});

	it('may stand one level deeper in the answer', async () => {
		sandbox.kiriminAja.settings.labelUrlNesting = 'nested';
		const { data } = await print(awbs);
		expect((await call(data.data.url)).status).toBe(200);
	});

	it('are refused to who shows a credential at the address, which should never leave the API', async () => {
		const { data } = await print(awbs);
		expect((await call(data.url, { headers: bearer })).status).toBe(400);
		const basic = { authorization: 'Basic eDp5' };
		expect((await call(data.url, { headers: basic })).status).toBe(400);
	});

	it('may lie behind a redirect', async () => {
		sandbox.kiriminAja.settings.labelRedirect = true;
		const { data } = await print(awbs);
		const answer = await call(data.url);
		expect([answer.status, answer.text]).toEqual([302, '']);
		const target = new URL(answer.headers.get('location') ?? '', data.url).toString();
		expect((await call(target)).text).toMatch(/^%PDF-/);
		expect((await call(target, { headers: bearer })).status).toBe(400);
	});

	it('exist only for AWBs that do, express ones', async () => {
		await kiriminAja(sandbox, 'v6.2/instant/request_pickup', instantBooking());
		for (const awb of [['NOPE'], [awbs[0], 'FEB-2'], ['GK-11-9000001']]) {
			expect(await print(awb)).toEqual({ status: false, text: 'AWB tidak ditemukan' });
		}
		expect((await call(`${sandbox.url}/labels/abc.pdf`)).status).toBe(404);
	});

	it.each([
		[undefined, 'The awb field is required.'],
		[[], 'The awb must be at least 1 items.'],
		[awbs[0], 'The awb must be an array.'],
		[[101], 'The selected awb is invalid.'],
	])('are refused for %j', async (awb, text) => {
		expect(await print(awb)).toMatchObject({ status: false, text });
	});
});

describe('the PDF', () => {
	it('shows brackets and backslashes as they are, and unknown letters as a question mark', () => {
		expect(readPages(pdf([['Toko (Baru) \\ é 店']]).toString('latin1'))).toEqual([
			'Toko (Baru) \\ é ?',
		]);
	});
});

/** Follows the file the way a reader does: startxref, cross-references, catalog, pages, their streams. */
function readPages(file: string): string[] {
	const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(file)?.[1]);
	const [, count = ''] = /^xref\n0 (\d+)\n/.exec(file.slice(start)) ?? [];
	const table = file
		.slice(start)
		.split('\n')
		.slice(2, 2 + Number(count));
	const object = (number: string | number): string => {
		const entry = table[Number(number)] ?? '';
		expect(entry).toMatch(/^\d{10} \d{5} [fn] $/);
		const text = file.slice(Number(entry.slice(0, 10)));
		expect(text.startsWith(`${number} 0 obj\n`)).toBe(true);
		return text.slice(0, text.indexOf('\nendobj\n'));
	};
	const reference = (text: string, key: string) =>
		new RegExp(`/${key} (\\d+) 0 R`).exec(text)?.[1] ?? '';

	const catalog = object(reference(file.slice(file.indexOf('trailer')), 'Root'));
	const tree = object(reference(catalog, 'Pages'));
	const kids = [...(/\/Kids \[(.*?)\]/.exec(tree)?.[1] ?? '').matchAll(/(\d+) 0 R/g)];
	expect(tree).toContain(`/Count ${kids.length} `);
	return kids.map(([, number = '']) => {
		const page = object(number);
		expect(object(reference(page, 'F1'))).toContain('/Type /Font');
		const content = object(reference(page, 'Contents'));
		const [, length = '', stream = ''] =
			/<< \/Length (\d+) >>\nstream\n([^]*)\nendstream$/.exec(content) ?? [];
		expect(stream).toHaveLength(Number(length));
		const shown = [...stream.matchAll(/^\((.*)\) Tj/gm)].map(([, line = '']) => line);
		return shown.map((line) => line.replace(/\\([\\()])/g, '$1')).join('\n');
	});
}
