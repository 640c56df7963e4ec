import { createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { N8n } from '../demo/n8n.ts';
import { accounts } from '../sandbox/index.ts';
import { succeeded, withN8n } from './support/host.ts';
import {
	atLeast,
	figure,
	milliseconds,
	number,
	progress,
	spread,
	times,
	type Findings,
	type Part,
} from './support/report.ts';
import { alternate, ratioOf, spreadOf } from './support/rounds.ts';
import { DELIVERIES } from './support/settings.ts';
import { node, withCredential } from './support/workflows.ts';
import { startVendor } from './vendor/index.ts';
import { ORDER, record, type Recording } from './vendor/recording.ts';

const AT_ONCE = 20;

interface Delivery {
	headers: Record<string, string>;
	body: string;
}

/** Makes the deliveries of one round; no two rounds have an order in common, because triggers know an event again. */
type Deliveries = (round: string) => Delivery[];

function awbIssued({ deliveries }: Recording): Deliveries {
	const headers = {
		'content-type': 'application/json',
		authorization: `Bearer ${accounts.kiriminAja.apiKey}`,
	};
	return (round) =>
		orderIds(round).map((id) => ({ headers, body: deliveries.awbIssued.replaceAll(ORDER, id) }));
}

function paid({ deliveries }: Recording): Deliveries {
	const headers = { 'content-type': 'application/x-www-form-urlencoded' };
	const { duitkuMerchantCode: merchantCode, duitkuMerchantKey: key } = accounts.kirimo;
	const amount = deliveries.paid.get('amount');
	return (round) =>
		orderIds(round).map((id) => {
			const fields = new URLSearchParams(deliveries.paid);
			fields.set('merchantOrderId', id);
			// docs/contracts/duitku-callback.md §3
			const signed = `${merchantCode}${amount}${id}${key}`;
			fields.set('signature', createHash('md5').update(signed).digest('hex'));
			return { headers, body: fields.toString() };
		});
}

const orderIds = (round: string) =>
	Array.from({ length: DELIVERIES }, (_, index) => `${round}-${index}`);

interface Answers {
	/** Milliseconds from the first delivery to the last answer. */
	span: number;
	/** Milliseconds that each answer took. */
	waits: number[];
}

/** So many at once: as soon as one is answered the next one leaves. */
async function deliver(url: string, deliveries: Delivery[]): Promise<Answers> {
	const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
	const waiting = deliveries.values();
	const waits: number[] = [];
	const begun = performance.now();
	async function sender(): Promise<void> {
		for (const delivery of waiting) {
			const sent = performance.now();
			await post(agent, url, delivery);
			waits.push(performance.now() - sent);
		}
	}
	await Promise.all(Array.from({ length: AT_ONCE }, sender));
	const span = performance.now() - begun;
	agent.destroy();
	return { span, waits };
}

async function post(agent: Agent, url: string, { headers, body }: Delivery): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		const sent = request(url, { method: 'POST', agent, headers }, (response) => {
			let text = '';
			response.setEncoding('utf8').on('data', (more: string) => (text += more));
			response.on('end', () => {
				if (response.statusCode === 200) resolve();
				else reject(new Error(`${url} answered HTTP ${response.statusCode}: ${text}`));
			});
		});
		sent.on('error', reject).end(body);
	});
}

interface Receiver {
	id: string;
	url: string;
}

/** A published workflow of nothing but its trigger. */
async function publish(
	n8n: N8n,
	webhookId: string,
	path: string,
	trigger: ReturnType<typeof node>,
): Promise<Receiver> {
	const id = await n8n.importWorkflow({
		name: webhookId,
		nodes: [{ ...trigger, webhookId }],
		connections: {},
		settings: { executionOrder: 'v1' },
	});
	await n8n.publishWorkflow(id);
	return { id, url: `${n8n.url}/webhook/${path}` };
}

const publishOurs = async (n8n: N8n, name: string, type: string, parameters: object) =>
	await publish(
		n8n,
		name,
		`${name}/webhook`,
		node(
			'Trigger',
			`n8n-nodes-indonesia-commerce.${type}Trigger`,
			1,
			parameters,
			withCredential(`${type}Api`, 'Bench'),
		),
	);

const publishPlain = async (n8n: N8n, name: string) =>
	await publish(
		n8n,
		name,
		name,
		node('Trigger', 'n8n-nodes-base.webhook', 2.1, {
			httpMethod: 'POST',
			path: name,
			responseMode: 'onReceived',
			options: {},
		}),
	);

async function run(): Promise<Findings> {
	const recording = await record();
	return await withN8n(async (n8n) => {
		const vendor = await startVendor(recording, { name: 'Bench' });
		await n8n.importCredentials(vendor.credentials);
		const waits = new Map<string, number[]>();

		/** Answered deliveries a second; every run has ended before the next round begins. */
		function side(name: string, { id, url }: Receiver, deliveries: Deliveries) {
			let rounds = 0;
			return async () => {
				const answers = await deliver(url, deliveries(`${name}${rounds++}`));
				await succeeded(n8n, id, rounds * DELIVERIES);
				// The first one only warms up.
				if (rounds > 1) waits.set(name, [...(waits.get(name) ?? []), p95(answers.waits)]);
				return (DELIVERIES * 1000) / answers.span;
			};
		}

		const awb = awbIssued(recording);
		const payments = paid(recording);
		const events = { events: ['processed_packages'], registerCallback: false };
		const sides = {
			awb: side('awb', await publishOurs(n8n, 'awb', 'kiriminAja', events), awb),
			awbPlain: side('awbPlain', await publishPlain(n8n, 'awb-plain'), awb),
			signed: side(
				'signed',
				await publishOurs(n8n, 'signed', 'kirimo', { verification: 'signature' }),
				payments,
			),
			both: side(
				'both',
				await publishOurs(n8n, 'both', 'kirimo', { verification: 'auto' }),
				payments,
			),
			paidPlain: side('paidPlain', await publishPlain(n8n, 'paid-plain'), payments),
		};
		const rates = await alternate(sides);
		const lookUps = (await vendor.counts()).requests;
		vendor.stop();

		const compared = {
			awb: ratioOf(rates.awb, rates.awbPlain),
			signed: ratioOf(rates.signed, rates.paidPlain),
			both: ratioOf(rates.both, rates.paidPlain),
		};
		progress(
			`webhooks: KiriminAja ${times(compared.awb.median)}, Kirimo ${times(compared.both.median)}, signature alone ${times(compared.signed.median)}`,
		);
		const row = (name: keyof typeof sides, title: string, verification: string) => [
			title,
			verification,
			spread(spreadOf(rates[name]), figure),
			spread(spreadOf(waits.get(name) ?? []), milliseconds),
			name in compared ? spread(compared[name as keyof typeof compared], times) : '',
		];
		return {
			about: `${number(DELIVERIES)} deliveries of as many orders, ${AT_ONCE} at once, to published workflows of nothing but the trigger. Each is answered when n8n has stored its run, and every run has ended well. The Webhook node takes the same bodies and checks nothing.`,
			tables: [
				{
					title: 'Deliveries',
					columns: ['trigger', 'verification', 'a second', 'p95 of the answer', 'rate to Webhook'],
					rows: [
						row('awb', 'KiriminAja Trigger', 'key, redeliveries'),
						row('awbPlain', 'Webhook, same bodies', 'none'),
						row('both', 'Kirimo Trigger, Automatic', 'signature, status, redeliveries'),
						row('signed', 'Kirimo Trigger, Signature', 'signature, redeliveries'),
						row('paidPlain', 'Webhook, same bodies', 'none'),
					],
					note: `Kirimo was asked ${number(lookUps)} times for the status of a payment, by Automatic; it answers at once here.`,
				},
			],
			goals: [
				atLeast(0.85, 'KiriminAja Trigger, rate of the Webhook node', compared.awb),
				atLeast(0.85, 'Kirimo Trigger with Signature, rate of the Webhook node', compared.signed),
				atLeast(0.85, 'Kirimo Trigger with Automatic, rate of the Webhook node', compared.both),
			],
		};
	});
}

function p95(values: number[]): number {
	const sorted = values.toSorted((one, other) => one - other);
	return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? NaN;
}

export const webhooks: Part = { title: 'Webhooks', run };
