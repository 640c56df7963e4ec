import { NodeApiError } from 'n8n-workflow';
import type { Failure } from '../../../../../nodes/shared/wire/errors';
import { createOnce } from '../../../../../nodes/shared/ledger/once';
import type { Call } from '../../../../../nodes/shared/run/operation';
import type { Answer } from '../../../../../nodes/shared/wire/request';
import { callWith } from '../context';

const refused: Failure = {
	outcome: 'refused',
	message: 'Testpay refused: bad amount',
	httpCode: 400,
};
const taken: Failure = { ...refused, message: 'Testpay refused: taken', vendorText: 'taken' };
const lost: Failure = { outcome: 'unknown', message: 'The connection broke' };
const unsent: Failure = { outcome: 'unsent', message: 'Testpay refused the connection' };

function sending(...answers: Array<Failure | 'booked'>) {
	const send = jest.fn(async (): Promise<Answer> => {
		const answer = answers.shift() ?? 'booked';
		return answer === 'booked' ? { ok: true, body: { id: 1 } } : { ok: false, failure: answer };
	});
	const isTaken = ({ vendorText }: Failure) => vendorText === 'taken';
	return { reference: 'MLT-1', send, isTaken, howToCheck: 'Look for MLT-1' };
}

/** The error of a create, however it comes. */
async function errorOf(call: Call, create: Parameters<typeof createOnce<unknown>>[1]) {
	const error: unknown = await createOnce(call, create).catch((caught: unknown) => caught);
	expect(error).toBeInstanceOf(NodeApiError);
	return error as NodeApiError;
}

test('a create that is answered is done', async () => {
	const create = sending('booked');

	await expect(createOnce(callWith(), create)).resolves.toEqual({ created: { id: 1 } });
	expect(create.send).toHaveBeenCalledTimes(1);
});

test('the reference is noted before anything is sent', async () => {
	const call = callWith();
	const create = sending();
	create.send.mockImplementationOnce(async () => {
		expect(call.entry.sent).toEqual(['MLT-1']);
		return { ok: true, body: {} };
	});

	await createOnce(call, create);
	expect(create.send).toHaveBeenCalledTimes(1);
});

test.each([refused, unsent])(
	'after a clear no ($outcome) it may be sent again',
	async (failure) => {
		const call = callWith();
		const create = sending(failure, 'booked');
		const lookUp = jest.fn(async () => undefined);

		const error = await errorOf(call, { ...create, lookUp });
		expect(error.message).toBe(failure.message);
		expect(lookUp).not.toHaveBeenCalled();

		await expect(createOnce(call, create)).resolves.toEqual({ created: { id: 1 } });
	},
);

test('a lost answer is looked up, and what is there is returned', async () => {
	const create = { ...sending(lost), lookUp: async () => ({ id: 'there' }) };

	await expect(createOnce(callWith(), create)).resolves.toEqual({ existing: { id: 'there' } });
	expect(create.send).toHaveBeenCalledTimes(1);
});

test('a lost answer that nothing is found for is unknown, and says how to check', async () => {
	const error = await errorOf(callWith(), { ...sending(lost), lookUp: async () => undefined });

	expect(error.message).toBe('The outcome of MLT-1 is unknown: The connection broke');
	expect(error.description).toBe(
		'It was not sent again, because it may have been done. Look for MLT-1.',
	);
	expect(error.context).toMatchObject({ outcome: 'unknown', itemIndex: 0 });
});

test('a lost answer is unknown too when there is no way to look it up', async () => {
	const error = await errorOf(callWith(), sending(lost));

	expect(error.context.outcome).toBe('unknown');
});

test('after a lost answer the next try sends nothing, and only looks', async () => {
	const call = callWith();
	const create = sending(lost);
	await errorOf(call, create);

	const again = await errorOf(call, create);
	expect(again.message).toBe('The outcome of MLT-1 is unknown: The connection broke');
	await expect(
		createOnce(call, { ...create, lookUp: async () => ({ id: 'there' }) }),
	).resolves.toEqual({ existing: { id: 'there' } });
	expect(create.send).toHaveBeenCalledTimes(1);
});

test('a try that was cut off before any answer is unknown as well, and not repeated', async () => {
	const create = sending('booked');

	const error = await errorOf(callWith({ sent: ['MLT-1'] }), create);
	expect(error.message).toBe(
		'The outcome of MLT-1 is unknown: its answer was lost in an earlier try of this execution',
	);
	expect(create.send).not.toHaveBeenCalled();
});

test('a reference that is taken is looked up, and what is there is returned', async () => {
	const create = { ...sending(taken), lookUp: async () => ({ id: 'there' }) };

	await expect(createOnce(callWith(), create)).resolves.toEqual({ existing: { id: 'there' } });
});

test("a reference that is taken, but that nothing is found for, is the service's refusal", async () => {
	const error = await errorOf(callWith(), { ...sending(taken), lookUp: async () => undefined });

	expect(error.message).toBe('Testpay refused: taken');
	expect(error.context.outcome).toBe('refused');
});

test('two references of one item are kept apart', async () => {
	const call = callWith();
	await errorOf(call, sending(lost));
	const other = { ...sending('booked'), reference: 'MLT-2' };

	await expect(createOnce(call, other)).resolves.toEqual({ created: { id: 1 } });
});
