import { createHash, createHmac } from 'node:crypto';
import type { SignatureScheme } from './state.ts';

export interface SignedFields {
	merchantCode: string;
	/** As text, exactly as it is sent. */
	amount: string;
	merchantOrderId: string;
}

/** docs/contracts/duitku-callback.md §3: code, amount, order id, in this order and without separators. */
export function callbackSignature(
	scheme: SignatureScheme,
	{ merchantCode, amount, merchantOrderId }: SignedFields,
	merchantKey: string,
): string {
	const message = merchantCode + amount + merchantOrderId;
	return scheme === 'md5'
		? createHash('md5')
				.update(message + merchantKey, 'utf8')
				.digest('hex')
		: createHmac('sha256', merchantKey).update(message, 'utf8').digest('hex');
}
