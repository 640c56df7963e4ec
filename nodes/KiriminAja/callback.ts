import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';
import { apiError } from '../shared/errors';
import { kiriminAja } from './api';

/** Makes this URL the account's one callback. docs/contracts/kiriminaja.md §2.9 (26) */
export async function registerCallback(ctx: IHookFunctions, url: string): Promise<boolean> {
	const answer = await kiriminAja.tryWrite({ ctx }, '/api/mitra/set_callback', { url });
	if (answer.ok) return true;
	const { failure } = answer;
	if (failure.outcome !== 'refused') throw apiError({ ctx }, failure);
	throw new NodeOperationError(
		ctx.getNode(),
		`KiriminAja did not accept the callback URL: ${failure.vendorText ?? failure.message}`,
		{
			description: `${url} has to be reachable from the internet. Set WEBHOOK_URL of your n8n to its public address, or switch Register Callback URL off and register a URL yourself.`,
		},
	);
}
