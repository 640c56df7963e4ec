import type { Package } from './packageForm';

type Costs = Partial<Package> & Pick<Package, 'shippingCost'>;

/**
 * What to tell a merchant who collects less at the door than the delivery costs, so that the goods are given away and paid for as well; nothing
 * for a package without COD. docs/contracts/kiriminaja.md §2.3 ("Money rules")
 */
export function codShortfall(pkg: Costs): string | undefined {
	const {
		orderId,
		shippingCost,
		discountAmount = 0,
		insuranceAmount = 0,
		addCost = 0,
		cod = 0,
	} = pkg;
	const costs = shippingCost - discountAmount + insuranceAmount + addCost;
	if (cod === 0 || cod >= costs) return undefined;
	const which = orderId === undefined ? '' : ` of order ${orderId}`;
	return `The COD${which} is ${cod} rupiah, less than its shipping, insurance and COD fee of ${costs} rupiah: the courier collects too little. COD is the value of the goods and all costs; see codAmount of Rate → Get Express.`;
}
