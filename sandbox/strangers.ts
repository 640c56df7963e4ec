import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refuse } from './controlAnswers.ts';

/**
 * Other sites that are open in the same browser may press nothing here, and read nothing under a name of theirs that leads to this
 * machine. Whoever calls without a browser sends none of these headers but Host.
 */
export function keepStrangersOut(app: FastifyInstance): void {
	app.addHook('onRequest', async (request, reply) => {
		if (!isForThisMachine(request)) {
			return refuse(reply, 403, 'Open the sandbox as http://127.0.0.1 or http://localhost.');
		}
		if (request.method !== 'GET' && request.method !== 'HEAD' && isFromElsewhere(request)) {
			return refuse(reply, 403, 'Another site asked for this; only pages of the sandbox may.');
		}
	});
}

const ownNames = ['127.0.0.1', 'localhost', '[::1]'];

function isForThisMachine({ headers: { host = '' } }: FastifyRequest): boolean {
	const address = `http://${host}`;
	return URL.canParse(address) && ownNames.includes(new URL(address).hostname);
}

function isFromElsewhere({ headers: { host = '', origin, ...others } }: FastifyRequest): boolean {
	const site = others['sec-fetch-site'] ?? 'same-origin';
	const isOwnSite = site === 'same-origin' || site === 'none';
	return !isOwnSite || (origin !== undefined && origin !== `http://${host}`);
}
