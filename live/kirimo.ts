import type { Answer, Fact, Mark, Question, Request, Service } from './question.ts';
import {
	hidden,
	keys,
	list,
	noRows,
	orNull,
	perhaps,
	rowIn,
	rowsIn,
	text,
	whole,
	wibTime,
	written,
	type Row,
	type Shape,
} from './shape.ts';

/** What Kirimo is asked. docs/contracts/kirimo.md */
const at = (section: string, mark: Mark = 'documented') => ({
	section: `kirimo.md ${section}`,
	mark,
});

const get = (action: string, query: Record<string, string> = {}): Request => ({
	method: 'GET',
	path: '/api.php',
	query: { action, ...query },
});

/** docs/contracts/kirimo.md §2 */
const answer = (data: Shape) => keys({ status: text, data });

const isSuccess: Fact = {
	...at('§2'),
	says: 'a yes is status "success"',
	look: ({ body }) => body?.status === 'success' || 'status is another',
};

const figures = {
	order_id: hidden('number'),
	amount: whole,
	fee: whole,
	net_amount: whole,
	status: text,
	customer_name: hidden('person'),
	created_at: wibTime,
	// Of an unpaid order it is not shown. docs/contracts/kirimo.md §3.2
	paid_at: perhaps(orNull(written(/^$|^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/, 'YYYY-MM-DD HH:mm:ss'))),
};

const STATUSES = ['pending', 'paid', 'failed', 'expired'];
const FINAL = ['paid', 'failed', 'expired'];

function every(rows: Row[], isSo: (row: Row) => boolean, otherwise: string) {
	if (rows.length === 0) return undefined;
	const wrong = rows.filter((row) => !isSo(row)).length;
	return wrong === 0 || `${otherwise} in ${wrong} of ${rows.length} payments`;
}

const payments = (rowsOf: (body: Row) => Row[]): Fact[] => [
	{
		...at('§3.1'),
		says: 'net_amount is amount − fee',
		look: ({ body = {} }) =>
			every(
				rowsOf(body),
				({ amount, fee, net_amount: net }) => Number(net) === Number(amount) - Number(fee),
				'net_amount is another figure',
			),
	},
	{
		...at('§3.2'),
		says: 'status is pending, paid, failed or expired',
		look: ({ body = {} }) =>
			every(
				rowsOf(body),
				({ status }) => STATUSES.includes(String(status)),
				'status is another word',
			),
	},
	{
		...at('§3.2', 'inferred'),
		says: 'what is paid has a paid_at, and nothing else has',
		look: ({ body = {} }) =>
			every(
				rowsOf(body),
				({ status, paid_at: time }) => (status === 'paid') === Boolean(time),
				'paid_at does not fit the status',
			),
	},
];

const transactions = (body: Row) => rowsIn(rowIn(body.data).transactions);
const statusForm = (orderId: unknown) => ({ orderId, timeLimit: 1 });
const NOBODY = 'LIVE-CHECK-NOBODY';

const page = (rows: Shape) =>
	answer(
		keys({
			transactions: rows,
			page: whole,
			per_page: whole,
			total: whole,
			total_pages: whole,
		}),
	);

const questions: Question[] = [
	{
		operations: ['balance.get'],
		...at('§3.3'),
		request: () => get('balance'),
		form: () => ({}),
		shape: answer(
			keys({
				balance: hidden('money', whole),
				package: text,
				limit_used: hidden('money', whole),
			}),
		),
		facts: [isSuccess],
		file: 'balance.response.200',
	},
	{
		operations: ['payment.getAll'],
		...at('§3.4'),
		request: () => get('transactions', { page: '1' }),
		form: () => ({ returnAll: false, limit: 1, filters: {} }),
		shape: page(list(keys(figures))),
		facts: [
			isSuccess,
			{
				...at('§3.4'),
				says: 'a page has 20 rows at most, and says which one it is',
				look: ({ body = {} }) => {
					const { page: number, per_page: most } = rowIn(body.data);
					const isSo = number === 1 && most === 20 && transactions(body).length <= 20;
					return isSo || 'page or per_page is another';
				},
			},
			{
				...at('§3.4'),
				says: 'total_pages is total ÷ per_page, rounded up',
				look: ({ body = {} }) => {
					const { total, per_page: most, total_pages: pages } = rowIn(body.data);
					return (
						Number(pages) === Math.ceil(Number(total) / Number(most)) ||
						'total_pages is another figure'
					);
				},
			},
			{
				...at('§3.4', 'inferred'),
				says: 'the newest payment is the first',
				look: ({ body = {} }) => {
					const times = transactions(body).map(({ created_at: time }) => String(time));
					if (times.length < 2) return undefined;
					const isSorted = times.every((time, index) => index === 0 || time <= times[index - 1]!);
					return isSorted || 'the rows are in another order';
				},
			},
			...payments(transactions),
		],
		learn: (body, known) => {
			// To ask for one that waits for its payment makes Kirimo ask Duitku, which may end it. docs/contracts/kirimo.md §3.2
			const row = transactions(body).find(({ status }) => FINAL.includes(String(status)));
			if (typeof row?.order_id === 'string') known.order = row.order_id;
			const { total_pages: pages } = rowIn(body.data);
			if (Number.isInteger(pages)) known.pages = pages as number;
		},
		file: 'transactions.page1.response.200',
	},
	{
		operations: ['payment.getAll'],
		about: 'a page past the end',
		...at('§3.4', 'inferred'),
		request: ({ pages }) =>
			pages === undefined
				? { missing: 'the first page did not say how many there are' }
				: get('transactions', { page: String(Math.max(pages, 1) + 1) }),
		shape: page(noRows(keys(figures))),
		facts: [
			{
				...at('§3.4', 'inferred'),
				says: 'a page past the end has no rows',
				look: ({ body = {} }) => transactions(body).length === 0 || 'it has rows',
			},
		],
		file: 'transactions.past-the-end.response.200',
	},
	{
		operations: ['payment.get', 'payment.wait'],
		...at('§3.2'),
		request: ({ given: { KIRIMO_ORDER_ID: id }, order = id }) =>
			order === undefined
				? {
						missing:
							'the first page has no payment that is over, and no order ID was given (KIRIMO_ORDER_ID)',
					}
				: get('status', { order_id: id ?? order }),
		form: (_, { sent }) => statusForm(sent.query?.order_id),
		shape: answer(keys({ ...figures, payment_url: hidden('link') })),
		facts: [
			isSuccess,
			{
				...at('§3.2'),
				says: 'the answer is about the order ID that was asked for',
				look: ({ body = {}, sent }) =>
					rowIn(body.data).order_id === sent.query?.order_id || 'it is about another order',
			},
			...payments(({ data }) => [rowIn(data)]),
		],
		file: ({ data }) => `status.${fileSafe(rowIn(data).status)}.response.200`,
	},
	{
		operations: ['payment.get'],
		about: 'one that nobody has',
		...at('§2'),
		request: () => get('status', { order_id: NOBODY }),
		form: () => statusForm(NOBODY),
		shape: keys({ status: text, message: text }),
		isForNothing: true,
		facts: [
			{
				...at('§2'),
				says: 'a payment that is not there is HTTP 404 with status "error"',
				look: ({ status, body }: Answer) =>
					(status === 404 && body?.status === 'error') || `HTTP ${status}`,
			},
		],
		file: 'error.404.response',
	},
];

/** An unknown word may be anything. */
function fileSafe(status: unknown): string {
	return STATUSES.includes(String(status)) ? String(status) : 'other';
}

export const kirimo: Service = {
	name: 'Kirimo',
	docs: 'kirimo.md',
	folder: 'kirimo',
	credentialType: 'kirimoApi',
	reads: {
		'balance.get': 'GET /api.php?action=balance',
		'payment.get': 'GET /api.php?action=status',
		'payment.getAll': 'GET /api.php?action=transactions',
		'payment.wait': 'GET /api.php?action=status',
	},
	questions,
	pause: 2000,
	isNo: ({ status, body }) => status >= 400 || body?.status === 'error',
	textOf: ({ message }) => message,
	isAboutKey: ({ status }) => [401, 403].includes(status),
};
