import type { FastifyReply, FastifyRequest } from 'fastify';
import { isObject, queryText, type Input } from './bodies.ts';
import type { Delivery } from './outbox.ts';

/** A control call without a body asks for the defaults. */
export function controlInput(request: FastifyRequest): Input {
	if (typeof request.body !== 'string' || request.body.trim() === '') return {};
	let value: unknown;
	try {
		value = JSON.parse(request.body);
	} catch {
		value = undefined;
	}
	if (!isObject(value)) throw new BadControlInput('The body must be a JSON object.');
	return value;
}

export function countFrom(request: FastifyRequest, name: string, otherwise: number): number {
	const text = queryText(request, name);
	if (text === undefined) return otherwise;
	const count = Number(text);
	if (!Number.isInteger(count) || count < 1 || count > 100) {
		throw new BadControlInput(`${name} must be a whole number from 1 to 100.`);
	}
	return count;
}

/** Answered as 400 by the error handler of control.ts. */
export class BadControlInput extends Error {}

export function refuse(reply: FastifyReply, status: number, error: string): FastifyReply {
	return reply.code(status).send({ error });
}

/** What became of a webhook, for whoever caused it. */
export function report({ id, event, url, attempts, status, error }: Delivery): object {
	return { id, event, url, attempts, status, error };
}
