// First: it keeps pauses from taking time.
import {
	pauses,
	service,
	read,
	write,
	send,
	after,
	says,
	fine,
	breaks,
	truncated,
	empty,
	callerOf,
} from './requesting';
import type { Context } from '../../../../../nodes/shared/wire/caller';
import { exchange } from '../../../../../nodes/shared/wire/request';
import type { Exchange } from '../../../../../nodes/shared/wire/service';
import { contextWith } from '../context';
import type { RequestListener } from 'node:http';
import { sleep } from 'n8n-workflow';
import { answering, deadAddress } from '../../../../engine/support/answering';

describe('a read', () => {
	test.each([
		['a fault of the server', says(500, '<h1>500</h1>')],
		['a bad gateway', says(502, '{"message":"Bad Gateway"}')],
		['a broken connection', breaks],
	])('is tried again after %s', async (_, bad) => {
		const { answer, seen } = await after(read, bad, bad, fine);

		expect(answer.ok).toBe(true);
		expect(seen).toHaveLength(3);
		expect(pauses()).toEqual([500, 1000]);
	});

	test('gives up after five tries with growing pauses', async () => {
		const { failure, seen } = await after(read, says(503, '{"message":"Maintenance"}'));

		expect(failure?.message).toBe('Testpay could not handle the request (HTTP 503): Maintenance');
		expect(seen).toHaveLength(5);
		expect(pauses()).toEqual([500, 1000, 2000, 4000]);
	});

	test('waits as long as the service asks for', async () => {
		await after(read, says(429, '{}', { 'retry-after': '7' }), fine);

		expect(pauses()).toEqual([7000]);
	});

	test('waits until the moment that the service names', async () => {
		const soon = new Date(Date.now() + 20_000).toUTCString();
		await after(read, says(429, '{}', { 'retry-after': soon }), fine);

		expect(pauses()).toEqual([expect.any(Number)]);
		expect(pauses()[0]).toBeGreaterThan(15_000);
		expect(pauses()[0]).toBeLessThanOrEqual(20_000);
	});

	test.each(['soon', ' ', undefined])(
		'waits a minute when the service names no time (%p)',
		async (named) => {
			const headers: Record<string, string> = named === undefined ? {} : { 'retry-after': named };
			const busy = says(429, '{"message":"Too Many Attempts."}', headers);
			const { answer, seen } = await after(read, busy, fine);

			expect(answer.ok).toBe(true);
			expect(seen).toHaveLength(2);
			expect(pauses()).toEqual([60_000]);
		},
	);

	describe('of a list', () => {
		const line = { stops: false, over: new Promise<void>(() => undefined) };
		/** Thirty questions to one who serves so many of ten, and how often each was asked. */
		const LIMIT = { statusCode: 429, body: '{}', headers: { 'retry-after': '1' } };
		const listOf = async (isServed: (at: number) => boolean, limit: object = LIMIT) => {
			let at = 0;
			const { ctx, helper } = callerOf(async () =>
				isServed(at++) ? { statusCode: 200, body: '{"code":0}', headers: {} } : limit,
			);
			const answers = await Promise.all(
				Array.from({ length: 30 }, (_, one) =>
					exchange({ ctx, line }, service, { ...read, path: `/rates/${one}` }),
				),
			);
			return { served: answers.filter(({ ok }) => ok).length, asked: helper.mock.calls.length };
		};

		test.each([
			['by the service', LIMIT],
			['by a gateway', { statusCode: 503, body: '<h1>503</h1>', headers: {} }],
			['in a body', { statusCode: 200, body: '{"code":429,"message":"Too Many"}', headers: {} }],
		])(
			'is tried more often than five times when a limit is told %s, while others are served',
			async (_, limit) => {
				const { served, asked } = await listOf((at) => at % 3 === 2, limit);

				expect(served).toBe(30);
				expect(asked).toBe(90);
			},
		);

		test('and is not when nobody is served', async () => {
			const { served, asked } = await listOf(() => false);

			expect(served).toBe(0);
			expect(asked).toBeLessThan(150);
		});
	});

	test('of a run by itself is spared like one of a list, while others are served', async () => {
		let at = 0;
		const { ctx } = callerOf(async () =>
			at++ % 4 === 3
				? { statusCode: 200, body: '{"code":0}', headers: {} }
				: { statusCode: 503, body: '<h1>503</h1>', headers: {} },
		);
		const others = Array.from({ length: 20 }, (_, one) =>
			exchange({ ctx }, service, { ...read, path: `/payment/${one}` }),
		);
		const answers = await Promise.all(others);

		expect(answers.filter(({ ok }) => ok)).toHaveLength(20);
	});

	test('is not waited for twice when nobody names a time: it may take a minute and a half', async () => {
		const { failure, seen } = await after(read, says(429, '{"message":"Too Many Attempts."}'));

		expect(failure).toMatchObject({ outcome: 'refused', httpCode: 429 });
		expect(seen).toHaveLength(2);
		expect(pauses()).toEqual([60_000]);
	});

	test.each([new Date(Date.now() - 20_000).toUTCString(), '-5', '0'])(
		'waits a second when the service names a moment that has passed (%s)',
		async (past) => {
			const { seen } = await after(read, says(429, '{}', { 'retry-after': past }), fine);

			expect(seen).toHaveLength(2);
			expect(pauses()).toEqual([1000]);
		},
	);

	test('does not wait for more than a minute', async () => {
		const { failure, seen } = await after(read, says(429, '{}', { 'retry-after': '61' }));

		expect(failure).toMatchObject({
			message: 'Testpay is receiving too many requests (HTTP 429)',
			retryAfter: 61_000,
		});
		expect(seen).toHaveLength(1);
		expect(pauses()).toEqual([]);
	});

	test('waits after a 429 in a body as after one in the status, and says so', async () => {
		const { failure, seen } = await after(read, says(200, '{"code":429,"message":"Too Many"}'));

		expect(failure).toMatchObject({
			message: 'Testpay is receiving too many requests: Too Many',
			advice: 'Wait a minute, or send fewer items at a time.',
		});
		expect(seen).toHaveLength(2);
		expect(pauses()).toEqual([60_000]);
	});

	test.each([429, 503])('honours the pause that a page of HTTP %i asks for', async (status) => {
		const page = '<h1>Slow down</h1>';
		const { answer } = await after(read, says(status, page, { 'retry-after': '9' }), fine);

		expect(answer.ok).toBe(true);
		expect(pauses()).toEqual([9000]);
	});

	test.each([
		['JSON', '{}', '61', 2],
		['a page', '<h1>Slow down</h1>', '61', 2],
		['a page', '<h1>Slow down</h1>', '120', 2],
		['a page', '<h1>Slow down</h1>', '3600', 60],
	])('is told of a long pause that %s (%s) asks for', async (_, body, seconds, minutes) => {
		const { failure, seen } = await after(read, says(429, body, { 'retry-after': seconds }));

		expect(failure?.advice).toBe(
			`Testpay asks to wait ${minutes} minutes before the next request.`,
		);
		expect(seen).toHaveLength(1);
		expect(pauses()).toEqual([]);
	});

	test('is not tried again after a refusal or an answer that nobody can read', async () => {
		const refusal = await after(read, says(422, '{"code":7}'));
		const unreadable = await after(read, says(404, '<h1>Not Found</h1>'));

		expect([refusal.seen.length, unreadable.seen.length]).toEqual([1, 1]);
	});
});

describe('while a service wants to be left alone', () => {
	const busyFor = (seconds: number) => says(429, '{}', { 'retry-after': String(seconds) });

	/** What becomes of the last of these requests, one after the other. */
	async function afterAll(answer: RequestListener, ...requests: Exchange[]) {
		let asked = 0;
		let last: Awaited<ReturnType<typeof send>> | undefined;
		await answering(
			(incoming, response) => {
				asked++;
				void answer(incoming, response);
			},
			async (url) => {
				for (const request of requests) last = await send(url, request);
			},
		);
		return { failure: last?.ok === false ? last.failure : undefined, asked };
	}

	test.each([
		[61, 'for 2 minutes'],
		[60 * 60, 'for 60 minutes'],
	])('%i seconds, a read behind the one that was told so is not sent', async (seconds, words) => {
		const { failure, asked } = await afterAll(busyFor(seconds), read, read);

		expect(asked).toBe(1);
		expect(failure).toMatchObject({
			outcome: 'unsent',
			message: `Testpay has been asked too much, and wants to be left alone ${words}`,
			advice: 'This was not asked. Wait so long, and run it again.',
		});
	});

	/** What was asked with each of these in a credential, in turn, by a service that wants to be left alone. */
	async function askedWith(...changes: object[]) {
		const asked: unknown[] = [];
		await answering(
			(_, response) => {
				asked.push(response);
				response.writeHead(429, { 'retry-after': '3600' }).end('{}');
			},
			async (url) => {
				for (const change of changes) {
					const credentials = { kasProApi: { baseUrl: url, authMode: 'none', ...change } };
					await exchange({ ctx: contextWith({ credentials }) }, service, read);
				}
			},
		);
		return asked.length;
	}

	test.each<[object, object]>([
		[{ partnerKey: 'one' }, { partnerKey: 'two' }],
		[{ extraHeaders: '{"X-Merchant":"A"}' }, { extraHeaders: '{"X-Merchant":"B"}' }],
		[{ extraHeaders: { 'X-M': '6281234567890' } }, { extraHeaders: { 'X-M': '6281234567891' } }],
		[
			{ extraHeaders: { 'X-M': '52b1c0a1-93b4-4a6c-8f0a-3c1d2e5f6a7b' } },
			{ extraHeaders: { 'X-M': '9c1d2e5f-93b4-4a6c-8f0a-3c1d2e5f6a7b' } },
		],
		[
			{ extraHeaders: '{"X-Merchant":"A","X-T":"2026-11-22T10:00:00"}' },
			{ extraHeaders: '{"X-Merchant":"B","X-T":"2026-11-22T10:00:01"}' },
		],
	])('another account in the same credential is asked: %j', async (one, other) => {
		expect(await askedWith(one, one, other)).toBe(2);
	});

	test.each<[object, object]>([
		[
			{ senderName: 'A', pin: '1' },
			{ senderName: 'B', pin: '2' },
		],
		[{ accessToken: 'A' }, { accessToken: 'B' }],
	])('the same account is not, whatever else differs: %j', async (one, other) => {
		expect(await askedWith(one, other)).toBe(1);
	});

	test.each([
		[String(Date.now()), String(Date.now() + 1)],
		[String(Math.floor(Date.now() / 1000)), String(Math.floor(Date.now() / 1000) + 1)],
		['2026-11-22T10:00:00.000+07:00', '2026-11-22T10:00:01.000+07:00'],
		['0.8134523465', '0.2313453465'],
	])('the same account is not when a header is %s and then %s', async (...times) => {
		const changes = times.map((time) => ({ extraHeaders: { 'X-M': 'A', 'X-T': time } }));
		expect(await askedWith(...changes)).toBe(1);
	});

	/** The editor, which fills a list for somebody who looks at it. */
	function editor(url: string): Context {
		const credentials = { kasProApi: { baseUrl: url, authMode: 'none' } };
		const { helpers, ...run } = contextWith({ credentials });
		const getCredentials = async () => credentials.kasProApi;
		return { helpers, getCredentials, getNode: () => run.node } as unknown as Context;
	}

	test.each([
		[says(429, '{}'), 1, []],
		[busyFor(4), 3, [4_000, 4_000]],
	])('a list of the editor waits for ten seconds at most', async (answer, times, waited) => {
		const began = Date.now();
		let slept = 0;
		jest.spyOn(Date, 'now').mockImplementation(() => began + slept);
		jest.mocked(sleep).mockImplementation(async (milliseconds) => void (slept += milliseconds));
		let asked = 0;
		let said: unknown;
		await answering(
			(incoming, response) => {
				asked++;
				void answer(incoming, response);
			},
			async (url) => void (said = await exchange({ ctx: editor(url) }, service, read)),
		);

		expect(said).toMatchObject({ ok: false, failure: { httpCode: 429, outcome: 'refused' } });
		jest.mocked(Date.now).mockRestore();
		jest.mocked(sleep).mockImplementation(async () => {});
		expect(asked).toBe(times);
		expect(pauses()).toEqual(waited);
	});

	test('a list of the editor is not asked for again when ten seconds are over', async () => {
		const began = Date.now();
		let passed = 0;
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => began + passed);
		let asked = 0;
		await answering(
			(_, response) => {
				asked++;
				passed += 6000;
				response.writeHead(503).end('{"message":"Maintenance"}');
			},
			async (url) => {
				const said = await exchange({ ctx: editor(url) }, service, read);
				expect(said).toMatchObject({ ok: false, failure: { httpCode: 503 } });
			},
		);
		clock.mockRestore();

		expect(asked).toBe(2);
	});

	test('a write waits as long, for a minute at most', async () => {
		const { asked } = await afterAll(busyFor(30), write, write);

		expect(asked).toBe(2);
		expect(pauses()).toEqual([30_000]);
	});

	test('a write does not wait for longer, but is sent', async () => {
		const { asked } = await afterAll(busyFor(61), write, write);

		expect(asked).toBe(2);
		expect(pauses()).toEqual([]);
	});
});

/** n8n's own limit is for silence alone. */
describe('an answer that never ends', () => {
	let timeout: jest.SpyInstance;
	beforeEach(() => {
		timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
	});
	afterEach(() => timeout.mockRestore());

	test.each([
		[read, 5, 60_000],
		[write, 1, 120_000],
	])('is not waited for', async (request, times, limit) => {
		const { ctx, helper } = callerOf(async () => await new Promise(() => undefined));
		const answer = await exchange({ ctx }, service, request);

		expect(answer).toMatchObject({
			ok: false,
			failure: {
				outcome: 'unknown',
				message: `Testpay did not answer within ${limit / 1000} seconds`,
			},
		});
		expect(helper).toHaveBeenCalledTimes(times);
		expect(timeout.mock.calls).toEqual(Array(times).fill([limit]));
	});
});

describe('a write', () => {
	test.each([
		['too many requests', says(429, '{"message":"Too Many Attempts."}'), 'refused'],
		['a fault of the server', says(500, '{"message":"Server Error"}'), 'unknown'],
		['a bad gateway', says(502, '<h1>502</h1>'), 'unknown'],
		['a broken connection', breaks, 'unknown'],
		['an answer that is cut off', truncated, 'unknown'],
		['an empty answer', empty, 'unknown'],
	])('is sent once after %s', async (_, bad, outcome) => {
		const { failure, seen } = await after(write, bad, fine);

		expect(failure?.outcome).toBe(outcome);
		expect(seen).toHaveLength(1);
		expect(pauses()).toEqual([]);
	});

	test('whose connection breaks is said to be so', async () => {
		const { failure } = await after(write, breaks);

		expect(failure?.message).toBe('The connection to Testpay broke before its answer arrived');
	});

	test('that nobody takes was not sent', async () => {
		const answer = await send(await deadAddress(), write);

		expect(answer).toMatchObject({
			ok: false,
			failure: {
				outcome: 'unsent',
				message: 'Testpay refused the connection',
				advice: expect.stringContaining('Nothing was sent.'),
			},
		});
	});

	test('to a host that does not exist was not sent', async () => {
		const answer = await send('http://no-such-host.invalid', write);

		expect(answer).toMatchObject({ ok: false, failure: { outcome: 'unsent' } });
		expect(JSON.stringify(answer)).toContain('could not be found under its host name');
	});
});

describe('a write that is turned away for now', () => {
	test.each([
		['JSON', '{"message":"Too Many Attempts."}'],
		['a page', '<h1>429</h1>'],
	])('by %s is told how long to wait', async (_, body) => {
		const { failure, seen } = await after(write, says(429, body, { 'retry-after': '600' }));

		expect(failure).toMatchObject({
			outcome: 'refused',
			advice: 'Testpay asks to wait 10 minutes before the next request.',
			retryAfter: 600_000,
		});
		expect(seen).toHaveLength(1);
	});
});

describe('how long an answer is waited for', () => {
	const timeoutOf = async (request: Exchange) => {
		let timeout: number | undefined;
		const { ctx } = callerOf(async (options) => {
			({ timeout } = options);
			return { statusCode: 200, headers: {}, body: '{"code":0}' };
		});
		await exchange({ ctx }, service, request);
		return timeout;
	};

	test('is 90 seconds for a write, 30 for a read, or what the operation says', async () => {
		expect(await timeoutOf(write)).toBe(90_000);
		expect(await timeoutOf(read)).toBe(30_000);
		expect(await timeoutOf({ ...write, timeout: 8000 })).toBe(8000);
		expect(await timeoutOf({ ...read, timeout: 5000 })).toBe(5000);
	});
});
