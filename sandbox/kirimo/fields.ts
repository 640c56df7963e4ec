import type { KnownFields } from '../knownFields.ts';

/** By action: docs/contracts/kirimo.md §3. */
const byAction: Record<string, readonly string[]> = {
	payment: [
		'action',
		'amount',
		'customer_email',
		'customer_name',
		'customer_phone',
		'notify_url',
		'order_id',
		'return_url',
	],
	status: ['action', 'order_id'],
	balance: ['action'],
	transactions: ['action', 'page'],
};

export const fields: KnownFields = ({ query }) =>
	typeof query.action === 'string' ? byAction[query.action] : undefined;
