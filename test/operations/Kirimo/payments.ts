import { samplePayment } from '../../engine/support/kirimo';
import { control } from '../control';
import type { Preparation } from '../row';

export { control };

export const linked: Preparation = async (_sandbox, run) => await run('payment.create');
export const paid: Preparation = async (sandbox, run) => {
	await linked(sandbox, run);
	await control(sandbox, `kirimo/orders/${samplePayment.orderId}/pay`, { lost: true });
};
