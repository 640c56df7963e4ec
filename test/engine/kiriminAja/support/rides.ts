import type { INodeParameters } from 'n8n-workflow';
import { drive, phoneCase, ride } from '../../../operations/KiriminAja/instantOrder/create';
import { instantId } from '../../../operations/KiriminAja/orders';
import { kiriminAjaCredential } from '../../support/kiriminAja';
import { replaying } from '../../support/replaying';
import { runNode } from '../../support/runNode';
import { useSandbox } from '../../support/sandbox';

export const sandbox = useSandbox();
export const bookingPath = '/api/mitra/v6.2/instant/request_pickup';
export const voidPath = '/api/mitra/v4/instant/pickup/void/';
export const bookings = () => sandbox.current.requests.filter(({ path }) => path === bookingPath);
export const orders = () => sandbox.current.kiriminAja.instantOrders;

export type Options = Partial<Parameters<typeof runNode>[0]>;

export function run(operation: string, parameters: INodeParameters, options: Options = {}) {
	return runNode({
		type: 'kiriminAja',
		resource: 'instantOrder',
		operation,
		parameters,
		credentials: kiriminAjaCredential(sandbox.current),
		...options,
	});
}

export const create = (parameters: INodeParameters, options?: Options) =>
	run('create', parameters, options);

export const at = (url: string) => kiriminAjaCredential({ ...sandbox.current, url });

export const replayed = (
	fixture: string,
	name: string,
	operation: string,
	parameters: INodeParameters,
) =>
	replaying(`kiriminaja/${fixture}`, name, (url) =>
		run(operation, parameters, { credentials: at(url) }),
	);

export const control = async (path: string) => {
	const url = `${sandbox.current.url}/__sandbox/kiriminaja/${path}`;
	const response = await fetch(url, { method: 'POST' });
	expect(response.status).toBe(200);
};

export { phoneCase };
export const sample = drive(instantId);
export const fromItem = drive('={{ $json.order }}');

export const booking = (
	packages: INodeParameters[],
	changes: INodeParameters = {},
): INodeParameters => ({ ...ride(packages), simplify: false, ...changes });
