import { KasProApi } from '../../../credentials/KasProApi.credentials';
import { KiriminAjaApi } from '../../../credentials/KiriminAjaApi.credentials';
import { KirimoApi } from '../../../credentials/KirimoApi.credentials';
import { resources as kasPro } from '../../../nodes/KasPro/operations';
import { resources as kiriminAja } from '../../../nodes/KiriminAja/operations';
import { resources as kirimo } from '../../../nodes/Kirimo/operations';
import type { Nodes } from '../../../live/ask.ts';
import { run, type Surroundings } from '../../../live/run.ts';
import { accounts, type Sandbox } from '../../../sandbox/index.ts';
import { operations, prepare } from '../../operations';
import { AWB, instantId } from '../../operations/KiriminAja/orders';
import { control } from '../../operations/control';
import type { Preparation } from '../../operations/row';
import { answering } from '../support/answering';
import { sampleOrder } from '../support/kiriminAja';
import { samplePayment } from '../support/kirimo';

const NODES: Record<string, Nodes> = {
	KiriminAja: { resources: kiriminAja, credential: new KiriminAjaApi() },
	Kirimo: { resources: kirimo, credential: new KirimoApi() },
	KasPro: { resources: kasPro, credential: new KasProApi() },
};

export function nodesOf(service: string): Nodes {
	const nodes = NODES[service];
	if (nodes === undefined) throw new Error(`No nodes of ${service}`);
	return nodes;
}

/** The keys of the sandbox, as somebody has them in the environment. */
export function keysOf({ url }: Pick<Sandbox, 'url'>) {
	const { clientId, clientSecret, hmacKey, hmacSecret, origin } = accounts.kasPro;
	return {
		KIRIMINAJA_API_KEY: accounts.kiriminAja.apiKey,
		KIRIMINAJA_BASE_URL: url,
		KIRIMO_API_KEY: accounts.kirimo.apiKey,
		KIRIMO_BASE_URL: url,
		KASPRO_BASE_URL: url,
		KASPRO_CLIENT_ID: clientId,
		KASPRO_CLIENT_SECRET: clientSecret,
		KASPRO_HMAC_KEY: hmacKey,
		KASPRO_HMAC_SECRET: hmacSecret,
		KASPRO_ORIGIN: origin,
	};
}

/** A parcel with its AWB, a ride and a payment; gives the numbers that a merchant knows of them. */
export async function merchantsDay(sandbox: Sandbox) {
	const before = async (label: string, how?: Preparation) => {
		const tested = operations.find((one) => one.label === label);
		if (tested === undefined) throw new Error(`There is no ${label}`);
		await prepare(sandbox, tested, how);
	};
	await before('KiriminAja: Express Order → Print Label');
	await before('KiriminAja: Instant Order → Track');
	await before('Kirimo: Payment → Get Many', async (_, run) => {
		for (const orderId of ['INV-1', 'INV-2']) {
			await run('payment.create', { parameters: { ...samplePayment, orderId } });
			await control(sandbox, `kirimo/orders/${orderId}/pay`);
		}
	});
	return {
		KIRIMINAJA_ORDER_ID: sampleOrder.orderId,
		KIRIMINAJA_AWB: AWB,
		KIRIMINAJA_INSTANT_ORDER_ID: instantId,
		KIRIMINAJA_PAYMENT_ID: 'EPR-1784512345',
		KASPRO_MOBILE_NUMBER: accounts.kasPro.customers[0]?.mobileNumber ?? '',
	};
}

export interface Checked {
	code: number;
	output: string;
	/** The lines that begin with the sign. */
	lines: (sign: string) => string[];
	/** How long it wanted to wait, in milliseconds. */
	slept: number[];
}

/** Runs the command without its process. */
export async function check(
	env: Record<string, string | undefined>,
	options: Partial<Surroundings> = {},
): Promise<Checked> {
	const printed: string[] = [];
	const slept: number[] = [];
	const code = await run({
		args: [],
		env,
		print: (line) => printed.push(line),
		nodesOf,
		sleep: async (milliseconds) => void slept.push(milliseconds),
		today: '2026-11-22',
		...options,
	});
	const output = printed.join('\n');
	const lines = (sign: string) =>
		output
			.split('\n')
			.map((line) => line.trim())
			.filter((line) => line.startsWith(sign));
	return { code, output, lines, slept };
}

/** What somebody between us and the service makes of an answer; what is not named stays. */
export type Lie = (answer: { url: string; status: number; text: string }) => {
	status?: number;
	text?: string;
	headers?: Record<string, string>;
};

/** Stands before the sandbox, and passes on what it says with a lie in it. */
export async function lying<Result>(
	{ url: real }: Sandbox,
	lie: Lie,
	test: (url: string) => Promise<Result>,
): Promise<Result> {
	let result: Result | undefined;
	await answering(
		async (request, answer) => {
			const chunks: Buffer[] = [];
			for await (const chunk of request) chunks.push(chunk as Buffer);
			const { host, ...headers } = request.headers;
			for (const name of ['connection', 'content-length']) delete headers[name];
			const response = await fetch(`${real}${request.url}`, {
				method: request.method,
				headers: headers as Record<string, string>,
				body: chunks.length > 0 ? Buffer.concat(chunks) : undefined,
			});
			// What names the service's own address names ours.
			const text = (await response.text()).replaceAll(real, `http://${host}`);
			const told = { url: String(request.url), status: response.status, text };
			const { headers: more, status = told.status, text: made = text } = lie(told);
			answer.writeHead(status, { 'content-type': 'application/json', ...more });
			answer.end(made);
		},
		async (url) => {
			result = await test(url);
		},
	);
	return result as Result;
}
