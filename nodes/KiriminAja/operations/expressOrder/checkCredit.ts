import type { Call } from '../../../shared/ledger/call';
import type { Failure } from '../../../shared/wire/errors';
import { kiriminAja } from '../../wire/api';
import { balanceOf, tryPin } from '../../wire/credit';
import type { Package } from './packageForm';

/**
 * Looks before it books with KA Credit: whether the PIN is right and the balance covers the shipping cost, which is what KiriminAja debits
 * by its documentation. docs/contracts/kiriminaja.md §2.5, §2.7
 */
export async function checkCredit(
	call: Call,
	pin: string,
	packages: Package[],
): Promise<Failure | undefined> {
	const answer = await tryPin(call, pin);
	if (!answer.ok) return { ...answer.failure, outcome: 'unsent' };
	const needed = packages.reduce((sum, { shippingCost }) => sum + shippingCost, 0);
	const balance = balanceOf(await kiriminAja.get(call, '/api/mitra/v6.2/credit/balance'));
	if (balance === undefined || balance >= needed) return undefined;
	return {
		outcome: 'unsent',
		message: `The KA Credit balance of ${balance} rupiah does not cover the shipping cost of ${needed} rupiah`,
		advice:
			'Nothing was sent. Top up KA Credit in the KiriminAja dashboard, or choose another Payment Method.',
	};
}
