import type { IWebhookFunctions } from 'n8n-workflow';

const IPV4 = /^(\d{1,3}\.){3}\d{1,3}$/;
const IPV6 = /^[\da-f:]*:[\da-f:]*(\.\d+){0,3}$/i;

const addressesIn = (list: string) => list.split(/[\s,;]+/).filter((entry) => entry !== '');

/** What stands in the list and can not be an address. */
export function notAddresses(list: string): string[] {
	return addressesIn(list).filter((entry) => !IPV4.test(entry) && !IPV6.test(entry));
}

/**
 * Whether the sender's address is in the node's list. No list allows everybody: whether Duitku or Kirimo calls is not known, and
 * behind a proxy the address may be the proxy's. docs/contracts/duitku-callback.md §1
 */
export function isAllowedSource(ctx: IWebhookFunctions): boolean {
	const allowed = addressesIn(ctx.getNodeParameter('sourceIps', '') as string).map(plain);
	return allowed.length === 0 || allowed.includes(plain(ctx.getRequestObject().ip ?? ''));
}

/** A server that listens on IPv6 too sees `::ffff:182.23.85.8`. */
const plain = (address: string) => address.toLowerCase().replace(/^::ffff:/, '');
