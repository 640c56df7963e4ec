import { textIn } from '../../../../nodes/shared/values/texts';
import { refused } from '../published';
import type { Row } from '../../row';
import { booked } from '../orders';

export const row: Row = {
	parameters: { paymentId: 'EPR-1784512345', simplify: false },
	before: booked,
	expected: { wrongTypes: 'error', emptyObject: 'error' },
	published: {
		fill: ({ body }) => ({
			paymentId: textIn(body?.payment_id),
			qrCode: false,
			simplify: false,
		}),
		exchanges: {
			'errors-general': {
				'business failure under HTTP 200': refused('data not found'),
			},
			'payment-express': {
				unpaid: {
					items: [
						{
							paid: false,
							statusCode: '9',
							amount: 18000,
							payTime: '20260719103644',
							createdAtIso: '2026-07-19T10:35:42+07:00',
						},
					],
				},
				paid: { items: [{ paid: true, statusCode: '0', paidAtIso: '2026-07-19T10:39:02+07:00' }] },
				'not found (inferred)': refused('data not found'),
			},
			'payment-instant': {
				paid: { items: [{ paymentId: 'PID-1784512400', paid: true, amount: 28000 }] },
				unpaid: { items: [{ paid: false, qrContent: '00020101021226SANDBOXQRIS' }] },
			},
		},
	},
};
