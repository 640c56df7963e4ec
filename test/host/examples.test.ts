import {
	packedTarball,
	startN8n,
	type Execution,
	type N8n,
	type WorkflowFile,
} from '../../demo/n8n.ts';
import { credentialsFor, productionUrlOf, withNotifyUrl } from '../../demo/story.ts';
import { accounts, startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { example, startChat, type Chat } from './support/examples.ts';
import type { LocalServer } from './support/localServer.ts';
import { startUnserved } from './support/unserved.ts';
import { until } from './support/until.ts';

/** The examples that no other test runs, in the pinned n8n with the packed package: imported, a credential chosen, the chat replaced. */
let sandbox: Sandbox;
let n8n: N8n;
let chat: Chat;
let unserved: LocalServer;

/** The credential of a KiriminAja where no courier goes to some places. */
const UNSERVED = 'Unserved';

beforeAll(async () => {
	sandbox = await startSandbox({ isLocal: true });
	chat = await startChat();
	n8n = await startN8n({ tarball: packedTarball() });
	await n8n.importCredentials(credentialsFor(sandbox));
	unserved = await startUnserved(
		sandbox,
		({ destination }) => destination === 5788 || JSON.stringify(destination).includes('Pulau'),
	);
	const [front] = credentialsFor({ ...sandbox, url: unserved.url });
	if (front) await n8n.importCredentials([{ ...front, name: UNSERVED }]);
}, 180_000);

afterAll(async () => {
	await n8n?.stop();
	await chat?.close();
	await unserved?.close();
	await sandbox?.close();
}, 60_000);

/** KiriminAja has one callback URL, so each story begins with no other trigger published. */
let published: string[] = [];
beforeEach(() => {
	sandbox.reset();
	chat.messages.length = 0;
	chat.labels.length = 0;
});
afterEach(async () => {
	for (const id of published) await n8n.rest('POST', `/rest/workflows/${id}/deactivate`, {});
	published = [];
	const held = JSON.stringify(await Promise.all(ran.map(async (id) => await n8n.getExecution(id))));
	ran.length = 0;
	expect(held).not.toContain(`"${accounts.kiriminAja.pin}"`);
});

/** A booking that is made, whose answer is lost, and that nobody can look up. */
const LOST_BOOKING = [
	{ kind: 'resetAfter', path: '/api/mitra/v6.2/request_pickup', times: 1 },
	{ kind: 'html502', path: '/api/mitra/tracking', times: 100 },
] as const;

/** The executions of the story that runs. */
const ran: string[] = [];

async function publish(
	file: string,
	kiriminAja = 'KiriminAja',
	change: (node: WorkflowFile['nodes'][number]) => void = () => undefined,
): Promise<string> {
	const workflow = example(file, chat);
	for (const node of workflow.nodes) {
		change(node);
		if (node.credentials?.kiriminAjaApi) node.credentials.kiriminAjaApi.name = kiriminAja;
		const parameters = node.parameters as Record<string, unknown>;
		if (parameters.unit === 'minutes') parameters.unit = 'seconds';
	}
	const id = await n8n.importWorkflow(withNotifyUrl(workflow, productionUrlOf(n8n, workflow)));
	await n8n.publishWorkflow(id);
	published.push(id);
	return id;
}

/** A merchant's own look-up, which does not find the order; with the settings that the note asks for. */
const findsNothing = (node: WorkflowFile['nodes'][number]) => {
	if (!node.name.startsWith('Look Up the ')) return;
	expect(node).toMatchObject({ alwaysOutputData: true });
	Object.assign(node, {
		type: 'n8n-nodes-base.code',
		typeVersion: 2,
		parameters: { jsCode: 'return [];' },
	});
};

async function post(path: string, body: object) {
	const answer = await fetch(`${n8n.url}/webhook/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	const text = await answer.text();
	return { status: answer.status, json: text ? (JSON.parse(text) as object) : undefined };
}

async function control(path: string, body: object = {}) {
	const answer = await fetch(`${sandbox.url}/__sandbox/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	expect([path, answer.status]).toEqual([path, 200]);
}

/** The workflow's next execution that has ended. */
async function ended(workflowId: string, timeout?: number): Promise<Execution> {
	const execution = await n8n.waitForExecution(
		(one) =>
			one.workflowId === workflowId &&
			!ran.includes(one.id) &&
			!['new', 'running', 'waiting'].includes(one.status),
		timeout,
	);
	ran.push(execution.id);
	expect([execution.status, execution.error?.message]).toEqual(['success', undefined]);
	return execution;
}

/** Runs it from its manual or its schedule trigger, as the button in the editor does. */
async function press(workflowId: string, trigger: string, timeout?: number): Promise<Execution> {
	await n8n.rest('POST', `/rest/workflows/${workflowId}/run`, {
		triggerToStartFrom: { name: trigger },
	});
	return await ended(workflowId, timeout);
}

const itemsOf = (execution: Execution, node: string, output = 0) =>
	(execution.nodes[node]?.at(-1)?.outputs[output] ?? []).map(({ json }) => json);
/** The shop's own number, as it stands in the examples. */
const SHOP = '081234567890';
const said = () => chat.messages.map(({ message }) => message);
const orderOf = (orderId: string) =>
	sandbox.kiriminAja.orders.find((one) => one.orderId === orderId);

/** A parcel to Bandar Surabaya, as the shop posts it or types it into a row. */
const parcel = {
	name: 'Lita Ang',
	phone: '6281567948619',
	address: 'Surabaya Baru, Bandar Surabaya, Lampung Tengah, Lampung, 34159',
	districtId: '3175',
	item: 'Sepatu',
	itemValue: 250000,
	weight: 1000,
	length: 20,
	width: 30,
	height: 15,
};

/** The same as a row of the table, which says how it is paid. */
const row = { ...parcel, payment: 'paid' };

/** A payment link, made elsewhere; `notifyUrl` is where the shop has pasted the trigger's URL. */
async function link(orderId: string, amount: number, notifyUrl?: string) {
	const answer = await fetch(`${sandbox.url}/api.php?action=payment`, {
		method: 'POST',
		headers: { 'x-api-key': accounts.kirimo.apiKey, 'content-type': 'application/json' },
		body: JSON.stringify({
			order_id: orderId,
			amount,
			customer_name: 'Budi Santoso',
			customer_email: 'budi@example.com',
			notify_url: notifyUrl,
		}),
	});
	expect(await answer.json()).toMatchObject({ status: 'success' });
}

/** What stands in n8n's data table, as a merchant sees it there. */
async function tableOrders() {
	const { data: tables } = await n8n.rest<{
		data: Array<{ id: string; name: string; projectId: string }>;
	}>('GET', '/rest/data-tables-global');
	const table = tables.find(({ name }) => name === 'Orders');
	if (!table) throw new Error('There is no table Orders.');
	const path = `/rest/projects/${table.projectId}/data-tables/${table.id}`;
	return {
		async type(rows: object[]) {
			await n8n.rest('POST', `${path}/insert`, { data: rows, returnType: 'all' });
		},
		async rows() {
			const { data } = await n8n.rest<{ data: Array<Record<string, unknown>> }>(
				'GET',
				`${path}/rows`,
			);
			return data;
		},
		async row(orderId: string) {
			return (await this.rows()).find((one) => one.orderId === orderId);
		},
	};
}

describe('1. Order to payment link', () => {
	const order = {
		invoice: 'INV-101',
		total: 150000,
		buyer: { name: 'Budi Santoso', email: 'budi@example.com', phone: '081234567890' },
		area: 'Bandar Surabaya',
		weight: 1000,
		itemValue: 86000,
		service: 'jne',
		serviceType: 'REG23',
	};

	test('answers with the link, and with the reason when there is no area, courier or link', async () => {
		await publish('1-order-to-payment-link');

		expect(await post('order-received', order)).toMatchObject({
			status: 200,
			json: { orderId: 'INV-101', amount: 150000, paymentUrl: expect.any(String) },
		});
		expect(await post('order-received', { ...order, service: 'JNE' })).toMatchObject({
			status: 200,
		});
		for (const [wrong, message] of [
			[{ area: 'Tidak Ada Sama Sekali' }, 'No such area'],
			[{ serviceType: 'NO-SUCH' }, 'No such courier to this area: look at service'],
			[{ service: undefined }, 'No such courier to this area: look at service'],
			[{ area: 'Si' }, 'Search Text (item 0)'],
			[{ itemValue: '250.000' }, 'Item Value (Rupiah) (item 0)'],
			[{ total: 5 }, 'Amount (Rupiah)'],
		] as const) {
			expect(await post('order-received', { ...order, ...wrong, invoice: 'INV-102' })).toEqual({
				status: 422,
				json: { invoice: 'INV-102', message: expect.stringContaining(message) },
			});
		}
		expect(sandbox.kirimo.orders.map(({ orderId }) => orderId)).toEqual(['INV-101']);
	}, 60_000);

	test('makes no link under a number that can not be booked', async () => {
		await publish('1-order-to-payment-link');
		for (const invoice of ['1001', 1001, 'INV-1234567890-123456', '']) {
			expect(await post('order-received', { ...order, invoice })).toEqual({
				status: 422,
				json: { invoice, message: expect.stringMatching(/^Order ID .* begin with a letter/) },
			});
		}
		const longest = { ...order, invoice: 'INV-1234567890-12345' };
		expect((await post('order-received', longest)).status).toBe(200);
		const second = { ...order, invoice: `${longest.invoice}-L2` };
		expect((await post('order-received', second)).status).toBe(200);
		expect(sandbox.kirimo.orders).toHaveLength(2);
	}, 60_000);
});

describe('2. Paid order to shipment', () => {
	test('books what is paid in full under its number, and tells the shop of the rest', async () => {
		const file = '2-paid-order-to-shipment';
		const id = await publish(file);
		const url = productionUrlOf(n8n, example(file, chat));
		await link('INV-201', 150000, url);
		await link('INV-202', 20000, url);
		await control('kirimo/orders/INV-201/pay');
		await ended(id);
		await control('kirimo/orders/INV-202/pay');
		await ended(id);

		expect(sandbox.kiriminAja.orders.map(({ orderId }) => orderId)).toEqual(['INV-201']);
		expect(said()).toEqual([
			'Pesanan INV-202 sudah dibayar Rp 20.000, tetapi belum dikirim: jumlahnya kurang',
		]);

		await control('kiriminaja/credit', { balance: 0 });
		await link('INV-203', 150000, url);
		await control('kirimo/orders/INV-203/pay');
		await ended(id);
		expect(said()[1]).toContain('Pesanan INV-203 sudah dibayar Rp 150.000, tetapi belum dikirim: ');
		expect(orderOf('INV-203')).toBeUndefined();
	}, 60_000);

	test.each([
		['2-paid-order-to-shipment', 'INV-221'],
		['8-paid-order-to-label', 'INV-821'],
	])(
		'%s tells the shop of a paid order that the look-up does not find',
		async (file, orderId) => {
			const id = await publish(file, undefined, findsNothing);
			await link(orderId, 150000, productionUrlOf(n8n, example(file, chat)));
			await control(`kirimo/orders/${orderId}/pay`);
			await ended(id);

			expect(orderOf(orderId)).toBeUndefined();
			expect(said()).toEqual([
				`Pesanan ${orderId} sudah dibayar Rp 150.000, tetapi belum dikirim: tidak ditemukan di data pesanan`,
			]);
		},
		60_000,
	);

	test.each([
		['2-paid-order-to-shipment', 'INV-211'],
		['8-paid-order-to-label', 'INV-811'],
	])(
		'%s does not say of a booking that may be there that it is not',
		async (file, orderId) => {
			const id = await publish(file);
			await link(orderId, 150000, productionUrlOf(n8n, example(file, chat)));
			sandbox.fault([...LOST_BOOKING]);
			await control(`kirimo/orders/${orderId}/pay`);
			await ended(id);

			expect(orderOf(orderId)).toBeDefined();
			expect(said()).toEqual([
				expect.stringMatching(
					new RegExp(
						`^Pesanan ${orderId} sudah dibayar Rp 150\\.000, tetapi belum pasti apakah kurirnya sudah dipesan\\. JANGAN dipesan lagi, cek dulu: The outcome of ${orderId} is unknown: .* Look for ${orderId} in the KiriminAja dashboard`,
					),
				),
			]);
		},
		60_000,
	);
});

describe('A second link of an order', () => {
	test.each([
		['2-paid-order-to-shipment', 'INV-221'],
		['8-paid-order-to-label', 'INV-821'],
	])(
		'%s ships once what is paid twice, and tells the shop',
		async (file, orderId) => {
			const id = await publish(file);
			const url = productionUrlOf(n8n, example(file, chat));
			await link(orderId, 150000, url);
			await link(`${orderId}-L2`, 150000, url);
			await control(`kirimo/orders/${orderId}/pay`);
			await ended(id);
			expect(said()).toEqual([]);
			await control(`kirimo/orders/${orderId}-L2/pay`);
			const { nodes } = await ended(id);

			expect(sandbox.kiriminAja.orders.map((one) => one.orderId)).toEqual([orderId]);
			expect(nodes['Book the Shipment']?.[0]?.outputs[0]).toMatchObject([
				{ json: { orderId, alreadyExisted: true } },
			]);
			expect(said()).toEqual([
				`Pembayaran ${orderId}-L2 (Rp 150.000) sudah masuk, tetapi kurir pesanan ${orderId} sudah dipesan sebelumnya dan tidak dipesan lagi. Cek di Kirimo apakah pembeli membayar dua kali`,
			]);

			// The second link alone is paid.
			await link(`${orderId}9-L2`, 150000, url);
			await control(`kirimo/orders/${orderId}9-L2/pay`);
			await ended(id);
			expect(orderOf(`${orderId}9`)).toBeDefined();
			expect(sandbox.kiriminAja.orders).toHaveLength(2);
		},
		60_000,
	);
});

describe('3. AWB to driver payment', () => {
	const delivered = async (orderId: string) => {
		await control(`kiriminaja/advance/${orderId}`);
		await control(`kiriminaja/advance/${orderId}`);
	};
	const paid = () => sandbox.kasPro.transfers.map(({ amount }) => amount);

	test('pays the driver once the parcel is delivered, and never again; the shop hears of a refusal', async () => {
		const booking = await publish('12-cod-order');
		for (const invoice of ['INV-301', 'INV-302']) {
			await post('cod-order', { ...parcel, invoice });
			await ended(booking);
		}
		const id = await publish('3-awb-to-driver-payment');
		await control('kiriminaja/awb/INV-301');
		const issued = await ended(id);
		expect(itemsOf(issued, 'Not There Yet')).toMatchObject([{ state: 'awaiting_pickup' }]);
		expect(paid()).toEqual([]);
		await delivered('INV-301');
		await ended(id);
		expect(paid()).toEqual([25000]);

		// The delivery is told once more, in other words.
		await fetch(String(sandbox.kiriminAja.callbackUrl), {
			method: 'POST',
			headers: {
				authorization: `Bearer ${accounts.kiriminAja.apiKey}`,
				'content-type': 'application/json',
			},
			body: JSON.stringify({
				method: 'finished_packages',
				data: [{ order_id: 'INV-301', finished_at: '2026-01-02 03:04:05' }],
			}),
		});
		await ended(id);
		expect(paid()).toEqual([25000]);

		const shop = sandbox.kasPro.customers.find((one) => one.mobileNumber === '081234560001');
		if (shop) shop.pockets['2'] = 1;
		// Looked at while the parcel is not there yet, however busy the machine is.
		await control('kiriminaja/awb/INV-302');
		await ended(id);
		await delivered('INV-302');
		await ended(id);
		expect(paid()).toEqual([25000]);
		expect(said()).toEqual([expect.stringContaining('Kurir pesanan INV-302 belum dibayar: ')]);
	}, 60_000);

	test('does not say of a driver who may be paid that he is not', async () => {
		const booking = await publish('12-cod-order');
		await post('cod-order', { ...parcel, invoice: 'INV-311' });
		await ended(booking);
		const id = await publish('3-awb-to-driver-payment');
		await control('kiriminaja/awb/INV-311');
		await ended(id);
		sandbox.fault([{ kind: 'resetAfter', path: '/p2p-transaction/', times: 1 }]);
		await delivered('INV-311');
		await ended(id);

		expect(paid()).toEqual([25000]);
		expect(said()).toEqual([
			expect.stringMatching(
				/^Kurir pesanan INV-311 belum pasti sudah dibayar atau belum\. JANGAN dibayar lagi, cek dulu: The outcome of DRV-INV-311 is unknown: .* Ask KasPro about request ID DRV-INV-311 before you pay again/,
			),
		]);
	}, 60_000);
});

describe('4. Payment link in a chat', () => {
	test('the buyer gets the link in the chat and the shop as the answer; both answer and chat say why there is none', async () => {
		await publish('4-payment-link-in-chat');
		const order = {
			invoice: 'INV-401',
			total: 150000,
			buyer: { name: 'Budi Santoso', email: 'budi@example.com', phone: '081200000401' },
		};

		const answer = await post('chat-order', order);
		expect(answer).toMatchObject({
			status: 200,
			json: { orderId: 'INV-401', paymentUrl: expect.any(String) },
		});
		const { paymentUrl } = answer.json as { paymentUrl: string };
		await until(() => chat.messages.length === 1);
		expect(chat.messages).toEqual([
			{ to: order.buyer.phone, message: expect.stringContaining(paymentUrl) },
		]);

		expect(await post('chat-order', { ...order, total: 5, invoice: 'INV-402' })).toEqual({
			status: 422,
			json: { invoice: 'INV-402', message: expect.stringContaining('Amount (Rupiah)') },
		});
		await until(() => chat.messages.length === 2);
		expect(said()[1]).toContain('Tautan pembayaran INV-402 belum dibuat: Amount (Rupiah)');

		const half = { ...order.buyer, phone: '0812-345' };
		for (const [invoice, buyer] of Object.entries({
			'INV-404': half,
			'INV-405': { ...half, phone: undefined },
		})) {
			expect(await post('chat-order', { ...order, invoice, buyer })).toMatchObject({ status: 200 });
			await until(() => chat.messages.length === 3);
			expect(chat.messages.pop()).toEqual({
				to: SHOP,
				message: expect.stringMatching(
					new RegExp(`^Nomor HP pembeli tidak ada atau tidak lengkap, .* untuk ${invoice}: http`),
				),
			});
		}

		// The same order again: while it is not paid the buyer gets the same link, after that no word to pay.
		await post('chat-order', order);
		await until(() => chat.messages.length === 3);
		expect(said()[2]).toContain(paymentUrl);
		await control('kirimo/orders/INV-401/pay', { lost: true });
		expect(await post('chat-order', order)).toMatchObject({ status: 200, json: { paid: true } });
		sandbox.fault([{ kind: 'html502', service: 'kirimo', times: 100 }]);
		const unknown = await post('chat-order', { ...order, invoice: 'INV-403' });
		expect(unknown).toMatchObject({
			status: 422,
			json: { invoice: 'INV-403', advice: expect.stringContaining('Look for INV-403') },
		});
		await until(() => chat.messages.length === 4);
		expect(said()[3]).toMatch(
			/^Tautan pembayaran INV-403 belum pasti sudah dibuat atau belum\. .*The outcome of INV-403 is unknown/,
		);
		await fetch(`${sandbox.url}/__sandbox/faults`, { method: 'DELETE' });

		expect(await post('chat-order', { ...order, invoice: '' })).toMatchObject({ status: 422 });
		await until(() => chat.messages.length === 5);
		expect(said()[4]).toMatch(/^Tautan pembayaran \(tanpa nomor\) belum dibuat: .*Order ID/);
	}, 60_000);
});

describe("6. Courier's end of day", () => {
	const walletOf = (number: string) =>
		sandbox.kasPro.customers.find(({ mobileNumber }) => mobileNumber === number)?.pockets ?? {};

	test('tells which of the two payments did not work, and that the first one was made', async () => {
		const id = await n8n.importWorkflow(example('6-courier-end-of-day', chat));
		const shop = walletOf('081234560001');
		const courier = walletOf('081234560002');
		shop['2'] = 1;
		await press(id, 'End of Day');
		expect(said()).toEqual([
			expect.stringMatching(/^Setoran kurir 081234560002 perlu dilihat: .*Insufficient balance/),
		]);
		expect(sandbox.kasPro.transfers).toHaveLength(0);

		// What the cash out costs is more than the courier has besides.
		shop['2'] = 1_000_000;
		courier['2'] = 1;
		const other = await n8n.importWorkflow(example('6-courier-end-of-day', chat));
		await press(other, 'End of Day');
		expect(said()[1]).toMatch(
			/^Setoran kurir 081234560002 sudah masuk ke dompetnya \(DAY-\d{8}-081234560002\), tetapi pencairannya perlu dilihat, jangan dijalankan lagi: .*Insufficient balance/,
		);
		expect(sandbox.kasPro.transfers).toHaveLength(1);
	}, 60_000);

	test('tells of a cash out that is in process, and of a payment that may have been made', async () => {
		walletOf('081234560002')['2'] = 1_000_000;
		sandbox.kasPro.settings.bankTransferStyle = 'async';
		await press(await n8n.importWorkflow(example('6-courier-end-of-day', chat)), 'End of Day');
		expect(said()).toEqual([
			expect.stringMatching(
				/^Setoran kurir 081234560002 sudah masuk ke dompetnya, pencairannya masih diproses, jangan dijalankan lagi \(.+\)$/,
			),
		]);

		sandbox.fault({ kind: 'resetAfter', path: '/p2p-transaction/', times: 1 });
		await press(await n8n.importWorkflow(example('6-courier-end-of-day', chat)), 'End of Day');
		expect(said()[1]).toMatch(
			/^Setoran kurir 081234560002 belum pasti, JANGAN dibayar lagi, cek dulu: The outcome of DAY-.* is unknown/,
		);
		expect(sandbox.kasPro.transfers).toHaveLength(2);
	}, 60_000);

	test('pays a courier once a day, however often it is run', async () => {
		const id = await n8n.importWorkflow(example('6-courier-end-of-day', chat));
		walletOf('081234560002')['2'] = 1_000_000;
		await press(id, 'End of Day');
		const again = await press(id, 'End of Day');

		expect(itemsOf(again, "Courier's Wallet")).toHaveLength(1);
		expect(again.nodes['Settle the Day']).toBeUndefined();
		expect(sandbox.kasPro.transfers).toHaveLength(1);
		expect(said()).toEqual([]);
	}, 60_000);
});

describe('7. Sheet of orders to AWB', () => {
	test('books each row with the cheapest courier, and writes what became of it into that very row', async () => {
		const id = await publish('7-sheet-to-awb', UNSERVED);
		await press(id, 'Book New Orders');
		const table = await tableOrders();
		await table.type([
			{ ...row, orderId: 'ROW-FAR', districtId: '5788' },
			{ ...row, orderId: 'ROW-1' },
			{ ...row, orderId: 'ROW-2', weight: 2000 },
			{ ...row, orderId: 'ROW-3', phone: '12' },
			{ ...row, orderId: 'ROW-4', status: 'sent by hand' },
			// As it is copied from a chat.
			{ ...row, orderId: ' ROW-5 ' },
			{ ...row, orderId: 'ROW-2', weight: 0 },
		]);
		const execution = await press(id, 'Book New Orders');

		const [cheapest] = itemsOf(execution, 'Cheapest Rate');
		expect(sandbox.kiriminAja.orders.map(({ orderId }) => orderId)).toEqual([
			'ROW-1',
			'ROW-2',
			'ROW-5',
		]);
		expect(await table.row('ROW-1')).toMatchObject({
			status: 'booked',
			courier: `${String(cheapest?.service)} ${String(cheapest?.serviceType)}`,
			shippingCost: cheapest?.shippingCost,
			awb: null,
		});
		expect(await table.row('ROW-3')).toMatchObject({
			status: expect.stringMatching(/^Recipient Phone must start/),
		});
		expect(await table.row('ROW-4')).toMatchObject({ status: 'sent by hand', courier: null });
		const nobody = { status: 'no courier takes it there', courier: null };
		expect(await table.row('ROW-FAR')).toMatchObject(nobody);
		const twins = (await table.rows()).filter(({ orderId }) => orderId === 'ROW-2');
		expect(twins).toMatchObject([
			{ status: 'booked' },
			{ status: expect.stringContaining('Weight'), courier: null },
		]);

		await control('kiriminaja/awb/ROW-1');
		await ended(id);
		expect(await table.row('ROW-1')).toMatchObject({ awb: orderOf('ROW-1')?.awb });
		await control('kiriminaja/awb/ROW-5');
		await ended(id);
		expect(await table.row('ROW-5')).toMatchObject({ awb: orderOf('ROW-5')?.awb });

		// Run again, it books nothing twice; a place to which nobody goes may stand alone.
		await table.type([{ ...row, orderId: 'ROW-FARTHER', districtId: '5788' }]);
		await press(id, 'Book New Orders');
		expect(sandbox.kiriminAja.orders).toHaveLength(3);
		expect(await table.row('ROW-FARTHER')).toMatchObject(nobody);
	}, 90_000);

	test('books as paid or COD only what says so itself, and marks the rest', async () => {
		const id = await publish('7-sheet-to-awb', UNSERVED);
		await press(id, 'Book New Orders');
		const table = await tableOrders();
		const neither = ['', 'Non COD', 'Cash on Delivery', 'COD/Transfer: Transfer', 'lunas'];
		await table.type([
			{ ...row, orderId: 'PAY-1', payment: ' Paid', item: 'Ikan cod' },
			{ ...row, orderId: 'COD-1', payment: 'cod' },
			{ ...row, orderId: 'COD-2', payment: 'COD', weight: 2000 },
			{ ...row, orderId: 'COD-3', payment: 'cod', phone: '12' },
			{ ...row, orderId: 'COD-4', payment: 'cod', itemValue: 100 },
			{ ...row, orderId: 'COD-FAR', payment: 'cod', districtId: '5788' },
			// One order in two rows, which say two things: it is shipped once, as the first one says.
			{ ...row, orderId: 'PAY-1', payment: 'cod' },
			{ ...parcel, orderId: 'NOT-NULL' },
			...neither.map((payment, at) => ({ ...row, orderId: `NOT-${at}`, payment })),
		]);
		const execution = await press(id, 'Book New Orders');

		const rates = itemsOf(execution, 'Cheapest COD Rate');
		const booked = sandbox.kiriminAja.orders.map(({ orderId, cod }) => [orderId, cod]);
		expect(booked).toEqual([
			['PAY-1', 0],
			['COD-1', rates[0]?.codAmount],
			['COD-2', rates[1]?.codAmount],
		]);
		expect(rates[0]?.codAmount).toBe(
			row.itemValue + Number(rates[0]?.total) + Number(rates[0]?.codFee),
		);
		const pickups = sandbox.requests.filter(({ path }) => path.endsWith('/request_pickup'));
		const methods = pickups.map(({ body }) => (body as Record<string, unknown>).payment_method);
		expect([methods[0], new Set(methods.slice(1))]).toEqual(['credit', new Set([undefined])]);

		expect(await table.row('COD-1')).toMatchObject({
			status: 'booked',
			courier: `${String(rates[0]?.service)} ${String(rates[0]?.serviceType)}`,
		});
		expect(await table.row('COD-2')).toMatchObject({ status: 'booked' });
		expect(await table.row('COD-3')).toMatchObject({
			status: expect.stringMatching(/^Recipient Phone must start/),
		});
		expect(await table.row('COD-4')).toMatchObject({ status: expect.stringContaining('Value') });
		expect(await table.row('COD-FAR')).toMatchObject({ status: 'no courier takes COD there' });
		const [first, second] = (await table.rows()).filter(({ orderId }) => orderId === 'PAY-1');
		expect([first?.status, second?.status]).toEqual([
			'booked',
			expect.stringMatching(/^PAY-1 was already done/),
		]);
		const marked = (await table.rows()).filter(({ orderId }) => String(orderId).startsWith('NOT-'));
		expect(marked).toHaveLength(neither.length + 1);
		for (const { status, courier } of marked) {
			expect([status, courier]).toEqual(['payment says neither paid nor cod: not booked', null]);
		}

		await control('kiriminaja/awb/COD-1');
		await ended(id);
		expect(await table.row('COD-1')).toMatchObject({ awb: orderOf('COD-1')?.awb });
		await control('kiriminaja/awb/PAY-1');
		await ended(id);
		const twins = (await table.rows()).filter(({ orderId }) => orderId === 'PAY-1');
		expect(twins.map(({ awb }) => awb)).toEqual([orderOf('PAY-1')?.awb, null]);
	}, 90_000);

	test.each(['paid', 'cod'])(
		'writes of a %s row that may be booked that it is unknown, and to look first',
		async (payment) => {
			const id = await publish('7-sheet-to-awb');
			await press(id, 'Book New Orders');
			const table = await tableOrders();
			const orderId = `DOUBT-${payment}`;
			await table.type([{ ...row, orderId, payment }]);
			sandbox.fault([...LOST_BOOKING]);
			await press(id, 'Book New Orders');
			await fetch(`${sandbox.url}/__sandbox/faults`, { method: 'DELETE' });

			expect(orderOf(orderId)).toBeDefined();
			expect(await table.row(orderId)).toMatchObject({
				status: expect.stringMatching(
					new RegExp(
						`^The outcome of ${orderId} is unknown.* Look for ${orderId} in the KiriminAja dashboard`,
					),
				),
			});

			await control(`kiriminaja/awb/${orderId}`);
			await ended(id);
			const { awb } = orderOf(orderId) ?? {};
			expect(await table.row(orderId)).toMatchObject({ status: 'booked', awb });
		},
		60_000,
	);
});

describe('11. Nightly reconcile', () => {
	test('writes the missing AWB, and tells of orders without one and of links paid but not booked', async () => {
		const id = await publish('11-nightly-reconcile');
		await press(id, 'Every Night');
		const table = await tableOrders();
		await table.type([
			{ ...row, orderId: 'LATE-1' },
			{ ...row, orderId: 'LATE-2' },
			// With a blank behind it, as sheets of others have it; booked elsewhere.
			{ ...row, orderId: 'LATE-3 ', status: 'booked' },
			{ ...row, orderId: 'PAID-1', status: 'booked', awb: 'DEVEL-1' },
		]);
		const booking = await n8n.importWorkflow(example('7-sheet-to-awb', chat));
		await press(booking, 'Book New Orders');
		const elsewhere = await publish('12-cod-order');
		await post('cod-order', { ...parcel, invoice: 'LATE-3' });
		await ended(elsewhere);
		await control('kiriminaja/awb/LATE-2');
		await control('kiriminaja/awb/LATE-3');
		chat.messages.length = 0;
		const links = ['PAID-1', 'PAID-1-L2', 'PAID-2', 'PAID-3', 'PAID-4-L2', 'OPEN-1'];
		for (const orderId of links) await link(orderId, 150000);
		// A second link is paid for an order that is shipped, and for one that is not.
		for (const orderId of ['PAID-1', 'PAID-1-L2', 'PAID-2', 'PAID-4-L2']) {
			await control(`kirimo/orders/${orderId}/pay`);
		}
		await control('kirimo/orders/PAID-3/pay', { lost: true });
		await press(id, 'Every Night');

		expect(await table.row('LATE-2')).toMatchObject({ awb: orderOf('LATE-2')?.awb });
		expect(await table.row('LATE-3 ')).toMatchObject({ awb: orderOf('LATE-3')?.awb });
		// The table still has the rows of the stories before.
		const told = said().filter((message) => /LATE-|PAID-/.test(String(message)));
		expect(told.sort()).toEqual([
			expect.stringMatching(/^Pesanan LATE-1 belum punya resi \(.+\)$/),
			'Pesanan PAID-2 sudah dibayar Rp 150.000, tetapi belum dikirim',
			'Pesanan PAID-3 sudah dibayar Rp 150.000, tetapi belum dikirim',
			'Pesanan PAID-4 sudah dibayar Rp 150.000, tetapi belum dikirim',
		]);
		expect(sandbox.kiriminAja.orders).toHaveLength(3);

		chat.messages.length = 0;
		sandbox.fault({ kind: 'html500', path: '/api.php', times: 100 });
		sandbox.fault({ kind: 'html500', path: '/api/mitra/tracking', times: 100 });
		await press(id, 'Every Night');
		await fetch(`${sandbox.url}/__sandbox/faults`, { method: 'DELETE' });
		expect(said().filter((message) => /LATE-|^Pembayaran dua/.test(String(message)))).toEqual([
			expect.stringMatching(/^Pesanan LATE-1 tidak bisa diperiksa: KiriminAja .+/),
			expect.stringMatching(/^Pembayaran dua hari terakhir belum diperiksa: Kirimo .+/),
		]);
	}, 120_000);

	test('does not say of a paid order that may be booked, or that was canceled, that it has to be shipped', async () => {
		const booking = await n8n.importWorkflow(example('7-sheet-to-awb', chat));
		await press(booking, 'Book New Orders');
		const table = await tableOrders();
		await table.type([
			{ ...row, orderId: 'GONE-1' },
			{ ...row, orderId: 'GONE-2' },
		]);
		await press(booking, 'Book New Orders');
		await control('kiriminaja/cancel/GONE-1');
		await control('kiriminaja/cancel/GONE-2');
		await table.type([{ ...row, orderId: 'LOST-1' }]);
		sandbox.fault([...LOST_BOOKING]);
		await press(booking, 'Book New Orders');
		await fetch(`${sandbox.url}/__sandbox/faults`, { method: 'DELETE' });
		for (const orderId of ['LOST-1', 'NEVER-1', 'GONE-2']) {
			await link(orderId, 150000);
			await control(`kirimo/orders/${orderId}/pay`);
		}
		const id = await publish('11-nightly-reconcile');
		const night = async () => {
			chat.messages.length = 0;
			// Who gets no answer is asked for half a minute.
			await press(id, 'Every Night', 60_000);
			return said()
				.filter((message) => /GONE|LOST|NEVER/.test(String(message)))
				.sort();
		};
		const gone =
			'Pesanan GONE-2 dibatalkan, tetapi sudah dibayar Rp 150.000: JANGAN dikirim, kembalikan uang pembeli bila belum';
		const inDoubt = (orderId: string) =>
			`Pesanan ${orderId} sudah dibayar Rp 150.000, tetapi belum pasti apakah sudah dikirim. JANGAN dipesan lagi, cek dulu di dashboard KiriminAja`;

		expect(orderOf('LOST-1')).toBeDefined();
		// The rows are looked at first, so the payments already know what was canceled.
		const [one, two, ...others] = await night();
		expect([one, two]).toEqual([
			expect.stringMatching(/^Pesanan GONE-1 belum punya resi \(.+\)$/),
			expect.stringMatching(/^Pesanan GONE-2 belum punya resi \(.+\)$/),
		]);
		// KiriminAja knows LOST-1: it is booked.
		const paid = [gone, 'Pesanan NEVER-1 sudah dibayar Rp 150.000, tetapi belum dikirim'];
		expect(others).toEqual(paid);
		expect(await table.row('GONE-1')).toMatchObject({ status: 'canceled', awb: null });
		expect(await night()).toEqual(paid);

		sandbox.fault({ kind: 'html500', path: '/api/mitra/tracking', times: 100 });
		expect(await night()).toEqual([gone, inDoubt('LOST-1'), inDoubt('NEVER-1')]);
		await fetch(`${sandbox.url}/__sandbox/faults`, { method: 'DELETE' });
	}, 120_000);
});

describe('8. Paid order to label', () => {
	test('the label of a paid order comes as a PDF once it has its AWB', async () => {
		const file = '8-paid-order-to-label';
		const id = await publish(file);
		await link('INV-801', 150000, productionUrlOf(n8n, example(file, chat)));
		await control('kirimo/orders/INV-801/pay');
		await ended(id);
		expect(orderOf('INV-801')).toBeDefined();
		await control('kiriminaja/awb/INV-801');
		await ended(id);

		expect(chat.labels.map((pdf) => pdf.subarray(0, 5).toString())).toEqual(['%PDF-']);
		expect(said()).toEqual([]);
	}, 60_000);
});

describe('10. Message on every state', () => {
	const BACK = 'advance/INV-1002?to=sender';
	const BUYER = '6281567948619';

	test('the buyer hears each step, the shop what needs a person', async () => {
		const booking = await publish('12-cod-order');
		for (const invoice of ['INV-1001', 'INV-1002']) {
			await post('cod-order', { ...parcel, invoice });
			await ended(booking);
		}
		const id = await publish('10-message-on-every-state');
		for (const step of ['awb', 'advance', 'advance']) {
			await control(`kiriminaja/${step}/INV-1001`);
			await ended(id);
		}
		const awb = String(orderOf('INV-1001')?.awb);

		expect(chat.messages).toEqual(
			[
				`Pesanan INV-1001 menunggu dijemput kurir. Nomor resi: ${awb}.`,
				'Pesanan INV-1001 sedang dalam perjalanan.',
				'Pesanan INV-1001 sudah sampai. Terima kasih telah berbelanja.',
			].map((message) => ({ to: BUYER, message })),
		);

		for (const step of ['awb/INV-1002', 'advance/INV-1002', ...Array<string>(2).fill(BACK)]) {
			await control(`kiriminaja/${step}`);
			await ended(id);
		}
		expect(chat.messages.slice(-4)).toEqual([
			{ to: BUYER, message: 'Pesanan INV-1002 sedang dikembalikan kepada kami.' },
			{ to: SHOP, message: 'Pesanan INV-1002 sedang kembali, pembeli sudah diberi tahu.' },
			{ to: BUYER, message: 'Pesanan INV-1002 sudah kembali kepada kami.' },
			{ to: SHOP, message: 'Pesanan INV-1002 sudah kembali, pembeli sudah diberi tahu.' },
		]);
	}, 60_000);

	test('the shop hears what is told to a buyer whom the look-up does not find', async () => {
		const booking = await publish('12-cod-order');
		await post('cod-order', { ...parcel, invoice: 'INV-1004' });
		await ended(booking);
		const id = await publish('10-message-on-every-state', undefined, findsNothing);
		await control('kiriminaja/awb/INV-1004');
		await ended(id);
		await control('kiriminaja/cancel/INV-1004', { reason: 'Area tidak terjangkau.' });
		await ended(id);

		expect(chat.messages.slice(-2)).toEqual(
			[
				'Pesanan INV-1004 berubah statusnya. Nomor pembelinya tidak ditemukan, jadi ia belum diberi tahu.',
				'Pesanan INV-1004 dibatalkan pengirimannya. Pesan lagi dengan nomor baru, atau kembalikan uangnya. Nomor pembelinya tidak ditemukan, jadi ia belum diberi tahu. Alasannya: Area tidak terjangkau.',
			].map((message) => ({ to: SHOP, message })),
		);
	}, 60_000);

	test('a cancellation is told to both, the shop with the reason', async () => {
		const booking = await publish('12-cod-order');
		await post('cod-order', { ...parcel, invoice: 'INV-1003' });
		await ended(booking);
		const id = await publish('10-message-on-every-state');
		await control('kiriminaja/cancel/INV-1003', { reason: 'Area tidak terjangkau.' });
		await ended(id);

		expect(chat.messages.slice(-2)).toEqual([
			{
				to: BUYER,
				message: 'Pesanan INV-1003 dibatalkan pengirimannya. Kami akan menghubungi Anda.',
			},
			{
				to: SHOP,
				message:
					'Pesanan INV-1003 dibatalkan pengirimannya, pembeli sudah diberi tahu. Pesan lagi dengan nomor baru, atau kembalikan uangnya. Alasannya: Area tidak terjangkau.',
			},
		]);
	}, 60_000);
});

describe('12. COD order with fees', () => {
	test('the door pays goods, shipping and fee; the shop gets the breakdown, or the reason', async () => {
		const id = await publish('12-cod-order');
		const { status, json } = await post('cod-order', { ...parcel, invoice: 'INV-1201' });
		await ended(id);

		const { goods, shipping, codFee, collect } = json as Record<string, number>;
		expect([status, goods]).toEqual([200, 250000]);
		expect(collect).toBe(Number(goods) + Number(shipping) + Number(codFee));
		expect(codFee).toBeGreaterThan(0);
		expect(orderOf('INV-1201')).toMatchObject({ cod: collect });

		const again = await post('cod-order', { ...parcel, invoice: 'INV-1201' });
		await ended(id);
		expect(again.status).toBe(200);
		const bad = await post('cod-order', { ...parcel, invoice: '1202' });
		await ended(id);
		expect(bad).toEqual({
			status: 422,
			json: { invoice: '1202', message: expect.stringContaining('must begin with a letter') },
		});
		const dotted = await post('cod-order', {
			...parcel,
			invoice: 'INV-1203',
			itemValue: '250.000',
		});
		await ended(id);
		expect(dotted).toEqual({
			status: 422,
			json: { invoice: 'INV-1203', message: expect.stringContaining('Item Value (Rupiah)') },
		});
		// Sentral takes no COD.
		sandbox.kiriminAja.whitelist = ['sentral'];
		const none = await post('cod-order', { ...parcel, invoice: 'INV-1204' });
		await ended(id);
		expect(none).toEqual({
			status: 422,
			json: { invoice: 'INV-1204', message: 'No courier takes COD to this district' },
		});
		expect(sandbox.kiriminAja.orders).toHaveLength(1);
	}, 60_000);

	test('what may be booked is answered so, with where to look; what was not even tried is not', async () => {
		const id = await publish('12-cod-order');
		sandbox.fault([...LOST_BOOKING]);
		const lost = await post('cod-order', { ...parcel, invoice: 'INV-1211' });
		await ended(id);
		expect(orderOf('INV-1211')).toBeDefined();
		expect(lost).toEqual({
			status: 422,
			json: {
				invoice: 'INV-1211',
				message: expect.stringMatching(
					/^Not certain whether it is booked\. Do NOT book it again, look first: The outcome of INV-1211 is unknown/,
				),
				advice: expect.stringContaining('Look for INV-1211 in the KiriminAja dashboard'),
			},
		});

		await fetch(`${sandbox.url}/__sandbox/faults`, { method: 'DELETE' });
		sandbox.fault([{ kind: 'html502', service: 'kiriminAja', times: 100 }]);
		const unasked = await post('cod-order', { ...parcel, invoice: 'INV-1212' });
		await ended(id);
		await fetch(`${sandbox.url}/__sandbox/faults`, { method: 'DELETE' });
		expect(unasked).toMatchObject({
			status: 422,
			json: { message: expect.stringMatching(/^KiriminAja /) },
		});
	}, 60_000);
});

describe('12. COD order with fees, for several orders', () => {
	test('books each order of an execution as itself, and answers each', async () => {
		const workflow = example('12-cod-order', chat);
		const sheet = [
			{ ...parcel, invoice: 'INV-1221', name: 'Lita Ang', itemValue: 250000 },
			{ ...parcel, invoice: 'INV-1222', name: 'Rina Kartika', itemValue: 100000, weight: 2000 },
			{ ...parcel, invoice: 'INV-1223', name: 'Budi Santoso', itemValue: 50000 },
			{ ...parcel, invoice: 'INV-FAR', districtId: '5788' },
			{ ...parcel, invoice: 'INV-BAD', phone: '12' },
		].map((body) => ({ json: { body } }));
		for (const node of workflow.nodes) {
			if (node.credentials?.kiriminAjaApi) node.credentials.kiriminAjaApi.name = UNSERVED;
			const { responseBody } = node.parameters as { responseBody?: string };
			if (node.type === 'n8n-nodes-base.webhook') {
				node.type = 'n8n-nodes-base.code';
				node.parameters = { jsCode: `return ${JSON.stringify(sheet)};` };
			} else if (responseBody !== undefined) {
				node.type = 'n8n-nodes-base.set';
				node.typeVersion = 3.4;
				node.parameters = { mode: 'raw', jsonOutput: responseBody, options: {} };
			}
		}
		workflow.nodes.push({
			id: 'start',
			name: 'Start',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [-220, 0],
			parameters: {},
		});
		workflow.connections.Start = { main: [[{ node: 'Order Received', type: 'main', index: 0 }]] };
		const execution = await press(await n8n.importWorkflow(workflow), 'Start');

		const answers = itemsOf(execution, 'Answer with the Breakdown') as Array<
			Record<string, number>
		>;
		const booked = sandbox.kiriminAja.orders.map(({ orderId, cod }) => [orderId, cod]);
		expect(answers.map(({ orderId, goods }) => [orderId, goods])).toEqual([
			['INV-1221', 250000],
			['INV-1222', 100000],
			['INV-1223', 50000],
		]);
		expect(booked).toEqual(answers.map(({ orderId, collect }) => [orderId, collect]));
		for (const { goods, shipping, codFee, collect } of answers) {
			expect(collect).toBe(Number(goods) + Number(shipping) + Number(codFee));
		}
		const reasons = (execution.nodes['Answer with the Reason'] ?? []).flatMap(({ outputs }) =>
			(outputs[0] ?? []).map(({ json }) => json),
		);
		expect(reasons).toHaveLength(2);
		expect(reasons).toEqual(
			expect.arrayContaining([
				{ invoice: 'INV-FAR', message: 'No courier takes COD to this district' },
				expect.objectContaining({
					invoice: 'INV-BAD',
					message: expect.stringMatching(/^Recipient Phone/),
				}),
			]),
		);
	}, 60_000);
});

describe('13. Instant courier', () => {
	const order = {
		invoice: 'INS-1301',
		name: 'Rina Kartika',
		phone: '081300009876',
		address: 'Jl. Malioboro No 5 Gedongtengen, Kota Yogyakarta',
		latitude: '-7.8013',
		longitude: '110.3647',
		item: 'Casing ponsel',
		itemValue: 150000,
		weight: 200,
	};

	test('the buyer is told of the driver', async () => {
		const id = await publish('13-instant-courier');
		expect(await post('instant-order', order)).toMatchObject({
			status: 200,
			json: { orderId: 'INS-1301', shippingCost: expect.any(Number) },
		});
		await control('kiriminaja/advance/INS-1301');
		await ended(id);

		expect(chat.messages).toEqual([
			{ to: '081300009876', message: expect.stringContaining('Pesanan INS-1301 dijemput oleh ') },
		]);
		expect(sandbox.kiriminAja.instantOrders).toMatchObject([{ serviceType: 'instant' }]);
	}, 60_000);

	test('the same order posted again is answered, and no second search begins', async () => {
		const id = await publish('13-instant-courier');
		await post('instant-order', { ...order, invoice: 'INS-1304' });
		const again = await post('instant-order', { ...order, invoice: 'INS-1304' });
		expect(again).toMatchObject({ status: 200, json: { orderId: 'INS-1304' } });
		const runs = [await ended(id), await ended(id)];

		expect(runs.filter(({ nodes }) => nodes['Five Minutes'])).toHaveLength(1);
		expect(said()).toHaveLength(1);
	}, 60_000);

	test('another driver is searched for, three times at most, and then the shop is told', async () => {
		const id = await publish('13-instant-courier');
		await post('instant-order', { ...order, invoice: 'INS-1302' });
		const execution = await ended(id);

		expect(execution.nodes['Find Another Driver']).toHaveLength(3);
		expect(said()).toEqual([expect.stringContaining('Pesanan instan INS-1302 perlu dilihat')]);
	}, 60_000);

	test('what no courier takes, and what is refused, is answered with the reason, and the shop is told', async () => {
		const id = await publish('13-instant-courier', UNSERVED);
		for (const [wrong, message] of [
			[{ address: 'Pulau Pramuka, Kepulauan Seribu' }, 'No instant courier takes this route'],
			[{ itemValue: '150.000' }, '(item 0)'],
			[{ phone: '12' }, 'Recipient Phone'],
		] as const) {
			expect(await post('instant-order', { ...order, ...wrong, invoice: 'INS-1303' })).toEqual({
				status: 422,
				json: { invoice: 'INS-1303', message: expect.stringContaining(message) },
			});
			await ended(id);
		}

		expect(said()).toEqual([
			'Pesanan instan INS-1303 perlu dilihat: tidak ada kurir instan untuk rute ini',
			expect.stringContaining('(item 0)'),
			expect.stringContaining('Recipient Phone'),
		]);
		expect(sandbox.kiriminAja.instantOrders).toEqual([]);
	}, 60_000);
});

describe('14. Cancel a shipment', () => {
	test('a parcel that is not picked up is canceled, any other is not', async () => {
		const booking = await publish('12-cod-order');
		for (const invoice of ['INV-1401', 'INV-1402', 'INV-1403']) {
			await post('cod-order', { ...parcel, invoice });
			await ended(booking);
		}
		await control('kiriminaja/awb/INV-1401');
		await control('kiriminaja/awb/INV-1402');
		await control('kiriminaja/advance/INV-1402');
		const id = await publish('14-cancel');
		const cancel = async (invoice: string) => {
			const answer = await post('cancel-shipment', { invoice, reason: 'Buyer changed his mind' });
			await ended(id);
			return answer;
		};

		expect(await cancel('INV-1401')).toMatchObject({
			status: 200,
			json: { orderId: 'INV-1401', awb: orderOf('INV-1401')?.awb, canceled: true },
		});
		expect(await cancel('INV-1402')).toMatchObject({
			status: 409,
			json: { canceled: false, state: 'in_transit', message: 'It is too late to cancel' },
		});
		expect(await cancel('INV-1403')).toMatchObject({
			status: 409,
			json: { canceled: false, message: 'It has no AWB yet: try again later' },
		});
		expect(await cancel('INV-1404')).toMatchObject({
			status: 409,
			json: { canceled: null, message: expect.any(String) },
		});
		for (const invoice of ['INV-1401', 'INV-1401-L2']) {
			expect(await cancel(invoice)).toMatchObject({
				status: 200,
				json: { orderId: invoice, canceled: true, queued: false },
			});
		}
	}, 60_000);

	test('asked again, it says that the order is canceled or about to be; nobody says so or not while it is unknown', async () => {
		const file = '2-paid-order-to-shipment';
		const booking = await publish(file);
		for (const orderId of ['INV-1411', 'INV-1412']) {
			await link(orderId, 150000, productionUrlOf(n8n, example(file, chat)));
			await control(`kirimo/orders/${orderId}/pay`);
			await ended(booking);
			await control(`kiriminaja/awb/${orderId}`);
		}
		const id = await publish('14-cancel');
		const cancel = async (invoice: string) => {
			const answer = await post('cancel-shipment', { invoice, reason: 'Buyer changed his mind' });
			await ended(id);
			return answer;
		};
		const queued = { status: 200, json: { canceled: false, queued: true } };

		sandbox.fault([
			{ kind: 'resetAfter', path: '/api/mitra/v3/cancel_shipment', times: 1 },
			{ kind: 'errorBody', path: '/api/mitra/tracking', times: 100 },
		]);
		expect(await cancel('INV-1411')).toMatchObject({
			status: 409,
			json: { canceled: null, message: expect.stringContaining('unknown') },
		});
		await fetch(`${sandbox.url}/__sandbox/faults`, { method: 'DELETE' });
		expect(await cancel('INV-1411')).toMatchObject(queued);

		expect(await cancel('INV-1412')).toMatchObject(queued);
		expect(await cancel('INV-1412')).toMatchObject(queued);
		await sandbox.advance(48 * 3_600_000);
		expect(await cancel('INV-1412')).toMatchObject({
			status: 200,
			json: { canceled: true, queued: false, awb: orderOf('INV-1412')?.awb },
		});
	}, 60_000);
});

describe('An order without its number', () => {
	test('is booked and linked by none of the examples, and its sender hears why', async () => {
		const { name, phone } = parcel;
		const buyer = { name, email: 'lita@example.com', phone };
		for (const [file, path, body] of [
			[
				'1-order-to-payment-link',
				'order-received',
				{
					...parcel,
					total: 150000,
					buyer,
					area: 'Bandar Surabaya',
					service: 'jne',
					serviceType: 'REG23',
				},
			],
			['4-payment-link-in-chat', 'chat-order', { total: 150000, buyer }],
			['12-cod-order', 'cod-order', parcel],
			[
				'13-instant-courier',
				'instant-order',
				{ ...parcel, latitude: '-7.8013', longitude: '110.3647' },
			],
		] as const) {
			await publish(file);
			expect([file, await post(path, body)]).toEqual([
				file,
				{ status: 422, json: { message: expect.stringContaining('Order ID') } },
			]);
		}
		await until(() => chat.messages.length === 2);
		expect(said().sort()).toEqual([
			expect.stringMatching(/^Pesanan instan \(tanpa nomor\) perlu dilihat: .*Order ID/),
			expect.stringMatching(/^Tautan pembayaran \(tanpa nomor\) belum dibuat: .*Order ID/),
		]);

		const sheet = await publish('7-sheet-to-awb');
		await press(sheet, 'Book New Orders');
		const table = await tableOrders();
		await table.type([row, { ...row, orderId: 'ROW-7' }]);
		await press(sheet, 'Book New Orders');
		const nameless = (await table.rows()).filter(({ orderId }) => !orderId);
		expect(nameless).toMatchObject([
			{ status: expect.stringContaining('Order ID'), courier: null },
		]);
		expect(sandbox.kiriminAja.orders.map(({ orderId }) => orderId)).toEqual(['ROW-7']);
		expect(sandbox.kiriminAja.instantOrders).toEqual([]);
		expect(sandbox.kirimo.orders).toEqual([]);
	}, 90_000);
});
