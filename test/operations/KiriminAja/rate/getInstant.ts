import type { IDataObject } from 'n8n-workflow';
import { textIn } from '../../../../nodes/shared/values/texts';
import { refused } from '../published';
import type { Row } from '../../row';

export const row: Row = {
	parameters: {
		originLat: '-7.7652',
		originLong: '110.3781',
		originAddress: 'Jl. Contoh Palagan 12, Ngaglik, Sleman, DI Yogyakarta',
		destinationLat: '-7.8013',
		destinationLong: '110.3647',
		destinationAddress: 'Jl. Contoh Malioboro 5, Kota Yogyakarta, DI Yogyakarta',
		weight: 2000,
		itemPrice: 150000,
		vehicle: 'motor',
		return: 'all',
	},
	expected: { wrongTypes: 'warned', emptyObject: 'warned', rowMissing: 'passed on' },
	published: {
		fill: ({ body }) => {
			const { origin, destination } = body as { origin: IDataObject; destination: IDataObject };
			return {
				originLat: textIn(origin.lat),
				originLong: textIn(origin.long),
				originAddress: textIn(origin.address),
				destinationLat: textIn(destination.lat),
				destinationLong: textIn(destination.long),
				destinationAddress: textIn(destination.address),
				weight: Number(body?.weight),
				itemPrice: Number(body?.item_price),
				vehicle: textIn(body?.vehicle),
				return: 'all',
				additionalFields: { service: body?.service as string[], timezone: textIn(body?.timezone) },
			};
		},
		exchanges: {
			'pricing-instant-v4': {
				ok: {
					items: [
						{ service: 'gosend', shippingCost: expect.any(Number), total: expect.any(Number) },
					],
				},
				'too far': refused('cannot process the request, distance more than 40km', '40 km'),
			},
		},
	},
};
