import '../support/noPauses';
import type { INodeParameters } from 'n8n-workflow';
import { mapping } from '../support/nodeTypes';
import { runWorkflow, type Step, type WorkflowOptions } from '../support/runWorkflow';
import { lost } from '../support/scriptedVendor';
import { testWithResumeToken } from '../support/versions';
import { errorOutput, nodeOf, transfer, type Order } from './support/merchant';
import { amountOf, useTransfers } from './support/transfers';
import { TRANSFER, transferred } from './support/vendors';

/** Numbers that a node right before the payment has made, of the time or of a place in the list. */

const { vendor, records, paid } = useTransfers();

const losing = (...amounts: number[]) =>
	vendor.current.on(TRANSFER, (call) => {
		const answer = transferred(records, call);
		return amounts.includes(amountOf(call)) ? lost : answer;
	});

const assignment = (value: string, name = 'ref'): INodeParameters => ({
	assignments: { assignments: [{ id: 'a', name, value, type: 'string' }] },
});
type Maker = [what: string, type: string, parameters: INodeParameters];
const makers: Maker[] = [
	['Edit Fields', 'set', assignment('=TRX{{ $now.toMillis() }}')],
	[
		'Edit Fields of 2023',
		'set',
		{ values: { string: [{ name: 'ref', value: '={{ Date.now() }}' }] } },
	],
	[
		'Edit Fields as JSON',
		'set',
		{ mode: 'raw', jsonOutput: '={ "ref": "{{ $now.toMillis() }}" }' },
	],
	['Edit Fields as JSON of code', 'set', { mode: 'raw', jsonOutput: '={{ { ref: Date.now() } }}' }],
	[
		'Edit Fields of version 3.0',
		'set',
		{
			fields: {
				values: [{ name: 'ref', type: 'stringValue', stringValue: '={{ $now.toMillis() }}' }],
			},
		},
	],
];

let made = 0;
/** What it says that it does, it does: another number each time. */
const number = mapping((items) => items.map((json) => ({ ...json, ref: `TRX-${++made}` })));

interface Story {
	maker: [type: string, parameters: INodeParameters];
	orders: Order[];
	requestId?: string;
	/** The error output leads back to the node that makes the numbers, so often. */
	rounds?: number;
	/** A node between the two; it passes on what it gets. */
	between?: Omit<Step, 'name'>;
}

async function run(
	{ maker, orders, requestId, rounds = 1, between }: Story,
	options: Partial<WorkflowOptions> = {},
) {
	const form = {
		...transfer,
		parameters: { ...transfer.parameters, requestId: requestId ?? '={{ $json.ref }}' },
	};
	let turns = 1;
	const asItIs = mapping((items) => items);
	return await runWorkflow({
		credentials: transfer.credentials(vendor.current.url),
		...options,
		steps: [
			{
				name: 'Orders',
				type: 'source',
				items: orders.map((json) => ({ json: { ...json } })),
				to: [['Number']],
			},
			{
				name: 'Number',
				type: `n8n-nodes-base.${maker[0]}`,
				parameters: maker[1],
				execute: number,
				to: [[between ? 'Between' : 'Pay']],
			},
			...(between ? [{ ...between, name: 'Between', execute: asItIs, to: [['Pay']] }] : []),
			{ ...nodeOf(form, 'Pay'), settings: errorOutput, to: [[], ['Again']] },
			{
				name: 'Again',
				type: 'function',
				execute: mapping((items) => (turns++ < rounds ? items : [])),
				to: [['Number']],
			},
		],
	});
}

describe.each(makers)('a number of the time that %s makes', (_, ...maker) => {
	const orders = [{ amount: 1_000 }, { amount: 2_000 }];

	test('is no other order when the error output leads back to it', async () => {
		losing(2_000);
		await run({ maker, orders, rounds: 3 });

		expect(paid()).toEqual([1_000, 2_000]);
	});

	testWithResumeToken('is no other order after a stop', async () => {
		losing();
		const first = await run({ maker, orders });
		const { resumeToken } = first.run.data;
		await run({ maker, orders: [{ amount: 3_000 }, ...orders] }, { resumeToken });

		expect(paid()).toEqual([1_000, 2_000, 3_000]);
	});
});

const maker: Story['maker'] = ['set', assignment('=TRX{{ $now.toMillis() }}')];

test.each([
	['read by its name', { requestId: "={{ $('Number').item.json.ref }}" }],
	['with a text around it', { requestId: '=PAY-{{ $json["ref"] }}' }],
	['behind an If node', { between: { type: 'n8n-nodes-base.if' } }],
	[
		'that a second Edit Fields gives on',
		{
			maker: ['set', assignment('={{ $now.toMillis() }}', 'number')] as Story['maker'],
			between: { type: 'n8n-nodes-base.set', parameters: assignment('=P-{{ $json.number }}') },
		},
	],
	[
		'behind an Edit Fields that is deactivated',
		{
			between: {
				type: 'n8n-nodes-base.set',
				parameters: assignment('={{ $json.no }}'),
				settings: { disabled: true },
			},
		},
	],
])('such a number is no other order %s', async (_, how) => {
	losing(1_000);
	await run({ maker, orders: [{ amount: 1_000 }], rounds: 3, ...how });

	expect(paid()).toEqual([1_000]);
});

test.each<[string, string, INodeParameters]>([
	['the number of the order', 'set', assignment('=TRX-{{ $json.no }}')],
	[
		'a time beside it',
		'set',
		{ assignments: { assignments: [{ name: 'at', value: '={{ $now }}' }] } },
	],
	['a text', 'set', assignment('TRX-$now')],
])(
	'two orders of one person and amount are paid in a loop under %s',
	async (_, type, parameters) => {
		losing(1_000);
		const story = {
			maker: [type, parameters] as Story['maker'],
			orders: [{ amount: 1_000 }],
			rounds: 2,
		};
		await run(story);

		expect(paid()).toEqual([1_000, 1_000]);
	},
);

/** Where nobody can tell for sure, a number is the order's own. */
describe('two orders of one person and amount, of which the first is done when the run is stopped,', () => {
	const numbered = mapping((items) =>
		items.map((json) => ({ ...json, ref: `INV-${Number(json.no)}` })),
	);
	const time = assignment('={{ $now.toMillis() }}');
	const stories: Array<[string, Step[]]> = [
		[
			'behind code with a time in its text',
			[
				{
					name: 'Number',
					type: 'n8n-nodes-base.code',
					parameters: {
						jsCode: 'ref: `INV-${new Date().getFullYear()}-${o.no}`, // ref: Date.now()',
					},
					execute: numbered,
					to: [['Pay']],
				},
			],
		],
		[
			'where two Edit Fields meet',
			[
				{
					name: 'Number',
					type: 'n8n-nodes-base.set',
					parameters: assignment('=INV-{{ $json.no }}'),
					execute: numbered,
					to: [['Pay']],
				},
				{
					name: 'Other',
					type: 'n8n-nodes-base.set',
					parameters: time,
					execute: mapping(() => []),
					to: [['Pay']],
				},
			],
		],
		[
			'under a number of a node before, with a time of its own',
			[
				{
					name: 'Number',
					type: 'n8n-nodes-base.set',
					parameters: assignment('={{ $now }}', 'at'),
					execute: numbered,
					to: [['Pay']],
				},
			],
		],
	];

	for (const [name, nodes] of stories) {
		testWithResumeToken(`are both paid ${name}`, async () => {
			losing();
			const parameters = { ...transfer.parameters, requestId: '={{ $json.ref }}' };
			const pay = async (nos: number[], options: Partial<WorkflowOptions> = {}) =>
				await runWorkflow({
					credentials: transfer.credentials(vendor.current.url),
					...options,
					steps: [
						{
							name: 'Orders',
							type: 'source',
							items: nos.map((no) => ({ json: { no, amount: 1_000 } })),
							to: [nodes.map((node) => node.name)],
						},
						...nodes,
						{ ...nodeOf({ ...transfer, parameters }, 'Pay'), settings: errorOutput },
					],
				});
			const first = await pay([101]);
			await pay([106], { resumeToken: first.run.data.resumeToken });

			expect(records.transfers.map(({ requestId }) => requestId)).toEqual(['INV-101', 'INV-106']);
		});
	}
});
