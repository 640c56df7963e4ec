import type { IHookFunctions } from 'n8n-workflow';
import { fingerprint } from '../../shared/trigger/webhook';
import { textIn } from '../../shared/values/texts';
import { kiriminAja } from '../wire/api';
import { setCallback } from '../wire/callback';

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
