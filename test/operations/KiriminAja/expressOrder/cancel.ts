import { textIn } from '../../../../nodes/shared/values/texts';
import { refused } from '../published';
import type { Row } from '../../row';
import { withAwb, control, AWB, threeParcels } from '../orders';

export const row: Row = {
	parameters: { awb: AWB, reason: 'Buyer changed the address' },
	before: withAwb,
	expected: { wrongTypes: 'as unheard' },
	write: {
		call: 'POST /api/mitra/v3/cancel_shipment',
		done: { states: '350' },
		lookedUp: 'found',
		three: {
			parameters: { awb: '={{ $json.awb }}' },
			items: [{ awb: AWB }, { awb: 'DEVEL-000000102' }, { awb: 'DEVEL-000000103' }],
			async before(sandbox, run) {
				for (const ref of ['A-1', 'A-2', 'A-3']) {
					await run('expressOrder.create', { parameters: threeParcels, items: [{ ref }] });
					await control(sandbox, `kiriminaja/awb/${ref}`);
				}
			},
			done: { states: '350,350,350' },
		},
	},
	published: {
		fill: ({ body }) => ({
			awb: textIn(body?.awb),
			reason: textIn(body?.reason),
		}),
		exchanges: {
			'cancel-express': {
				'non-COD queued': {
					items: [{ canceled: false, queued: true, dateIso: '2026-07-22T02:00:00+07:00' }],
				},
				'COD immediate (inferred text)': { items: [{ canceled: true, queued: false }] },
				'already picked up (inferred)': refused('Paket tidak dapat dibatalkan'),
			},
		},
	},
};
