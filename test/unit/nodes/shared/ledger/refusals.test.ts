import { forgetRefused, guarded, veiled } from '../../../../../nodes/shared/ledger/refusals';
import type { Failure } from '../../../../../nodes/shared/wire/errors';
import type { Answer } from '../../../../../nodes/shared/wire/service';
import { contextWith } from '../context';

const HOUR = 60 * 60_000;
const caller = { ctx: contextWith() };
let now = 0;
beforeEach(() => {
	now = Date.parse('2026-11-21T09:00:00Z');
	jest.spyOn(Date, 'now').mockImplementation(() => now);
	forgetRefused();
});
afterEach(() => jest.restoreAllMocks());

const wrong: Answer = {
	ok: false,
	failure: {
		outcome: 'refused',
		message: 'The service refused the request: pin salah',
		vendorCode: '4001',
		vendorText: 'pin salah',
		advice: 'Check it. 2 tries are left.',
	},
};
const right: Answer = { ok: true, body: { status: true } };
const busy: Answer = { ok: false, failure: { outcome: 'unknown', message: 'silence' } };
const EARLIER: Failure = {
	outcome: 'unsent',
	message: 'It was refused before, so it was not sent again',
	advice: 'Correct it.',
};

const isAboutIt = ({ vendorCode }: Failure) => vendorCode === '4001';

/** A service that answers so in turn, the last answer again and again. */
const serviceThat = (...answers: Answer[]) => {
	const send = jest.fn(
		async (): Promise<Answer> => answers[Math.min(send.mock.calls.length, answers.length) - 1]!,
	);
	const ask = async (...secret: string[]) =>
		await guarded(caller, secret, send, isAboutIt, EARLIER);
	return { send, ask };
};

/** A service that answers when the test says so. */
function slowService() {
	const waiting: Array<(answer: Answer) => void> = [];
	const send = jest.fn(async () => await new Promise<Answer>((answer) => waiting.push(answer)));
	const ask = async (...secret: string[]) =>
		await guarded(caller, secret, send, isAboutIt, EARLIER);
	const answerNext = async (answer: Answer) => {
		waiting.shift()?.(answer);
		for (let turn = 0; turn < 20; turn++) await Promise.resolve();
	};
	return { send, ask, answerNext };
}

describe('a secret that was refused', () => {
	test('is not sent again for an hour, and then it may be', async () => {
		const { send, ask } = serviceThat(wrong);

		expect(await ask('key-1', '123456')).toBe(wrong);
		now += HOUR - 1;
		await ask('key-1', '123456');
		expect(send).toHaveBeenCalledTimes(1);
		now += 1;
		await ask('key-1', '123456');
		expect(send).toHaveBeenCalledTimes(2);
	});

	test('is told of with what the service said then', async () => {
		const { ask } = serviceThat(wrong);
		await ask('key-1', '123456');

		expect(await ask('key-1', '123456')).toEqual({
			ok: false,
			failure: {
				outcome: 'unsent',
				message: 'It was refused before, so it was not sent again: pin salah',
				advice: 'Check it. 2 tries are left. Correct it.',
			},
		});
	});

	test('is told of also when the service had said nothing', async () => {
		const silent: Answer = {
			ok: false,
			failure: { outcome: 'refused', message: 'No', vendorCode: '4001' },
		};
		const { ask } = serviceThat(silent);
		await ask('key-1', '123456');

		expect(await ask('key-1', '123456')).toEqual({ ok: false, failure: EARLIER });
	});

	test('does not keep another one, or the same one of another account, from being sent', async () => {
		const { send, ask } = serviceThat(wrong);
		await ask('key-1', '123456');
		await ask('key-1', '123457');
		await ask('key-2', '123456');
		await ask('key-1123456');
		await ask('key-', '1123456');
		await ask('123456', 'key-1');

		expect(send).toHaveBeenCalledTimes(6);
	});

	test('is forgotten by a restart of n8n', async () => {
		const { send, ask } = serviceThat(wrong);
		await ask('key-1', '123456');
		forgetRefused();
		await ask('key-1', '123456');

		expect(send).toHaveBeenCalledTimes(2);
	});
});

test('what is over is forgotten when the next one comes, and what is not stays', async () => {
	const { send, ask } = serviceThat(wrong);
	await ask('key-1', '111111');
	now += HOUR / 2;
	await ask('key-1', '222222');
	now += HOUR / 2;
	await ask('key-1', '333333');
	expect(send).toHaveBeenCalledTimes(3);

	await ask('key-1', '222222');
	await ask('key-1', '333333');
	expect(send).toHaveBeenCalledTimes(3);
	await ask('key-1', '111111');
	expect(send).toHaveBeenCalledTimes(4);
});

test('a secret that was accepted is sent again and again, and a later refusal counts', async () => {
	const { send, ask } = serviceThat(right, right, wrong);

	expect(await ask('key-1', '123456')).toBe(right);
	expect(await ask('key-1', '123456')).toBe(right);
	expect(await ask('key-1', '123456')).toBe(wrong);
	await ask('key-1', '123456');
	expect(send).toHaveBeenCalledTimes(3);
});

test.each<[string, Answer]>([
	['the answer is lost', busy],
	[
		'the refusal is about something else',
		{
			ok: false,
			failure: { outcome: 'refused', message: 'Too little credit', vendorCode: '4002' },
		},
	],
])('a secret may be sent again when %s', async (_, answer) => {
	const { send, ask } = serviceThat(answer);
	expect(await ask('key-1', '123456')).toBe(answer);
	await ask('key-1', '123456');

	expect(send).toHaveBeenCalledTimes(2);
});

describe('a secret that several carry at once', () => {
	test('is sent by the first, and by none of the others when it is refused', async () => {
		const { send, ask, answerNext } = slowService();
		const all = Promise.all([1, 2, 3, 4].map(async () => await ask('key-1', '123456')));
		expect(send).toHaveBeenCalledTimes(1);
		await answerNext(wrong);
		const [first, ...others] = await all;

		expect(send).toHaveBeenCalledTimes(1);
		expect(first).toBe(wrong);
		const unsent = { ok: false, failure: { outcome: 'unsent' } };
		expect(others).toMatchObject([unsent, unsent, unsent]);
	});

	test('is sent by all others at once when it is right', async () => {
		const { send, ask, answerNext } = slowService();
		const all = [1, 2, 3].map(async () => await ask('key-1', '123456'));
		await answerNext(right);
		expect(send).toHaveBeenCalledTimes(3);
		await answerNext(right);
		await answerNext(right);

		expect(await Promise.all(all)).toEqual([right, right, right]);
	});

	test('is sent by one after the other while nobody knows whether it is right', async () => {
		const { send, ask, answerNext } = slowService();
		const all = Promise.all([1, 2, 3].map(async () => await ask('key-1', '123456')));
		await answerNext(busy);
		expect(send).toHaveBeenCalledTimes(2);
		await answerNext(wrong);

		expect(await all).toMatchObject([busy, wrong, { failure: { outcome: 'unsent' } }]);
		expect(send).toHaveBeenCalledTimes(2);
	});

	test('is sent by the next one when the first could not send it', async () => {
		const send = jest
			.fn<Promise<Answer>, []>()
			.mockRejectedValueOnce(new Error('broken'))
			.mockResolvedValue(right);
		const ask = async () => await guarded(caller, ['key-1', '123456'], send, isAboutIt, EARLIER);
		const [first, second] = await Promise.allSettled([ask(), ask()]);

		expect(first).toMatchObject({ status: 'rejected', reason: { message: 'broken' } });
		expect(second).toEqual({ status: 'fulfilled', value: right });
	});

	test('does not hold up another secret', async () => {
		const { send, ask, answerNext } = slowService();
		const both = [ask('key-1', '123456'), ask('key-1', '654321')];
		expect(send).toHaveBeenCalledTimes(2);
		await answerNext(right);
		await answerNext(right);

		expect(await Promise.all(both)).toEqual([right, right]);
	});

	test('is not waited for by one whose execution is stopped, and not sent by it', async () => {
		const { send, ask, answerNext } = slowService();
		const stop = new AbortController();
		const stopped = { ctx: contextWith({ stopped: stop.signal }) };
		const first = ask('key-1', '123456');
		const second = guarded(stopped, ['key-1', '123456'], send, isAboutIt, EARLIER);
		stop.abort();

		expect(await second).toMatchObject({ ok: false, failure: { outcome: 'unsent' } });
		await answerNext(right);
		expect(await first).toBe(right);
		expect(send).toHaveBeenCalledTimes(1);
	});
});

describe('a veiled secret', () => {
	test('is the same for the same secret and another for another', () => {
		expect(veiled('123456')).toBe(veiled('123456'));
		expect(veiled('123456')).not.toBe(veiled('123457'));
		expect(veiled('123456')).toMatch(/^[0-9a-f]{12}$/);
	});

	test('is another in another process, so that nobody can try all PINs against it', () => {
		let elsewhere = '';
		jest.isolateModules(() => {
			const { veiled: other } = jest.requireActual<{ veiled: typeof veiled }>(
				'../../../../../nodes/shared/ledger/refusals',
			);
			elsewhere = other('123456');
		});

		expect(elsewhere).not.toBe(veiled('123456'));
	});
});
