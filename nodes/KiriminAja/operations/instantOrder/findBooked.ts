import type { IDataObject } from 'n8n-workflow';
import { inputError } from '../../../shared/wire/errors';
import type { Call } from '../../../shared/run/operation';
import { instantShipmentOf, tryTrackInstant } from '../../wire/instantTracking';
import { isSameName } from '../../wire/orderIds';
import type { NumberedPackage } from './bookingBody';

/**
 * The orders that KiriminAja has under these ids, or nothing when it has none or could not be asked. A part of them, or an order of
 * the same number for somebody else, is no answer to "was it booked?" and an error.
 */
export async function findBooked(
	call: Call,
	packages: NumberedPackage[],
): Promise<IDataObject[] | undefined> {
	const found: IDataObject[] = [];
	for (const { orderId, destinationName } of packages) {
		const answer = await tryTrackInstant(call, orderId);
		if (!answer.ok && answer.failure.outcome !== 'refused') return undefined;
		if (!answer.ok) continue;
		const shipment = instantShipmentOf(answer.body);
		const recipient = (shipment.destination as IDataObject | undefined)?.name;
		if (!isSameName(recipient, destinationName)) {
			throw inputError(
				call,
				`Order ID ${orderId} is already used for an instant order to somebody else`,
				'This booking was not repeated. Give each order its own Order ID.',
			);
		}
		found.push({ ...shipment, orderId, alreadyExisted: true });
	}
	if (found.length === 0) return undefined;
	if (found.length === packages.length) return found;
	const known = found.map(({ orderId }) => String(orderId)).join(', ');
	throw inputError(
		call,
		`Of this booking's packages, ${known} already existed and the others did not`,
		'This booking was not repeated. Take the existing ones out and run the others again.',
	);
}
