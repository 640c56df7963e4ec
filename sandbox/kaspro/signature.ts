import { createHmac, timingSafeEqual } from 'node:crypto';

export interface SignatureHeader {
	keyId: string;
	algorithm: string;
	headers: string;
	/** Still percent-encoded, as it came. */
	signature: string;
}

/** docs/contracts/kaspro.md §2.3: the path without its query, the Date header to the letter. */
export function stringToSign(method: string, path: string, date: string): string {
	return `(request-target): ${method.toLowerCase()} ${path}\ndate: ${date}`;
}

export function signatureOf(text: string, secret: string): string {
	return createHmac('sha256', secret).update(text, 'utf8').digest('base64');
}

/** `Signature keyId="…",algorithm="…",headers="…",signature="…"`, each exactly once. */
export function parseSignatureHeader(header: string): SignatureHeader | undefined {
	const parts = /^Signature (.+)$/.exec(header)?.[1]?.split(',') ?? [];
	const fields = new Map<string, string>();
	for (const part of parts) {
		const [, name, value] = /^\s*([A-Za-z]+)="([^"]*)"$/.exec(part) ?? [];
		if (name === undefined || value === undefined || fields.has(name)) return undefined;
		fields.set(name, value);
	}
	const keyId = fields.get('keyId');
	const algorithm = fields.get('algorithm');
	const headers = fields.get('headers');
	const signature = fields.get('signature');
	if (!keyId || !algorithm || !headers || !signature || fields.size !== 4) return undefined;
	return { keyId, algorithm, headers, signature };
}

export interface SignedRequest {
	method: string;
	/** With or without a query; the query is not part of what is signed. */
	url: string;
	date: string | undefined;
	signature: string | undefined;
}

/** `Mon, 04 Oct 2021 07:00:30 GMT`, the form of HTTP: docs/contracts/kaspro.md §2.2. */
const DATE =
	/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/;

/** Whether the gateway lets a call through: docs/contracts/kaspro.md §2.4. */
export function isProperlySigned(
	request: SignedRequest,
	key: { id: string; secret: string },
): boolean {
	if (!request.date || !DATE.test(request.date) || Number.isNaN(Date.parse(request.date))) {
		return false;
	}
	const header = parseSignatureHeader(request.signature ?? '');
	if (!header || header.keyId !== key.id || header.algorithm !== 'hmac-sha256') return false;
	if (header.headers !== '(request-target) date') return false;
	const path = request.url.split('?', 1)[0] ?? '';
	const wanted = signatureOf(stringToSign(request.method, path, request.date), key.secret);
	return isEqual(decoded(header.signature), wanted);
}

/** Base64 has `+`, `/` and `=`, so what was not percent-encoded is not a signature of this gateway. */
function decoded(value: string): string | undefined {
	if (!/^(?:[A-Za-z0-9]|%[0-9A-Fa-f]{2})+$/.test(value)) return undefined;
	return decodeURIComponent(value);
}

function isEqual(given: string | undefined, wanted: string): boolean {
	if (given === undefined || given.length !== wanted.length) return false;
	return timingSafeEqual(Buffer.from(given), Buffer.from(wanted));
}
