import type { INodeParameters } from 'n8n-workflow';
import { kiriminAjaCredential, sampleOrder } from '../../support/kiriminAja';
import { runNode } from '../../support/runNode';
import { useSandbox } from '../../support/sandbox';

export const sandbox = useSandbox();
export const bookingPath = '/api/mitra/v6.2/request_pickup';
export const bookings = () => sandbox.current.requests.filter(({ path }) => path === bookingPath);
export const orders = () => [...sandbox.current.kiriminAja.orders.values()];

export type Options = Partial<Parameters<typeof runNode>[0]>;

export function create(parameters: INodeParameters, options: Options = {}) {
	return runNode({
		type: 'kiriminAja',
		resource: 'expressOrder',
		operation: 'create',
		credentials: kiriminAjaCredential(sandbox.current),
		parameters: { simplify: false, ...parameters },
		...options,
	});
}

/** A package whose order id and phone come from the input item. */
export const fromItem = (suffix = '') => ({
	...sampleOrder,
	orderId: `={{ $json.order }}${suffix}`,
	destinationPhone: '={{ $json.phone }}',
});
export const phone = '081300004321';
