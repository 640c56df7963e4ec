// First: it keeps pauses from taking time.
import { service, read, write, send, after, says, callerOf } from './requesting';
import { NodeApiError, type JsonObject } from 'n8n-workflow';
import { NodeApiError as NodeApiError1 } from 'n8n-workflow-1.123';
import { NodeApiError as NodeApiError2 } from 'n8n-workflow-2.23';
import { NothingSent } from '../../../../../nodes/shared/wire/errors';
import { exchange, trimmedUrl } from '../../../../../nodes/shared/wire/request';
import type { Exchange, Service } from '../../../../../nodes/shared/wire/service';
import { answering } from '../../../../engine/support/answering';
import { contextWith } from '../context';

describe('a write for which n8n throws', () => {
	const node = contextWith().getNode();
	const coded = (code: string, more = {}) =>
		Object.assign(new Error(`connect ${code} 203.0.113.9:443`), { code, ...more });
	const wrap = (cause: unknown, times: number): unknown =>
		times === 0 ? cause : new Error('wrapped', { cause: wrap(cause, times - 1) });
	/** As n8n 2.41 does: the cause is kept, its text is replaced. */
	const asNodeApiError = (cause: Error) =>
		new NodeApiError(node, cause as unknown as JsonObject, { message: 'Something else' });

	async function thrown(error: unknown, request = write) {
		const { ctx, helper } = callerOf(async () => {
			throw error;
		});
		const answer = await exchange({ ctx }, service, request);
		const failure = answer.ok ? undefined : answer.failure;
		return { failure, times: helper.mock.calls.length };
	}

	const BEFORE: Array<[string, string]> = [
		['ECONNREFUSED', 'Testpay refused the connection'],
		['ENOTFOUND', 'Testpay could not be found under its host name'],
		[
			'EAI_AGAIN',
			'Testpay could not be found under its host name, because name look-up did not answer',
		],
		['CERT_HAS_EXPIRED', 'Testpay has an expired certificate'],
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'Testpay has a self-signed certificate'],
		['ERR_INVALID_URL', 'Testpay has a Base URL in the credential that is no web address'],
		['ERR_INVALID_CHAR', 'Testpay can not be sent a character that stands in a key or header'],
	];

	test.each(BEFORE)('%s has not sent it', async (code, message) => {
		for (const error of [
			coded(code),
			asNodeApiError(coded(code)),
			wrap(coded(code), 1),
			wrap(coded(code), 4),
			wrap(asNodeApiError(coded(code)), 2),
		]) {
			const { failure, times } = await thrown(error);

			expect(failure).toMatchObject({
				outcome: 'unsent',
				message,
				advice: expect.stringMatching(/^Nothing was sent\./),
			});
			expect(times).toBe(1);
		}
	});

	test.each([
		['ETIMEDOUT', 'connect'],
		['EHOSTUNREACH', 'connect'],
		['ENETUNREACH', 'connect'],
		['ENODATA', 'getaddrinfo'],
	])('%s at %s has not sent it', async (code, syscall) => {
		for (const error of [coded(code, { syscall }), wrap(coded(code, { syscall }), 3)]) {
			const { failure } = await thrown(error);

			expect(failure).toMatchObject({
				outcome: 'unsent',
				message: 'Testpay could not be reached',
			});
		}
	});

	test('has not sent it to whom it speaks https and who speaks none', async () => {
		const message =
			'write EPROTO 00C0:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:';
		const broken = Object.assign(new Error(message), { code: 'EPROTO', syscall: 'write' });
		for (const error of [broken, asNodeApiError(broken), wrap(broken, 2)]) {
			expect((await thrown(error)).failure).toMatchObject({
				outcome: 'unsent',
				message: 'Testpay does not speak https at the Base URL in the credential',
			});
		}
	});

	test.each(['localhost:8787', '127.0.0.1:8787', 'ftp://files.example.com', 'x'])(
		'is not made at %s, which is no web address',
		async (baseUrl) => {
			for (const request of [read, write]) {
				const answer = await send(baseUrl, request);

				expect(answer).toMatchObject({
					ok: false,
					failure: {
						outcome: 'unsent',
						message: 'Testpay has a Base URL in the credential that is no web address',
					},
				});
			}
		},
	);

	const nodeApiErrorWithoutCause = new NodeApiError(node, { message: 'socket hang up' });
	nodeApiErrorWithoutCause.cause = undefined;
	test.each<[string, unknown]>([
		['a plain error', new Error('socket hang up')],
		['a text', 'socket hang up'],
		['an object without anything', {}],
		["n8n's error without a cause", nodeApiErrorWithoutCause],
		["n8n's error around a plain one", asNodeApiError(new Error('socket hang up'))],
		['ECONNRESET', coded('ECONNRESET')],
		['ECONNRESET while reading', coded('ECONNRESET', { syscall: 'read' })],
		['EPIPE', coded('EPIPE', { syscall: 'write' })],
		['EPROTO', coded('EPROTO', { syscall: 'write' })],
		['an HTTP parse error', coded('HPE_INVALID_CONSTANT')],
		['a code that is a number', Object.assign(new Error('x'), { code: 5 })],
		['a code named as a property of all objects', coded('constructor')],
		['a message that names a code', new Error('connect ECONNREFUSED 203.0.113.9:443')],
	])('%s leaves its outcome unknown', async (_name, error) => {
		const { failure, times } = await thrown(error);

		expect(failure).toMatchObject({
			outcome: 'unknown',
			message: 'The connection to Testpay broke before its answer arrived',
		});
		expect(times).toBe(1);
	});

	test('something that is no object leaves its outcome unknown', async () => {
		for (const error of ['gone', 7, true, Symbol('gone')]) {
			expect((await thrown(error)).failure?.outcome).toBe('unknown');
		}
	});

	test.each([undefined, null])('%p leaves its outcome unknown', async (error) => {
		expect((await thrown(error)).failure?.outcome).toBe('unknown');
	});

	test.each(['ECONNABORTED', 'ETIMEDOUT'])(
		'%s after the connection stood is an answer that did not come in time',
		async (code) => {
			for (const error of [coded(code), asNodeApiError(coded(code)), wrap(coded(code), 3)]) {
				expect((await thrown(error)).failure).toMatchObject({
					outcome: 'unknown',
					message: 'Testpay did not answer within 90 seconds',
				});
			}
		},
	);

	test('a reset whose cause was a refused connection leaves its outcome unknown', async () => {
		const error = coded('ECONNRESET', { cause: coded('ECONNREFUSED') });

		expect((await thrown(error)).failure?.outcome).toBe('unknown');
	});

	test('a chain of causes without end is left', async () => {
		const error = new Error('round');
		error.cause = error;

		expect((await thrown(error)).failure?.outcome).toBe('unknown');
	});

	test('because the execution is stopped leaves its outcome unknown', async () => {
		const { failure, times } = await thrown(coded('ERR_CANCELED'), read);

		expect(failure).toMatchObject({
			outcome: 'unknown',
			message: 'The execution was stopped while the request was under way',
		});
		expect(times).toBe(1);
	});

	test.each([0, 1, 3])('NothingSent below %i others has not sent it', async (times) => {
		const error = wrap(new NothingSent('HMAC Key is empty.'), times);
		const { failure } = await thrown(error);

		expect(failure).toMatchObject({ outcome: 'unsent', message: 'HMAC Key is empty.' });
	});

	test("NothingSent in n8n's error has not sent it, and a read does not try again", async () => {
		const error = asNodeApiError(new NothingSent('HMAC Key is empty.'));
		const { failure, times } = await thrown(error, read);

		expect(failure).toMatchObject({ outcome: 'unsent', message: 'HMAC Key is empty.' });
		expect(times).toBe(1);
	});

	describe.each<[string, new (...cause: never[]) => Error]>([
		['1.123', NodeApiError1],
		['2.23', NodeApiError2],
	])('that n8n %s has wrapped, without its cause,', (_version, OldNodeApiError) => {
		const wrapped = (cause: Error) => new OldNodeApiError(node as never, cause as never);

		test.each(BEFORE)('%s has not sent it', async (code, message) => {
			expect((await thrown(wrapped(coded(code)))).failure).toMatchObject({
				outcome: 'unsent',
				message,
			});
		});

		test.each(['ETIMEDOUT', 'EHOSTUNREACH'])('%s at connect has not sent it', async (code) => {
			expect((await thrown(wrapped(coded(code)))).failure).toMatchObject({
				outcome: 'unsent',
				message: 'Testpay could not be reached',
			});
		});

		test('NothingSent has not sent it', async () => {
			const error = wrapped(new NothingSent('HMAC Key is empty.'));

			expect((await thrown(error)).failure).toMatchObject({
				outcome: 'unsent',
				message: 'HMAC Key is empty.',
			});
		});

		test.each([
			['socket hang up', 'ECONNRESET'],
			['read ECONNRESET', 'ECONNRESET'],
			['write EPIPE', 'EPIPE'],
			['timeout of 90000ms exceeded', 'ECONNABORTED'],
			['canceled', 'ERR_CANCELED'],
			['connect ECONNREFUSED 203.0.113.9:443', undefined],
		])('"%s" (%s) leaves its outcome unknown', async (text, code) => {
			const error = wrapped(Object.assign(new Error(text), { code }));

			expect((await thrown(error)).failure?.outcome).toBe('unknown');
		});
	});

	test('the text of the code stays out of the message, which n8n would replace', async () => {
		for (const [code] of BEFORE) {
			expect((await thrown(coded(code))).failure?.message).not.toContain(code);
		}
	});
});

test('a credential that can not be read sends nothing', async () => {
	const { ctx, helper } = callerOf(async () => ({ statusCode: 200, headers: {}, body: '{}' }));
	const locked = Object.create(ctx, {
		getCredentials: {
			value: async () => {
				throw new Error('Credentials could not be decrypted');
			},
		},
	}) as typeof ctx;

	for (const request of [read, write]) {
		expect(await exchange({ ctx: locked }, service, request)).toMatchObject({
			ok: false,
			failure: { outcome: 'unsent', message: 'Credentials could not be decrypted' },
		});
	}
	expect(helper).not.toHaveBeenCalled();
});

test('a base URL that can not be made out of a credential sends nothing', async () => {
	const { ctx, helper } = callerOf(async () => ({ statusCode: 200, headers: {}, body: '{}' }));
	const strict: Service = {
		...service,
		baseUrl: () => {
			throw new Error('Base URL is missing');
		},
	};

	expect(await exchange({ ctx }, strict, write)).toMatchObject({
		failure: { outcome: 'unsent', message: 'Base URL is missing' },
	});
	expect(helper).not.toHaveBeenCalled();
});

describe('a request with a new token', () => {
	const moreOf = async (request: Exchange) => {
		let more: unknown;
		const { ctx } = callerOf(async (_options, given) => {
			more = given;
			return { statusCode: 200, headers: {}, body: '{"code":0}' };
		});
		await exchange({ ctx }, service, request);
		return more;
	};

	test('carries the credential without the one that n8n keeps', async () => {
		expect(await moreOf({ ...write, withNewToken: true })).toEqual({
			credentialsDecrypted: {
				id: '1',
				name: 'kasProApi',
				type: 'kasProApi',
				data: { baseUrl: 'https://t.example.com', accessToken: '' },
			},
		});
	});

	test('is not made unless it is asked for', async () => {
		expect(await moreOf(write)).toBeUndefined();
	});

	test('is made also where the node does not say which credential it has', async () => {
		let more: unknown;
		const { ctx } = callerOf(async (_options, given) => {
			more = given;
			return { statusCode: 200, headers: {}, body: '{"code":0}' };
		});
		for (const credentials of [undefined, {}, { kasProApi: { id: null, name: 'Mine' } }]) {
			const bare = Object.create(ctx, {
				getNode: { value: () => ({ ...ctx.getNode(), credentials }) },
			}) as typeof ctx;
			await exchange({ ctx: bare }, service, { ...write, withNewToken: true });

			expect(more).toMatchObject({
				credentialsDecrypted: { id: '', data: { accessToken: '' } },
			});
		}
	});
});

test('a long number in an answer stays what it is', async () => {
	const { answer } = await after(write, says(200, '{"code":0,"reference":20220214101951117}'));

	expect(answer).toEqual({ ok: true, body: { code: 0, reference: '20220214101951117' } });
});

test('without a credential nothing is sent, and n8n says why', async () => {
	const answer = await exchange({ ctx: contextWith() }, service, write);

	expect(answer).toMatchObject({
		ok: false,
		failure: { outcome: 'unsent', message: expect.stringContaining('credentials') },
	});
});

test('an answer 401 is a refusal that asks to check the credential', async () => {
	await answering(says(401, '{"message":"no"}'), async (url) => {
		const answer = await send(url, write);

		expect(answer).toMatchObject({
			ok: false,
			failure: {
				outcome: 'refused',
				httpCode: 401,
				advice: expect.stringContaining('Check the Testpay credential'),
			},
		});
	});
});

test.each([true, false, undefined])(
	'a refusal is one from before the service itself when the service says so: %j',
	async (beforehand) => {
		await answering(says(403, '{}'), async (url) => {
			const answer = await send(url, write, { verdict: () => ({ text: 'No', beforehand }) });

			expect(answer).toHaveProperty('failure.beforehand', beforehand);
		});
	},
);

test.each([
	[' https://gateway.example.com/ ', 'https://gateway.example.com'],
	['https://gateway.example.com/gw//', 'https://gateway.example.com/gw'],
	['https://gateway.example.com', 'https://gateway.example.com'],
	[undefined, ''],
])('the base URL %p is read as %p', (typed, url) => {
	expect(trimmedUrl(typed)).toBe(url);
});
