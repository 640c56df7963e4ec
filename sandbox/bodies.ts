import type { FastifyRequest } from 'fastify';

export type Input = Record<string, unknown>;

/**
 * Every body arrives as text (index.ts), because each vendor decides for itself what it accepts.
 * Undefined: not JSON, not declared as JSON, or not an object.
 */
export function jsonObject(request: FastifyRequest): Input | undefined {
	if (typeof request.body !== 'string' || request.body === '') return undefined;
	if (!contentType(request).includes('application/json')) return undefined;
	try {
		const value: unknown = JSON.parse(request.body);
		return isObject(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

export function formFields(request: FastifyRequest): URLSearchParams {
	const isForm = contentType(request).includes('application/x-www-form-urlencoded');
	return new URLSearchParams(isForm && typeof request.body === 'string' ? request.body : '');
}

/** A text or number as text; of anything else there is none. */
export function textIn(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export function isObject(value: unknown): value is Input {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Query parameters as text; a repeated one counts by its last value, as in PHP. */
export function queryText(request: FastifyRequest, name: string): string | undefined {
	const value = (request.query as Record<string, string | string[] | undefined>)[name];
	return Array.isArray(value) ? value.at(-1) : value;
}

export function contentType(request: FastifyRequest): string {
	return (request.headers['content-type'] ?? '').toLowerCase();
}
