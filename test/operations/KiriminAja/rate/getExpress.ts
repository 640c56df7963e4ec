import { byId } from '../../../engine/support/kiriminAja';
import { textIn } from '../../../../nodes/shared/values/texts';
import type { Row } from '../../row';

export const row: Row = {
	parameters: {
		origin: byId('5788'),
		destination: byId('3175'),
		weight: 1000,
		itemValue: 250000,
		return: 'all',
		additionalFields: { length: 20, width: 30, height: 15 },
	},
	expected: { wrongTypes: 'warned', emptyObject: 'warned', rowMissing: 'passed on' },
	published: {
		fill: ({ body }) => ({
			origin: byId(textIn(body?.origin)),
			destination: byId(textIn(body?.destination)),
			weight: Number(body?.weight),
			itemValue: Number(body?.item_value ?? 0),
			return: 'all',
			simplify: false,
			additionalFields: {
				...(body?.subdistrict_origin !== undefined && {
					subdistrictOrigin: byId(textIn(body.subdistrict_origin)),
				}),
				...(body?.subdistrict_destination !== undefined && {
					subdistrictDestination: byId(textIn(body.subdistrict_destination)),
				}),
				...(body?.length !== undefined && {
					length: Number(body.length),
					width: Number(body.width),
					height: Number(body.height),
				}),
				insurance: body?.insurance === 1,
				...(body?.courier !== undefined && { courier: body.courier as string[] }),
			},
		}),
		exchanges: {
			'pricing-express-v6.1': {
				ok: {
					items: [
						{
							service: 'jne',
							serviceType: 'REG23',
							shippingCost: 18000,
							insuranceAmount: 2500,
							codFee: 8990,
							total: 20500,
						},
					],
					exactly: 4,
				},
				'no coverage (inferred)': { items: [], exactly: 0 },
				'minimal request (PHP fullShippingPrice)': {
					items: [{ service: 'sicepat', shippingCost: 17500 }],
				},
			},
		},
	},
};
