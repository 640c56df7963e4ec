import { createHash, timingSafeEqual } from 'crypto';
import type {
	IDataObject,
	IHttpRequestMethods,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { parseExact } from '../wire/exactJson';

/** Takes events. Without an empty `responseData` n8n answers with the words "firstEntryJson" instead of our body. */
export const webhookDescription: IWebhookDescription = {
	name: 'default',
	httpMethod: 'POST',
	responseMode: 'onReceived',
	responseData: '',
	path: 'webhook',
};

/** Answers those who only ask whether anybody is there. Without it n8n answers 404. */
const probe = (httpMethod: IHttpRequestMethods): IWebhookDescription => ({
	...webhookDescription,
	name: 'setup',
	httpMethod,
	ndvHideUrl: true,
});

/**
 * The webhooks of a trigger, all at one URL. n8n opens one after the other and has each registered at once; the probes come first,
 * because a service may ask for the URL while it is being registered. docs/contracts/kiriminaja.md §2.9 (26)
 */
export const triggerWebhooks = [probe('GET'), probe('HEAD'), webhookDescription];

/** Whether somebody asks for the URL instead of sending an event. */
export function isProbe(ctx: IWebhookFunctions): boolean {
	return ctx.getWebhookName() === 'setup';
}

/** The body with its long numbers as they were sent: n8n's own reading ends a JSON number of 17 digits in other ones. */
export function exactBody(ctx: IWebhookFunctions): unknown {
	const body = ctx.getBodyData();
	const { rawBody } = ctx.getRequestObject() as { rawBody?: Buffer };
	const text = rawBody?.toString('utf8') ?? '';
	if (!/\d{16}/.test(text)) return body;
	try {
		const exact = parseExact(text);
		return typeof exact === 'object' && exact !== null ? exact : body;
	} catch {
		// A form.
		return body;
	}
}

/** Answers a sender with a real HTTP status and starts no run. n8n turns any other way of returning one into a 200. */
export function answerOnly(
	ctx: IWebhookFunctions,
	status: number,
	body: IDataObject,
): IWebhookResponseData {
	ctx.getResponseObject().status(status).json(body);
	return { noWebhookResponse: true };
}

/**
 * Starts one run with these items. The sender gets its 200 from n8n, after n8n has stored the run: an event that was answered with
 * 200 is not lost when n8n is killed right after.
 */
export function startRun(items: IDataObject[], body: IDataObject): IWebhookResponseData {
	return { workflowData: [items.map((json) => ({ json }))], webhookResponse: body };
}

/** Whether two secrets are the same, in a time that does not tell where they differ. */
export function sameSecret(given: string, expected: string): boolean {
	const digest = (value: string) => createHash('sha256').update(value).digest();
	return expected !== '' && timingSafeEqual(digest(given), digest(expected));
}

/** Equal for equal parts, in whatever order their keys stand at any depth. Nothing may be nested without end, see `camelKeys`. */
export function fingerprint(parts: unknown[]): string {
	return createHash('sha256').update(inOrder(parts)).digest('hex').slice(0, 32);
}

/** JSON with sorted keys. */
function inOrder(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(inOrder).join()}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
	const keys = Object.keys(value).sort();
	return `{${keys.map((key) => `${JSON.stringify(key)}:${inOrder((value as IDataObject)[key])}`).join()}}`;
}
