import { packedTarball, startN8n, type N8n } from '../../demo/n8n.ts';
import { credentialsFor } from '../../demo/story.ts';
import { accounts, startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { example, startChat, type Chat } from './support/examples.ts';

/** The courier's end of day in the pinned n8n, with the packed package. */
let sandbox: Sandbox;
let n8n: N8n;
let chat: Chat;
let workflow: string;

beforeAll(async () => {
	sandbox = await startSandbox({ isLocal: true });
	n8n = await startN8n({ tarball: packedTarball() });
	await n8n.importCredentials(credentialsFor(sandbox));
	chat = await startChat();
}, 180_000);
beforeEach(async () => {
	sandbox.reset();
	// Another workflow is another day: a courier is let through once.
	workflow = await n8n.importWorkflow(example('6-courier-end-of-day', chat));
});
afterAll(async () => {
	await n8n?.stop();
	await chat?.close();
	await sandbox?.close();
}, 60_000);

const held = (mobileNumber: string) =>
	sandbox.kasPro.customers.find((one) => one.mobileNumber === mobileNumber)?.pockets['2'];

test('the courier is looked up, paid and cashed out; no secret stays in the execution', async () => {
	const execution = await n8n.runWorkflow(workflow);

	expect([execution.status, execution.error?.message]).toEqual(['success', undefined]);
	const first = (node: string) => execution.nodes[node]?.[0]?.outputs[0]?.[0]?.json;
	expect(first("Courier's Wallet")).toMatchObject({ fullName: 'Joko Prasetyo' });
	expect(first('Settle the Day')).toMatchObject({
		done: true,
		requestId: expect.stringMatching(/^DAY-\d{8}-081234560002$/),
	});
	expect(first('Cash Out')).toMatchObject({
		done: true,
		pending: false,
		requestId: expect.stringMatching(/^CASH-\d{8}-081234560002$/),
		bankAccount: '1234567890',
	});
	expect([held('081234560001'), held('081234560002')]).toEqual([1_130_000, 78_500]);
	const { clientSecret, hmacKey, hmacSecret } = accounts.kasPro;
	for (const secret of [clientSecret, hmacKey, hmacSecret, 'sandbox-access-token']) {
		expect(JSON.stringify(execution.data)).not.toContain(secret);
	}
}, 60_000);

test('a cash out that KasPro finishes later is pending, not done', async () => {
	sandbox.kasPro.settings.bankTransferStyle = 'async';

	const execution = await n8n.runWorkflow(workflow);

	expect(execution.nodes['Cash Out']?.[0]?.outputs[0]?.[0]?.json).toMatchObject({
		done: false,
		pending: true,
		reference: expect.stringMatching(/^OLSBT\d+$/),
	});
	expect(chat.messages.splice(0)).toEqual([
		{
			to: '081234567890',
			message: expect.stringMatching(/pencairannya masih diproses, .* \(OLSBT\d+\)$/),
		},
	]);
}, 60_000);

test('a second press on the same day pays nobody', async () => {
	await n8n.runWorkflow(workflow);
	await n8n.runWorkflow(workflow);

	expect(sandbox.kasPro.transfers).toHaveLength(1);
	expect(sandbox.kasPro.cashOuts).toHaveLength(1);
}, 60_000);

test('a settlement that the shop can not pay ends the day before the cash out, and the shop is told', async () => {
	const shop = sandbox.kasPro.customers.find(({ mobileNumber }) => mobileNumber === '081234560001');
	if (shop) shop.pockets['2'] = 1;

	const execution = await n8n.runWorkflow(workflow);

	expect(execution.status).toBe('success');
	expect(chat.messages).toEqual([
		{
			to: '081234567890',
			message:
				'Setoran kurir 081234560002 perlu dilihat: KasPro refused the request: Insufficient balance (code 190010)',
		},
	]);
	expect(sandbox.kasPro.cashOuts).toEqual([]);
}, 60_000);
