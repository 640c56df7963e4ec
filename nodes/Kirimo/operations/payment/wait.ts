import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { inputError } from '../../../shared/wire/errors';
import type { Call, ItemWithBinary } from '../../../shared/ledger/call';
import { defineOperation } from '../../../shared/run/operation';
import { simplifyField } from '../../../shared/run/simplify';
import { flag, integer } from '../../../shared/values/kinds';
import { paymentNamed } from '../../wire/lookup';
import { isFinal, simplePayment } from '../../wire/payment';
import { createdOrderId } from './orderIdField';

/**
 * Holds the execution until the payment is final; trigger/resume.ts takes the callbacks. The status comes first, because the buyer may have
 * paid before the wait began, and n8n refuses callbacks of an execution that does not wait yet.
 */
export const wait = defineOperation({
	value: 'wait',
	name: 'Wait for Payment',
	action: 'Wait for a payment',
	description: 'Hold the execution until the link is paid, has failed or has expired',
	kind: 'read',
	needsLeave: true,
	fields: [
		{
			displayName:
				'Set Notify of Payment → Create to "This Execution", so that the payment resumes it. When the time is up, n8n passes the input item on as it is: follow this node by Payment → Get, unless the field <i>paid</i> is true.',
			name: 'waitNotice',
			type: 'notice',
			default: '',
		},
		createdOrderId.field(
			'The order ID of the payment to wait for, as a rule that of Payment → Create in this workflow',
		),
		{
			displayName: 'Time Limit (Minutes)',
			name: 'timeLimit',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 1440, numberPrecision: 0 },
			default: 60,
			description: 'How long to wait; a payment link lives 60 minutes',
		},
		simplifyField,
	],
	request: z.object({
		orderId: createdOrderId.schema,
		timeLimit: integer({ min: 1, max: 1440, unit: 'minutes' }),
		simplify: flag,
	}),
	async run(call, { orderId, timeLimit, simplify }) {
		refuseSeveral(call);
		// An order of an hour does not end because others have asked too much.
		const payment = await paymentNamed({ ...call, line: undefined }, orderId);
		if (isFinal(payment)) return simplify ? simplePayment(payment) : payment;
		const input = inputOf(call);
		await call.ctx.putExecutionToWait(new Date(Date.now() + timeLimit * 60_000));
		return input;
	},
});

/** One execution can wait for one thing at a time. */
function refuseSeveral(call: Call): void {
	const { length } = call.ctx.getInputData();
	if (length === 1) return;
	throw inputError(
		call,
		`Wait for Payment takes one item at a time, and it got ${length}`,
		'Put a Loop Over Items node (Batch Size 1) before it and lead the end of the branch back to the loop, so that each payment has its own round.',
	);
}

/** What n8n passes on when the time is up; it must not say that the payment is paid. */
function inputOf(call: Call): IDataObject | ItemWithBinary {
	const [{ json, binary } = { json: {} as IDataObject }] = call.ctx.getInputData();
	if (json.paid) {
		throw inputError(
			call,
			'The input item has a field "paid" already, and would look paid when the time is up',
			'Remove or rename the field before this node, e.g. with Edit Fields.',
		);
	}
	return binary ? { json, binary } : json;
}
