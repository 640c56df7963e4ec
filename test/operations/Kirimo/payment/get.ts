import { samplePayment } from '../../../engine/support/kirimo';
import type { Row } from '../../row';
import { paid } from '../payments';

export const row: Row = {
	parameters: { orderId: samplePayment.orderId },
	before: paid,
	expected: { wrongTypes: 'error', emptyObject: 'error' },
};
