import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packedTarball, startN8n, type N8n, type WorkflowFile } from '../../demo/n8n.ts';
import { credentialsFor } from '../../demo/story.ts';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { startChatModel, type ChatModel } from './support/chatModel.ts';
import { connectMcp } from './support/mcpClient.ts';

/** Example 15 in the pinned n8n: a model that answers what shipping costs, and books where the merchant allows it. */
let sandbox: Sandbox;
let model: ChatModel;
let n8n: N8n;

const FILE = join(__dirname, '../../examples/15-ask-about-shipping.json');
const BOUND = 60_000;
const place = { tool: 'Find_Area', place: 'Sleman' };
const parcel = {
	tool: 'Book_Courier',
	recipient: 'Sari Wulandari',
	phone: '081300004321',
	address: 'Jl. Kapasan Gang 3 No 7',
	grams: 2000,
	order_number: 'SHOP-2001',
};

beforeAll(async () => {
	sandbox = await startSandbox({ isLocal: true });
	model = await startChatModel();
	n8n = await startN8n({
		tarball: packedTarball(),
		env: { N8N_COMMUNITY_PACKAGES_ALLOW_TOOL_USAGE: 'true' },
	});
	await n8n.importCredentials([
		...credentialsFor(sandbox),
		{ name: 'OpenAI', type: 'openAiApi', data: { apiKey: 'none', url: `${model.url}/v1` } },
	]);
	await publish('careful', false);
	await publish('allowed', true);
}, 180_000);
afterAll(async () => {
	await n8n?.stop();
	await model?.close();
	await sandbox?.close();
}, 60_000);

/** As the example is, at addresses of its own; the chat asks nobody to log in. */
async function publish(path: string, allowAsTool: boolean) {
	const workflow = JSON.parse(readFileSync(FILE, 'utf8')) as WorkflowFile;
	for (const node of workflow.nodes) {
		const parameters = node.parameters as Record<string, unknown>;
		if (node.name === 'Question') Object.assign(parameters, { authentication: 'none' });
		if (node.name === 'Book Courier' && allowAsTool) parameters.allowAsTool = true;
		if (node.name === 'MCP Server') parameters.path = path;
		if (node.webhookId) node.webhookId = `${path}-${String(node.id)}`;
	}
	await n8n.publishWorkflow(await n8n.importWorkflow(workflow));
}

let chats = 0;

/** In a chat of its own, when none is given. */
async function ask(
	path: string,
	chatInput: string,
	sessionId = `chat-${(chats += 1)}`,
): Promise<unknown> {
	const response = await fetch(`${n8n.url}/webhook/${path}-question/chat`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ action: 'sendMessage', sessionId, chatInput }),
	});
	const { output } = (await response.json()) as { output?: unknown };
	return output;
}

/** What a tool has told, whether as one item or as a list. */
function rowsIn(told = ''): Array<Record<string, unknown>> {
	const said = JSON.parse(told) as unknown;
	const rows = (Array.isArray(said) ? said : [said]) as Array<Record<string, unknown>>;
	return rows.flatMap(({ response, ...row }) =>
		Array.isArray(response) ? (response as Array<Record<string, unknown>>) : [row],
	);
}

/** Looks the place up, compares rates, and then does what it is told to. */
function assistant(
	then: (rate: Record<string, unknown>, told: string[]) => ReturnType<ChatModel['script']>,
) {
	model.script = (told) => {
		const [area, rates] = told;
		if (area === undefined) return [place];
		const [found] = rowsIn(area);
		const district_id = String(found?.districtId);
		if (rates === undefined) return [{ tool: 'Check_Rates', district_id, grams: 2000 }];
		const [rate = {}] = rowsIn(rates);
		return then({ ...rate, district_id }, told);
	};
}

test(
	'answers what 2 kg to Sleman cost',
	async () => {
		assistant(
			({ shippingCost, serviceName }) => `${String(serviceName)}: Rp ${String(shippingCost)}`,
		);

		expect(await ask('careful', 'berapa ongkir 2 kg ke Sleman?')).toMatch(/^\S.*: Rp [1-9]\d+$/);
	},
	BOUND,
);

test(
	'reckons what is paid at the door with the value of the goods',
	async () => {
		assistant(({ codAmount }) => String(codAmount));

		expect(Number(await ask('careful', 'COD ke Sleman?'))).toBeGreaterThan(250_000);
	},
	BOUND,
);

const booking = ({ district_id, service, serviceType, shippingCost }: Record<string, unknown>) => ({
	...parcel,
	district_id,
	service,
	service_type: serviceType,
	shipping_cost: shippingCost,
});

test(
	'books nothing until the merchant allows it, and tells the model that it is not allowed',
	async () => {
		assistant((rate, told) => (told.length === 2 ? [booking(rate)] : 'I may not book.'));

		expect(await ask('careful', 'book it')).toBe('I may not book.');
		expect(model.told[2]).toContain('Allow as AI Tool is off in this node');
		expect(sandbox.kiriminAja.orders).toHaveLength(0);
	},
	BOUND,
);

test(
	'books once where it is allowed, however often the model asks under one order number',
	async () => {
		assistant((rate, told) => (told.length < 4 ? [booking(rate)] : 'Booked.'));

		expect(await ask('allowed', 'book it')).toBe('Booked.');
		expect(model.told[2]).toContain('SHOP-2001');
		expect(sandbox.kiriminAja.orders).toMatchObject([{ orderId: 'SHOP-2001' }]);
	},
	BOUND,
);

test(
	'knows to which price the user says yes, and nothing of what others have asked',
	async () => {
		const question = 'kirim SHOP-2002 ke Sari, berapa?';
		const quote = 'JNE REG23: Rp 18.000. Pesan?';
		model.script = () => quote;
		await ask('careful', question, 'sari');
		await ask('careful', 'ya, pesan', 'sari');
		expect(model.heard).toEqual([question, quote, 'ya, pesan']);

		await ask('careful', 'ya, pesan', 'budi');
		expect(model.heard).toEqual(['ya, pesan']);
	},
	BOUND,
);

test(
	'answers an MCP client what shipping costs, and books for it only where it is allowed',
	async () => {
		const careful = await connectMcp(`${n8n.url}/mcp/careful`);
		const allowed = await connectMcp(`${n8n.url}/mcp/allowed`);
		const [area] = rowsIn((await careful.call('Find_Area', { place: 'Sleman' })).text);
		const to = { district_id: String(area?.districtId), grams: 2000 };
		const rates = await careful.call('Check_Rates', to);
		const [rate = {}] = rowsIn(rates.text);
		const { tool, ...order } = { ...booking({ ...rate, ...to }), order_number: 'SHOP-3001' };

		const refused = await careful.call(tool, order);
		expect(refused.isError).toBe(true);
		expect(refused.text).toContain('Allow as AI Tool');
		expect((await allowed.call(tool, order)).text).toContain('SHOP-3001');
		const ids = sandbox.kiriminAja.orders.map(({ orderId }) => orderId);
		expect(ids.filter((id) => id === 'SHOP-3001')).toHaveLength(1);
	},
	BOUND,
);
