import { callMcpTool, callTool } from '../support/callTool';
import { mapping } from '../support/nodeTypes';
import { runWorkflow } from '../support/runWorkflow';
import { inTurn, json, lost, useVendor } from '../support/scriptedVendor';

/** The workbench of the money tests itself, tried on a read, with which nothing can go wrong. */
const vendor = useVendor();
const PATH = 'GET /customer-account-inquiry/';
const credentials = () => ({
	kasProApi: { baseUrl: vendor.current.url, authMode: 'none', accessToken: '' },
});
const found = json({ code: 0, message: 'Berhasil', data: { mobileNumber: '081234560001' } });
const notFound = json({ code: 110005, message: 'Customer not found' });
const look = {
	type: 'kasPro',
	parameters: { resource: 'customer', operation: 'get', mobileNumber: '={{ $json.mobile }}' },
};

test('a node’s error output leads back into it until a counter ends the loop', async () => {
	vendor.current.on(PATH, inTurn(notFound, notFound, found));
	const { itemsOf, runsOf, error } = await runWorkflow({
		steps: [
			{
				name: 'Source',
				type: 'source',
				items: [{ json: { mobile: '081234560001' } }],
				to: [['Look']],
			},
			{
				...look,
				name: 'Look',
				settings: { onError: 'continueErrorOutput' },
				to: [['Done'], ['Again']],
			},
			{
				name: 'Again',
				type: 'function',
				execute: mapping((items, round) => (round < 5 ? items : [])),
				to: [['Look']],
			},
			{ name: 'Done', type: 'function', execute: mapping((items) => items) },
		],
		credentials: credentials(),
	});

	expect(error).toBeUndefined();
	expect(vendor.current.callsTo(PATH)).toHaveLength(3);
	expect(runsOf('Look')).toHaveLength(3);
	expect(itemsOf('Look', 1)).toHaveLength(2);
	expect(itemsOf('Done')).toHaveLength(1);
});

test('an execution that failed goes on under a new id with what it had stored', async () => {
	vendor.current.on(PATH, inTurn(notFound, found));
	const steps: Parameters<typeof runWorkflow>[0]['steps'] = [
		{
			name: 'Source',
			type: 'source',
			items: [{ json: { mobile: '081234560001' } }],
			to: [['Look']],
		},
		{ ...look, name: 'Look', to: [['Done']] },
		{ name: 'Done', type: 'function', execute: mapping((items) => items) },
	];
	const failed = await runWorkflow({ steps, credentials: credentials() });
	expect(failed.error?.message).toContain('Customer not found');

	const retried = await runWorkflow({ steps, credentials: credentials(), retry: failed.run });

	expect(retried.error).toBeUndefined();
	expect(retried.run.mode).toBe('retry');
	expect(retried.runsOf('Look')).toHaveLength(1);
	expect(retried.itemsOf('Done')).toHaveLength(1);
});

const tool = () => ({
	type: 'kasPro' as const,
	resource: 'customer',
	operation: 'get',
	parameters: { mobileNumber: "={{ $fromAI('mobile', '', 'string') }}" },
	credentials: credentials(),
});
const args = { mobile: '081234560001' };

test.each(['wrapper', 'engine'] as const)(
	'an agent calls the node as its tool several times (%s)',
	async (by) => {
		vendor.current.on(PATH, inTurn(found, notFound, found));

		const { answers } = await callTool({ ...tool(), by }, args, args, [args, args]);

		expect(answers.map(({ failed }) => failed)).toEqual([false, true, false, false]);
		expect(answers[0]?.text).toContain('081234560001');
		expect(answers[1]?.text).toContain('Customer not found');
		expect(vendor.current.callsTo(PATH).map(({ query }) => query)).toEqual(
			Array(4).fill({ mobileNumber: '081234560001' }),
		);
	},
);

test('an MCP client calls the node without an execution', async () => {
	vendor.current.on(PATH, inTurn(found, lost));

	const first = await callMcpTool(tool(), args);

	expect(first.failed).toBe(false);
	expect(first.text).toContain('081234560001');
});
