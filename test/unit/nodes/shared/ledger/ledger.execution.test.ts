import { createRunExecutionData, type IExecuteFunctions } from 'n8n-workflow';
import { Ledger } from '../../../../../nodes/shared/ledger/ledger';
import { contextWith } from '../context';
import { refer } from './ledgers';

/** Which runs share a book: those of one execution and of its retries, by the token of its resume URL where n8n gives one. */
function referenceMadeIn(executionId: string, resumeUrl: unknown): string | undefined {
	const ctx = contextWith({
		credentials: { kasProApi: {} },
		data: createRunExecutionData(),
		executionId,
	});
	jest
		.spyOn(ctx as IExecuteFunctions, 'evaluateExpression')
		.mockImplementation(
			(expression) => (expression.includes('resumeUrl') ? resumeUrl : 0) as never,
		);
	const ledger = new Ledger(ctx, 'transfer.toUser');
	const [reference] = refer(ledger, 0, [{ intent: { amount: 10 } }]);
	ledger.release();
	return reference;
}
afterEach(() => jest.restoreAllMocks());

const url = (token: string) => `http://127.0.0.1/webhook-waiting/1?signature=${token}`;

test('a retry that n8n gives the same token makes the same number', () => {
	expect(referenceMadeIn('1', url('a'))).toBe(referenceMadeIn('2', url('a')));
});

test('another token makes another number, though the execution has the same id', () => {
	expect(referenceMadeIn('1', url('a'))).not.toBe(referenceMadeIn('1', url('b')));
});

test.each([undefined, '', 'http://127.0.0.1/webhook-waiting/1'])(
	'where n8n gives no token (%j) an execution is only the same as itself',
	(none) => {
		expect(referenceMadeIn('1', none)).toBe(referenceMadeIn('1', none));
		expect(referenceMadeIn('1', none)).not.toBe(referenceMadeIn('2', none));
	},
);
