import { characters, startSandbox } from '../../../sandbox/index.ts';
import { isCalledByDuitku } from '../../../sandbox/addresses.ts';
import { settings as table } from '../../../sandbox/kirimo/settings.ts';
import { call, kirimo, type Json } from './vendorCalls';
import {
	sandbox,
	merchant,
	MINUTE,
	set,
	payment,
	create,
	status,
	list,
	pay,
	other,
} from './kirimoMerchant';

/** The switches for all that is not known of Kirimo. */

it.each(characters)(
	'the character %s has settings that there are, with values that are allowed',
	(character) => {
		sandbox.become(character);
		for (const [name, value] of Object.entries(sandbox.kirimo.settings)) {
			const setting = (table as Record<string, { isAllowed(value: unknown): boolean } | undefined>)[
				name
			];
			expect([name, setting?.isAllowed(value)]).toEqual([name, true]);
		}
	},
);

describe('a refusal', () => {
	it.each([
		['401', 401],
		['403', 403],
		['200', 200],
	])('of a key may come with HTTP %s', async (badKey, http) => {
		set({ badKey });
		const answer = await call(`${sandbox.url}/api.php?action=balance`);
		expect([answer.status, answer.body.status]).toEqual([http, 'error']);
	});

	it('of any kind may come with HTTP 200, or in English', async () => {
		set({ errorStyle: 'http200', language: 'english' });
		const answer = await status('NOBODY');
		expect([answer.status, answer.body.message]).toEqual([200, 'Transaction not found.']);
	});

	it.each([
		['404', 404, { status: 'error', message: 'Transaksi tidak ditemukan.' }],
		['http200', 200, { status: 'error', message: 'Transaksi tidak ditemukan.' }],
		['noData', 200, { status: 'success', data: null }],
		['emptyList', 200, { status: 'success', data: [] }],
	])('of an unknown order may be %s', async (notFound, http, body) => {
		set({ notFound });
		const answer = await status('NOBODY');
		expect([answer.status, answer.body]).toEqual([http, body]);
	});

	it.each([
		['field', 400, /^order_id sudah digunakan\.$/],
		['named', 400, /INV-1 telah terpakai/],
		['unnamed', 409, /^Data telah ada\.$/],
		['map', 422, /invalid/],
		['crash', 500, /Duplicate entry 'INV-1'/],
	])('of an order id that is used may be %s', async (repeatedOrderId, http, message) => {
		set({ repeatedOrderId });
		await create();
		const answer = await create();
		expect([answer.status, answer.body.message]).toEqual([http, expect.stringMatching(message)]);
		expect(sandbox.kirimo.orders).toHaveLength(1);
	});
});

describe('an order id that is used', () => {
	it('may be answered like the first time', async () => {
		set({ repeatedOrderId: 'replayed' });
		const first = await create();
		expect((await create({ amount: 99_000 })).body).toEqual(first.body);
		expect(sandbox.kirimo.orders).toHaveLength(1);
	});

	it('may get a second payment, which is the one that is found', async () => {
		set({ repeatedOrderId: 'doneAgain' });
		await create();
		await create({ amount: 99_000 });
		expect(sandbox.kirimo.orders).toHaveLength(2);
		expect((await status()).body.data.amount).toBe(99_000);
	});

	it('may be found under other capitals, or by Duitku’s reference', async () => {
		await create();
		expect((await status('inv-1')).status).toBe(404);
		expect((await status('D700100001')).status).toBe(404);
		set({ orderIdMatch: 'anyCase', findsByReference: true });
		expect((await status('inv-1')).body.data.order_id).toBe('INV-1');
		expect((await status('D700100001')).body.data.order_id).toBe('INV-1');
		expect((await create({ order_id: 'inv-1' })).status).toBe(400);
	});
});

describe('what is taken', () => {
	it.each([
		[{ orderIdAlphabet: 'safe' }, { order_id: 'INV 1/2' }],
		[{ emptyFields: 'refused' }, { customer_phone: '' }],
		[{ maximumAmount: 20_000 }, {}],
	])('may be less: %j refuses %j', async (changes, fields) => {
		expect((await create(fields)).status).toBe(200);
		sandbox.reset();
		set(changes);
		expect((await create(fields)).status).toBe(400);
		expect(sandbox.kirimo.orders).toEqual([]);
	});

	const uncallable = [
		'http://localhost/x',
		'http://127.0.0.1:5678/x',
		'http://10.1.2.3/x',
		'http://172.16.0.1/x',
		'http://192.168.1.5/x',
		'http://[::1]/x',
		'http://n8n/x',
		'http://n8n.local/x',
		'https://n8n.example.com:5678/x',
	];

	it.each(uncallable)('is no notify_url that Duitku does not call: %s', async (notify_url) => {
		const answer = await create({ notify_url });
		expect([answer.status, answer.body.message]).toEqual([
			400,
			'notify_url harus dapat diakses dari internet pada port 80 atau 443.',
		]);
		expect(isCalledByDuitku(notify_url)).toBe(false);
	});

	it.each([
		'https://n8n.example.com/x',
		'http://n8n.example.com:80/x',
		'https://n8n.example.com:443/x',
		'http://172.32.0.1/x',
		'https://103.177.101.184/x',
	])('is a notify_url on the internet: %s', async (notify_url) => {
		expect((await create({ notify_url })).status).toBe(200);
	});

	it('may be a notify_url that is never called, and nobody says so', async () => {
		set({ localUrls: 'neverCalled' });
		expect((await create({ notify_url: merchant.url })).status).toBe(200);
		expect((await pay()).body).toEqual({ status: 'paid', delivery: null });
		expect(merchant.received).toEqual([]);
	});

	it('is any notify_url while n8n runs on this machine, also after a reset and in any character', async () => {
		const local = await startSandbox({ isLocal: true });
		for (const change of [() => {}, () => local.reset(), () => local.become('published')]) {
			change();
			expect(local.kirimo.settings.localUrls).toBe('called');
		}
		await local.close();
	});
});

describe('two merchants', () => {
	it('may have the same order id, and see only their own', async () => {
		await create();
		const { status: http } = await other('action=payment', { ...payment, amount: 99_000 });
		expect(http).toBe(200);
		expect((await status()).body.data.amount).toBe(25_000);
		expect((await other('action=status&order_id=INV-1')).body.data.amount).toBe(99_000);
		expect((await other('action=transactions')).body.data.transactions).toHaveLength(1);
	});

	it('have a package, a limit and a balance each', async () => {
		const { body } = await other('action=balance');
		expect(body.data).toEqual({ balance: 250_000, package: 'pro', limit_used: 0 });
		const all = sandbox.kirimo.accounts;
		all.kirimo.limitUsed = all.kirimo.limit;
		expect((await create()).status).toBe(403);
		expect((await other('action=payment', payment)).status).toBe(200);
	});

	it('may have a limit of payments instead of rupiah', async () => {
		set({ limitUnit: 'payments' });
		sandbox.kirimo.accounts.kirimo.limitUsed = sandbox.kirimo.accounts.kirimo.limit - 1;
		await create();
		await pay();
		expect((await create({ order_id: 'INV-2' })).status).toBe(403);
	});

	it('are limited each, counted once the key is known', async () => {
		set({ callsPerMinute: 2 });
		await call(`${sandbox.url}/api.php?action=balance`);
		const statuses = [];
		for (let calls = 0; calls < 3; calls += 1) {
			statuses.push((await kirimo(sandbox, 'action=balance')).status);
		}
		expect(statuses).toEqual([200, 200, 429]);
		expect((await other('action=balance')).status).toBe(200);
		await sandbox.advance(MINUTE);
		expect((await kirimo(sandbox, 'action=balance')).status).toBe(200);
	});
});

describe('Duitku, asked too often', () => {
	const ask = async (times: number) => {
		for (let asked = 0; asked < times; asked += 1) await status();
	};
	beforeEach(async () => {
		set({ statusChecksPerMinute: 3 });
		await create();
	});

	it.each([
		['ownRecord', 200],
		['429', 429],
		['500', 500],
	])('blocks for an hour: %s', async (blockedAnswer, http) => {
		set({ blockedAnswer });
		await ask(4);
		await pay({ lost: true });
		const blocked = await status();
		expect(blocked.status).toBe(http);
		if (http === 200) expect(blocked.body.data.status).toBe('pending');
		await sandbox.advance(59 * MINUTE);
		expect(sandbox.kirimo.accounts.kirimo.blockedUntil).not.toBeNull();
		await sandbox.advance(2 * MINUTE);
		expect((await status()).body.data.status).toBe('paid');
	});

	it('is not asked about what has ended, nor for other merchants', async () => {
		await pay();
		await ask(10);
		expect(sandbox.kirimo.accounts.kirimo.blockedUntil).toBeNull();
		expect(sandbox.kirimo.accounts.otherKirimo.statusChecks).toEqual([]);
	});

	it('does not block those who ask at a slow pace', async () => {
		for (let minute = 0; minute < 10; minute += 1) {
			await ask(2);
			await sandbox.advance(2 * MINUTE);
		}
		expect(sandbox.kirimo.accounts.kirimo.blockedUntil).toBeNull();
	});
});

describe('what an answer holds', () => {
	beforeEach(async () => void (await create()));
	const data = async (): Promise<Json> => (await status()).body.data;

	it.each([
		[{ numbers: 'text' }, { amount: '25000', fee: '500' }],
		[{ numbers: 'decimals' }, { amount: '25000.00', fee: '500.00' }],
		[{ statusCase: 'upper' }, { status: 'PENDING' }],
		[{ unpaidAt: 'empty' }, { paid_at: '' }],
		[{ unpaidAt: 'zero' }, { paid_at: '0000-00-00 00:00:00' }],
		[{ names: 'cut' }, { customer_name: 'Raden Ajeng O’Kartin' }],
		[{ names: 'upper' }, { customer_name: 'RADEN AJENG O’KARTINI DJOYO' }],
		[{ names: 'masked' }, { customer_name: 'Rad** Aje** O’Kar**** Djo**' }],
		[{ names: 'cleaned' }, { customer_name: 'Raden Ajeng OKartini Djoyo' }],
		[{ extraFields: true }, { meta: { version: 2 } }],
	])('may be written in another way: %j', async (changes, fields) => {
		set(changes);
		expect(await data()).toMatchObject(fields);
	});

	it('may leave the time of payment out, and have its times in UTC', async () => {
		const wib = (await data()).created_at;
		set({ unpaidAt: 'absent', times: 'utc' });
		expect(await data()).not.toHaveProperty('paid_at');
		const hours =
			Date.parse(`${String(wib)}Z`) - Date.parse(`${String((await data()).created_at)}Z`);
		expect(hours).toBe(7 * 60 * MINUTE);
	});

	it('may have an order id of digits as a number', async () => {
		set({ numbers: 'numeric' });
		expect((await create({ order_id: '007' })).body.data.order_id).toBe(7);
		expect((await status('007')).body.data).toMatchObject({ order_id: 7, amount: 25_000 });
	});

	it('may come behind a notice of PHP', async () => {
		set({ noticeBefore: 'reads' });
		expect((await status()).text).toMatch(/^<br \/>\n<b>Notice<\/b>.+\n\{"status":"success"/s);
		set({ noticeBefore: 'creations' });
		expect((await create({ order_id: 'INV-2' })).text).toMatch(/^<br \/>/);
		expect((await status('INV-2')).status).toBe(200);
	});
});

describe('the list', () => {
	const fill = async (count: number) => {
		for (let number = 1; number <= count; number += 1) await create({ order_id: `INV-${number}` });
	};

	it('may be written as a map, and an empty one as a list', async () => {
		set({ listShape: 'map', emptyData: 'list' });
		expect((await list()).body.data).toEqual([]);
		await fill(2);
		expect((await list()).body.data.transactions).toMatchObject({
			1: { order_id: 'INV-2' },
			2: { order_id: 'INV-1' },
		});
	});

	it.each([
		['empty', 200, []],
		['lastPage', 200, ['INV-1']],
		['refused', 404, undefined],
	])('past its end may be %s', async (pastTheEnd, http, ids) => {
		set({ pastTheEnd });
		await fill(21);
		const { status: answered, body } = await list(3);
		const rows = (body.data as Json | undefined)?.transactions;
		expect([answered, rows?.map((row: Json) => row.order_id)]).toEqual([http, ids]);
	});

	it('may begin with the oldest, and not say how long it is', async () => {
		set({ listOrder: 'oldestFirst', totals: 'absent' });
		await fill(3);
		const { data } = (await list()).body;
		expect(data.transactions[0]?.order_id).toBe('INV-1');
		expect(data).not.toHaveProperty('total_pages');
	});
});
