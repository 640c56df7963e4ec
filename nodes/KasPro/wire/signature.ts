import { createHmac } from 'crypto';

export interface HmacKey {
	id: string;
	secret: string;
}

/**
 * The value of KasPro's `KasPro-Signature` header. The path has no query string and keeps its last slash, the body is not signed, and
 * the secret is plain text although it looks like base64. docs/contracts/kaspro.md §2.3
 */
export function signatureHeader(method: string, path: string, date: string, key: HmacKey): string {
	const text = `(request-target): ${method.toLowerCase()} ${path}\ndate: ${date}`;
	const digest = createHmac('sha256', key.secret).update(text, 'utf8').digest('base64');
	return `Signature keyId="${key.id}",algorithm="hmac-sha256",headers="(request-target) date",signature="${encodeURIComponent(digest)}"`;
}
