import { NodeApiError, NodeOperationError, UserError, type JsonObject } from 'n8n-workflow';
import type { Caller } from './caller';

/** A request that did not succeed, in plain words. */
export interface Failure {
	/**
	 * `refused`: the service said no. `unsent`: it never got there. `unknown`: the service may or may not have done it. `done`: it has done it,
	 * and the output could not be made.
	 */
	outcome: 'refused' | 'unsent' | 'unknown' | 'done';
	/** What happened, with the service's own text. */
	message: string;
	/** What the merchant can do about it. */
	advice?: string;
	httpCode?: number;
	/** The service's own code, e.g. KiriminAja's 4002. */
	vendorCode?: string;
	vendorText?: string;
	/** How long the service asked to wait, in milliseconds. */
	retryAfter?: number;
	/** A gateway has refused it before the service itself got it. */
	beforehand?: boolean;
	/** A read may be tried again: too many requests, a passing server fault, a broken connection. */
	passing?: boolean;
}

/**
 * The one way a failed request becomes n8n's error. Built from plain JSON: n8n ignores a message put on an existing
 * NodeApiError, and guesses one from the response unless `httpCode` and a message are given.
 */
export function apiError({ ctx, item }: Caller, failure: Failure): NodeApiError {
	const { outcome, advice, httpCode, vendorCode, vendorText } = failure;
	const message = notCanceled(failure.message);
	const plain: JsonObject = { message };
	if (vendorText) plain.vendorText = vendorText;
	const error = new NodeApiError(ctx.getNode(), plain, {
		message,
		description: advice ?? (outcome === 'refused' ? AFTER_REFUSAL : undefined),
		httpCode: httpCode === undefined ? 'none' : String(httpCode),
		itemIndex: item,
	});
	if (httpCode === undefined) error.httpCode = null;
	error.context.outcome = outcome;
	if (vendorCode) error.context.vendorCode = vendorCode;
	return error;
}

/** n8n calls an execution canceled, and offers no retry, when the message of its error has that word. */
function notCanceled(message: string): string {
	return message.replace(/(cancel)(ed)/gi, '$1l$2');
}

/** What to do about a refusal of which nothing better is known. */
const AFTER_REFUSAL = 'Correct what the service names, and run the item again.';

/** An input, a setting or a situation that stops the operation before or beside a request. */
export function inputError({ ctx, item }: Caller, message: string, description?: string) {
	return new NodeOperationError(ctx.getNode(), notCanceled(message), {
		description,
		itemIndex: item,
	});
}

/** By what an error of n8n is known to be about `NothingSent`. */
export const NOTHING_SENT = 'NOTHING_SENT';

/**
 * Thrown before a request leaves, e.g. when its access token could not be had. n8n wraps it, and up to 2.23 keeps nothing of it but its
 * text and `httpCode`. A `code` instead would be all that n8n shows when the credential is tested.
 */
export class NothingSent extends UserError {
	readonly httpCode = NOTHING_SENT;
}

/** Whatever was thrown as an error that n8n shows with its item. */
export function asNodeError(
	{ ctx, item }: Caller,
	error: unknown,
): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	return new NodeOperationError(ctx.getNode(), error as Error, { itemIndex: item });
}
