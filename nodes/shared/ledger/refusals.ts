import { createHash, randomBytes } from 'crypto';

/**
 * Secrets that a service has refused: a PIN or one-time password that was wrong stays wrong, and a few wrong ones lock the account. Kept
 * by this process for an hour, over all executions, as hashes that mean nothing outside it.
 */
const refusedUntil = new Map<string, number>();
const HOUR_MS = 60 * 60_000;
const salt = randomBytes(32);

/** @param secret what was refused, with the account that it was refused for */
export function rememberRefused(secret: string[]): void {
	const now = Date.now();
	for (const [key, until] of refusedUntil) if (until <= now) refusedUntil.delete(key);
	refusedUntil.set(keyOf(secret), now + HOUR_MS);
}

export function wasRefused(secret: string[]): boolean {
	return (refusedUntil.get(keyOf(secret)) ?? 0) > Date.now();
}

/** What a restart of n8n does. */
export function forgetRefused(): void {
	refusedUntil.clear();
}

/** Tells secrets apart in what is stored with an execution; only this process can make it, so it gives nothing away. */
export function veiled(secret: string): string {
	return keyOf([secret]).slice(0, 12);
}

function keyOf(secret: string[]): string {
	return createHash('sha256').update(salt).update(JSON.stringify(secret)).digest('hex');
}
