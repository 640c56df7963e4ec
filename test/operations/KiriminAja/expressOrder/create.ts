import { booking, byId, sampleOrder } from '../../../engine/support/kiriminAja';
import { textIn } from '../../../../nodes/shared/values/texts';
import { refused, paymentMethodOf } from '../published';
import type { Row } from '../../row';
import { booked, canceled, threeParcels } from '../orders';

export const row: Row = {
	parameters: booking([sampleOrder], { simplify: false }),
	two: {
		parameters: threeParcels,
		items: [{ ref: sampleOrder.orderId }, { ref: 'FEB-1782355684239' }],
	},
	async over(sandbox, run) {
		await booked(sandbox, run);
		await canceled(sandbox, sampleOrder.orderId);
	},
	// The row that is missing is looked up, the others are what the answer says.
	expected: { wrongTypes: 'as unheard', rowMissing: 'existing' },
	write: {
		call: 'POST /api/mitra/v6.2/request_pickup',
		done: { expressOrders: 1, pickups: 1, creditBalance: -64_000, states: '101' },
		lookedUp: 'found',
		reference: 'orderId',
		three: {
			parameters: threeParcels,
			items: [{ ref: 'A-1' }, { ref: 'A-2' }, { ref: 'A-3' }],
			done: { expressOrders: 3, pickups: 1, creditBalance: -192_000, states: '101,101,101' },
		},
	},
	secrets: ['the KA Credit PIN'],
	published: {
		fill: ({ body }) => ({
			name: textIn(body?.name),
			phone: textIn(body?.phone),
			address: textIn(body?.address),
			kecamatanId: byId(textIn(body?.kecamatan_id)),
			kelurahanId: byId(textIn(body?.kelurahan_id)),
			schedule: { __rl: true, mode: 'time', value: textIn(body?.schedule) },
			paymentMethod: paymentMethodOf(body),
			pin: textIn(body?.pin),
			packageSource: 'json',
			simplify: false,
			packagesJson: JSON.stringify(body?.packages),
			additionalFields: {
				zipcode: textIn(body?.zipcode),
				latitude: Number(body?.latitude),
				longitude: Number(body?.longitude),
				platformName: textIn(body?.platform_name),
			},
		}),
		exchanges: {
			'order-express-v6.2': {
				'paid with KA Credit': {
					items: [
						{
							orderId: 'MLT-0000001001',
							kjOrderId: 'OKAMLT0000001001',
							pickupNumber: 'EPR-1784512345',
							paymentStatus: 'paid',
							creditBalanceAfter: 1982000,
							awb: null,
						},
					],
					exactly: 1,
				},
				'QRIS / gateway (unpaid)': {
					items: [
						{
							orderId: 'MLT-0000001002',
							paymentStatus: 'unpaid',
							qrUrl: 'https://sandbox.invalid/qr/EPR-1784512346',
						},
					],
				},
				COD: {
					items: [
						{
							orderId: 'MLT-0000001003',
							paymentStatus: 'pending',
							paymentMethod: 'cash',
							cod: 279508,
						},
					],
				},
				'multi package with items, drop-off': {
					items: [{ orderId: 'MLT-0000001004' }, { orderId: 'MLT-0000001005' }],
					exactly: 2,
				},
				'credit insufficient': refused(
					'Saldo KA Credit tidak mencukupi. Saldo saat ini Rp1.500. Total kebutuhan Rp18.000.',
					'Top up KA Credit',
				),
				'pin invalid': refused('PIN KA Credit tidak valid.', 'Check the KA Credit PIN'),
				'error-code string variant': refused('PIN tidak valid', 'Check the KA Credit PIN'),
			},
		},
	},
};
