import { accounts } from '../accounts.ts';
import { isCalledByDuitku } from '../addresses.ts';
import { minutesAfter, wib } from '../clock.ts';
import { deliver, type Content, type Delivery } from '../outbox.ts';
import { masked } from './forms.ts';
import type { KirimoSettings } from './settings.ts';
import { callbackSignature } from './signature.ts';
import type { CallbackEncoding, Kirimo, KirimoOrder, SignatureScheme } from './state.ts';

const TWO_DAYS = 2 * 24 * 60;

/** Issuer of the invented payer's wallet, by QRIS payment code (docs/contracts/duitku-callback.md §2 and §6). */
const qrisIssuers: Record<string, string> = {
	SP: '93600918',
	NQ: '93600914',
	GQ: '93600915',
	SQ: '93600812',
};

export interface CallbackChoice {
	scheme: SignatureScheme;
	encoding: CallbackEncoding;
}

/** Duitku tells the notify_url. Null: the payment was made without one, or with one that Duitku can not call. */
export async function sendCallback(
	service: Kirimo,
	order: KirimoOrder,
	{ scheme, encoding }: CallbackChoice,
): Promise<Delivery | null> {
	const { settings, accounts: all } = service.state;
	const { notifyUrl: url } = order;
	if (url === null) return null;
	if (settings.localUrls === 'neverCalled' && !isCalledByDuitku(url)) return null;
	const { orderPrefix } = all[order.account];
	const prefix = settings.merchantOrderId === 'prefixed' ? orderPrefix : '';
	const fields = callbackFields(order, scheme, settings, prefix);
	return await deliver(service, contentOf(url, encoding, settings, fields));
}

/** The project that makes the payments is the merchant's, whose key it then has, or Kirimo's. */
const RESELLER = { merchantCode: 'DKRM001', key: '9f8e7d6c5b4a39281706f5e4d3c2b1a0' };
const STRANGER = { merchantCode: 'DOTHER1', key: 'ffffffffffffffffffffffffffffffff' };

function projectOf({ project }: Pick<KirimoSettings, 'project'>) {
	const { duitkuMerchantCode: merchantCode, duitkuMerchantKey: key } = accounts.kirimo;
	return project === 'merchant' ? { merchantCode, key } : RESELLER;
}

type Fields = Record<string, string> & { resultCode: string };

function contentOf(
	url: string,
	encoding: CallbackEncoding,
	{ callbackAmount }: Pick<KirimoSettings, 'callbackAmount'>,
	fields: Fields,
): Content {
	const { resultCode: event } = fields;
	if (encoding === 'form') {
		const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
		return { event, url, headers, body: new URLSearchParams(fields).toString() };
	}
	const amount = callbackAmount === 'number' ? Number(fields.amount) : fields.amount;
	const headers = { 'Content-Type': 'application/json' };
	return { event, url, headers, body: JSON.stringify({ ...fields, amount }) };
}

/** The same about another order: with `code` from another Duitku project, otherwise under the merchant's code with another key. */
export function forged({ url, headers, body }: Delivery, how: string): Content {
	const isForm = headers['Content-Type'] !== 'application/json';
	const fields = (
		isForm ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body)
	) as Fields;
	const merchantCode = how === 'code' ? STRANGER.merchantCode : String(fields.merchantCode);
	const signed = {
		merchantCode,
		amount: String(fields.amount),
		merchantOrderId: `STRANGE-${fields.merchantOrderId}`,
	};
	const signature = callbackSignature('md5', signed, STRANGER.key);
	const strange = { ...fields, ...signed, signature };
	return contentOf(url, isForm ? 'form' : 'json', { callbackAmount: 'digits' }, strange);
}

/** The nine documented fields and those that come along in reality: docs/contracts/duitku-callback.md §2. */
export function callbackFields(
	order: KirimoOrder,
	scheme: SignatureScheme,
	settings: Pick<
		KirimoSettings,
		'callbackAmount' | 'callbackFields' | 'failedCode' | 'project' | 'signatureCase'
	> = AS_PUBLISHED,
	prefix = '',
): Fields {
	const { shopName } = accounts.kirimo;
	const { merchantCode, key } = projectOf(settings);
	const paymentCode = order.paymentCode ?? 'BC';
	const signed = {
		merchantCode,
		amount: settings.callbackAmount === 'decimals' ? `${order.amount}.00` : String(order.amount),
		merchantOrderId: prefix + order.orderId,
	};
	const signature = callbackSignature(scheme, signed, key);
	const all = settings.callbackFields === 'all';
	return {
		...signed,
		productDetail: `Pembayaran via ${shopName}`,
		additionalParam: '',
		...(all && { paymentCode }),
		resultCode: order.duitkuStatus === 'paid' ? '00' : settings.failedCode,
		merchantUserId: '',
		reference: order.reference,
		signature: settings.signatureCase === 'upper' ? signature.toUpperCase() : signature,
		...(all && later(order, paymentCode)),
	};
}

/** What Duitku has added over the years. */
function later(order: KirimoOrder, paymentCode: string): Record<string, string> {
	const issuerCode = qrisIssuers[paymentCode] ?? '';
	return {
		publisherOrderId: `MG${order.pageReference}`,
		spUserHash: paymentCode === 'SP' ? 'a1b2c3' : '',
		settlementDate: wib(minutesAfter(order.settledAt ?? order.createdAt, TWO_DAYS)).slice(0, 10),
		issuerCode,
		...(issuerCode ? { customerName: masked(order.customerName) } : {}),
	};
}

const AS_PUBLISHED = {
	callbackAmount: 'digits',
	callbackFields: 'all',
	failedCode: '01',
	project: 'merchant',
	signatureCase: 'lower',
} as const;
