import type { INodeParameters } from 'n8n-workflow';
import { answering } from '../support/answering';
import { booking, kiriminAjaCredential, pin, sampleOrder } from '../support/kiriminAja';
import { replaying } from '../support/replaying';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

const run = (
	operation: string,
	parameters: INodeParameters = {},
	options: Partial<Parameters<typeof runNode>[0]> = {},
) =>
	runNode({
		type: 'kiriminAja',
		resource: 'credit',
		operation,
		parameters,
		credentials: kiriminAjaCredential(sandbox.current),
		...options,
	});

const replayed = (
	fixture: string,
	name: string,
	operation: string,
	parameters: INodeParameters = {},
) =>
	replaying(`kiriminaja/${fixture}`, name, (url) =>
		run(operation, parameters, { credentials: at(url) }),
	);

const at = (url: string) => kiriminAjaCredential({ ...sandbox.current, url });

describe('Get Balance', () => {
	test.each(['ok', 'shape typed in node/php/rust SDK (April 2026)'])(
		'gives the balance in rupiah from the published answer "%s"',
		async (name) => {
			const { json, hints } = await replayed('credit-balance', name, 'getBalance');

			expect(hints).toEqual([]);
			expect(json).toEqual([{ balance: 2000000 }]);
		},
	);

	test('gives no balance, and says so, when the answer has none', async () => {
		await answering(
			(_request, answer) => void answer.end('{"status":true,"text":"Success"}'),
			async (url) => {
				const { json, hints, error } = await run('getBalance', {}, { credentials: at(url) });

				expect(error).toBeUndefined();
				expect(json).toEqual([{ balance: null }]);
				expect(hints[0]?.message).toContain('differs from its documentation');
			},
		);
	});
});

describe('Validate PIN', () => {
	test('says that the PIN is right', async () => {
		const { json, hints } = await replayed('pin-validate', 'valid', 'validatePin', { pin });

		expect(hints).toEqual([]);
		expect(json).toEqual([{ valid: true, attempt: 1, maxAttempts: 3 }]);
	});

	test('says so also when KiriminAja tells nothing but its status', async () => {
		await answering(
			(_request, answer) => void answer.end('{"status":true,"text":"Pin is valid"}'),
			async (url) => {
				const { json, hints } = await run('validatePin', { pin }, { credentials: at(url) });

				expect(hints).toEqual([]);
				expect(json).toEqual([{ valid: true, attempt: null, maxAttempts: null }]);
			},
		);
	});

	test.each([
		[
			'wrong',
			'PIN_INVALID',
			'Check the KA Credit PIN. 2 tries are left, then it is locked for about an hour.',
		],
		[
			'locked',
			'PIN_MAX_ATTEMPT_REACHED',
			'The PIN is locked until 2026-07-20 11:00:00. Do not try again before, or choose another Payment Method.',
		],
	])('explains the published refusal "%s"', async (name, vendorCode, advice) => {
		const { error, json } = await replayed('pin-validate', name, 'validatePin', { pin: '000000' });

		expect(json).toEqual([]);
		expect(error).toMatchObject({
			message: 'KiriminAja refused the request: Unable to proceed, pin invalid',
			description: advice,
			context: { vendorCode, outcome: 'refused' },
		});
	});

	test('counts the tries down to the lock', async () => {
		const advice = [];
		for (const wrong of ['000000', '111111', '222222', '333333']) {
			const { error } = await run('validatePin', { pin: wrong });
			advice.push(error?.description);
		}
		expect(advice).toEqual([
			expect.stringContaining('2 tries are left'),
			expect.stringContaining('1 try is left'),
			expect.stringMatching(/^The PIN is locked until 20\d\d-/),
			expect.stringMatching(/^The PIN is locked until 20\d\d-/),
		]);
	});

	test('says about an hour when KiriminAja does not tell how long the PIN is locked', async () => {
		const data = { valid: false, attempt: 3, max_attempt: 3, lock_until: null };
		const body = { status: false, text: 'Unable to proceed, pin invalid', data };
		await answering(
			(_request, answer) => void answer.end(JSON.stringify(body)),
			async (url) => {
				const { error } = await run('validatePin', { pin: '000000' }, { credentials: at(url) });
				expect(error?.description).toContain('The PIN is locked for about an hour.');
			},
		);
	});

	test('counts from three tries when KiriminAja does not tell how many there are', async () => {
		const body = { status: false, text: 'Unable to proceed', data: { valid: false, attempt: 1 } };
		await answering(
			(_request, answer) => void answer.end(JSON.stringify(body)),
			async (url) => {
				const { error } = await run('validatePin', { pin: '000000' }, { credentials: at(url) });
				expect(error?.description).toContain('2 tries are left');
			},
		);
	});

	test('passes on that KiriminAja could not check the PIN', async () => {
		const { error } = await replayed('pin-validate', 'system failure', 'validatePin', { pin });
		expect(error?.message).toBe('KiriminAja refused the request: Failed to validate pin');
		expect(error?.description).toContain('Term of Payment (TOP) accounts have none');
	});

	test('does not send a refused PIN again, also for another item', async () => {
		const { outputs } = await run(
			'validatePin',
			{ pin: '={{ $json.pin }}' },
			{
				items: [{ pin: '000000' }, { pin: '000000' }, { pin: '000000' }],
				settings: { onError: 'continueErrorOutput' },
			},
		);

		expect(outputs[0]).toEqual([]);
		expect(outputs[1]?.map(({ json }) => json.error)).toMatchObject(
			[
				'KiriminAja refused the request: Unable to proceed, pin invalid',
				'KiriminAja refused this PIN within the last hour, so it was not sent again: Unable to proceed, pin invalid',
				'KiriminAja refused this PIN within the last hour, so it was not sent again: Unable to proceed, pin invalid',
			].map((message) => ({ message })),
		);
		expect(sandbox.current.kiriminAja.pin.wrongAttempts).toBe(1);
	});

	test('is not sent again when n8n retries the node', async () => {
		const { error } = await run(
			'validatePin',
			{ pin: '000000' },
			{ settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 } },
		);

		expect(error?.message).toContain('refused this PIN within the last hour');
		expect(sandbox.current.kiriminAja.pin.wrongAttempts).toBe(1);
	});

	test('tells the booking, also of another execution, which then does not send the PIN either', async () => {
		await run('validatePin', { pin: '000000' });
		const { error } = await runNode({
			type: 'kiriminAja',
			resource: 'expressOrder',
			operation: 'create',
			parameters: booking([sampleOrder], { pin: '000000' }),
			credentials: kiriminAjaCredential(sandbox.current),
			executionId: '2',
		});

		expect(error?.message).toContain('refused this PIN within the last hour');
		expect(sandbox.current.kiriminAja.pin.wrongAttempts).toBe(1);
	});

	test('sends a refused PIN again after an hour', async () => {
		await run('validatePin', { pin: '000000' });
		const now = Date.now();
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => now + 60 * 60_000);

		await run('validatePin', { pin: '000000' });

		clock.mockRestore();
		expect(sandbox.current.kiriminAja.pin.wrongAttempts).toBe(2);
	});

	test('checks the PIN of the credential when none is typed', async () => {
		const { kiriminAjaApi } = kiriminAjaCredential(sandbox.current);
		const credentials = { kiriminAjaApi: { ...kiriminAjaApi, pin } };

		const { json } = await run('validatePin', {}, { credentials });
		const { error } = await run('validatePin', {});

		expect(json).toMatchObject([{ valid: true }]);
		expect(error?.message).toBe('PIN (item 0) is required for KA Credit');
	});

	test.each(['1234', '12345a', '1234567'])('refuses %s before anything is sent', async (typed) => {
		const { error } = await run('validatePin', { pin: typed });

		expect(error?.message).toBe(
			'PIN (item 0) must be the 6 digits of the PIN. If it starts with 0, give it as text.',
		);
		expect(sandbox.current.requests).toEqual([]);
	});

	test('keeps the PIN out of the output, the error and all that n8n stores of the node', async () => {
		// From items, because n8n keeps the node's own parameters with the workflow and with its errors.
		const typed = { pin: '={{ $json.pin }}' };
		const right = await run('validatePin', typed, { items: [{ pin }] });
		const wrong = await run('validatePin', typed, { items: [{ pin: '654321' }], executionId: '2' });

		const stored = [right, wrong].map(({ outputs, error, hints, run: { data } }) => {
			const own = data.resultData.runData['Under Test'];
			return JSON.stringify([outputs, error, hints, own, data.executionData?.contextData]);
		});
		expect(right.json).toHaveLength(1);
		expect(wrong.error?.message).toContain('pin invalid');
		expect(stored[0]).not.toContain(pin);
		expect(stored[1]).not.toContain('654321');
	});
});
