import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { credentialsOf, operations, type Tested } from '../operations';
import './support/noPauses';
import { answering } from './support/answering';
import { callMcpTool, callTool } from './support/callTool';
import { byId } from './support/kiriminAja';
import { useSandbox } from './support/sandbox';

/** What a model may do with our nodes as its tools, and what it reads of what they have found. */
const sandbox = useSandbox();

const toolFor = ({ type, resource, operation, row }: Tested, allowAsTool: boolean) => ({
	type,
	resource,
	operation,
	credentials: credentialsOf[type](sandbox.current),
	parameters: { ...row.parameters, allowAsTool },
});
const needLeave = operations.filter(
	({ kind, name }) => kind === 'write' || name === 'payment.wait',
);
const areFree = operations.filter((tested) => !needLeave.includes(tested));

describe.each(needLeave.map((tested) => [tested.label, tested] as const))('%s', (_, tested) => {
	test('is not done for a model that the merchant has not allowed it, and says who can', async () => {
		const { answers } = await callTool(toolFor(tested, false), {}, {});
		const mcp = await callMcpTool(toolFor(tested, false), {});

		expect(sandbox.current.requests).toEqual([]);
		expect(answers).toHaveLength(2);
		for (const { text } of [...answers, mcp]) {
			expect(text).toContain('Allow as AI Tool is off in this node');
			expect(text).toContain('Nothing was sent');
			expect(text).toContain('Do not call this tool again');
		}
	});
});

test('no model switches the leave on, not even where it may fill in all fields', async () => {
	const [tested] = needLeave;
	if (tested === undefined) throw new Error('Nothing needs leave');
	const tool = toolFor(tested, false);
	const parameters = { ...tool.parameters, allowAsTool: "={{ $fromAI('allow', '', 'boolean') }}" };
	const { answers } = await callTool({ ...tool, parameters }, { allow: true });

	expect(sandbox.current.requests).toEqual([]);
	expect(answers[0]?.text).toContain('Allow as AI Tool is off');
});

test.each(areFree.map((tested) => [tested.label, tested] as const))(
	'%s needs no leave',
	async (_, tested) => {
		const { answers } = await callTool(toolFor(tested, false), {});

		expect(answers[0]?.text).not.toContain('Allow as AI Tool');
	},
);

test('a model whose call is refused before it is sent reads that nothing was, and what to do', async () => {
	const tested = needLeave.find(({ name }) => name === 'transfer.toUser');
	if (tested === undefined) throw new Error('There is no transfer');
	const tool = toolFor(tested, true);
	const broken = { ...tool, parameters: { ...tool.parameters, mobileNumber: '' } };
	const { answers } = await callTool(broken, {});
	const mcp = await callMcpTool(broken, {});

	expect(sandbox.current.requests).toEqual([]);
	for (const text of [answers[0]?.text, mcp.text]) {
		expect(text).toContain('Payer Mobile Number (item 0) is required.');
		expect(text).toContain(
			'This call has sent nothing. Give what is missing or wrong; ask the user',
		);
	}
});

describe('what a model reads', () => {
	const rowsOf = async (
		resource: string,
		operation: string,
		parameters: INodeParameters,
		credentials = credentialsOf.kiriminAja(sandbox.current),
	) => {
		const tool = { type: 'kiriminAja' as const, resource, operation, credentials, parameters };
		const { answers } = await callTool(tool, {});
		return JSON.parse(answers[0]?.text ?? '') as IDataObject[];
	};

	test('of a long list is its beginning, and how to ask for less', async () => {
		const datas = Array.from({ length: 60 }, (_, index) => ({
			id: index,
			provinsi_id: 11,
			kabupaten_name: `Kota ${index}`,
			type: 'Kota',
			postal_code: '60111',
		}));
		await answering(
			(_, response) => response.end(JSON.stringify({ status: true, method: 'kabupatens', datas })),
			async (url) => {
				const credentials = {
					kiriminAjaApi: { environment: 'custom', baseUrl: url, apiKey: 'key' },
				};
				const form = { province: byId('11'), provinsiId: byId('11'), returnAll: true };
				const rows = await rowsOf('area', 'getCities', form, credentials);
				const all = { ...form, toolAnswer: 'everything' };

				expect(await rowsOf('area', 'getCities', all, credentials)).toHaveLength(60);
				expect(rows).toHaveLength(26);
				expect(rows[24]).toMatchObject({ city: 'Kota 24' });
				expect(rows[25]).toEqual({
					more: '35 more rows are not shown. Ask for less, e.g. with a search text or a filter.',
				});
			},
		);
	});

	test('of a place that nobody knows is a sentence', async () => {
		const rows = await rowsOf('area', 'search', { search: 'Zzyzx' });

		expect(rows).toEqual([{ found: 0, message: expect.stringMatching(/^Nothing was found\./) }]);
		const all = { search: 'Zzyzx', toolAnswer: 'everything' };
		expect(await rowsOf('area', 'search', all)).toEqual([]);
	});

	test('has no fields without a value, unless the merchant wants them', async () => {
		const rate = { origin: byId('5788'), destination: byId('3175'), weight: 1000, simplify: false };
		const [short] = await rowsOf('rate', 'getExpress', rate);
		const [all] = await rowsOf('rate', 'getExpress', { ...rate, toolAnswer: 'everything' });

		expect(Object.values(all ?? {})).toContain(null);
		expect(Object.values(short ?? {})).not.toContain(null);
		expect(all).toMatchObject(short ?? { nothing: true });
	});
});
