import { fromList } from '../../../shared/values/builders';
import { text } from '../../../shared/values/kinds';

/** Picks a payment that was created before. docs/contracts/kirimo.md §3.2, §3.4 */
export const createdOrderId = {
	field: (description: string) =>
		fromList(
			{
				list: ['searchPayments', 'INV-1001: Sari Wulandari'],
				typed: ['ID', 'INV-20261121-0001'],
			},
			{ displayName: 'Order ID', name: 'orderId', required: true, description },
		),
	schema: text({ max: 50 }),
};
