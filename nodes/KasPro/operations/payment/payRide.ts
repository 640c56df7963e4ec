import { defineOperation } from '../../../shared/run/operation';
import { textIn } from '../../../shared/values/texts';
import { underRequestId } from '../../wire/body';
import { unpublishedFields, unpublishedRequest } from '../unpublishedPath';
import { payFromWallet } from '../walletPayment';

/** "Wallet Payment (Ride Hailing Payment)", which KasPro lists without an endpoint. docs/contracts/kaspro.md §4.9 */
export const payRide = defineOperation({
	value: 'payRide',
	name: 'Pay Ride',
	action: 'Pay a ride',
	description: 'Pay a ride from a KasPro wallet, at the path that KasPro gave you',
	kind: 'write',
	fields: unpublishedFields({
		what: 'payment',
		destination: 'Account number of the transport company or driver',
		destinationExample: '700000000001',
		requestIdExample: 'RIDE-1001',
	}),
	request: unpublishedRequest,
	once: underRequestId,
	names: ({ requestId, destination }) =>
		`ride payment ${textIn(requestId)} to ${textIn(destination)}`,
	run: async (call, { path, ...input }) => await payFromWallet(call, input, path),
});
