import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Controls } from '../control.ts';
import { keepStrangersOut } from '../strangers.ts';
import { page, parts } from './page.ts';
import type { Html } from './parts.ts';

/** Nothing from elsewhere, and no script in the page itself, whatever a name or an address in it says. */
const policy = [
	"default-src 'none'",
	"connect-src 'self'",
	'img-src data:',
	"script-src 'self'",
	"style-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
].join('; ');

const headers = {
	'cache-control': 'no-store',
	'content-security-policy': policy,
	'referrer-policy': 'no-referrer',
	'x-content-type-options': 'nosniff',
};

/** How often it is looked whether something has changed, while a page is open. Anything may have: calls, timers, tests. */
const LOOK_MS = 250;

/** A page at the sandbox's root to watch it and to press its levers, which are the control routes (control.ts). */
export function board(app: FastifyInstance, controls: Controls, origin: () => string): void {
	app.register((api) => {
		keepStrangersOut(api);
		api.addHook('onRequest', async (_request, reply) => void reply.headers(headers));

		api.get('/', async (_request, reply) => {
			const text = await textOf(page(controls, origin()));
			return await reply.type('text/html; charset=utf-8').send(text);
		});
		for (const [file, type] of [
			['board.css', 'text/css'],
			['board.js', 'text/javascript'],
		] as const) {
			const text = readFileSync(join(import.meta.dirname, file), 'utf8');
			api.get(`/__sandbox/board/${file}`, async (_request, reply) =>
				reply.type(`${type}; charset=utf-8`).send(text),
			);
		}
		api.get('/__sandbox/board/changes', (_request, reply) => {
			void follow(reply, () => parts(controls));
		});
	});
}

/** Server-sent events: all parts at first, then each that has changed. */
async function follow(reply: FastifyReply, look: () => Record<string, Html>): Promise<void> {
	reply.hijack();
	const { raw } = reply;
	raw.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
	const sent = new Map<string, string>();
	const send = async () => {
		for (const [id, part] of Object.entries(look())) {
			const text = await textOf(part);
			if (raw.destroyed) return;
			if (sent.get(id) === text) continue;
			sent.set(id, text);
			raw.write(`data: ${JSON.stringify({ id, html: text })}\n\n`);
		}
	};
	const timer = setInterval(() => void send(), LOOK_MS);
	timer.unref();
	raw.once('close', () => clearInterval(timer));
	await send();
}

async function textOf(html: Html): Promise<string> {
	return String(await html);
}
