import { booking, sampleOrder } from '../../engine/support/kiriminAja';
import type { Sandbox } from '../../../sandbox/index.ts';
import { control } from '../control';
import type { Preparation } from '../row';

export { control };

/** The first that the sandbox gives to an express order, and to an instant one's form. */
export const AWB = 'DEVEL-000000101';
export const instantId = 'MLT-INS-1001';

export const booked: Preparation = async (_sandbox, run) => await run('expressOrder.create');
export const withAwb: Preparation = async (sandbox, run) => {
	await booked(sandbox, run);
	await control(sandbox, `kiriminaja/awb/${sampleOrder.orderId}`);
};
export const rode: Preparation = async (_sandbox, run) => await run('instantOrder.create');
export const canceled = async (sandbox: Sandbox, id: string) =>
	await control(sandbox, `kiriminaja/cancel/${id}`);

/** The parcels of several items in one booking, with the items' numbers. */
export const threeParcels = booking([], {
	packageSource: 'inputItems',
	...sampleOrder,
	packageFields: sampleOrder.additionalFields,
	additionalFields: {},
	orderId: '={{ $json.ref }}',
});
export const threeRides = [{ ref: instantId }, { ref: 'MLT-INS-1002' }, { ref: 'MLT-INS-1003' }];
