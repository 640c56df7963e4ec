import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { accounts } from '../accounts.ts';
import { pathOf } from '../requestLog.ts';
import type { KiriminAjaState } from './state.ts';

/** Who may call, and how often: docs/contracts/kiriminaja.md §1.2, §1.3. */

const MINUTE_MS = 60_000;

/** The calls of which KiriminAja warns that too many end in a suspension. */
const HEAVY =
	/^\/api\/mitra\/(tracking|v4\/instant\/tracking\/.*|v2\/get_address_by_name|v6\.1\/addresses|kelurahan_by_name)$/;

/** Turns a call away, or lets it through. What comes with an unknown key is not counted. */
export async function admit(
	{ settings, clock, usage }: KiriminAjaState,
	request: FastifyRequest,
	reply: FastifyReply,
): Promise<FastifyReply | undefined> {
	const key = knownKey(request.headers.authorization);
	if (key === undefined) {
		const status = Number(settings.badKey.replace('http', ''));
		return reply.code(status).send({ status: false, text: 'Unauthorized.' });
	}
	const now = clock.now().getTime();
	const own = (usage[key] ??= { calls: [], suspendedUntil: 0 });
	own.calls = own.calls.filter(({ at }) => at > now - MINUTE_MS);
	own.calls.push({ at: now, isHeavy: HEAVY.test(pathOf(request.url)) });
	const heavy = own.calls.filter(({ isHeavy }) => isHeavy).length;
	if (heavy > (settings.heavyLimitPerMinute ?? Infinity) && own.calls.at(-1)?.isHeavy) {
		own.suspendedUntil = Math.max(own.suspendedUntil, now + settings.suspensionMinutes * MINUTE_MS);
		return tooMany(reply);
	}
	const isOver = own.calls.length > (settings.rateLimitPerMinute ?? Infinity);
	return isOver || own.suspendedUntil > now ? tooMany(reply) : undefined;
}

/** The place of the key in this list, so that no key stands in the state. */
function knownKey(header = ''): number | undefined {
	const { kiriminAja, otherKiriminAja } = accounts;
	const place = [kiriminAja.apiKey, otherKiriminAja.apiKey].findIndex((key) =>
		isSame(header, `Bearer ${key}`),
	);
	return place === -1 ? undefined : place;
}

function isSame(one: string, other: string): boolean {
	const given = Buffer.from(one);
	const wanted = Buffer.from(other);
	return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function tooMany(reply: FastifyReply): FastifyReply {
	return reply.code(429).send({ message: 'Too Many Attempts.' });
}

/** By which the routes of the other account are told from those of the first one. */
export function accountIn({ authorization }: IncomingHttpHeaders): 'other' | undefined {
	return isSame(authorization ?? '', `Bearer ${accounts.otherKiriminAja.apiKey}`)
		? 'other'
		: undefined;
}
