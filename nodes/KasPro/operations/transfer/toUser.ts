import { defineOperation } from '../../../shared/run/operation';
import { textIn } from '../../../shared/values/texts';
import { underRequestId } from '../../wire/body';
import { additionalFields } from '../fields';
import { payFromWallet, walletFields, walletRequest } from '../walletPayment';

const PATH = '/p2p-transaction/';

/** Moves money from one wallet to another (P2P). docs/contracts/kaspro.md §4.7 */
export const toUser = defineOperation({
	value: 'toUser',
	name: 'To User',
	action: 'Transfer to a user',
	description: 'Send money from one KasPro wallet to another (P2P)',
	kind: 'write',
	fields: [
		...walletFields({
			what: 'transfer',
			destination: 'Mobile or account number of the receiver',
			destinationExample: '081234560002',
			requestIdExample: 'PAYOUT-1001',
		}),
		additionalFields({ path: PATH }),
	],
	request: walletRequest,
	simple: ['requestId', 'reference', 'done', 'pending', 'destination', 'walletTransactions'],
	once: underRequestId,
	names: ({ requestId, destination }) => `transfer ${textIn(requestId)} to ${textIn(destination)}`,
	run: async (call, input) => await payFromWallet(call, input, PATH),
});
