import {
	NodeOperationError,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IHookFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';
import { checkedWith } from '../../shared/trigger/credential';
import { textIn, textOrNull } from '../../shared/values/texts';
import { rupiahIn } from '../../shared/values/kinds';
import { isNoPayment } from '../wire/api';
import { lookedUpPaymentOf } from '../wire/payment';
import { isOfProject, signedWith, type Callback, type Scheme } from './duitku';
import { eventNameOf } from './events';
import { askStatus } from './lookups';

/** What is checked about each callback. */
interface Checks {
	signature: boolean;
	statusLookup: boolean;
	merchantCode: string;
	merchantKey: string;
}

/** What a kind of verification means with this credential; refuses one that the credential can not serve. */
export function checksOf(
	ctx: IHookFunctions | IWebhookFunctions,
	credential: ICredentialDataDecryptedObject,
	verification: string,
): Checks {
	const merchantKey = textIn(credential.duitkuMerchantKey).trim();
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
		merchantCode: textIn(credential.duitkuMerchantCode).trim(),
		merchantKey,
	};
}

/** How the signature check ended: the scheme, or null when there is none to do. */
export interface Signed {
	signature: Scheme | null;
	statusLookup: boolean;
}

/** Checks the signature of a callback; nothing when it or the project is wrong. */
export async function checkSignature(
	ctx: IWebhookFunctions,
	callback: Callback,
	verification: string,
): Promise<Signed | undefined> {
	return await checkedWith(ctx, 'kirimoApi', (credential) => {
		const checks = checksOf(ctx, credential, verification);
		if (!isOfProject(callback.merchantCode, checks.merchantCode)) return undefined;
		const signature = checks.signature ? signedWith(callback, checks) : null;
		return signature === undefined ? undefined : { signature, statusLookup: checks.statusLookup };
	});
}

/** What the sender is told when Kirimo's record does not bear out its callback. */
export interface Unconfirmed {
	http: 200 | 409 | 503;
	message: string;
}

type Found = { payment: IDataObject } | Unconfirmed;

const UNKNOWN_ORDER: Unconfirmed = { http: 409, message: 'Kirimo does not know this order' };

/**
 * Asks Kirimo for the payment of a callback and compares. The signature covers neither the result code nor the border between amount and
 * order id (docs/contracts/duitku-callback.md §3), so this is the check that counts. The sender tries again, at most four times, on any
 * answer but 200: 503 says that a later try may do better, 409 that it will not.
 *
 * Kirimo may put something before the merchant's order id, and does not know the result then, so the reference is asked for as well
 * (docs/contracts/kirimo.md §4.1 (5)). It is not signed: what is found under it has to be the end of the order id that was sent.
 */
async function lookUp(
	ctx: IWebhookFunctions,
	callback: Callback,
	isVouched: boolean,
): Promise<Found> {
	const { merchantOrderId } = callback;
	const found = await ask(ctx, merchantOrderId, isVouched);
	const reference = textOrNull(callback.reference);
	if (found !== UNKNOWN_ORDER || reference === null || reference === merchantOrderId) {
		return compared(found, callback, (orderId) => orderId === merchantOrderId);
	}
	const byReference = await ask(ctx, reference, false);
	return compared(byReference, callback, (orderId) => isEndOf(merchantOrderId, orderId));
}

/** The same for an order that is known, so that it need not be asked for under any other name. */
export async function lookUpAwaited(
	ctx: IWebhookFunctions,
	callback: Callback,
	awaited: string,
): Promise<Found> {
	if (!isEndOf(callback.merchantOrderId, awaited)) {
		return { http: 409, message: 'This execution waits for another order' };
	}
	// n8n has checked the token in the URL.
	return compared(await ask(ctx, awaited, true), callback, (orderId) => orderId === awaited);
}

async function ask(ctx: IWebhookFunctions, orderId: string, isVouched: boolean): Promise<Found> {
	const answer = await askStatus(ctx, orderId, isVouched);
	if (answer === undefined) return { http: 503, message: 'Too many notifications at the moment' };
	if (answer.ok) {
		const payment = lookedUpPaymentOf(answer.body, orderId);
		return payment.orderId === '' ? UNKNOWN_ORDER : { payment };
	}
	if (isNoPayment(answer.failure)) return UNKNOWN_ORDER;
	// The sender is told no more than it needs, and the merchant would not hear of a wrong key.
	ctx.logger.warn(`Kirimo could not be asked about a payment: ${answer.failure.message}`);
	return { http: 503, message: 'The payment could not be looked up at Kirimo' };
}

/** A database may find `INV-1` for `inv-1`; taken as it is, one payment could start several runs. */
function compared(
	found: Found,
	{ amount }: Callback,
	isRight: (orderId: string) => boolean,
): Found {
	if ('http' in found) return found;
	const { payment } = found;
	if (!isRight(textIn(payment.orderId))) {
		return { http: 409, message: 'Kirimo knows another order' };
	}
	if (payment.amount !== rupiahIn(amount)) {
		return { http: 409, message: 'Kirimo knows another amount for this order' };
	}
	return found;
}

function isEndOf(sent: string, orderId: string): boolean {
	return orderId !== '' && sent.endsWith(orderId);
}

/** Whether Kirimo's record bears out what the callback claims, and the order as Kirimo calls it. */
export async function confirm(
	ctx: IWebhookFunctions,
	callback: Callback,
	isSigned: boolean,
): Promise<{ status: string; orderId: string } | Unconfirmed> {
	const found = await lookUp(ctx, callback, isSigned);
	if ('http' in found) return found;
	const [status, orderId] = [textIn(found.payment.status), textIn(found.payment.orderId)];
	if (eventNameOf(callback) === 'paid' && (status === 'failed' || status === 'expired')) {
		ctx.logger.warn(
			`Duitku reports order ${orderId} as paid, and Kirimo has it as ${status}. Ask Kirimo whether the money has come, e.g. after the link had expired.`,
		);
	}
	return contradiction(eventNameOf(callback), status, isSigned) ?? { status, orderId };
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
