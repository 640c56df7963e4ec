import type { IHookFunctions } from 'n8n-workflow';
import { textIn } from '../../shared/values/texts';
import { apiError } from '../../shared/wire/errors';
import { fingerprint } from '../../shared/trigger/webhook';
import type { Caller } from '../../shared/wire/caller';
import { kiriminAja } from './api';

/**
 * Makes the trigger's URL the account's one callback, and notes so in the workflow's static data, which n8n saves with the workflow.
 * The note stays when the workflow is unpublished, because the URL stays at KiriminAja too.
 */
export async function registerCallback(ctx: IHookFunctions, url: string): Promise<boolean> {
	const advice = `${url} has to be reachable from the internet. Set WEBHOOK_URL of your n8n to its public address, or switch Register Callback URL off and register a URL yourself.`;
	await setCallback({ ctx }, url, advice);
	notesOf(ctx).registered = await registrationOf(ctx, url);
	return true;
}

/** Whether the note says that this very URL was registered with the same API key in the same environment. */
export async function isRegistered(ctx: IHookFunctions, url: string): Promise<boolean> {
	return notesOf(ctx).registered === (await registrationOf(ctx, url));
}

function notesOf(ctx: IHookFunctions): { registered?: string } {
	return ctx.getWorkflowStaticData('node');
}

/** A hash, because n8n does not encrypt static data. */
async function registrationOf(ctx: IHookFunctions, url: string): Promise<string> {
	const { apiKey } = await ctx.getCredentials('kiriminAjaApi');
	return fingerprint([url, await kiriminAja.baseUrl({ ctx }), textIn(apiKey).trim()]);
}

/** Refusals that are about the caller, not about the URL. */
const OF_THE_CALLER = [401, 403, 429];

const MAYBE_SET =
	'KiriminAja may or may not have taken the callback URL, and has no call to check it. Do the same again: setting it twice does no harm.';

/**
 * Makes this URL the account's one callback; `advice` is for when KiriminAja, which looks its host up, does not take it.
 * docs/contracts/kiriminaja.md §2.9 (26)
 */
export async function setCallback(caller: Caller, url: string, advice: string): Promise<void> {
	const answer = await kiriminAja.tryWrite(caller, '/api/mitra/set_callback', { url });
	if (answer.ok) return;
	const { failure } = answer;
	if (failure.outcome === 'unknown') throw apiError(caller, { ...failure, advice: MAYBE_SET });
	if (failure.outcome !== 'refused' || OF_THE_CALLER.includes(failure.httpCode ?? 0)) {
		throw apiError(caller, failure);
	}
	const said = failure.vendorText ?? failure.message;
	const message = `KiriminAja did not accept the callback URL: ${said}`;
	throw apiError(caller, { ...failure, message, advice });
}
