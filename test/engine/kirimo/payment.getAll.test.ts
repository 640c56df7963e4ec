import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { answering } from '../support/answering';
import { kirimoCredential } from '../support/kirimo';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();
const pages = () =>
	sandbox.current.requests
		.filter(({ query }) => query.action === 'transactions')
		.map(({ query }) => query.page);

const getAll = (parameters: INodeParameters = {}, { url } = sandbox.current) =>
	runNode({
		type: 'kirimo',
		resource: 'payment',
		operation: 'getAll',
		// All that is told, which most tests are about.
		parameters: { simplify: false, ...parameters },
		credentials: kirimoCredential({ url }),
	});

const nameOf = (number: number) => `INV-${String(number).padStart(3, '0')}`;
const idsOf = (json: IDataObject[]) => json.map(({ orderId }) => orderId);

/** Payments at the sandbox, the n-th made at n minutes past nine; every fifth is paid. */
function fill(count: number) {
	for (let number = 1; number <= count; number++) {
		const paid = number % 5 === 0;
		const createdAt = new Date(Date.UTC(2026, 10, 21, 2, number));
		sandbox.current.kirimo.orders.push({
			account: 'kirimo',
			orderId: nameOf(number),
			amount: 10_000 + number,
			fee: 200,
			netAmount: 9_800 + number,
			status: paid ? 'paid' : 'failed',
			duitkuStatus: paid ? 'paid' : 'failed',
			reference: `D${number}`,
			pageReference: `P${number}`,
			paymentUrl: 'http://127.0.0.1/pay',
			customerName: 'Sari Wulandari',
			customerEmail: 'sari@example.com',
			customerPhone: null,
			returnUrl: null,
			notifyUrl: null,
			paymentCode: 'BC',
			createdAt,
			settledAt: paid ? new Date(createdAt.getTime() + 30_000) : null,
		});
	}
}

/** Asks a server that has pages of its own kind; it gets the number of each request. */
async function asking(page: (number: number) => object, parameters: INodeParameters) {
	let requests = 0;
	let result: Awaited<ReturnType<typeof getAll>> | undefined;
	await answering(
		(_request, response) => {
			requests += 1;
			response.end(JSON.stringify({ status: 'success', data: page(requests) }));
		},
		async (url) => {
			result = await getAll(parameters, { ...sandbox.current, url });
		},
	);
	return { requests, json: result?.json ?? [], hints: result?.hints ?? [], error: result?.error };
}

const row = (number: number) => ({
	order_id: nameOf(number),
	amount: '10000',
	fee: '200',
	net_amount: '9800',
	status: 'paid',
	customer_name: 'Sari Wulandari',
	created_at: '2026-11-21 09:00:00',
	paid_at: '2026-11-21 09:01:00',
});

describe('Payment → Get Many', () => {
	test('gives one item for each payment, with whole rupiah and ISO times', async () => {
		fill(5);
		const { json, hints } = await getAll({ limit: 1 });

		expect(hints).toEqual([]);
		expect(json).toEqual([
			{
				orderId: 'INV-005',
				amount: 10005,
				fee: 200,
				netAmount: 9805,
				status: 'paid',
				paid: true,
				customerName: 'Sari Wulandari',
				createdAt: '2026-11-21 09:05:00',
				createdAtIso: '2026-11-21T09:05:00+07:00',
				paidAt: '2026-11-21 09:05:30',
				paidAtIso: '2026-11-21T09:05:30+07:00',
			},
		]);
	});

	test('gives nothing when there are no payments', async () => {
		const { json, error } = await getAll({ returnAll: true });

		expect(error).toBeUndefined();
		expect(json).toEqual([]);
		expect(pages()).toEqual(['1']);
	});

	test('walks all pages, in order', async () => {
		fill(45);
		const { json } = await getAll({ returnAll: true });

		expect(idsOf(json)).toEqual(Array.from({ length: 45 }, (_, index) => nameOf(45 - index)));
		expect(pages()).toEqual(['1', '2', '3']);
	});

	test('asks for no more pages than the limit needs', async () => {
		fill(65);
		const { json } = await getAll({ limit: 25 });

		expect(json).toHaveLength(25);
		expect(pages()).toEqual(['1', '2']);
	});

	test('filters by status, over all pages until the limit is reached', async () => {
		fill(65);
		const { json } = await getAll({ limit: 6, filters: { status: ['paid'] } });

		expect(idsOf(json)).toEqual([65, 60, 55, 50, 45, 40].map(nameOf));
		expect(pages()).toEqual(['1', '2']);
	});

	test('filters by time in WIB, both ends included', async () => {
		fill(30);
		const filters = { createdAfter: '2026-11-21T09:07:00', createdBefore: '2026-11-21T02:09:00Z' };
		const { json } = await getAll({ returnAll: true, filters });

		expect(idsOf(json)).toEqual([9, 8, 7].map(nameOf));
	});

	test('refuses a time that is none', async () => {
		const { error } = await getAll({ filters: { createdAfter: '=yesterday' } });

		expect(error?.message).toContain('Filters → Created After (item 0) must be a date and time');
		expect(sandbox.current.requests).toEqual([]);
	});

	test('counts a payment once when new ones push it to the next page', async () => {
		const { json } = await asking(
			(request) => ({
				transactions: request === 1 ? [row(3), row(2)] : [row(2), row(1)],
				total_pages: 2,
			}),
			{ returnAll: true },
		);

		expect(idsOf(json)).toEqual([3, 2, 1].map(nameOf));
		expect(json[0]).toMatchObject({ amount: 10000, netAmount: 9800 });
	});

	test('outputs what it can read of rows that are not as documented, and says so', async () => {
		const { order_id: orderId, ...nameless } = row(1);
		const { json, hints, error } = await asking(
			() => ({
				transactions: [null, 'x', nameless, { ...nameless, amount: '11000' }],
				total_pages: 1,
			}),
			{ returnAll: true },
		);

		expect(orderId).toBe('INV-001');
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{ orderId: '', amount: 10000 },
			{ orderId: '', amount: 11000 },
		]);
		expect(hints[0]?.message).toContain('differs from its documentation');
	});

	test('stops at an empty page, whatever number of pages is named', async () => {
		const { requests, json } = await asking(
			(request) => ({ transactions: request === 1 ? [row(1)] : [], total_pages: 999999 }),
			{ returnAll: true },
		);

		expect([requests, json.length]).toEqual([2, 1]);
	});

	test('stops when the same page comes again and no number of pages is named', async () => {
		const { requests, json, hints } = await asking(() => ({ transactions: [row(1)] }), {
			returnAll: true,
		});

		expect([requests, json.length]).toEqual([2, 1]);
		expect(hints[0]?.message).toContain('data.total_pages');
	});

	test('stops at a cap when pages never end, and says so', async () => {
		const { requests, json, hints } = await asking(
			(request) => ({ transactions: [row(request)], total_pages: request + 1 }),
			{ returnAll: true },
		);

		expect([requests, json.length]).toEqual([1000, 1000]);
		expect(hints.map(({ message }) => message)).toEqual([
			'Only the first 1000 pages were read; there may be more payments.',
		]);
	}, 30_000);

	test('fails as a whole when a page can not be read', async () => {
		fill(45);
		sandbox.current.fault({ kind: 'status429', path: '/api.php', times: 5, retryAfter: 0 });
		const { json, error } = await getAll({ returnAll: true });

		expect(json).toEqual([]);
		expect(error?.message).toContain('Kirimo is receiving too many requests');
	});
});
