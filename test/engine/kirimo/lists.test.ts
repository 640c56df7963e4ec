import { answering } from '../support/answering';
import { kirimoCredential } from '../support/kirimo';
import { searchPayments } from '../support/runList';
import { create, sandbox } from './support/links';

const credentials = () => kirimoCredential(sandbox.current);
const values = ({ results }: Awaited<ReturnType<typeof searchPayments>>) =>
	results.map(({ value }) => value);

/** A Kirimo with so many payments, 20 a page. */
async function withPayments(count: number, test: (url: string, pages: string[]) => Promise<void>) {
	const pages: string[] = [];
	await answering(
		(request, response) => {
			const page = new URL(String(request.url), 'http://127.0.0.1').searchParams.get('page') ?? '';
			pages.push(page);
			const first = (Number(page) - 1) * 20;
			const transactions = Array.from({ length: Math.min(20, count - first) }, (_, index) => ({
				order_id: `INV-${first + index + 1}`,
				amount: 10_000,
				fee: 0,
				net_amount: 10_000,
				status: 'pending',
				customer_name: 'Sari Wulandari',
				created_at: '2026-11-21 09:15:00',
				paid_at: null,
			}));
			const data = { transactions, total_pages: Math.ceil(count / 20) };
			response.end(JSON.stringify({ status: 'success', data }));
		},
		async (url) => await test(url, pages),
	);
}

describe('the picker of payments', () => {
	test('shows buyer, amount and status beside the order ID', async () => {
		await create();

		expect(await searchPayments(credentials())).toEqual({
			results: [
				{
					name: 'INV-20261121-0001: Sari Wulandari, 175000, pending',
					value: 'INV-20261121-0001',
				},
			],
		});
	});

	test('asks Duitku for nothing', async () => {
		await create();
		await searchPayments(credentials());

		expect(sandbox.current.requests.map(({ query }) => query.action)).toEqual([
			'payment',
			'transactions',
		]);
	});

	test('goes on page by page to the end', async () => {
		await withPayments(45, async (url, pages) => {
			const shown: unknown[] = [];
			let token: unknown;
			do {
				const list = await searchPayments(kirimoCredential({ url }), undefined, token);
				shown.push(...values(list));
				token = list.paginationToken;
			} while (token !== undefined);

			expect(shown).toEqual(Array.from({ length: 45 }, (_, index) => `INV-${index + 1}`));
			expect(pages).toEqual(['1', '2', '3']);
		});
	});

	test('looks for what is typed on the next pages, five at once', async () => {
		await withPayments(200, async (url, pages) => {
			const found = await searchPayments(kirimoCredential({ url }), ' inv-95');
			expect(values(found)).toEqual(['INV-95']);
			expect(pages).toEqual(['1', '2', '3', '4', '5']);

			const none = await searchPayments(kirimoCredential({ url }), 'INV-195');
			expect(none).toEqual({ results: [], paginationToken: '6' });
			const later = await searchPayments(kirimoCredential({ url }), 'INV-195', '6');
			expect(values(later)).toEqual(['INV-195']);
		});
	});

	test('ends at an empty list, whatever number of pages Kirimo names', async () => {
		await answering(
			(_request, response) =>
				response.end('{"status":"success","data":{"transactions":[],"total_pages":9}}'),
			async (url) => {
				expect(await searchPayments(kirimoCredential({ url }))).toEqual({ results: [] });
			},
		);
	});

	test('says what is wrong when the key is', async () => {
		const list = searchPayments(kirimoCredential(sandbox.current, { apiKey: 'wrong' }));

		await expect(list).rejects.toThrow(/^Kirimo refused the request/);
	});
});
