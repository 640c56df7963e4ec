import type {
	IDataObject,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { answerOnly, webhookDescription } from '../../shared/trigger/webhook';
import { textIn } from '../../shared/values/texts';
import { isFinal, simplePayment } from '../wire/payment';
import { ACCEPTED, readCallback, type Callback } from './duitku';
import { checkSignature, lookUpAwaited, type Unconfirmed } from './verification';

/** The resume URL of an execution that waits. Nothing is registered anywhere: n8n serves it only while the execution waits. */
export const resumeWebhooks: IWebhookDescription[] = [
	{ ...webhookDescription, path: '', isFullPath: true, restartWebhook: true },
];

interface Refused {
	http: 400 | 401 | Unconfirmed['http'];
	message: string;
}

/**
 * A callback for an execution that waits (operations/payment/wait.ts). n8n has checked the token in the URL; it answers 409 by itself
 * while the execution still runs and after it was resumed. Anything but a 200 lets a genuine sender try again.
 */
export async function resumeWhenFinal(ctx: IWebhookFunctions): Promise<IWebhookResponseData> {
	const outcome = await settled(ctx);
	if ('http' in outcome) return answerOnly(ctx, outcome.http, { message: outcome.message });
	const simplify = ctx.getNodeParameter('simplify', true) === true;
	return {
		workflowData: [
			[
				{
					json: simplify ? simplePayment(outcome.payment) : outcome.payment,
					pairedItem: { item: 0 },
				},
			],
		],
		webhookResponse: ACCEPTED,
	};
}

async function settled(ctx: IWebhookFunctions): Promise<{ payment: IDataObject } | Refused> {
	const read = readCallback(ctx.getBodyData());
	if ('problem' in read) return { http: 400, message: read.problem };
	try {
		return await awaitedPayment(ctx, read.callback);
	} catch (error) {
		// Thrown on, it would end the execution that waits, e.g. because a credential is gone for a while.
		ctx.logger.warn(`A Kirimo callback could not be checked: ${(error as Error).message}`);
		return { http: 503, message: 'The callback could not be checked' };
	}
}

async function awaitedPayment(
	ctx: IWebhookFunctions,
	callback: Callback,
): Promise<{ payment: IDataObject } | Refused> {
	if ((await checkSignature(ctx, callback, 'auto')) === undefined) {
		return { http: 401, message: 'Invalid signature' };
	}
	const awaited = textIn(ctx.getNodeParameter('orderId', '', { extractValue: true })).trim();
	const found = await lookUpAwaited(ctx, callback, awaited);
	if ('http' in found || isFinal(found.payment)) return found;
	return { http: 503, message: `The payment is ${textIn(found.payment.status)} at Kirimo` };
}
