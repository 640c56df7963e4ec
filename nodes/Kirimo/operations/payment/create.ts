import type { IDataObject } from 'n8n-workflow';
import { qrPng } from '../../../../bundled/qr';
import { textIn } from '../../../shared/values/texts';
import type { Failure } from '../../../shared/wire/errors';
import type { Call, ItemWithBinary } from '../../../shared/ledger/call';
import { settleOne, type Found } from '../../../shared/ledger/settle';
import { defineOperation } from '../../../shared/run/operation';
import { agrees } from '../../../shared/values/sameText';
import { checkShape } from '../../../shared/wire/shape';
import { amountMeantBy } from '../../../shared/values/kinds';
import { dataOf, isNoPayment, kirimo } from '../../wire/api';
import { documentedCreation, isFinal, lookedUpPaymentOf, paymentOf } from '../../wire/payment';
import { paymentFields, paymentSchema, type PaymentInput } from './paymentForm';

/** Creates a payment link, at most one for each order id. docs/contracts/kirimo.md §3.1 */
export const create = defineOperation({
	value: 'create',
	name: 'Create',
	action: 'Create a payment link',
	description: 'Create a link with which a buyer pays by bank, e-wallet, QRIS or shop',
	kind: 'write',
	fields: paymentFields,
	request: paymentSchema,
	names: ({ orderId }) => `payment ${textIn(orderId)}`,
	once: ({ orderId, customerName, customerEmail, amount }) => [
		{ field: 'Order ID', given: orderId, intent: { customerName, customerEmail, amount } },
	],
	async run(call, input) {
		warnOfDeafEar(call, input);
		const json = await settleOne(call, {
			async send([{ reference } = NONE]) {
				// Always sent: with an order id of Kirimo's own making a lost answer could not be looked up.
				const answer = await kirimo.tryPost(call, 'payment', bodyOf(call, reference, input));
				if (answer.ok) checkShape(call, documentedCreation, answer.body);
				else if (mayBeTaken(answer.failure)) answer.failure.advice = TAKEN;
				return answer;
			},
			confirmed: ({ reference }, body) => createdIn(body, reference, input.amount),
			isTaken: mayBeTaken,
			isNewUnderOther: true,
			lookUp: async ({ reference }) => await findPayment(call, reference, input),
			howToCheck: (orderId) =>
				`Look for ${orderId} with Payment → Get or in the Kirimo dashboard before you create it again`,
		});
		return await withPicture(call, json, input);
	},
});

const NONE = { reference: '' };

/**
 * The link for this money, when the answer has one that waits for its buyer. One that is paid, failed or expired already is an earlier
 * one, which has to be looked up. Should Kirimo give it another order id, that one finds it again.
 */
function createdIn(body: IDataObject, orderId: string, amount: number): IDataObject | undefined {
	const payment = paymentOf(body, orderId);
	const told = amountMeantBy(dataOf(body).amount);
	const isOurs = told === null || told === amount;
	if (typeof payment.paymentUrl !== 'string' || payment.paymentUrl === '') return undefined;
	if (!isOurs || isFinal(payment)) return undefined;
	return {
		...payment,
		orderId: payment.orderId || orderId,
		reference: payment.reference ?? null,
		alreadyExisted: false,
		raw: body,
	};
}

/** Empty fields are left out, not sent as "". docs/contracts/kirimo.md §3.1 */
function bodyOf(call: Call, orderId: string, input: PaymentInput): IDataObject {
	const { customerName, customerEmail, amount, additionalFields } = input;
	return {
		order_id: orderId,
		amount,
		customer_name: customerName,
		customer_email: customerEmail,
		customer_phone: additionalFields.customerPhone,
		return_url: additionalFields.returnUrl,
		notify_url: notifyUrlOf(call, input),
	};
}

function notifyUrlOf(call: Call, { notify, notifyUrl }: PaymentInput): string | undefined {
	return notify === 'thisExecution' ? resumeUrl(call) : notifyUrl;
}

/** Kirimo may take any address, and nobody says so when Duitku can't call it. docs/contracts/duitku-callback.md §1 */
function warnOfDeafEar(call: Call, input: PaymentInput): void {
	const url = notifyUrlOf(call, input) ?? '';
	if (url === '') {
		call.hint(
			'Notify URL is empty: nobody is told when these links are paid. Copy the Production URL of a Kirimo Trigger, or look them up with Payment → Get.',
		);
	} else if (url.includes('/webhook-test/')) {
		call.hint(
			`${url} is a test URL, at which n8n listens only while the editor waits for an event. Copy the Production URL of the Kirimo Trigger.`,
		);
	} else if (NO_WEBHOOK.test(url)) {
		call.hint(
			`${url} looks like the address of a page: nobody hears of payments there. Copy the Production URL of a Kirimo Trigger.`,
		);
	}
	const [, host = '', port = ''] =
		/^https?:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]+)(?::(\d+))?/i.exec(url) ?? [];
	if (host === '' || (!LOCAL.test(host) && ['', '80', '443'].includes(port))) return;
	call.hint(
		`Payments can not be reported to ${host}${port && `:${port}`}: Duitku calls only addresses on the internet, at port 80 or 443. Set WEBHOOK_URL of your n8n to its public address, or look payments up with Payment → Get.`,
	);
}

/** A workflow in n8n's editor, or a host and nothing else. */
const NO_WEBHOOK = /^https?:\/\/([^/?#]+\/?$|[^/]+\/(.*\/)?workflow\/)/i;

/** This machine, its network, or a name that only they know. */
const LOCAL =
	/^(127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|\[(::1|f[cde])|[^.[]+$|.*\.(local|localhost|internal|lan)$)/i;

/** Where n8n resumes this execution once it waits. It carries n8n's own token, so nobody can guess it. */
function resumeUrl({ ctx, item }: Call): string {
	return textIn(ctx.evaluateExpression('{{ $execution.resumeUrl }}', item));
}

/** The link is made by now: that it can not be drawn is no failure. */
async function withPicture(
	call: Call,
	json: IDataObject,
	{ qrCode, binaryPropertyName = 'data' }: PaymentInput,
): Promise<IDataObject | ItemWithBinary> {
	const { orderId, paymentUrl } = json;
	if (!qrCode) return json;
	if (typeof paymentUrl !== 'string' || paymentUrl === '' || paymentUrl.length > LONGEST_IN_QR) {
		call.hint(`The link of ${textIn(orderId)} is missing or too long for a QR code.`);
		return json;
	}
	const picture = await call.ctx.helpers.prepareBinaryData(
		qrPng(paymentUrl),
		`payment-${textIn(orderId)}.png`,
		'image/png',
	);
	return { json, binary: { [binaryPropertyName]: picture } };
}

const LONGEST_IN_QR = 2000;

/**
 * Whether a refusal may mean that the order id is taken, so that looking it up is worth while. Neither code nor text of that refusal
 * is documented (docs/contracts/kirimo.md §3.1), and a link wrongly taken for this item's is worse than an error. So a refusal counts
 * only when it speaks of a used order, and then only when the lookup shows the same order id, amount and buyer: a bad field of an order
 * whose id was used before must not end as an old, perhaps already paid, link. What this execution itself has sent needs no refusal:
 * a creation whose answer was lost is looked up and never sent again.
 */
function mayBeTaken({ httpCode, vendorText = '' }: Failure): boolean {
	// "Conflict": there is nothing else in a new payment that could be one.
	if (httpCode === 409) return true;
	if (httpCode === undefined || ![200, 400, 422].includes(httpCode)) return false;
	if (/\bduplicate entry\b/i.test(vendorText)) return true;
	const ofOrder = /order|pesanan|invoice|transaksi|transaction|tagihan|\b(bill|id)\b/i.test(
		vendorText,
	);
	const used =
		/sudah|telah|already|exist|duplica|duplikat|\b(ganda|kembar)\b|terpakai|terdaftar|used|unique|unik/i;
	const isThere = /\bdata\b.*\b(sudah|telah|already)\b.*\b(ada|terdaftar|exists?)\b/i;
	return (ofOrder && used.test(vendorText)) || isThere.test(vendorText);
}

/** Of one that the look-up does not find: another order id could be a second link. */
const TAKEN =
	'If this is about the Order ID, a payment link was made under it before, and may be this very one; Kirimo may show it only later. Look for it with Payment → Get or in the Kirimo dashboard before you give it another Order ID.';

/** The order's number, and what stands behind it for the link after this one: -L2, -L3 … */
function nextLinkOf(orderId: string): [number: string, link: string] {
	const [link = '', nth = 1] = /-L(\d+)$/i.exec(orderId) ?? [];
	return [orderId.slice(0, orderId.length - link.length), `-L${Number(nth) + 1}`];
}

const GONE: Record<string, string> = { failed: 'has failed', expired: 'link has expired' };

/** The payment that has this order id. One for other money or another buyer, or that can't be paid any more, is not this item's. */
async function findPayment(
	call: Call,
	orderId: string,
	{ amount, customerName }: PaymentInput,
): Promise<Found> {
	const answer = await kirimo.tryGet(call, 'status', { order_id: orderId });
	if (!answer.ok) {
		return isNoPayment(answer.failure) ? 'none' : { unasked: answer.failure };
	}
	const found = lookedUpPaymentOf(answer.body, orderId);
	if (found.orderId === '') return 'none';
	if (found.orderId !== orderId) {
		const message = `Kirimo's answer is about order "${textIn(found.orderId)}"`;
		return { unasked: { outcome: 'unknown', message } };
	}
	if (found.amount === null) {
		const message = "Kirimo's answer does not tell its amount";
		return { unasked: { outcome: 'unknown', message } };
	}
	if (found.amount !== amount || !agrees(found.customerName, customerName)) {
		return {
			other: `Order ID ${orderId} is already used for another payment: ${textIn(found.amount)} rupiah by "${textIn(found.customerName)}"`,
			advice: 'No payment was created for this item. Give each payment its own Order ID.',
		};
	}
	// A word that nobody knows is no live link.
	if (found.status !== 'pending' && found.status !== 'paid') {
		const [number, link] = nextLinkOf(orderId);
		return {
			other: `Order ID ${orderId} was used before, and its payment ${GONE[textIn(found.status)] ?? `has the status "${textIn(found.status)}"`}`,
			advice: `No payment was created now. Give a new link the order's number with ${link} behind it, ${number}${link}, and look first whether this one was paid after all: one parcel goes for both.`,
		};
	}
	return { record: { ...found, reference: null, alreadyExisted: true, raw: answer.body } };
}
