import type { INodeParameters } from 'n8n-workflow';
import { pin } from '../../../engine/support/kiriminAja';
import { textIn } from '../../../../nodes/shared/values/texts';
import { refused, paymentMethodOf } from '../published';
import type { Row } from '../../row';
import { rode, canceled, instantId, threeRides } from '../orders';

/** The order of KiriminAja's own documentation: a phone case across Yogyakarta with GoSend. */
export const phoneCase = {
	name: 'Casing ponsel',
	price: 150000,
	weight: 200,
	qty: 1,
	additionalFields: { description: 'Casing silikon', sku: 'CS-01', variantLabel: 'Hitam' },
};
export const drive = (orderId: string) => ({
	orderId,
	destinationName: 'Rina Kartika',
	destinationPhone: '081300009876',
	destinationAddress: 'Jl. Contoh Malioboro No 5 Gedongtengen',
	destinationAddressNote: 'Lobi utama',
	destinationLatitude: '-7.8013',
	destinationLongitude: '110.3647',
	service: 'gosend',
	serviceType: 'instant',
	vehicle: 'motor',
	shippingCost: 27000,
	description: 'Paket aksesoris',
	items: { item: [phoneCase] },
});

/** The form of Instant Order → Create, paid with KA Credit. */
export const ride = (packages: INodeParameters[]): INodeParameters => ({
	name: 'Toko Melati Jaya',
	phone: '081200001234',
	address: 'Jl. Contoh Palagan No 12 RT 03 RW 08',
	zipcode: '55581',
	latitude: '-7.7652',
	longitude: '110.3781',
	paymentMethod: 'credit',
	pin,
	packages: { package: packages },
	additionalFields: { addressNote: 'Pagar hijau' },
});

export const row: Row = {
	parameters: { ...ride([drive(instantId)]), simplify: false },
	two: { parameters: ride([drive(instantId), drive('MLT-INS-1002')]) },
	async over(sandbox, run) {
		await rode(sandbox, run);
		await canceled(sandbox, instantId);
	},
	// The row that is missing is looked up, the others are what the answer says.
	expected: { wrongTypes: 'as unheard', rowMissing: 'existing' },
	write: {
		call: 'POST /api/mitra/v6.2/instant/request_pickup',
		done: {
			instantOrders: 1,
			instantPayments: 1,
			instantAwbs: 1,
			creditBalance: -27_000,
			states: '105',
		},
		lookedUp: 'found',
		reference: 'orderId',
		three: {
			parameters: ride([drive('={{ $json.ref }}')]),
			items: threeRides,
			done: {
				instantOrders: 3,
				instantPayments: 3,
				instantAwbs: 3,
				creditBalance: -81_000,
				states: '105,105,105',
			},
		},
	},
	secrets: ['the KA Credit PIN'],
	published: {
		fill: ({ body }) => ({
			name: textIn(body?.name),
			phone: textIn(body?.phone),
			address: textIn(body?.address),
			zipcode: textIn(body?.zipcode),
			latitude: textIn(body?.latitude),
			longitude: textIn(body?.longitude),
			paymentMethod: paymentMethodOf(body),
			pin: textIn(body?.pin),
			packageSource: 'json',
			simplify: false,
			packagesJson: JSON.stringify(body?.packages),
			additionalFields: { addressNote: textIn(body?.address_note) },
		}),
		exchanges: {
			'order-instant-v6.2': {
				'documented mock, KA Credit': { items: [{ orderId: 'MLT-INS-1001', paid: true }] },
				'observed merchant shape, QRIS unpaid': {
					items: [
						{ orderId: 'MLT-INS-1001', paid: false, awb: null, qrContent: expect.any(String) },
					],
				},
				'credit insufficient': refused(
					'Saldo KA Credit tidak mencukupi. Saldo saat ini Rp10.000. Total kebutuhan Rp27.000.',
					'Top up KA Credit',
				),
				'pin invalid': refused('PIN KA Credit tidak valid.', 'Check the KA Credit PIN'),
				'insurance cap': refused(
					'Total nilai barang melebihi cap pertanggungan untuk service grab_express tipe car (Rp3.000.000).',
					'worth more than the courier insures',
				),
			},
		},
	},
};
