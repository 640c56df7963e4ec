import type { INodeParameters } from 'n8n-workflow';
import { kiriminAjaCredential } from '../../support/kiriminAja';
import { replaying } from '../../support/replaying';
import { runNode } from '../../support/runNode';
import { useSandbox } from '../../support/sandbox';

export const sandbox = useSandbox();
export const lastBody = () => sandbox.current.requests.at(-1)?.body;

export type Options = Partial<Parameters<typeof runNode>[0]>;

export function run(operation: string, parameters: INodeParameters, options: Options = {}) {
	return runNode({
		type: 'kiriminAja',
		resource: 'rate',
		operation,
		parameters: { ...(operation === 'getExpress' && { simplify: false }), ...parameters },
		credentials: kiriminAjaCredential(sandbox.current),
		...options,
	});
}

export const replayed = (
	fixture: string,
	name: string,
	operation: string,
	parameters: INodeParameters,
) =>
	replaying(`kiriminaja/${fixture}`, name, (url) =>
		run(operation, parameters, {
			credentials: kiriminAjaCredential({ ...sandbox.current, url }),
		}),
	);
