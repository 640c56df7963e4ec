import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { accounts } from '../accounts.ts';
import { formFields } from '../bodies.ts';
import { isProperlySigned } from './signature.ts';
import type { KasPro, KasProState, Partner } from './state.ts';

const MINUTE_MS = 60_000;
const partners: Partner[] = ['kasPro', 'otherKasPro'];

/** docs/contracts/kaspro.md §2.1: client id and secret travel as HTTP Basic. */
export function tokenRoute(app: FastifyInstance, { state }: KasPro): void {
	app.post(accounts.kasPro.tokenPath, async (request, reply) => {
		const partner = partners.find((one) => request.headers.authorization === basicOf(one));
		if (partner === undefined) return await reply.code(401).send({ error: 'invalid_client' });
		if (formFields(request).get('grant_type') !== 'client_credentials') {
			return await reply.code(400).send({ error: 'unsupported_grant_type' });
		}
		state.counters.token += 1;
		const token = `sandbox-access-token-${String(state.counters.token).padStart(4, '0')}`;
		const { tokenTtlSeconds, tokenSaysExpiry } = state.settings;
		const expiresAt = state.clock.now().getTime() + tokenTtlSeconds * 1000;
		state.tokens.push({ token, expiresAt, partner });
		const life = tokenSaysExpiry && { expires_in: tokenTtlSeconds };
		return { access_token: token, token_type: 'bearer', ...life };
	});
}

/**
 * Token, then signature, then the partner's own headers, and then how much the partner calls, before any API is reached. The signature's
 * error is the gateway's real one (docs/contracts/kaspro.md §2.4); those for token and partner headers are invented.
 */
export async function checkGateway(
	request: FastifyRequest,
	reply: FastifyReply,
	{ state }: KasPro,
): Promise<FastifyReply | undefined> {
	const { authMode, expiredToken, dateSkewSeconds } = state.settings;
	const partner = partnerOf(request, state);
	const { hmacKey, hmacSecret, origin } = accounts[partner];
	const isOAuth = authMode === 'oauth2Hmac' || authMode === 'bearerToken';
	const token = tokenOf(request);
	if (isOAuth && !isGood(token, state)) {
		const status = token === undefined ? 401 : Number(expiredToken);
		return await reply.code(status).send({ error: 'invalid_token' });
	}
	if (authMode === 'oauth2Hmac') {
		const signed = isProperlySigned(
			{
				method: request.method,
				url: request.url,
				date: request.headers.date,
				signature: oneHeader(request, 'kaspro-signature'),
			},
			{ id: hmacKey, secret: hmacSecret },
		);
		if (!signed || !isInTime(request.headers.date, dateSkewSeconds)) {
			const error = 'Authorization field missing, malformed or invalid';
			return await reply.code(400).send({ error });
		}
		if (request.headers.origin !== origin) {
			const error = 'Origin header missing or not registered for this partner';
			return await reply.code(403).send({ error });
		}
	}
	const needsPartnerKey = authMode === 'oauth2Hmac' || authMode === 'partnerKey';
	if (needsPartnerKey && oneHeader(request, 'partner-key') !== hmacKey) {
		return await reply.code(403).send({ error: 'Partner-Key header missing or unknown' });
	}
	return isWithinLimit(state, partner)
		? undefined
		: await reply.code(429).send({ error: 'Rate limit exceeded' });
}

function isWithinLimit({ settings, clock, calls }: KasProState, partner: Partner): boolean {
	const now = clock.now().getTime();
	calls[partner] = [...calls[partner].filter((at) => at > now - MINUTE_MS), now];
	return calls[partner].length <= (settings.callsPerMinute ?? Infinity);
}

/** Who calls: whose token or key it is. What proves nothing is taken for the first partner's. */
export function partnerOf(request: FastifyRequest, { tokens }: KasProState): Partner {
	const given = tokenOf(request);
	const known = tokens.find(({ token }) => token === given)?.partner;
	const key = oneHeader(request, 'partner-key');
	return known ?? partners.find((one) => accounts[one].hmacKey === key) ?? 'kasPro';
}

function basicOf(partner: Partner): string {
	const { clientId, clientSecret } = accounts[partner];
	return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
}

export function expireTokens(state: KasProState): number {
	const expired = state.tokens.length;
	state.tokens = [];
	return expired;
}

function tokenOf({ headers }: FastifyRequest): string | undefined {
	return /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

function isGood(given: string | undefined, state: KasProState): boolean {
	const now = state.clock.now().getTime();
	return state.tokens.some(({ token, expiresAt }) => token === given && expiresAt > now);
}

/** By the machine's clock and not the sandbox's: when that is moved on, the clocks of the partners are still right. */
function isInTime(date: string | undefined, skewSeconds: number | null): boolean {
	return (
		skewSeconds === null || Math.abs(Date.parse(date ?? '') - Date.now()) <= skewSeconds * 1000
	);
}

function oneHeader(request: FastifyRequest, name: string): string | undefined {
	const value = request.headers[name];
	return Array.isArray(value) ? undefined : value;
}
