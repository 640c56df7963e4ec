import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { packedTarball, startN8n, type N8n } from '../../demo/n8n.ts';
import { accounts } from '../../sandbox/index.ts';

/** How n8n opens the triggers' URLs, in the pinned n8n. */
const { apiKey } = accounts.kiriminAja;
let n8n: N8n;
let kiriminAja: Server;

/** The URLs that KiriminAja was given, each with what its probe was answered. */
const registered: Array<{ url: string; get: number; head: number }> = [];
/** How often it was asked while it takes nothing. */
let throttled: number | undefined;

beforeAll(async () => {
	// A KiriminAja that asks for the URL before it takes it.
	kiriminAja = createServer((request, response) => {
		if (throttled !== undefined) {
			throttled += 1;
			response.writeHead(429).end('{"status":false,"text":"Too Many Requests"}');
			return;
		}
		let body = '';
		request.on('data', (chunk) => (body += chunk));
		request.on('end', () => {
			const { url } = JSON.parse(body) as { url: string };
			const ask = async (method: string) => (await fetch(url, { method })).status;
			void Promise.all([ask('GET'), ask('HEAD')]).then(([get, head]) => {
				registered.push({ url, get, head });
				response.end('{"status":true,"method":"set_callback"}');
			});
		});
	}).listen(0, '127.0.0.1');
	await new Promise((resolve) => kiriminAja.once('listening', resolve));
	const { port } = kiriminAja.address() as AddressInfo;
	n8n = await startN8n({ tarball: packedTarball() });
	await n8n.importCredentials([
		{
			name: 'KiriminAja',
			type: 'kiriminAjaApi',
			data: { environment: 'custom', baseUrl: `http://127.0.0.1:${port}`, apiKey },
		},
		{
			name: 'Kirimo',
			type: 'kirimoApi',
			data: { baseUrl: 'http://127.0.0.1:9', apiKey: accounts.kirimo.apiKey },
		},
	]);
}, 150_000);

afterAll(async () => {
	await n8n?.stop();
	kiriminAja.closeAllConnections();
	await new Promise((resolve) => kiriminAja.close(resolve));
}, 60_000);

async function publish(type: 'kiriminAja' | 'kirimo'): Promise<{ id: string; url: string }> {
	const id = await n8n.importWorkflow({
		name: `Trigger of ${type}`,
		nodes: [
			{
				id: 'trigger',
				name: 'Trigger',
				type: `n8n-nodes-indonesia-commerce.${type}Trigger`,
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
				credentials: { [`${type}Api`]: { id: '', name: '' } },
				webhookId: type,
			},
		],
		connections: {},
		settings: { executionOrder: 'v1' },
	});
	await n8n.publishWorkflow(id);
	return { id, url: `${n8n.url}/webhook/${type}/webhook` };
}

const statusOf = async (url: string, method: string) => (await fetch(url, { method })).status;

async function awbIssued(url: string, orderId: string): Promise<number> {
	const answer = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
		body: JSON.stringify({ method: 'processed_packages', data: [{ order_id: orderId }] }),
	});
	return answer.status;
}

describe('the callback of a KiriminAja account', () => {
	let workflow: { id: string; url: string };
	afterEach(() => void (throttled = undefined));

	test('is registered when its URL answers already, and probes start nothing', async () => {
		workflow = await publish('kiriminAja');

		expect(registered).toEqual([{ url: workflow.url, get: 200, head: 200 }]);
		expect(await statusOf(workflow.url, 'PUT')).toBe(404);
		expect(await n8n.executions(workflow.id)).toEqual([]);
		expect(await awbIssued(workflow.url, 'MLT-1')).toBe(200);
	}, 60_000);

	test('is not registered again when n8n starts, so that KiriminAja need not answer', async () => {
		throttled = 0;
		await n8n.restart();
		expect(await awbIssued(workflow.url, 'MLT-2')).toBe(200);
		expect(await statusOf(workflow.url, 'GET')).toBe(200);
		await n8n.kill();
		await n8n.restart();
		expect(await awbIssued(workflow.url, 'MLT-3')).toBe(200);

		expect(throttled).toBe(0);
		expect(await n8n.executions(workflow.id)).toHaveLength(3);
	}, 120_000);

	test('is registered again when the merchant publishes again', async () => {
		await n8n.rest('POST', `/rest/workflows/${workflow.id}/deactivate`);
		await n8n.publishWorkflow(workflow.id);

		expect(registered).toHaveLength(2);
	}, 60_000);
});

test('the Kirimo Trigger answers probes too, and starts nothing', async () => {
	const { id, url } = await publish('kirimo');

	expect(await statusOf(url, 'GET')).toBe(200);
	expect(await statusOf(url, 'HEAD')).toBe(200);
	expect(await statusOf(url, 'POST')).toBe(400);
	expect(await n8n.executions(id)).toEqual([]);
}, 30_000);
