import { startSandbox, type Fault, type Sandbox } from '../../../sandbox/index.ts';
import { sampleBooking, samplePackage } from './sampleOrders';
import { bearer, call, control, eventually, kiriminAja, kirimo } from './vendorCalls';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const book = () => kiriminAja(sandbox, 'v6.2/request_pickup', sampleBooking());
const booked = () => sandbox.kiriminAja.orders.length;

describe('a fault in the vendor’s place', () => {
	it.each([
		['status429', 429, 'application/json'],
		['html408Before', 408, 'text/html'],
		['html425Before', 425, 'text/html'],
		['html500', 500, 'text/html'],
		['html502', 502, 'text/html'],
	] as const)('%s answers %i as %s, and nothing was booked', async (kind, status, type) => {
		sandbox.fault({ kind });
		const answer = await book();
		expect(answer.status).toBe(status);
		expect(answer.headers.get('content-type')).toContain(type);
		expect(booked()).toBe(0);
	});

	it('resetBefore drops the connection, and nothing was booked', async () => {
		sandbox.fault({ kind: 'resetBefore' });
		await expect(book()).rejects.toThrow();
		expect(booked()).toBe(0);
		expect(sandbox.requests).toMatchObject([
			{ status: null, body: { name: 'Toko Sumber Rejeki' } },
		]);
	});

	it('redirect points elsewhere, and nothing was booked', async () => {
		sandbox.fault({ kind: 'redirect' });
		const answer = await fetch(`${sandbox.url}/api/mitra/v6.2/request_pickup`, {
			method: 'POST',
			redirect: 'manual',
		});
		expect(answer.status).toBe(302);
		expect(answer.headers.get('location')).toBe(
			'https://moved.example.com/api/mitra/v6.2/request_pickup',
		);
		expect(booked()).toBe(0);
	});

	it('errorBody says no under HTTP 200, each vendor in its own words', async () => {
		sandbox.fault({ kind: 'errorBody', times: 3 });
		const answers = [
			await book(),
			await kirimo(sandbox, 'action=balance'),
			await call(`${sandbox.url}/p2p-transaction/`, { body: {} }),
		];
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
		expect(answers.map(({ body }) => body)).toMatchObject([
			{ status: false, text: expect.any(String) },
			{ status: 'error', message: expect.any(String) },
			{ code: 199999, message: expect.any(String) },
		]);
		expect([booked(), sandbox.kasPro.transfers.length]).toEqual([0, 0]);
	});

	it('names the seconds to wait when it has some', async () => {
		sandbox.fault({ kind: 'status429', retryAfter: 2 });
		expect((await book()).headers.get('retry-after')).toBe('2');
		sandbox.fault({ kind: 'status429' });
		expect((await book()).headers.has('retry-after')).toBe(false);
	});
});

describe('a fault on the way back', () => {
	it('resetAfter drops the connection although the order was booked', async () => {
		sandbox.fault({ kind: 'resetAfter' });
		await expect(book()).rejects.toThrow();
		expect(booked()).toBe(1);
	});

	it('truncatedJson breaks the answer off in the middle', async () => {
		sandbox.fault({ kind: 'truncatedJson' });
		const answer = await book();
		expect([answer.status, answer.body]).toEqual([200, undefined]);
		expect(answer.text).toMatch(/^\{"status":true/);
		expect(booked()).toBe(1);
	});

	it('mistypedJson keeps the keys and what says that it succeeded, and changes the types', async () => {
		const right = await book();
		sandbox.reset();
		sandbox.fault({ kind: 'mistypedJson' });
		const wrong = await book();
		expect(Object.keys(wrong.body)).toEqual(Object.keys(right.body));
		expect(wrong.body.status).toBe(true);
		expect(wrong.body).toMatchObject({
			pickup_number: String(right.body.pickup_number).length,
			details: { 0: { order_id: 'FEB-1782355684238'.length } },
		});
		expect(booked()).toBe(1);
	});

	it('wrongContentType calls the JSON a page', async () => {
		sandbox.fault({ kind: 'wrongContentType' });
		const answer = await book();
		expect(answer.headers.get('content-type')).toContain('text/html');
		expect(answer.body.status).toBe(true);
		expect(booked()).toBe(1);
	});

	it('hugeBody answers with megabytes of a page', async () => {
		sandbox.fault({ kind: 'hugeBody' });
		expect((await book()).text.length).toBeGreaterThan(2_000_000);
		expect(booked()).toBe(1);
	});

	it.each(['latency', 'slowBody'] as const)('%s brings the right answer late', async (kind) => {
		const start = performance.now();
		sandbox.fault({ kind, delayMs: 60 });
		const answer = await book();
		expect(performance.now() - start).toBeGreaterThan(50);
		expect(answer.body.status).toBe(true);
		expect(booked()).toBe(1);
	});

	it('emptyBody answers 200 with nothing', async () => {
		sandbox.fault({ kind: 'emptyBody' });
		const answer = await book();
		expect([answer.status, answer.text]).toEqual([200, '']);
		expect(booked()).toBe(1);
	});

	it('emptyObject answers 200 with an object that says nothing', async () => {
		sandbox.fault({ kind: 'emptyObject' });
		const answer = await book();
		expect([answer.status, answer.text]).toEqual([200, '{}']);
		expect(booked()).toBe(1);
	});

	it.each([
		['html408After', 408],
		['html425After', 425],
		['html504After', 504],
	] as const)('%s answers %i with a page, although the order was booked', async (kind, status) => {
		sandbox.fault({ kind });
		const answer = await book();
		expect(answer.status).toBe(status);
		expect(answer.headers.get('content-type')).toContain('text/html');
		expect(booked()).toBe(1);
	});

	it('longNumbers adds ids that a JavaScript number can not hold, and calls the JSON a text', async () => {
		sandbox.fault({ kind: 'longNumbers' });
		const answer = await book();
		expect(answer.headers.get('content-type')).toContain('text/plain');
		expect(answer.text.match(/"traceId":20261121091500123\b/g)).toHaveLength(2);
		expect(answer.body.status).toBe(true);
		expect(booked()).toBe(1);
	});

	it('rowMissing leaves the last parcel out of the answer', async () => {
		const two = sampleBooking({}, samplePackage(), samplePackage({ order_id: 'FEB-2' }));
		sandbox.fault({ kind: 'rowMissing' });
		const { body } = await kiriminAja(sandbox, 'v6.2/request_pickup', two);
		expect(body).toMatchObject({ status: true, details: [{ order_id: 'FEB-1782355684238' }] });
		expect(body.details).toHaveLength(1);
		expect(booked()).toBe(2);
	});

	it('lateWork does the work only after the client has given up', async () => {
		sandbox.fault({ kind: 'lateWork', delayMs: 60_000 });
		const asked = new AbortController();
		const answer = fetch(`${sandbox.url}/api/mitra/v6.2/request_pickup`, {
			method: 'POST',
			headers: { ...bearer, 'content-type': 'application/json' },
			body: JSON.stringify(sampleBooking()),
			signal: asked.signal,
		});
		const failed = expect(answer).rejects.toThrow();
		await eventually(() => sandbox.requests.length === 1);
		asked.abort();
		await failed;
		expect(booked()).toBe(0);

		await sandbox.advance(60_000);
		expect(booked()).toBe(1);
	});

	it('hang does the work and never answers, until the sandbox closes', async () => {
		const other = await startSandbox();
		other.fault({ kind: 'hang' });
		const answer = kiriminAja(other, 'v6.2/request_pickup', sampleBooking());
		const failed = expect(answer).rejects.toThrow();
		await eventually(() => other.kiriminAja.orders.length === 1);
		await other.close();
		await failed;
	});
});

describe('a fault strikes', () => {
	const province = () => call(`${sandbox.url}/api/mitra/province`, { body: {}, headers: bearer });

	it('as many times as it says, then no more', async () => {
		sandbox.fault({ kind: 'html500', times: 2 });
		const statuses = [];
		for (let turn = 0; turn < 3; turn += 1) statuses.push((await province()).status);
		expect(statuses).toEqual([500, 500, 200]);
	});

	it('one after the other, when they stand in a queue, with a turn that is not spoiled', async () => {
		sandbox.fault([
			{ kind: 'html500', times: 2 },
			{ kind: 'none' },
			{ kind: 'html504After' },
			{ kind: 'status429' },
		]);
		const statuses = [];
		for (let turn = 0; turn < 6; turn += 1) statuses.push((await province()).status);
		expect(statuses).toEqual([500, 500, 200, 504, 429, 200]);
	});

	it('in a queue only when the one before it has struck, whatever it is meant for', async () => {
		await control(sandbox, 'faults', {
			queue: [{ kind: 'html502', service: 'kirimo' }, { kind: 'html500' }],
		});
		expect((await province()).status).toBe(200);
		expect((await kirimo(sandbox, 'action=balance')).status).toBe(502);
		expect((await province()).status).toBe(500);
	});

	it('a share of the calls, the same ones for the same seed', async () => {
		const struck = async (seed: number) => {
			sandbox.reset();
			sandbox.fault({ kind: 'html500', rate: 0.3, seed });
			const statuses = [];
			for (let turn = 0; turn < 100; turn += 1) statuses.push((await province()).status);
			return statuses.map((status) => status === 500);
		};
		const first = await struck(7);
		expect(await struck(7)).toEqual(first);
		expect(await struck(8)).not.toEqual(first);
		const share = first.filter(Boolean).length / first.length;
		expect(share).toBeGreaterThan(0.2);
		expect(share).toBeLessThan(0.4);
	});

	it('a share of the calls, and no more than it says', async () => {
		sandbox.fault({ kind: 'html500', rate: 1, times: 2 });
		const statuses = [];
		for (let turn = 0; turn < 3; turn += 1) statuses.push((await province()).status);
		expect(statuses).toEqual([500, 500, 200]);
	});

	it.each<[Partial<Fault>, number]>([
		[{ service: 'kiriminAja' }, 500],
		[{ service: 'kirimo' }, 200],
		[{ method: 'POST' }, 500],
		[{ method: 'get' }, 200],
		[{ path: '/api/mitra/province' }, 500],
		[{ path: '/api/mitra/' }, 500],
		[{ path: '/api/mitra/city' }, 200],
	])('only the calls it is meant for: %j', async (aim, status) => {
		sandbox.fault({ kind: 'html500', ...aim });
		expect((await province()).status).toBe(status);
	});

	it('one of Kirimo’s actions by its query', async () => {
		sandbox.fault({ kind: 'html502', path: '/api.php?action=balance' });
		expect((await kirimo(sandbox, 'action=transactions')).status).toBe(200);
		expect((await kirimo(sandbox, 'action=balance')).status).toBe(502);
	});

	it('never the control routes', async () => {
		sandbox.fault({ kind: 'html500' });
		expect((await call(`${sandbox.url}/__sandbox/state`)).status).toBe(200);
	});

	it('not after it was cleared', async () => {
		await control(sandbox, 'faults', { kind: 'html500', times: 5 });
		await call(`${sandbox.url}/__sandbox/faults`, { method: 'DELETE' });
		expect((await province()).status).toBe(200);
	});

	it.each([
		[{ kind: 'fire' }, /^kind must be one of status429, /],
		[{ queue: [{ kind: 'hang' }, { kind: 'fire' }] }, /^kind must be one of status429, /],
		[{ queue: ['hang'] }, /^A fault must be a JSON object/],
		[{ kind: 'hang', service: 'duitku' }, /^service must be one of /],
		[{ kind: 'hang', times: 0 }, /^times must be /],
		[{ kind: 'hang', path: 5 }, /^path must be a text/],
		[{ kind: 'hang', often: 0.5 }, /^A fault has no field often/],
		[{ kind: 'hang', rate: 0 }, /^rate must be a number above 0/],
		[{ kind: 'hang', rate: 1.5 }, /^rate must be a number above 0/],
		[{ kind: 'latency', delayMs: -1 }, /^delayMs must be a whole number, 0 or more/],
	])('never when it is not understood: %j', async (fault, error) => {
		const answer = await control(sandbox, 'faults', fault);
		expect(answer.status).toBe(400);
		expect(answer.body.error).toMatch(error);
		expect((await province()).status).toBe(200);
	});
});
