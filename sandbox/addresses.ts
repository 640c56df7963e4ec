import { isIP } from 'node:net';

const localNames = /^(localhost|.*\.(localhost|local|internal|lan|home\.arpa))$/;
const localAddresses =
	/^(0\.|10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1?$|f[cd]|fe[89ab])/;

/** Whether a vendor on the internet can call an address: a host of the world, at a port that is called. */
export function isCallable(url: string, ports = ['', '80', '443']): boolean {
	if (!URL.canParse(url)) return false;
	const { hostname, port } = new URL(url);
	const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
	const isNamed = isIP(host) === 0;
	const isLocal = isNamed
		? localNames.test(host) || !host.includes('.')
		: localAddresses.test(host);
	return !isLocal && ports.includes(port);
}
