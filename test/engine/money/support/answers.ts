import type { INodeParameters } from 'n8n-workflow';
import { runNode } from '../../support/runNode';
import { run, transfer, type Form } from './merchant';
import { useBooks } from './vendors';

/** Runs against services whose answers a test makes up. Importing this starts them for a test file. */

export const OTP = 'POST /validate-otp/';
export const REGISTER = 'POST /register-customer/';
export const { vendor, records } = useBooks();

let executions = 0;
export const of = async (
	{ type, credentials }: Form,
	resource: string,
	operation: string,
	parameters: INodeParameters,
) =>
	await runNode({
		type,
		resource,
		operation,
		parameters,
		credentials: credentials(vendor.current.url),
		executionId: `answers-${++executions}`,
	});
export const pay = async () =>
	await run(transfer, vendor.current.url, [{ ref: 'PAY-1', amount: 1_000 }]);
/** Each test has digits of its own: refused ones are remembered for an hour. */
export const digits = () => String(310_000 + ++executions);
