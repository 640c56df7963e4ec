import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accounts, startSandbox, type Sandbox } from '../../sandbox/index.ts';
import {
	call,
	control,
	kasPro,
	kasProToken,
	kirimo,
	type Answer,
	type Fields,
} from '../unit/sandbox/vendorCalls';
import { startReceiver, type WebhookReceiver } from '../unit/sandbox/webhookReceiver';
import { departures, shapeOf } from './jsonShape';

/** Makes the sandbox's Kirimo, Duitku and KasPro give each published answer, and compares status and shape. */

const fixtures = join(__dirname, '../fixtures');
const readText = (path: string) => readFileSync(join(fixtures, path), 'utf8');
const read = (path: string) => JSON.parse(readText(path)) as Published;

/** What the tests read of it. */
interface Published extends Fields {
	order_id: string;
	merchantOrderId: string;
	code?: number;
}
const filesOf = (service: string) => readdirSync(join(fixtures, service)).sort();

let sandbox: Sandbox;
let merchant: WebhookReceiver;
beforeAll(async () => {
	sandbox = await startSandbox({ isLocal: true });
	merchant = await startReceiver();
});
beforeEach(() => {
	sandbox.reset();
	merchant.received.length = 0;
});
afterAll(async () => {
	await merchant.close();
	await sandbox.close();
});

function expectShape(actual: unknown, published: unknown): void {
	expect(departures(actual, shapeOf(published))).toEqual([]);
}

/** Refusals have texts that clients show: they must agree to the letter. */
function expectRefusal(actual: unknown, published: unknown): void {
	expect(actual).toEqual(published);
}

describe('Kirimo answers as published', () => {
	const payment = read('kirimo/payment-create.request.json');
	const create = (changes: Fields = {}) =>
		kirimo(sandbox, 'action=payment', { ...payment, ...changes });
	const created = async () => create({ notify_url: undefined });
	const lookup = () => kirimo(sandbox, `action=status&order_id=${payment.order_id}`);
	const settled = async (action: string) => {
		await created();
		await control(sandbox, `kirimo/orders/${payment.order_id}/${action}`);
		return await lookup();
	};
	const list = async (orders: number, page: number) => {
		for (let number = 1; number <= orders; number += 1) {
			await create({ order_id: `INV-${number}`, notify_url: undefined });
		}
		await control(sandbox, 'kirimo/orders/INV-1/pay');
		await control(sandbox, `kirimo/orders/INV-${orders}/pay`);
		return await kirimo(sandbox, `action=transactions&page=${page}`);
	};

	const calls: Record<string, () => Promise<Answer>> = {
		'balance.response.200.json': () => kirimo(sandbox, 'action=balance'),
		'error.400-duplicate-order.response.json': () => create().then(() => create()),
		'error.400-invalid-email.response.json': () => create({ customer_email: 'sari' }),
		'error.400-min-amount.response.json': () => create({ amount: 9_999 }),
		'error.400-missing-field.response.json': () => create({ customer_name: '' }),
		'error.401.response.json': () => call(`${sandbox.url}/api.php?action=balance`),
		'error.403-ip.response.json': () => {
			sandbox.kirimo.settings.ipWhitelist = [];
			return kirimo(sandbox, 'action=balance');
		},
		'error.403-limit.response.json': () => {
			sandbox.kirimo.settings.limit = 0;
			return create();
		},
		'error.404.response.json': lookup,
		'payment-create.response.200.json': () => create(),
		'payment-create.autoid.response.200.json': () =>
			kirimo(sandbox, 'action=payment', read('kirimo/payment-create.minimal.request.json')),
		'status.pending.response.200.json': () => created().then(lookup),
		'status.paid.response.200.json': () => settled('pay'),
		'status.failed.response.200.json': () => settled('fail'),
		'status.expired.response.200.json': () => settled('expire'),
		'transactions.empty.response.200.json': () => kirimo(sandbox, 'action=transactions'),
		'transactions.single-page.response.200.json': () => list(4, 1),
		'transactions.page1-of-2.response.200.json': () => list(23, 1),
		'transactions.page2-of-2.response.200.json': () => list(23, 2),
	};
	const leftOut = {
		'error.500.response.json': 'the sandbox’s faults answer 500 in HTML',
		'webhook.documented-shape.json': 'nine fields only; the sandbox sends those of reality (below)',
	};

	it.each(Object.keys(calls))('%s', async (file) => {
		const published = read(`kirimo/${file}`);
		const answer = await calls[file]?.();
		expect(answer?.status).toBe(Number(/\.(\d{3})\D/.exec(file)?.[1]));
		if (published.status === 'error') return expectRefusal(answer?.body, published);
		expectShape(answer?.body, published);
	});

	it('in every answer of the fixtures but those left out for a reason', () => {
		const answers = filesOf('kirimo').filter((file) => !file.includes('.request.'));
		expect([...Object.keys(calls), ...Object.keys(leftOut)].sort()).toEqual(answers);
	});
});

describe('Duitku calls back as published', () => {
	const callbacks: Record<string, { action: string; body: Fields }> = {
		'callback.va-success.md5': { action: 'pay', body: { scheme: 'md5' } },
		'callback.va-success.hmac': { action: 'pay', body: { scheme: 'hmac-sha256' } },
		'callback.qris-success.hmac': {
			action: 'pay',
			body: { scheme: 'hmac-sha256', paymentCode: 'SP' },
		},
		'callback.failed.md5': { action: 'fail', body: { scheme: 'md5', paymentCode: 'VC' } },
		'callback.failed.hmac': { action: 'fail', body: { scheme: 'hmac-sha256', paymentCode: 'VC' } },
	};
	const leftOut: Record<string, string> = {
		'callback-ips': 'addresses; the sandbox has one of its own',
		'callback.bad-signature': 'forged, which the sandbox does not do',
		'callback.missing-signature': 'forged, which the sandbox does not do',
		'callback.nine-fields-as-documented.md5': 'fewer fields than arrive in reality',
		'payment-codes': 'a table',
		'redirect.query': 'the way back of the payer’s browser, checked with the payment page',
		'signature-vectors': 'checked with the signature',
		'transaction-status.pending.response':
			'Duitku’s own API, which merchants of Kirimo do not call',
		'transaction-status.success.response':
			'Duitku’s own API, which merchants of Kirimo do not call',
	};

	it.each(Object.keys(callbacks))('%s', async (name) => {
		const published = read(`duitku/${name}.json`);
		const { action, body } = callbacks[name] ?? { action: '', body: {} };
		await kirimo(sandbox, 'action=payment', {
			order_id: published.merchantOrderId,
			amount: Number(published.amount),
			customer_name: 'Andi Wijaya',
			customer_email: 'andi@example.com',
			notify_url: merchant.url,
		});
		await control(sandbox, `kirimo/orders/${published.merchantOrderId}/${action}`, body);
		const form = new URLSearchParams(merchant.received[0]?.body);
		// The fields come in the published order, too.
		const publishedForm = new URLSearchParams(readText(`duitku/${name}.form.txt`));
		const order = [...publishedForm.keys()];
		expect([...form.keys()]).toEqual(order.filter((key) => form.has(key)));
		expectShape(Object.fromEntries(form), published);
		const { signature, resultCode, paymentCode, issuerCode, customerName } = published;
		expect(Object.fromEntries(form)).toMatchObject({
			signature,
			resultCode,
			paymentCode,
			issuerCode,
			...(customerName ? { customerName } : {}),
		});
	});

	it('in every callback of the fixtures but those left out for a reason', () => {
		const names = filesOf('duitku').map((file) => file.replace(/(\.form)?\.(json|txt)$/, ''));
		const known = [...Object.keys(callbacks), ...Object.keys(leftOut)];
		expect(known.sort()).toEqual([...new Set(names)].sort());
	});
});

describe('KasPro answers as published', () => {
	const inquire = (mobileNumber: string) =>
		kasPro(sandbox, `/customer-account-inquiry/?mobileNumber=${mobileNumber}`);
	const otp = (mobileNumber: string) =>
		kasPro(sandbox, `/pil-partner-get-otp/?mobileNumber=${mobileNumber}`);
	const send = (path: string, request: string, changes: Fields = {}) =>
		kasPro(sandbox, path, { ...read(`kaspro/${request}.json`), ...changes });
	const photo = Buffer.from('\xff\xd8\xff\xe0 a photo', 'latin1').toString('base64');
	const upgrade = (changes: Fields) =>
		send('/pil-partner/ekyc-upgrade-premium-inquiry/', 'ekyc-inquiry.request.inferred', {
			idCardPhoto: photo,
			selfiePhoto: photo,
			selfieWithIdCardPhoto: photo,
			...changes,
		});
	const calls: Record<string, () => Promise<Answer>> = {
		'customer-inquiry.response.success.json': () => inquire('081234560001'),
		'customer-inquiry.response.success.numeric-mobile.json': () => {
			sandbox.kasPro.settings.mobileNumbers = 'number';
			return inquire('081234560001');
		},
		'customer-inquiry.response.not-found.json': () => inquire('089900000000'),
		'p2p.response.success.json': () =>
			kasPro(sandbox, '/p2p-transaction/', read('kaspro/p2p.request.inferred.json')),
		'gateway.auth-error.response.400.json': async () => {
			const authorization = `Bearer ${await kasProToken(sandbox)}`;
			const url = `${sandbox.url}/customer-account-inquiry/`;
			return await call(url, { headers: { authorization } });
		},
		'token.response.200.json': () => {
			const { clientId, clientSecret, tokenPath } = accounts.kasPro;
			const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
			return call(`${sandbox.url}${tokenPath}`, {
				body: readText('kaspro/token.request.form.txt').trim(),
				headers: {
					authorization: `Basic ${basic}`,
					'content-type': 'application/x-www-form-urlencoded',
				},
			});
		},
		'otp-get.response.success.json': () => otp('081234560001'),
		'otp-get.response.fail.json': () => otp('089900000000'),
		'otp-validate.response.success.json': () =>
			otp('081234560001').then(() => send('/validate-otp/', 'otp-validate.request')),
		'otp-validate.response.fail.json': () => send('/validate-otp/', 'otp-validate.request'),
		'register.response.success.json': () =>
			send('/register-customer/', 'register.request', { mobileNumber: '081234560099' }),
		'register.response.already-registered.json': () =>
			send('/register-customer/', 'register.request'),
		'register.response.fail.trailing-space-key.json': () =>
			send('/register-customer/', 'register.request', { email: 'sari' }),
		'bank-transfer.response.sync-success.json': () =>
			send('/bank-transfer/', 'bank-transfer.request.inferred'),
		'bank-transfer.response.fail.json': () =>
			send('/bank-transfer/', 'bank-transfer.request.inferred', { amount: 1_250_000 }),
		'bank-transfer.response.async-in-process.json': () =>
			send('/bank-transfer/', 'cash-out.request.inferred'),
		'merchant-payment.response.success.json': () =>
			send('/pil-transaction-payment-to-merchant/', 'merchant-payment.request'),
		'ekyc-inquiry.response.success.json': () => upgrade({}),
		'ekyc-inquiry.response.not-found.json': () => upgrade({ mobileNumber: '089900000000' }),
	};
	const failing = ['190001', '190010'];

	it.each(Object.keys(calls))('%s', async (file) => {
		const published = read(`kaspro/${file}`);
		const answer = await calls[file]?.();
		expect(answer?.status).toBe(file.includes('.400.') ? 400 : 200);
		const failed = 'error' in published || ![0, 1].includes(published.code ?? 0);
		// A number of KasPro's own differs from call to call, and the texts of invented codes say more.
		const ownId = Object.keys(published).some((key) => key.trim() === 'responseId');
		if (failed && !ownId) return expectRefusal(answer?.body, published);
		expectShape(answer?.body, published);
		expect(answer?.body.code).toBe(published.code);
		if (failed && !failing.includes(String(published.code))) {
			expect(answer?.body.message).toBe(published.message);
		}
	});

	it('in every answer of the fixtures', () => {
		const answers = filesOf('kaspro').filter((file) => file.includes('.response.'));
		expect(answers).toEqual(Object.keys(calls).sort());
	});

	it.each([
		['bank-transfer.request.inferred', '/bank-transfer/', 0, 'bankTransfer'],
		['cash-out.request.inferred', '/bank-transfer/', 1, 'cashOut'],
		['qris-payment.request.inferred', '/bank-transfer/', 1, 'qris'],
		['qris-payment.request.inferred', '/qris-issuer/', 1, 'qris'],
		['merchant-payment.request', '/bank-transfer/', 0, undefined],
		['merchant-payment.request.object-variant', '/bank-transfer/', 0, undefined],
		[
			'merchant-payment.request.object-variant',
			'/pil-transaction-payment-to-merchant/',
			0,
			undefined,
		],
	])('%s at %s has code %i and is a %s', async (request, path, code, kind) => {
		const { body } = await send(path, request);
		expect(body.code).toBe(code);
		expect(sandbox.kasPro.cashOuts[0]?.kind).toBe(kind);
		expect(sandbox.kasPro.transfers).toHaveLength(kind ? 0 : 1);
	});
});
