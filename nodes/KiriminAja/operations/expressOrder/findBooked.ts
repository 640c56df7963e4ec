import type { IDataObject } from 'n8n-workflow';
import { inputError } from '../../../shared/wire/errors';
import type { Call, Outcome } from '../../../shared/run/operation';
import { isSameName } from '../../wire/orderIds';
import { shipmentOf, tryTrack } from '../../wire/tracking';
import type { NumberedPackage } from './bookingBody';

/**
 * What KiriminAja has under these order ids: the shipments, `none`, or `unclear` when it could not be asked. A mixture, or an order of
 * the same number for somebody else, is no answer to "was it booked?" and an error.
 */
export async function findBooked(
	call: Call,
	packages: NumberedPackage[],
): Promise<Outcome | 'none' | 'unclear'> {
	const found: IDataObject[] = [];
	for (const { orderId, destinationName, shippingCost, cod = 0 } of packages) {
		const answer = await tryTrack(call, orderId);
		if (!answer.ok && answer.failure.outcome !== 'refused') return 'unclear';
		if (!answer.ok) continue;
		const shipment = shipmentOf(answer.body);
		const recipient = (shipment.destination as IDataObject | undefined)?.name;
		if (!isSameName(recipient, destinationName)) {
			return {
				error: inputError(
					call,
					`Order ID ${orderId} is already used for a shipment to somebody else`,
					'This booking was not repeated. Give each order its own Order ID.',
				),
			};
		}
		const serviceType = shipment.serviceName;
		found.push({ ...shipment, orderId, serviceType, shippingCost, cod, alreadyExisted: true });
	}
	if (found.length === 0) return 'none';
	if (found.length === packages.length) return { result: found };
	const known = found.map(({ orderId }) => String(orderId)).join(', ');
	return {
		error: inputError(
			call,
			`Of this booking's packages, ${known} already existed and the others did not`,
			'This booking was not repeated. Take the existing ones out and run the others again.',
		),
	};
}
