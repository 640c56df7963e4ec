import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { count, collection } from '../values/builders';
import { integer, optional } from '../values/kinds';
import { inputError } from '../wire/errors';

const MOST = 100;

/** For all operations that only ask; `show` says of which resource they are. */
export function readOptions(show: Record<string, string[]>): INodeProperties {
	const requestsAtOnce = count('Requests at Once', 'requestsAtOnce', 5, {
		typeOptions: { minValue: 1, maxValue: MOST },
		description:
			'How many requests may be under way at the same time. Leave it out unless you know the limit of your account: the node goes faster while the service answers well, and slower when it does not.',
	});
	return collection([requestsAtOnce], {
		displayName: 'Options',
		name: 'options',
		placeholder: 'Add option',
		displayOptions: { show },
	});
}

const schema = optional(integer({ min: 1, max: MOST }));

/** What the merchant has set, for all items alike. */
export function requestsAtOnce(ctx: IExecuteFunctions): number | undefined {
	const given = ctx.getNodeParameter('options.requestsAtOnce', 0, null) as unknown;
	const { success, data, error } = schema.safeParse(given);
	if (success) return data;
	throw inputError({ ctx }, `Requests at Once ${error.issues[0]?.message}`);
}
