import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Credential } from '../../demo/n8n.ts';
import { accounts } from '../../sandbox/index.ts';
import type { Counts, Limit, Question, Reply, Setup } from './protocol.ts';
import type { Recording } from './recording.ts';

export type { Counts } from './protocol.ts';

/** One stand-in for all three services. */
export interface Vendor {
	url: string;
	/** Of the three services, under this vendor's name: each vendor is an account of its own to n8n. */
	credentials: Credential[];
	/** What it has seen since this was last called. */
	counts(): Promise<Counts>;
	stop(): void;
}

interface Options {
	/** How its credentials are called. */
	name: string;
	latency?: number;
	limit?: Omit<Limit, 'body'>;
}

export async function startVendor(
	{ routes, tooMany }: Recording,
	{ name, latency = 0, limit }: Options,
): Promise<Vendor> {
	const child = fork(join(import.meta.dirname, 'server.ts'));
	async function ask<Expected extends Reply>(question: Question): Promise<Expected> {
		const answer = once(child, 'message') as Promise<[Expected]>;
		child.send(question);
		return (await answer)[0];
	}
	const setup: Setup = { routes, latency, limit: limit && { ...limit, body: tooMany } };
	const { url } = await ask<{ url: string }>({ start: setup });
	return {
		url,
		credentials: credentialsOf(name, url),
		counts: async () => (await ask<{ counts: Counts }>({ count: true })).counts,
		stop: () => child.disconnect(),
	};
}

/** KasPro is called as on its older hosts: what signs a call cannot be used by the HTTP Request node. */
function credentialsOf(name: string, baseUrl: string): Credential[] {
	const { kiriminAja, kirimo, kasPro } = accounts;
	const { duitkuMerchantCode, duitkuMerchantKey } = kirimo;
	return [
		{
			name,
			type: 'kiriminAjaApi',
			data: { environment: 'custom', baseUrl, apiKey: kiriminAja.apiKey },
		},
		{
			name,
			type: 'kirimoApi',
			data: { baseUrl, apiKey: kirimo.apiKey, duitkuMerchantCode, duitkuMerchantKey },
		},
		{
			name,
			type: 'kasProApi',
			data: { baseUrl, authMode: 'partnerKey', partnerKey: kasPro.hmacKey },
		},
	];
}
