import { createHash } from 'crypto';
import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';
import { kiriminAja } from '../wire/api';

const FRESH_MS = 5 * 60_000;
const MOST_ANSWERS = 200;

interface Kept {
	answer: Promise<IDataObject>;
	until: number;
}

/** Oldest first. */
const answers = new Map<string, Kept>();

/**
 * Answers a list of the editor from memory when the same account asked the same a few minutes ago. The editor asks with every pause in
 * typing and every time a list is opened, and KiriminAja suspends accounts that search too often. docs/contracts/kiriminaja.md §1.3
 */
export async function remembered(
	ctx: ILoadOptionsFunctions,
	question: string,
	ask: () => Promise<IDataObject>,
): Promise<IDataObject> {
	const key = await keyOf(ctx, question);
	const kept = answers.get(key);
	if (kept !== undefined && kept.until > Date.now()) return await kept.answer;
	const answer = ask();
	keep(key, { answer, until: Date.now() + FRESH_MS });
	answer.catch(() => answers.delete(key));
	return await answer;
}

/** Hashed, so that no API key stays in memory here. */
async function keyOf(ctx: ILoadOptionsFunctions, question: string): Promise<string> {
	const { apiKey } = await ctx.getCredentials('kiriminAjaApi');
	const parts = [await kiriminAja.baseUrl({ ctx }), apiKey, question.toLowerCase()];
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function keep(key: string, entry: Kept): void {
	answers.delete(key);
	answers.set(key, entry);
	const [oldest] = answers.keys();
	if (answers.size > MOST_ANSWERS && oldest !== undefined) answers.delete(oldest);
}
