import { createHash, createHmac } from 'crypto';
import type { IDataObject } from 'n8n-workflow';
import { sameSecret } from '../../shared/trigger/webhook';
import { rupiahIn } from '../../shared/values/kinds';

/** A Duitku callback, as text exactly as it was received; other fields beside these may be anything. */
export interface Callback extends IDataObject {
	merchantCode: string;
	amount: string;
	merchantOrderId: string;
	resultCode: string;
	signature: string;
}

/** The answer of Kirimo's own examples; Duitku looks at the HTTP 200 only. docs/contracts/kirimo.md §4 */
export const ACCEPTED = { statusCode: '00' };

export type Scheme = 'md5' | 'hmac-sha256';

const REQUIRED = ['merchantCode', 'amount', 'merchantOrderId', 'resultCode', 'signature'];

/**
 * The callback in a parsed form or JSON body, or what is wrong with it. A required field that is missing, empty or repeated (a list) is
 * refused here, before it is put into a hash as some other text. A JSON number is text as it prints, and a result code has two digits: a
 * relay may write them so. docs/contracts/duitku-callback.md §2, §3 (6), docs/contracts/kirimo.md §4.1
 */
export function readCallback(body: unknown): { callback: Callback } | { problem: string } {
	if (typeof body !== 'object' || body === null || Array.isArray(body)) {
		return { problem: 'Expected the fields of a Duitku callback, as a form or as JSON' };
	}
	const texts = Object.entries(body).map(([name, value]: [string, unknown]) => {
		if (typeof value !== 'number') return [name, value];
		return [name, String(value).padStart(name === 'resultCode' ? 2 : 1, '0')];
	});
	const callback = Object.fromEntries(texts) as Callback;
	const bad = REQUIRED.find((name) => typeof callback[name] !== 'string' || callback[name] === '');
	if (bad !== undefined) return { problem: `${bad} is missing, empty, repeated or no text` };
	if (rupiahIn(callback.amount) === null) return { problem: 'amount is no whole number' };
	return { callback };
}

/**
 * The scheme with which the merchant's key has signed the callback, or nothing when it has not. Which one a project uses is told by the
 * length alone. docs/contracts/duitku-callback.md §3
 */
export function signedWith(
	{ merchantCode, amount, merchantOrderId, signature }: Callback,
	expected: { merchantCode: string; merchantKey: string },
): Scheme | undefined {
	const scheme = SCHEME_BY_LENGTH[signature.length];
	if (scheme === undefined || expected.merchantKey === '') return undefined;
	if (!isOfProject(merchantCode, expected.merchantCode)) return undefined;
	const message = merchantCode + amount + merchantOrderId;
	const right = DIGEST[scheme](message, expected.merchantKey);
	return sameSecret(signature.toLowerCase(), right) ? scheme : undefined;
}

/** Whether a callback is of the Duitku project that the merchant has named; any is when none was named. */
export function isOfProject(merchantCode: string, expected: string): boolean {
	return expected === '' || merchantCode === expected;
}

const SCHEME_BY_LENGTH: Record<number, Scheme> = { 32: 'md5', 64: 'hmac-sha256' };

const DIGEST: Record<Scheme, (message: string, key: string) => string> = {
	md5: (message, key) =>
		createHash('md5')
			.update(message + key)
			.digest('hex'),
	'hmac-sha256': (message, key) => createHmac('sha256', key).update(message).digest('hex'),
};
