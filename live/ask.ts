import type { Answer, Question, Request, Service } from './question.ts';
import { isObject, type Row } from './shape.ts';

/** What is taken of the nodes: their operations, and how their credential signs a request. */
export interface Nodes {
	resources: Resource[];
	credential: Credential;
}

export interface Resource {
	value: string;
	name: string;
	operations: Operation[];
}

export interface Operation {
	value: string;
	name: string;
	kind: 'read' | 'write';
	request: { safeParse(form: unknown): { success: boolean; data?: unknown } };
	run?(call: object, input: unknown): Promise<unknown>;
}

/** n8n's credential types: headers with expressions in them, or a function. */
export interface Credential {
	authenticate?: object;
	preAuthentication?(this: object, values: never): Promise<object>;
}

/** Said of a request that has got no answer; the same will become of those behind it. */
export class NoAnswer extends Error {}

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 5 * 1024 * 1024;
/** A service that names no pause counts by the minute. docs/contracts/kiriminaja.md §1.3 */
const USUAL_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 300_000;
const MOST_TRIES = 3;
const TOKEN_BODY = 'grant_type=client_credentials';

/**
 * The one place that sends. What leaves here is a call that stands in the service's list of reads, under an operation that the nodes know as
 * a read: anything else is refused before a connection is opened.
 */
export class Asker {
	/** How many requests have left. */
	sent = 0;

	private readonly service: Service;
	private readonly nodes: Nodes;
	private readonly credential: Record<string, string>;
	private readonly sleep: (milliseconds: number) => Promise<void>;

	constructor(
		service: Service,
		nodes: Nodes,
		credential: Record<string, string>,
		sleep: (milliseconds: number) => Promise<void>,
	) {
		this.service = service;
		this.nodes = nodes;
		this.credential = credential;
		this.sleep = sleep;
	}

	/** One after the other, with a pause between them, and the pause that the service asks for. */
	async ask(question: Pick<Question, 'operations'>, request: Request): Promise<Answer> {
		refuseOthers(this.service, this.nodes, question, request);
		for (let tries = 1; ; tries++) {
			if (this.sent > 0) await this.sleep(this.pause);
			const { url, init } = await this.signed(request);
			const answer = { ...(await this.exchange(url, init)), sent: request };
			const pause = pauseIn(answer);
			if (pause === undefined) return answer;
			if (pause > LONGEST_PAUSE_MS) {
				throw new NoAnswer(`it wants to be left alone for ${Math.ceil(pause / 60_000)} minutes`);
			}
			if (tries === MOST_TRIES) {
				throw new NoAnswer(`it has answered HTTP ${answer.status} ${tries} times`);
			}
			await this.sleep(pause);
		}
	}

	/** A service on this machine is nobody's to be spared. */
	private get pause(): number {
		return isLocal(this.credential.baseUrl ?? '') ? 0 : this.service.pause;
	}

	private async signed({ method, path, query, body }: Request) {
		const base = this.credential.baseUrl ?? '';
		const url = new URL(base + path);
		for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
		const options = {
			method,
			baseURL: base,
			url: path,
			qs: query,
			headers: {
				Accept: 'application/json',
				...(body && { 'Content-Type': 'application/json' }),
			},
		};
		const headers = await this.headersOf(options);
		return { url, init: { method, headers, body: body && JSON.stringify(body) } };
	}

	/** As the nodes' own credential signs it. */
	private async headersOf(options: { headers: Record<string, string> }) {
		const { credential: type } = this.nodes;
		const { authenticate } = type;
		if (type.preAuthentication && !this.credential.accessToken) {
			const helpers = { httpRequest: (token: TokenRequest) => this.askForToken(token) };
			Object.assign(
				this.credential,
				await type.preAuthentication.call({ helpers }, this.credential as never),
			);
		}
		if (typeof authenticate === 'function') {
			const sign = authenticate as (values: object, request: object) => Promise<typeof options>;
			return (await sign(this.credential, options)).headers;
		}
		const { properties } = authenticate as { properties: { headers: Record<string, string> } };
		const own = Object.entries(properties.headers).map(([name, template]) => [
			name,
			template
				.replace(/^=/, '')
				.replace(/\{\{\s*\$credentials\.(\w+)\.trim\(\)\s*\}\}/g, (_, key: string) =>
					(this.credential[key] ?? '').trim(),
				),
		]);
		return { ...options.headers, ...(Object.fromEntries(own) as Record<string, string>) };
	}

	/** An access token changes nothing but who may ask. docs/contracts/kaspro.md §2.1 */
	private async askForToken({ method, url, headers, auth, body }: TokenRequest) {
		const address = new URL(url);
		const isToken =
			method === 'POST' && body === TOKEN_BODY && /\/token\/?$/.test(address.pathname);
		if (!isToken || address.search !== '') {
			throw new NoAnswer('a token path has to end with /token (KASPRO_TOKEN_PATH)');
		}
		const basic = Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
		const { status, text } = await this.exchange(address, {
			method,
			headers: { ...headers, Authorization: `Basic ${basic}` },
			body,
		});
		return { statusCode: status, body: text };
	}

	private async exchange(
		url: URL,
		init: { method: string; headers: Record<string, string>; body?: string },
	): Promise<Omit<Answer, 'sent'>> {
		this.sent++;
		try {
			const response = await fetch(url, {
				...init,
				redirect: 'manual',
				signal: AbortSignal.timeout(TIMEOUT_MS),
			});
			const text = await textOf(response);
			const headers = Object.fromEntries(response.headers);
			return { status: response.status, text, body: objectIn(text), headers };
		} catch (error) {
			if (error instanceof NoAnswer) throw error;
			throw new NoAnswer(`no answer came from ${url.host} (${reasonOf(error)})`);
		}
	}
}

interface TokenRequest {
	method: string;
	url: string;
	headers: Record<string, string>;
	auth: { username: string; password: string };
	body: string;
}

/** Throws unless this is the listed call of operations that are reads. */
export function refuseOthers(
	{ name, reads }: Service,
	{ resources }: Nodes,
	{ operations }: Pick<Question, 'operations'>,
	request: Request,
): void {
	const [first] = operations;
	if (first === undefined) throw new Error(`${name}: a request of no operation is never sent`);
	for (const operation of operations) {
		if (operationIn(resources, operation)?.operation.kind !== 'read') {
			throw new Error(`${name}: ${operation} is no read, and is never asked`);
		}
		const listed = Object.hasOwn(reads, operation) ? reads[operation] : undefined;
		if (listed === undefined || !isCall(request, listed)) {
			throw new Error(`${name}: ${request.method} ${request.path} is not how ${operation} reads`);
		}
	}
}

/** Whether a request is the call of a list: same method, path and action; `{…}` is any one part of a path. */
function isCall({ method, path, query, body }: Request, listed: string): boolean {
	const [wantedMethod = '', url = ''] = listed.split(' ');
	const [wantedPath = '', wantedQuery = ''] = url.split('?');
	const parts = path.split('/');
	const wanted = wantedPath.split('/');
	const isPath =
		parts.length === wanted.length &&
		wanted.every((part, index) =>
			part.startsWith('{') ? /^[\w.%~-]+$/.test(parts[index] ?? '') : part === parts[index],
		);
	const isQuery = [...new URLSearchParams(wantedQuery)].every(
		([key, value]) => query?.[key] === value,
	);
	const hasNoDots = !parts.includes('..') && !parts.includes('.');
	return (
		method === wantedMethod &&
		isPath &&
		isQuery &&
		hasNoDots &&
		(method === 'POST' || body === undefined)
	);
}

export function operationIn(resources: Resource[], name: string) {
	const [resourceValue, value] = name.split('.');
	const resource = resources.find((one) => one.value === resourceValue);
	const operation = resource?.operations.find((one) => one.value === value);
	return resource && operation ? { resource, operation } : undefined;
}

export function isLocal(address: string): boolean {
	return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(address).hostname);
}

async function textOf(response: Response): Promise<string> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
		size += chunk.length;
		if (size > MOST_BYTES) throw new NoAnswer('an answer is larger than 5 MB');
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString('utf8');
}

function objectIn(text: string): Row | undefined {
	try {
		const value = JSON.parse(text) as unknown;
		return isObject(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

/** How long the service asks to wait before the same is asked again, in milliseconds. */
function pauseIn({ status, headers }: Answer): number | undefined {
	const wanted = headers['retry-after'];
	if (status !== 429 && !(status === 503 && wanted !== undefined)) return undefined;
	if (wanted === undefined) return USUAL_PAUSE_MS;
	const seconds = /^\d+$/.test(wanted.trim())
		? Number(wanted) * 1000
		: Date.parse(wanted) - Date.now();
	return Number.isNaN(seconds) ? USUAL_PAUSE_MS : Math.max(0, seconds);
}

/** The code of a network, which holds nothing of the request. */
function reasonOf(error: unknown): string {
	const { name, cause } = error as Error;
	const { code } = (cause ?? {}) as { code?: unknown };
	return typeof code === 'string'
		? code
		: name === 'TimeoutError'
			? 'after 30 seconds'
			: 'no connection';
}
