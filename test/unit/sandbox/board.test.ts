import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { controlRoutes } from '../../../sandbox/control.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { instantBooking, instantPackage } from './sampleInstantOrders';
import { codPackage, sampleBooking, samplePackage } from './sampleOrders';
import { call, control, eventually, kasPro, kiriminAja, kirimo } from './vendorCalls';
import { startReceiver, type WebhookReceiver } from './webhookReceiver';

let sandbox: Sandbox;
let merchant: WebhookReceiver;
beforeAll(async () => {
	sandbox = await startSandbox({ isLocal: true });
	merchant = await startReceiver();
});
beforeEach(() => sandbox.reset());
afterAll(async () => {
	await sandbox.close();
	await merchant.close();
});

const board = async () => (await call(sandbox.url)).text;
const unpaid = { payment_method: 'qris', pin: undefined };
const book = async (orderId: string, changes = {}) =>
	await kiriminAja(
		sandbox,
		'v6.2/request_pickup',
		sampleBooking(changes, samplePackage({ order_id: orderId })),
	);
const bookInstant = async (orderId: string, changes = {}) =>
	await kiriminAja(
		sandbox,
		'v6.2/instant/request_pickup',
		instantBooking(changes, instantPackage({ order_id: orderId })),
	);
const link = async (orderId: string, changes = {}) =>
	await kirimo(sandbox, 'action=payment', {
		order_id: orderId,
		amount: 150_000,
		customer_name: 'Budi Santoso',
		customer_email: 'budi@example.com',
		notify_url: merchant.url,
		...changes,
	});

interface Button {
	label: string;
	path: string;
	method: string;
	body: string;
}

const plain = (text: string) =>
	text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
const attribute = (tag: string, name: string) =>
	plain(new RegExp(` ${name}="([^"]*)"`).exec(tag.replace(/\s+/g, ' '))?.[1] ?? '');

function buttonsIn(text: string): Button[] {
	return [...text.matchAll(/<button(\s[^>]*data-path[^>]*)>([^<]*)/g)].map(
		([, tag = '', label = '']) => ({
			label: label.trim(),
			path: attribute(tag, 'data-path'),
			method: attribute(tag, 'data-method'),
			body: attribute(tag, 'data-body'),
		}),
	);
}

/** The row of a table, from its beginning to its end. */
function rowOf(text: string, id: string): string {
	const [, row] = new RegExp(`<tr[^>]* id="${id}"([^]*?)</tr>`).exec(text) ?? [];
	if (row === undefined) throw new Error(`There is no row ${id}.`);
	return row;
}

const labels = async (id: string) => buttonsIn(rowOf(await board(), id)).map(({ label }) => label);

async function press(id: string, label: string): Promise<void> {
	const button = buttonsIn(rowOf(await board(), id)).find((one) => one.label === label);
	expect([id, button?.label]).toEqual([id, label]);
	const { status, body } = await call(sandbox.url + String(button?.path), {
		method: button?.method,
		body: button?.body,
	});
	expect([label, status, body.error]).toEqual([label, 200, undefined]);
}

describe('the board shows', () => {
	it('orders of both kinds, what they cost and where they are', async () => {
		await book('MLT-1');
		await bookInstant('MLT-INS-1');
		await kiriminAja(
			sandbox,
			'v6.2/request_pickup',
			sampleBooking({ payment_method: undefined, pin: undefined }, codPackage('MLT-COD')),
		);

		const text = await board();

		expect(rowOf(text, 'express-MLT-1')).toMatch(/Lita Anggraini[^]*Rp 64.000[^]*waits for AWB/);
		expect(rowOf(text, 'express-MLT-COD')).toContain('COD Rp 320.000');
		expect(rowOf(text, 'instant-MLT-INS-1')).toMatch(
			/Rina Kartika[^]*gosend[^]*looks for a driver/,
		);
	});

	it('payment links with the way to the payment page, and bills', async () => {
		await link('INV-1');
		await book('MLT-1', unpaid);
		await bookInstant('MLT-INS-1', unpaid);
		const [{ reference, paymentUrl } = { reference: '', paymentUrl: '' }] = sandbox.kirimo.orders;

		const text = await board();

		expect(rowOf(text, `link-${reference}`)).toMatch(/INV-1[^]*Budi Santoso[^]*Rp 150.000/);
		expect(text).toContain(`href="${paymentUrl}"`);
		for (const { pickupNumber } of sandbox.kiriminAja.pickups) {
			expect(rowOf(text, `bill-${pickupNumber}`)).toMatch(/MLT-1[^]*unpaid/);
		}
		for (const { paymentId } of sandbox.kiriminAja.instantPayments) {
			expect(rowOf(text, `bill-${paymentId}`)).toMatch(/MLT-INS-1[^]*unpaid/);
		}
	});

	it('what Kirimo has not heard of yet', async () => {
		await link('INV-1');
		await control(sandbox, 'kirimo/orders/INV-1/pay', { lost: true });
		const [{ reference } = { reference: '' }] = sandbox.kirimo.orders;

		expect(rowOf(await board(), `link-${reference}`)).toContain('Kirimo still says pending');
	});

	it('wallets, the OTP that was sent to one, and money that moved', async () => {
		await kasPro(sandbox, '/p2p-transaction/', {
			requestId: 'P2P-1',
			mobileNumber: '081234560001',
			payments: [{ pocketId: '2', amount: 50_000, reference: 'Kurir' }],
			destination: '081234560002',
		});
		sandbox.kasPro.otps.push({
			mobileNumber: '081234560002',
			otp: '314159',
			expiresAt: Date.now() + 60_000,
			sentAt: [],
			wrongTries: 0,
			lockedUntil: 0,
			used: false,
		});

		const text = await board();

		expect(rowOf(text, 'wallet-081234560001')).toMatch(/Sari Wulandari[^]*Rp 1.200.000/);
		expect(rowOf(text, 'wallet-081234560002')).toContain('314159');
		expect(text).toMatch(/P2P-1[^]*Kurir[^]*Rp 50.000/);
	});

	it('webhooks, what was heard of each, and their text', async () => {
		await link('INV-1');
		merchant.answers.push(401);
		await control(sandbox, 'kirimo/orders/INV-1/pay');
		await control(sandbox, 'kirimo/settings', { holdDeliveries: true });
		await link('INV-2');
		await control(sandbox, 'kirimo/orders/INV-2/pay');

		const text = await board();

		expect(rowOf(text, 'kirimo-webhook-1')).toMatch(/paid \(00\)[^]*HTTP 401/);
		expect(rowOf(text, 'kirimo-webhook-1')).toContain('merchantOrderId=INV-1&amp;');
		expect(rowOf(text, 'kirimo-webhook-2')).toMatch(/not yet[^]*held[^]*Send/);
	});

	it('the newest hundred of many', async () => {
		const parcels = Array.from({ length: 102 }, (_, n) => samplePackage({ order_id: `MLT-${n}` }));
		sandbox.kiriminAja.creditBalance = 100_000_000;
		await kiriminAja(sandbox, 'v6.2/request_pickup', sampleBooking({}, ...parcels));

		const text = await board();

		expect(text.match(/id="express-MLT-\d+"/g)).toHaveLength(100);
		expect(text).toContain('2 more are not shown.');
		expect(text).toContain('id="express-MLT-101"');
		expect(text).not.toContain('id="express-MLT-1"');
	});

	it('what a second account has, for which there is nothing to press', async () => {
		sandbox.kirimo.orders.push({
			...(await link('INV-1').then(() => sandbox.kirimo.orders[0])),
			account: 'otherKirimo',
			reference: 'D-OTHER',
		} as Sandbox['kirimo']['orders'][number]);

		expect(rowOf(await board(), 'link-D-OTHER')).toContain('second account');
		expect(await labels('link-D-OTHER')).toEqual([]);
	});
});

describe('whoever presses its buttons', () => {
	it.each([
		['express', 'MLT-1', book],
		['instant', 'MLT-INS-1', bookInstant],
	])('brings an %s order from its bill to its buyer', async (kind, orderId, bookOne) => {
		await bookOne(orderId, unpaid);
		const row = `${kind}-${orderId}`;
		expect(await labels(row)).toEqual(['Pay bill', 'Cancel']);
		for (const label of ['Pay bill', 'Issue AWB', 'Advance: pick up', 'Deliver']) {
			await press(row, label);
		}
		expect(rowOf(await board(), row)).toContain('delivered');
		expect(await labels(row)).toEqual([]);
	});

	it.each([
		['express', 'MLT-1', book, ['Return', 'Advance: back at sender', 'Tell of the return']],
		['instant', 'MLT-INS-1', bookInstant, ['Return', 'Advance: back at sender']],
	])('sends an %s order back to its sender', async (kind, orderId, bookOne, ways) => {
		await bookOne(orderId, unpaid);
		const row = `${kind}-${orderId}`;
		for (const label of ['Pay bill', 'Issue AWB', 'Advance: pick up', ...ways]) {
			await press(row, label);
		}
		expect(rowOf(await board(), row)).toContain('returned');
	});

	it('lets an order get stuck, lose its driver, and be canceled', async () => {
		await book('MLT-1');
		for (const label of ['Issue AWB', 'Get stuck']) await press('express-MLT-1', label);
		expect(rowOf(await board(), 'express-MLT-1')).toContain('stuck');
		await bookInstant('MLT-INS-1');
		await press('instant-MLT-INS-1', 'Find driver');
		expect(rowOf(await board(), 'instant-MLT-INS-1')).toContain('driver found');
		await press('instant-MLT-INS-1', 'Lose driver');
		expect(rowOf(await board(), 'instant-MLT-INS-1')).toContain('looks for a driver');
		await press('instant-MLT-INS-1', 'Cancel');
		expect(rowOf(await board(), 'instant-MLT-INS-1')).toContain('canceled');
	});

	it.each([
		['express', 'MLT-1', book],
		['instant', 'MLT-INS-1', bookInstant],
	])('cancels an unpaid %s order, for which nobody pays then', async (kind, orderId, bookOne) => {
		await bookOne(orderId, unpaid);
		const row = `${kind}-${orderId}`;
		await press(row, 'Cancel');

		const text = rowOf(await board(), row);
		expect(text).toMatch(/>canceled<[^]*300, /);
		expect(text).toContain('unpaid');
		expect(text).not.toMatch(/waits for payment|>paid</);
		expect(await labels(row)).toEqual([]);
		const [bill = ''] = /bill-[\w-]+/.exec(await board()) ?? [];
		expect(rowOf(await board(), bill)).toContain('not needed');
		expect(await labels(bill)).toEqual([]);
	});

	it('leaves the bill of two orders to be paid for the one that is not canceled', async () => {
		const parcels = ['MLT-1', 'MLT-2'].map((order_id) => samplePackage({ order_id }));
		await kiriminAja(sandbox, 'v6.2/request_pickup', sampleBooking(unpaid, ...parcels));
		await press('express-MLT-1', 'Cancel');

		expect(await labels('express-MLT-1')).toEqual([]);
		expect(await labels('express-MLT-2')).toEqual(['Pay bill', 'Cancel']);
		await press('express-MLT-2', 'Pay bill');
		expect(rowOf(await board(), 'express-MLT-1')).toContain('canceled');
		expect(rowOf(await board(), 'express-MLT-2')).toContain('waits for AWB');
	});

	it('sees the driver that was searched for in vain, and no bill to pay again', async () => {
		await control(sandbox, 'kiriminaja/settings', { driverSearchMinutes: 1 });
		await bookInstant('MLT-INS-1', unpaid);
		await press('instant-MLT-INS-1', 'Pay bill');
		await control(sandbox, 'advance', { minutes: 2 });

		const text = rowOf(await board(), 'instant-MLT-INS-1');
		expect(text).toMatch(/>paid<[^]*>canceled</);
		expect(await labels('instant-MLT-INS-1')).toEqual([]);
	});

	it.each([
		['Pay', 'paid'],
		['Fail', 'failed'],
		['Expire', 'expired'],
	])('presses %s of a payment link', async (label, state) => {
		await link('INV 1/2?');
		const [order] = sandbox.kirimo.orders;
		await press(`link-${order?.reference}`, label);
		expect(order?.duitkuStatus).toBe(state);
	});

	it('sends a webhook again', async () => {
		await link('INV-1');
		await control(sandbox, 'kirimo/orders/INV-1/pay');
		const before = merchant.received.length;
		await press('kirimo-webhook-1', 'Resend');
		expect(merchant.received).toHaveLength(before + 1);
		expect(merchant.received.at(-1)).toEqual(merchant.received.at(-2));
	});

	it('finds nothing but control routes behind them', async () => {
		await book('MLT-1', unpaid);
		await bookInstant('MLT-INS-1');
		await link('INV-1');
		await link('INV-2');
		await control(sandbox, 'kirimo/orders/INV-2/pay');
		await control(sandbox, 'faults', { kind: 'hang' });
		const text = await board();
		const pressed = buttonsIn(text).map(({ method, path }) => `${method} ${path.split('?')[0]}`);
		const filled = [...text.matchAll(/<form(\s[^>]*)>/g)].map(
			([, tag = '']) => `POST ${attribute(tag, 'data-path')}`,
		);
		const routes = controlRoutes.map((line) => {
			const [method = '', path = ''] = line.split(/\s+/);
			return new RegExp(`^${method} ${path.replace(/:\w+/g, '[^/]+')}$`);
		});

		expect(pressed.length).toBeGreaterThan(20);
		expect(filled).toHaveLength(3);
		for (const one of [...pressed, ...filled]) {
			expect([one, routes.some((route) => route.test(one))]).toEqual([one, true]);
		}
	});

	it('sees which character the services have, and one character is not laid over another', async () => {
		const isOn = async () =>
			[...(await board()).matchAll(/id="character-(\w+)"[^>]*aria-pressed="true"/g)].map(
				([, name]) => name,
			);
		expect(await isOn()).toEqual([]);
		for (const name of ['contrary', 'php', 'strictest', 'published']) {
			const [button] = buttonsIn(await board()).filter(({ label }) => label === name);
			await call(sandbox.url + String(button?.path), { body: button?.body });
			expect(await isOn()).toEqual([name]);
		}
		const answer = await control(sandbox, 'character', { name: 'php', afresh: 'yes' });
		expect([answer.status, answer.body.error]).toEqual([400, 'afresh must be true or false.']);
	});
});

/** Reads server-sent events until it is closed. */
async function follow() {
	const stop = new AbortController();
	const response = await fetch(`${sandbox.url}/__sandbox/board/changes`, { signal: stop.signal });
	const heard: Array<{ id: string; html: string }> = [];
	let rest = '';
	const reading = (async () => {
		for await (const piece of response.body ?? []) {
			rest += Buffer.from(piece as Uint8Array).toString('utf8');
			const events = rest.split('\n\n');
			rest = events.pop() ?? '';
			heard.push(...events.map((one) => JSON.parse(one.replace('data: ', '')) as never));
		}
	})().catch(() => undefined);
	const close = async () => {
		stop.abort();
		await reading;
	};
	return { heard, response, reading, close };
}

describe('an open board', () => {
	it('hears of everything at first, and then of what changes', async () => {
		const { heard, response, close } = await follow();
		expect(response.headers.get('content-type')).toBe('text/event-stream');
		await eventually(() => heard.length === 6);
		expect(heard.map(({ id }) => id)).toEqual([
			'clock',
			'orders',
			'payments',
			'webhooks',
			'wallets',
			'switches',
		]);

		heard.length = 0;
		await link('INV-1');
		await eventually(() => heard.some(({ id }) => id === 'payments'));
		expect(heard.find(({ id }) => id === 'payments')?.html).toContain('INV-1');
		expect(heard.map(({ id }) => id).filter((id) => id !== 'clock')).toEqual(['payments']);
		await close();
	});

	it('hears of what the time brings, without any call', async () => {
		await control(sandbox, 'kiriminaja/settings', { autoAwbMs: 1 });
		const { heard, close } = await follow();
		await book('MLT-1');
		const orders = await eventually(() =>
			heard.find(({ html }) => html.includes('waits for courier')),
		);
		expect(orders.id).toBe('orders');
		await close();
	});

	it('does not keep the sandbox from closing', async () => {
		const own = sandbox;
		sandbox = await startSandbox({ isLocal: true });
		const { heard, reading } = await follow();
		await eventually(() => heard.length > 0);
		await sandbox.close();
		expect(await reading).toBeUndefined();
		sandbox = own;
	});
});

test('run by itself, the sandbox prints the address of its board', async () => {
	const env = { ...process.env, SANDBOX_PORT: '0' };
	const own = spawn(process.execPath, ['sandbox/main.ts'], {
		env,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let said = '';
	while (!said.includes('Ctrl+C')) said += String((await once(own.stdout, 'data'))[0]);
	const [url = ''] = /http:\/\/127\.0\.0\.1:\d+$/m.exec(said) ?? [];

	expect(said).toContain(`${url}\nOpen that address in a browser for the board`);
	expect((await call(url)).text).toContain('<h1>Sandbox board</h1>');
	own.kill();
	expect(await once(own, 'close')).toEqual([0, null]);
});

describe('what others have written', () => {
	const hostile = `"><script>alert(1)</script><img src=x onerror='alert(2)'>`;

	it('is shown as text, on the page and in what follows', async () => {
		await link(hostile, { customer_name: hostile, notify_url: `${merchant.url}?${hostile}` });
		await control(sandbox, `kirimo/orders/${encodeURIComponent(hostile)}/pay`);
		await book('MLT-1');
		const [order] = sandbox.kiriminAja.orders;
		if (order) {
			Object.assign(order, { orderId: hostile, awb: hostile, service: hostile });
			Object.assign(order.destination, { name: hostile, city: hostile });
		}
		await control(sandbox, 'faults', { kind: 'hang', path: hostile });
		const { heard, close } = await follow();
		await eventually(() => heard.length === 6);
		await close();

		for (const text of [await board(), ...heard.map(({ html }) => html)]) {
			expect(text).not.toMatch(/<script(?! type="module" src="\/__sandbox)/);
			expect(text).not.toContain('<img');
		}
		expect(await board()).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
	});

	it('could do nothing if it were not: no script in the page, nothing from elsewhere', async () => {
		const { headers, text } = await call(sandbox.url);

		expect(headers.get('content-security-policy')).toBe(
			"default-src 'none'; connect-src 'self'; img-src data:; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
		);
		const addresses = [...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, one]) => one);
		expect(addresses.length).toBeGreaterThan(5);
		expect(addresses.filter((one) => !/^(\/__sandbox\/board\/|#|data:,$)/.test(one ?? ''))).toEqual(
			[],
		);
		expect(text).not.toMatch(/ on\w+=| style=/);
		for (const file of ['board.css', 'board.js']) {
			const { text: content } = await call(`${sandbox.url}/__sandbox/board/${file}`);
			expect(content).not.toMatch(/https?:\/\//);
		}
	});
});

describe('pages of other sites in the same browser', () => {
	const reset = async (headers: Record<string, string>, path = '__sandbox/reset') =>
		(await call(`${sandbox.url}/${path}`, { method: 'POST', headers })).status;

	it('can press nothing', async () => {
		await book('MLT-1');
		const others: Array<Record<string, string>> = [
			{ origin: 'https://evil.example' },
			{ origin: 'null' },
			{ origin: 'http://127.0.0.1:1' },
			{ 'sec-fetch-site': 'cross-site' },
			{ 'sec-fetch-site': 'same-site' },
		];
		for (const headers of others) {
			expect([headers, await reset(headers)]).toEqual([headers, 403]);
			expect([headers, await reset(headers, '%5F_sandbox/reset')]).toEqual([headers, 403]);
		}
		expect(sandbox.kiriminAja.orders).toHaveLength(1);
	});

	it('can not read the board under a name of theirs that leads here', async () => {
		const { port } = new URL(sandbox.url);
		for (const path of ['', '__sandbox/state', '__sandbox/board/changes']) {
			const { status } = await callAs(`evil.example:${port}`, `${sandbox.url}/${path}`);
			expect([path, status]).toEqual([path, 403]);
		}
		expect((await callAs(`localhost:${port}`, sandbox.url)).status).toBe(200);
	});

	it('are told from its own, and from programs', async () => {
		expect(await reset({ origin: sandbox.url, 'sec-fetch-site': 'same-origin' })).toBe(200);
		expect(await reset({})).toBe(200);
	});
});

/** fetch sets Host by itself. */
async function callAs(host: string, url: string): Promise<{ status: number }> {
	return await new Promise((resolve, reject) => {
		const request = get(url, { headers: { host }, agent: false }, ({ statusCode = 0 }) => {
			request.destroy();
			resolve({ status: statusCode });
		});
		request.on('error', reject);
	});
}
