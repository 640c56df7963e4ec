import '../support/noPauses';
import type { Step } from '../support/runWorkflow';
import { runWorkflow } from '../support/runWorkflow';
import { inTurn, json, lost, type Script } from '../support/scriptedVendor';
import {
	errorOutput,
	forms,
	formFor,
	nodeOf,
	resultOf,
	run,
	saidIn,
	transfer,
	type Form,
	type Order,
} from './support/merchant';
import { TRANSFER, transferred, useBooks } from './support/vendors';
import { expectUnknown } from './support/words';

/** What makes two orders the same one: reference, operation, credential and execution; not the node, nor how often n8n runs it. */

const { vendor, records } = useBooks();
const paysSilently: Script = (call) => {
	transferred(records, call);
	return lost;
};
const paid = () => records.transfers.map(({ payments }) => payments[0]?.amount);
const sent = () => vendor.current.bodiesTo<{ requestId: string }>(TRANSFER);

interface Second {
	form?: Form;
	changes?: Form['parameters'];
	credentialId?: string;
}

/** One order, and behind the node another node of ours that gets what came of it, be it good or bad. */
async function twoNodes(order: Order, { form = transfer, changes, credentialId }: Second = {}) {
	const steps: [Step, ...Step[]] = [
		{ name: 'Orders', type: 'source', items: [{ json: { ...order } }], to: [['One']] },
		{
			...nodeOf(formFor(transfer, [order]), 'One'),
			credentialId: '1',
			settings: errorOutput,
			to: [['Same'], ['Same']],
		},
		{
			name: 'Same',
			type: 'function',
			execute: async () => [[{ json: { ...order } }]],
			to: [['Two']],
		},
		{ ...nodeOf(formFor(form, [order]), 'Two', changes), credentialId, settings: errorOutput },
	];
	const result = await runWorkflow({ steps, credentials: form.credentials(vendor.current.url) });
	return { one: resultOf(result, 'One'), two: resultOf(result, 'Two') };
}

describe('a second node with the same request id', () => {
	test('does not send what the first one lost', async () => {
		vendor.current.on(TRANSFER, paysSilently);
		const { one, two } = await twoNodes({ ref: 'PAY-1', amount: 1_000 });

		expect(sent()).toHaveLength(1);
		expectUnknown(one.said, 'PAY-1');
		expectUnknown(two.said, 'PAY-1');
		expect(two.done).toEqual([]);
	});

	test('does not pay again what is paid', async () => {
		const { one, two } = await twoNodes({ ref: 'PAY-1', amount: 1_000 });

		expect(one.done).toHaveLength(1);
		expect(paid()).toEqual([1_000]);
		expect([...two.done, ...two.failed]).toHaveLength(1);
	});

	test('does not pay another amount under it', async () => {
		const { two } = await twoNodes({ ref: 'PAY-1', amount: 1_000 }, { changes: { amount: 2_000 } });

		expect(paid()).toEqual([1_000]);
		expect(two.done).toEqual([]);
		expect(two.said?.text).toContain('PAY-1');
	});

	test('pays for another account, whose request ids are its own', async () => {
		vendor.current.on(
			TRANSFER,
			inTurn(paysSilently, (call) => transferred(records, call)),
		);
		const { two } = await twoNodes({ ref: 'PAY-1', amount: 1_000 }, { credentialId: '2' });

		expect(paid()).toEqual([1_000, 1_000]);
		expect(two.done).toHaveLength(1);
	});

	test('pays when it is another operation', async () => {
		vendor.current.on(TRANSFER, paysSilently);
		vendor.current.on('POST /bank-transfer/', json({ code: 0, message: 'Berhasil', data: {} }));
		const toBank: Form = {
			...transfer,
			operation: 'toBank',
			parameters: { ...transfer.parameters, bankAccount: '1234567890', bankName: 'BCA' },
		};
		const { two } = await twoNodes({ ref: 'PAY-1', amount: 1_000 }, { form: toBank });

		expect(vendor.current.callsTo('POST /bank-transfer/')).toHaveLength(1);
		expect(two.done).toHaveLength(1);
	});
});

describe.each(Object.entries(forms))('%s', (_, form) => {
	const order = { amount: 25_000 };
	const made = () => [...records.transfers, ...records.payments, ...records.parcels];

	test('without an execution id, two runs with the same input are two orders', async () => {
		const { url } = vendor.current;
		const one = await run(form, url, [order], { executionId: null });
		const two = await run(form, url, [order], { executionId: null });

		expect([one.error, two.error]).toEqual([undefined, undefined]);
		expect(made()).toHaveLength(2);
	});

	test('in two executions, the same input is two orders', async () => {
		const { url } = vendor.current;
		await run(form, url, [order]);
		await run(form, url, [order]);

		expect(made()).toHaveLength(2);
	});

	test('a sub-workflow is told that an empty reference cannot be found again by its caller', async () => {
		const options = {
			mode: 'integrated' as const,
			parentExecution: { executionId: 'parent', workflowId: 'parent-workflow' },
		};
		const { hints } = await run(form, vendor.current.url, [order], options);
		expect(hints.join()).toMatch(/sub-?workflow/i);

		const own = await run(form, vendor.current.url, [{ ...order, ref: 'OWN-1' }], options);
		expect(own.hints.join()).not.toMatch(/sub-?workflow/i);
	});

	test('an execution that failed later, and is retried, does not do what was done', async () => {
		const { url } = vendor.current;
		const steps: [Step, ...Step[]] = [
			{ name: 'Orders', type: 'source', items: [{ json: { ...order } }], to: [['Do']] },
			{ ...nodeOf(formFor(form, [order]), 'Do'), to: [['Later']] },
			{
				name: 'Later',
				type: 'function',
				execute: async () => {
					throw new Error('The merchant’s own node has stopped');
				},
			},
		];
		const credentials = form.credentials(url);
		const first = await runWorkflow({ steps, credentials });
		const second = await runWorkflow({ steps, credentials, retry: first.run });

		expect(saidIn(second.error ?? ({} as never)).text).toContain('own node');
		expect(made()).toHaveLength(1);
	});
});
