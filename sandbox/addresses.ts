import { isIP } from 'node:net';

/** Names that only one machine or network knows, or nobody at all. */
const localNames = /^(localhost|.*\.(localhost|local|internal|lan|home\.arpa))$/;
const nobody = /\.invalid$/;
const localAddresses =
	/^(0\.|10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1?$|f[cd]|fe[89ab])/;

/** Set aside for examples (RFC 2606): nobody is there, and no name server needs to be asked. */
const forExamples = /(^|\.)(example|test|invalid|example\.(com|net|org))$/;

export function isForExamples(url: string): boolean {
	return forExamples.test(new URL(url).hostname);
}

/** Whether it is a web address whose host somebody has. */
export function isWebAddress(url: string): boolean {
	if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return false;
	return !nobody.test(new URL(url).hostname);
}

/** Whether a vendor on the internet can reach it. */
export function isOnInternet(url: string): boolean {
	if (!isWebAddress(url)) return false;
	const host = new URL(url).hostname.replace(/^\[|\]$/g, '').toLowerCase();
	if (isIP(host) !== 0) return !localAddresses.test(host);
	return host.includes('.') && !localNames.test(host);
}

/** Duitku calls two ports only: docs/contracts/duitku-callback.md §1. */
export function isCalledByDuitku(url: string): boolean {
	return isOnInternet(url) && ['', '80', '443'].includes(new URL(url).port);
}
