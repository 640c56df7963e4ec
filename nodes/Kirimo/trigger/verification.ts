import {
	NodeOperationError,
	type IDataObject,
	type IHookFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';
import { kirimo, rupiahIn } from '../wire/api';
import { signedWith, type Callback, type Scheme } from './duitku';
import { eventNameOf } from './events';
import { lookedUpPaymentOf } from '../wire/payment';

/** What is checked about each callback. */
interface Checks {
	signature: boolean;
	statusLookup: boolean;
	merchantCode: string;
	merchantKey: string;
}

/** What a kind of verification means with this credential; refuses one that the credential can not serve. */
export async function checksOf(
	ctx: IHookFunctions | IWebhookFunctions,
	verification: string,
): Promise<Checks> {
	const credential = await ctx.getCredentials('kirimoApi');
	const merchantKey = String(credential.duitkuMerchantKey ?? '').trim();
	const needsKey = verification === 'signature' || verification === 'both';
	if (needsKey && merchantKey === '') {
		throw new NodeOperationError(
			ctx.getNode(),
			'Verification by signature needs the Duitku Merchant Key in the Kirimo credential',
			{ description: 'Fill it in, or set Verification to Automatic or Status Lookup.' },
		);
	}
	return {
		signature: merchantKey !== '' && verification !== 'statusLookup',
		statusLookup: verification !== 'signature',
		merchantCode: String(credential.duitkuMerchantCode ?? '').trim(),
		merchantKey,
	};
}

/** How the signature check ended: the scheme, null when there is none to do, or nothing when it is wrong. */
export function checkSignature(callback: Callback, checks: Checks): Scheme | null | undefined {
	return checks.signature ? signedWith(callback, checks) : null;
}

/** What the sender is told when Kirimo's record does not bear out its callback. */
export interface Unconfirmed {
	http: 200 | 409 | 503;
	message: string;
}

/**
 * Asks Kirimo for the payment and compares. The signature covers neither the result code nor the border between amount and order id
 * (docs/contracts/duitku-callback.md §3), so this is the check that counts. The sender tries again, at most four times, on any answer but
 * 200: 503 says that a later try may do better, 409 that it will not.
 */
export async function lookUp(
	ctx: IWebhookFunctions,
	callback: Callback,
): Promise<{ payment: IDataObject } | Unconfirmed> {
	const { merchantOrderId: orderId } = callback;
	const answer = await kirimo.tryGetOnce({ ctx }, 'status', { order_id: orderId });
	if (!answer.ok && answer.failure.httpCode === 404) {
		return { http: 409, message: 'Kirimo does not know this order' };
	}
	if (!answer.ok) return { http: 503, message: 'The payment could not be looked up at Kirimo' };
	const payment = lookedUpPaymentOf(answer.body);
	// A database may find `INV-1` for `inv-1`; taken as it is, one payment could start several runs.
	if (payment.orderId !== orderId) return { http: 409, message: 'Kirimo knows another order' };
	if (payment.amount !== rupiahIn(callback.amount)) {
		return { http: 409, message: 'Kirimo knows another amount for this order' };
	}
	return { payment };
}

/** Whether Kirimo's record bears out what the callback claims. */
export async function confirm(
	ctx: IWebhookFunctions,
	callback: Callback,
	isSigned: boolean,
): Promise<{ status: string } | Unconfirmed> {
	const found = await lookUp(ctx, callback);
	if ('http' in found) return found;
	const status = String(found.payment.status);
	return contradiction(eventNameOf(callback), status, isSigned) ?? { status };
}

/** docs/kirimo.md, "Verification", has this as a table. */
function contradiction(
	event: ReturnType<typeof eventNameOf>,
	status: string,
	isSigned: boolean,
): Unconfirmed | undefined {
	const notYet = { http: 503, message: `The payment is ${status} at Kirimo` } as const;
	if (event === 'paid') return status === 'paid' ? undefined : notYet;
	if (event === 'other') return undefined;
	// Late, or made from a genuine notification of the payment: in both cases the payment stands.
	if (status === 'paid') return { http: 200, message: 'The payment is paid at Kirimo' };
	// A try that failed leaves the link open, so the signature is enough; without one anybody may say this.
	return isSigned || status === 'failed' || status === 'expired' ? undefined : notYet;
}
