import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as the vendor got it. */
export interface VendorCall {
	method: string;
	/** Without the query. */
	path: string;
	query: Record<string, string>;
	/** JSON parsed, a form as its fields; text as it came when it is neither, `undefined` when there is none or it was not read. */
	body: unknown;
	headers: IncomingMessage['headers'];
}

/** What the vendor does with a request. */
export type Reply =
	| { status?: number; type?: string; text: string; headers?: Record<string, string> }
	/** The connection breaks: before the vendor read the request, or after it. */
	| { breaks: 'before reading' | 'after reading' }
	/** The connection stays open for ever. */
	| { never: true };

/** Answers one path; `nth` counts the calls of that path from 1. */
export type Script = Reply | ((call: VendorCall, nth: number) => Reply | Promise<Reply>);

export const json = (body: unknown, status = 200): Reply => verbatim(JSON.stringify(body), status);
/** JSON text as it is, e.g. with numbers that JavaScript cannot hold. */
export const verbatim = (text: string, status = 200): Reply => ({
	status,
	type: 'application/json',
	text,
});
export const html = (
	status: number,
	text = '<html><body><h1>Bad Gateway</h1></body></html>',
): Reply => ({ status, type: 'text/html', text });
/** The request was read, and what the script did before is done; only the answer is lost. */
export const lost: Reply = { breaks: 'after reading' };
export const unread: Reply = { breaks: 'before reading' };
export const never: Reply = { never: true };

/** Answers in turn; the last one for all calls after it. */
export function inTurn(...scripts: [Script, ...Script[]]): Script {
	return async (call, nth) => {
		const script = scripts[Math.min(nth, scripts.length) - 1] ?? scripts[0];
		return typeof script === 'function' ? await script(call, nth) : script;
	};
}

export interface ScriptedVendor {
	url: string;
	/** Every request, in the order of arrival. */
	calls: VendorCall[];
	/** Sets what a path does, e.g. `POST /p2p-transaction/`; a query may belong to it: `POST /api.php?action=payment`. */
	on(aim: string, script: Script): void;
	/** The requests to a path. */
	callsTo(aim: string): VendorCall[];
	/** The bodies of the requests to a path. */
	bodiesTo<Body = Record<string, unknown>>(aim: string): Body[];
	/** Forgets scripts and requests. */
	reset(): void;
	close(): Promise<void>;
}

/** A vendor on this machine that does what the test says. It shares no code with the sandbox, so that one mistake can't hide another. */
export async function startVendor(): Promise<ScriptedVendor> {
	const calls: VendorCall[] = [];
	const scripts = new Map<string, Script>();
	const isAimedAt = (aim: string, { method, path, query }: VendorCall) => {
		const [wanted = '', search = ''] = aim.split('?');
		return (
			wanted === `${method} ${path}` &&
			[...new URLSearchParams(search)].every(([key, value]) => query[key] === value)
		);
	};
	const callsTo = (aim: string) => calls.filter((call) => isAimedAt(aim, call));

	const answer = async (request: IncomingMessage, response: ServerResponse) => {
		const { pathname, searchParams } = new URL(String(request.url), 'http://vendor');
		const call: VendorCall = {
			method: String(request.method),
			path: pathname,
			query: Object.fromEntries(searchParams),
			body: undefined,
			headers: request.headers,
		};
		const aim = [...scripts.keys()].reverse().find((candidate) => isAimedAt(candidate, call));
		const script = aim === undefined ? undefined : scripts.get(aim);
		calls.push(call);
		const nth = aim === undefined ? 0 : callsTo(aim).length;
		if (isBreak(script) && script.breaks === 'before reading') return void request.destroy();
		call.body = await bodyOf(request);
		const reply: Reply =
			script === undefined
				? { status: 404, type: 'text/plain', text: `Nothing is scripted for ${call.path}` }
				: typeof script === 'function'
					? await script(call, nth)
					: script;
		give(reply, request, response);
	};
	const server = createServer((request, response) => void answer(request, response));
	server.listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));

	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		calls,
		on: (aim, script) => {
			scripts.delete(aim);
			scripts.set(aim, script);
		},
		callsTo,
		bodiesTo: <Body>(aim: string) => callsTo(aim).map(({ body }) => body as Body),
		reset() {
			calls.length = 0;
			scripts.clear();
		},
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

function give(reply: Reply, request: IncomingMessage, response: ServerResponse): void {
	if ('never' in reply) return;
	if ('breaks' in reply) return void request.socket.destroy();
	const { status = 200, type = 'application/json', text, headers } = reply;
	response.writeHead(status, { 'content-type': type, ...headers });
	response.end(text);
}

function isBreak(script: Script | undefined): script is { breaks: string } & Reply {
	return typeof script === 'object' && 'breaks' in script;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const text = Buffer.concat(chunks).toString('utf8');
	if (text === '') return undefined;
	if (request.headers['content-type']?.includes('urlencoded')) {
		return Object.fromEntries(new URLSearchParams(text));
	}
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}

/** One vendor for a test file, with nothing scripted at the start of each test. Read it inside tests only. */
export function useVendor(): { current: ScriptedVendor } {
	const holder = {} as { current: ScriptedVendor };
	beforeAll(async () => {
		holder.current = await startVendor();
	});
	beforeEach(() => holder.current.reset());
	afterAll(async () => await holder.current.close());
	return holder;
}
