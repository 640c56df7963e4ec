import { defineOperation } from '../../../shared/run/operation';
import { textIn } from '../../../shared/values/texts';
import { underRequestId } from '../../wire/body';
import { additionalFields } from '../fields';
import { payFromWallet, walletFields, walletRequest } from '../walletPayment';

/** KasPro's page says this; known clients use the other path. docs/contracts/kaspro.md §4.5, §4.6 */
const PATH = '/bank-transfer/';
const ALTERNATIVE = '/pil-transaction-payment-to-merchant/';

/** Pays a merchant from a customer's wallet ("Wallet Payment"). */
export const payMerchant = defineOperation({
	value: 'payMerchant',
	name: 'Pay Merchant',
	action: 'Pay a merchant',
	description: 'Pay a merchant from a KasPro wallet (wallet payment)',
	kind: 'write',
	fields: [
		...walletFields({
			what: 'payment',
			destination: "The merchant's account number",
			destinationExample: '700000000001',
			requestIdExample: 'PAY-1001',
		}),
		additionalFields({ path: PATH, alternative: ALTERNATIVE }),
	],
	request: walletRequest,
	once: underRequestId,
	names: ({ requestId, destination }) => `payment ${textIn(requestId)} to ${textIn(destination)}`,
	run: async (call, input) => await payFromWallet(call, input, PATH),
});
