import '../support/noPauses';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { inTurn, json, lost } from '../support/scriptedVendor';
import { mapping } from '../support/nodeTypes';
import { runWorkflow } from '../support/runWorkflow';
import {
	errorOutput,
	formFor,
	nodeOf,
	parcel,
	payment,
	resultOf,
	run,
	transfer,
	type Form,
} from './support/merchant';
import { BOOKING, PAYMENT, TRACKING, TRANSFER, useBooks } from './support/vendors';

/** A thing whose answer was lost is the same thing in another spelling: a loop or a model words it anew, and must not do it twice. */

const BANK = 'POST /bank-transfer/';
const BILLER = 'POST /biller-payment/';
const { vendor } = useBooks();

const done = json({ code: 0, message: 'Berhasil', responseId: 'OLSP21' });
const bank: Form = {
	...transfer,
	operation: 'toBank',
	parameters: {
		mobileNumber: '081234560001',
		bankAccount: '8881234567',
		bankName: '={{ $json.bank }}',
		amount: 10_000,
		requestId: '',
		additionalFields: '={{ $json.more ?? {} }}',
	},
};
const request: Form = {
	...transfer,
	resource: 'apiRequest',
	operation: 'send',
	parameters: {
		method: 'POST',
		path: "={{ $json.path ?? '/biller-payment/' }}",
		body: '={{ $json.body }}',
	},
};

/** The first try is lost, and led back into the node as something else. */
async function twice(
	form: Form,
	first: IDataObject,
	second: IDataObject,
	changes?: INodeParameters,
) {
	return resultOf(
		await runWorkflow({
			credentials: form.credentials(vendor.current.url),
			steps: [
				{ name: 'Orders', type: 'source', items: [{ json: first }], to: [['Pay']] },
				{
					...nodeOf(formFor(form, [first]), 'Pay', changes),
					settings: errorOutput,
					to: [[], ['Again']],
				},
				{
					name: 'Again',
					type: 'function',
					execute: mapping((_, round) => (round < 2 ? [second] : [])),
					to: [['Pay']],
				},
			],
		}),
		'Pay',
	);
}

test.each(['bca', 'Bank BCA', 'Bank Central Asia', ' BCA '])(
	'a transfer to BCA is one to "%s": the account tells whose it is',
	async (other) => {
		vendor.current.on(BANK, inTurn(lost, done));
		const { failed } = await twice(bank, { bank: 'BCA' }, { bank: other });

		expect(vendor.current.callsTo(BANK)).toHaveLength(1);
		expect(failed.map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown']);
	},
);

test.each(['extraHeaders', 'additionalBodyFields'])(
	'a time or a note among the %s makes no other payment of it',
	async (name) => {
		vendor.current.on(TRANSFER, inTurn(lost, done));
		const field = (at: string) => ({
			[name]: JSON.stringify({ 'X-Timestamp': at, ...(name !== 'extraHeaders' && { note: at }) }),
		});
		await twice(
			transfer,
			{ amount: 1_000, at: field('1') },
			{ amount: 1_000, at: field('2') },
			{ additionalFields: { [name]: `={{ $json.at.${name} }}` } },
		);

		expect(vendor.current.callsTo(TRANSFER)).toHaveLength(1);
	},
);

/** The list that the second has too, with another note in it. */
const inner = (second: object) => ('payments' in second ? { payments: [{ reference: 'A1' }] } : {});

test.each(['6281234560002', '+6281234560002', '81234560002'])(
	'a transfer to 081234560002 is one to %s',
	async (to) => {
		vendor.current.on(TRANSFER, inTurn(lost, done));
		await twice(transfer, { amount: 1_000, to: '081234560002' }, { amount: 1_000, to });

		expect(vendor.current.callsTo(TRANSFER)).toHaveLength(1);
	},
);

test.each<[string, object]>([
	['a note inside its list', { amount: 1000, account: '081', payments: [{ reference: 'A2' }] }],
	['another order of its fields', { account: '081', amount: 1000 }],
	['an amount as text', { amount: '1000', account: '081' }],
	['another description', { amount: 1000, account: '081', description: 'try again' }],
])('an API request with %s is the same', async (_, second) => {
	vendor.current.on(BILLER, inTurn(lost, done));
	await twice(
		request,
		{ body: { amount: 1000, account: '081', ...inner(second) } },
		{ body: second },
	);

	expect(vendor.current.callsTo(BILLER)).toHaveLength(1);
});

test('an API request of another amount is another one', async () => {
	vendor.current.on(BILLER, inTurn(lost, done));
	await twice(request, { body: { amount: 1000 } }, { body: { amount: 2000 } });

	expect(vendor.current.callsTo(BILLER)).toHaveLength(2);
});

test.each<[string, object]>([
	['phone', { phone: '6281300004321' }],
	['name', { name: 'SARI WULANDARI' }],
	['name, with a point behind', { name: 'Sari. Wulandari,' }],
])('a parcel whose %s is written in another way is the same', async (_, change) => {
	vendor.current.on(BOOKING, lost);
	vendor.current.on(TRACKING, json({ status: false, text: 'data not found' }));
	await twice(parcel, { amount: 18_000 }, { amount: 18_000, ...change });

	expect(vendor.current.callsTo(BOOKING)).toHaveLength(1);
});

test('a link for a name in capitals is the same', async () => {
	vendor.current.on(PAYMENT, lost);
	await twice(payment, { amount: 18_000 }, { amount: 18_000, name: 'SARI  WULANDARI' });

	expect(vendor.current.callsTo(PAYMENT)).toHaveLength(1);
});

describe('an API request', () => {
	const asked = 'POST /transaction-status/';
	const send = async (items: IDataObject[], changes: INodeParameters = {}) =>
		await run(request, vendor.current.url, items as never, { changes });

	test('may ask at one path for what was paid at another under the same request ID', async () => {
		vendor.current.on(BILLER, lost);
		vendor.current.on(asked, done);
		const body = { requestId: 'PAY-1' };
		const { failed, done: good } = resultOf(
			await runWorkflow({
				credentials: request.credentials(vendor.current.url),
				steps: [
					{ name: 'Orders', type: 'source', items: [{ json: { body } }], to: [['Pay']] },
					{ ...nodeOf(request, 'Pay'), settings: errorOutput, to: [[], ['Ask']] },
					{ ...nodeOf(request, 'Ask', { path: '/transaction-status/', body }), to: [] },
				],
			}),
			'Pay',
		);

		expect(good).toEqual([]);
		expect(failed[0]?.text).toContain('PAY-1 (POST /biller-payment/)');
		expect(vendor.current.callsTo(asked)).toHaveLength(1);
	});

	test('that only asks is sent as often as it is wanted', async () => {
		vendor.current.on(asked, json({ code: 1, message: 'In Process' }));
		const item = { path: '/transaction-status/', body: { requestId: 'PAY-1' } };
		const { done: good } = await send([item, item], { onlyAsks: true });

		expect(good).toHaveLength(2);
		expect(vendor.current.callsTo(asked)).toHaveLength(2);
	});

	test.each<[string, INodeParameters]>([
		['the body', { body: '{"account": 888801234567890123}' }],
		['the query', { body: '{}', query: '{"va": 888801234567890123}' }],
		['a list in the body', { body: '{"accounts": [888801234567890123]}' }],
	])('is not sent with a number in %s that has lost its last digits', async (_, changes) => {
		const { said } = await send([{}], changes);

		expect(said?.text).toMatch(
			/must have long numbers as text, in quotes: the number in ".+" has lost its last digits/,
		);
		expect(vendor.current.calls).toEqual([]);
	});
});
