import type { INodeProperties } from 'n8n-workflow';
import { count, toggle } from '../values/builders';
import { flag, integer, optional } from '../values/kinds';

/** Return All and Limit, in n8n's own words. */
export const limitFields: INodeProperties[] = [
	toggle('Return All', 'returnAll', 'Whether to return all results or only up to a given limit'),
	count('Limit', 'limit', 50, {
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return',
	}),
];

export const limitSchema = { returnAll: flag, limit: optional(integer({ min: 1 })) };

/** Limit is hidden, and so missing, when all are returned. */
export function limited<Row>(
	rows: Row[],
	{ returnAll, limit = 50 }: { returnAll: boolean; limit?: number },
) {
	return returnAll ? rows : rows.slice(0, limit);
}
