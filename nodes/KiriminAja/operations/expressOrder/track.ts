import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { apiError } from '../../../shared/wire/errors';
import { defineOperation } from '../../../shared/run/operation';
import { checkShape } from '../../../shared/wire/shape';
import { only, simplifyField } from '../../../shared/run/simplify';
import { choice, flag, optional, text } from '../../../shared/values/kinds';
import { advisedIfNone, refuseOther, saysNothing } from '../../wire/orders';
import { shipmentOf, tryTrack } from '../../wire/tracking';

/** Tells where an express shipment is. docs/contracts/kiriminaja.md §2.8 (20) */
export const track = defineOperation({
	value: 'track',
	name: 'Track',
	action: 'Track an express order',
	description: 'Get the state and history of an express shipment',
	kind: 'read',
	fields: [
		{
			displayName: 'Order ID or AWB',
			name: 'orderId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. SHOP-1001',
			description: 'Your own order ID, or the AWB (resi). KiriminAja limits how often you may ask.',
		},
		{
			displayName: 'Return',
			name: 'return',
			type: 'options',
			options: [
				{
					name: 'History',
					value: 'histories',
					description: 'One item for each entry of the history, newest first',
				},
				{
					name: 'Shipment',
					value: 'shipment',
					description: 'One item with the state of the shipment',
				},
			],
			default: 'shipment',
			description: 'Where the parcel is now, or all that happened to it',
		},
		{ ...simplifyField, displayOptions: { show: { return: ['shipment'] } } },
	],
	request: z.object({
		orderId: text({ max: 30 }),
		return: choice('shipment', 'histories'),
		simplify: optional(flag),
	}),
	async run(call, { orderId, simplify, return: wanted }) {
		const answer = await tryTrack(call, orderId);
		if (!answer.ok) throw apiError(call, advisedIfNone(answer.failure));
		checkShape(call, documented, answer.body);
		const found = shipmentOf(answer.body);
		const shipment: IDataObject = { ...found, serviceType: found.serviceName ?? null };
		if (isEmpty(shipment)) throw saysNothing(call, orderId);
		refuseOther(call, orderId, [shipment.orderId, shipment.awb]);
		if (wanted === 'histories') {
			const { awb } = shipment;
			const histories = shipment.histories as IDataObject[];
			return histories.map((entry) => ({ orderId: shipment.orderId, awb, ...entry }));
		}
		return simplify ? only(shipment, SIMPLE) : shipment;
	},
});

function isEmpty({ orderId, awb, statusCode, histories }: IDataObject): boolean {
	const isNothing = [orderId, awb, statusCode].every((value) => value === null);
	return isNothing && (histories as IDataObject[]).length === 0;
}

const SIMPLE = [
	'orderId',
	'awb',
	'state',
	'statusCode',
	'statusText',
	'service',
	'serviceType',
	'estimation',
	'shippedAtIso',
	'deliveredAtIso',
];

const documented = z.object({
	status_code: z.number(),
	details: z.object({
		awb: z.string().nullable(),
		order_id: z.string(),
		service: z.string(),
		service_name: z.string(),
		delivered: z.boolean(),
	}),
	histories: z.array(z.object({ created_at: z.string(), status: z.string() })),
});
