import { defineOperation } from '../../../shared/run/operation';
import { textIn } from '../../../shared/values/texts';
import { underRequestId } from '../../wire/body';
import { unpublishedFields, unpublishedRequest } from '../unpublishedPath';
import { payFromWallet } from '../walletPayment';

/** "Tips Ride Hailing", which KasPro lists without an endpoint. docs/contracts/kaspro.md §4.9 */
export const tip = defineOperation({
	value: 'tip',
	name: 'Tip',
	action: 'Tip a driver',
	description: 'Tip a driver from a KasPro wallet, at the path that KasPro gave you',
	kind: 'write',
	fields: unpublishedFields({
		what: 'tip',
		destination: 'Mobile or account number of the driver',
		destinationExample: '081234560002',
		requestIdExample: 'TIP-1001',
	}),
	request: unpublishedRequest,
	once: underRequestId,
	names: ({ requestId, destination }) => `tip ${textIn(requestId)} to ${textIn(destination)}`,
	run: async (call, { path, ...input }) => await payFromWallet(call, input, path),
});
