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
	type Table,
} from './support/report.ts';
import { alternate, ratioOf, spreadOf, type Spread } from './support/rounds.ts';
import { DELIVERIES, FEW_ROUNDS, ROUNDS } from './support/settings.ts';
import { node, withCredential } from './support/workflows.ts';
import { startVendor } from './vendor/index.ts';
import { ORDER, record, type Recording } from './vendor/recording.ts';

const AT_ONCE = 20;

interface Delivery {
	headers: Record<string, string>;
	body: string;
}

/** Makes the deliveries of one round; no two rounds have an order in common, because triggers know an event again. */
type Deliveries = (round: string, count: number) => Delivery[];

function awbIssued({ deliveries }: Recording): Deliveries {
	const headers = {
		'content-type': 'application/json',
		authorization: `Bearer ${accounts.kiriminAja.apiKey}`,
	};
	return (round, count) =>
		orderIds(round, count).map((id) => ({
			headers,
			body: deliveries.awbIssued.replaceAll(ORDER, id),
		}));
}

function paid({ deliveries }: Recording): Deliveries {
	const headers = { 'content-type': 'application/x-www-form-urlencoded' };
	const { duitkuMerchantCode: merchantCode, duitkuMerchantKey: key } = accounts.kirimo;
	const amount = deliveries.paid.get('amount');
	return (round, count) =>
		orderIds(round, count).map((id) => {
			const fields = new URLSearchParams(deliveries.paid);
			fields.set('merchantOrderId', id);
			// docs/contracts/duitku-callback.md §3
			const signed = `${merchantCode}${amount}${id}${key}`;
			fields.set('signature', createHash('md5').update(signed).digest('hex'));
			return { headers, body: fields.toString() };
		});
}

const orderIds = (round: string, count: number) =>
	Array.from({ length: count }, (_, index) => `${round}-${index}`);

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

const publishPlain = async (n8n: N8n, name: string, hasKey = false) =>
	await publish(
		n8n,
		name,
		name,
		node(
			'Trigger',
			'n8n-nodes-base.webhook',
			2.1,
			{
				httpMethod: 'POST',
				path: name,
				responseMode: 'onReceived',
				...(hasKey && { authentication: 'headerAuth' }),
				options: {},
			},
			hasKey ? withCredential('httpHeaderAuth', 'Bench') : {},
		),
	);

type Name = 'awb' | 'awbPlain' | 'awbKey' | 'both' | 'signed' | 'paidPlain';
type Figures = Record<Name, number[]>;

interface Measured {
	/** Answered deliveries a second. */
	rates: Figures;
	/** Milliseconds that all but one in twenty answers took at most. */
	waits: Figures;
	/** How often Kirimo was asked. */
	lookUps: number;
}

async function measure(
	recording: Recording,
	{ count, rounds, env }: { count: number; rounds: number; env?: Record<string, string> },
): Promise<Measured> {
	return await withN8n(async (n8n) => {
		const vendor = await startVendor(recording, { name: 'Bench' });
		const key = { name: 'Authorization', value: `Bearer ${accounts.kiriminAja.apiKey}` };
		await n8n.importCredentials([
			...vendor.credentials,
			{ name: 'Bench', type: 'httpHeaderAuth', data: key },
		]);
		const waits: Figures = {
			awb: [],
			awbPlain: [],
			awbKey: [],
			both: [],
			signed: [],
			paidPlain: [],
		};

		/** Every run has ended before the next round begins. */
		function side(name: Name, { id, url }: Receiver, deliveries: Deliveries) {
			let times = 0;
			return async () => {
				const answers = await deliver(url, deliveries(`${name}${times++}`, count));
				await succeeded(n8n, id, times * count);
				// The first one only warms up.
				if (times > 1) waits[name].push(p95(answers.waits));
				return (count * 1000) / answers.span;
			};
		}

		const awb = awbIssued(recording);
		const payments = paid(recording);
		const events = { events: ['processed_packages'], registerCallback: false };
		const kirimo = async (name: string, verification: string) =>
			await publishOurs(n8n, name, 'kirimo', { verification });
		const rates = await alternate(
			{
				awb: side('awb', await publishOurs(n8n, 'awb', 'kiriminAja', events), awb),
				awbPlain: side('awbPlain', await publishPlain(n8n, 'awb-plain'), awb),
				awbKey: side('awbKey', await publishPlain(n8n, 'awb-key', true), awb),
				both: side('both', await kirimo('both', 'auto'), payments),
				signed: side('signed', await kirimo('signed', 'signature'), payments),
				paidPlain: side('paidPlain', await publishPlain(n8n, 'paid-plain'), payments),
			},
			rounds,
		);
		const { requests: lookUps } = await vendor.counts();
		vendor.stop();
		return { rates, waits, lookUps };
	}, env);
}

function comparedIn({ rates }: Measured) {
	const compared = {
		awb: ratioOf(rates.awb, rates.awbPlain),
		awbKey: ratioOf(rates.awbKey, rates.awbPlain),
		both: ratioOf(rates.both, rates.paidPlain),
		signed: ratioOf(rates.signed, rates.paidPlain),
	};
	progress(
		`webhooks: KiriminAja ${times(compared.awb.median)}, Kirimo ${times(compared.both.median)}, signature alone ${times(compared.signed.median)}`,
	);
	return compared;
}

function tableOf(
	title: string,
	measured: Measured,
	compared: ReturnType<typeof comparedIn>,
): Table {
	const { rates, waits, lookUps } = measured;
	const row = (name: Name, trigger: string, verification: string, ratio?: Spread) => [
		trigger,
		verification,
		spread(spreadOf(rates[name]), figure),
		spread(spreadOf(waits[name]), milliseconds),
		ratio ? spread(ratio, times) : '',
	];
	return {
		title,
		columns: ['trigger', 'verification', 'a second', 'p95 of the answer', 'rate to Webhook'],
		rows: [
			row('awb', 'KiriminAja Trigger', 'key, redeliveries', compared.awb),
			row('awbKey', 'Webhook with Header Auth, same bodies', 'key', compared.awbKey),
			row('awbPlain', 'Webhook, same bodies', 'none'),
			row('both', 'Kirimo Trigger, Automatic', 'signature, status, redeliveries', compared.both),
			row('signed', 'Kirimo Trigger, Signature', 'signature, redeliveries', compared.signed),
			row('paidPlain', 'Webhook, same bodies', 'none'),
		],
		note: `Kirimo was asked ${number(lookUps)} times for the status of a payment, by Automatic; it answers at once here.`,
	};
}

async function run(): Promise<Findings> {
	const recording = await record();
	const usual = await measure(recording, { count: DELIVERIES, rounds: FEW_ROUNDS });
	const compared = comparedIn(usual);
	const legacy = await measure(recording, {
		count: DELIVERIES * 5,
		rounds: ROUNDS,
		env: { N8N_EXPRESSION_ENGINE: 'legacy' },
	});
	return {
		about: `Deliveries of as many orders, ${AT_ONCE} at once, to published workflows of nothing but the trigger. Each is answered when n8n has stored its run, and every run has ended well. The Webhook node takes the same bodies and checks nothing.`,
		tables: [
			tableOf(`${number(DELIVERIES)} deliveries a round, n8n as it comes`, usual, compared),
			tableOf(
				`${number(DELIVERIES * 5)} a round, without n8n's virtual machine for expressions (\`N8N_EXPRESSION_ENGINE=legacy\`)`,
				legacy,
				comparedIn(legacy),
			),
		],
		goals: [
			atLeast(0.85, 'KiriminAja Trigger, rate of the Webhook node', compared.awb),
			atLeast(0.85, 'Kirimo Trigger with Signature, rate of the Webhook node', compared.signed),
			atLeast(0.85, 'Kirimo Trigger with Automatic, rate of the Webhook node', compared.both),
		],
	};
}

function p95(values: number[]): number {
	const sorted = values.toSorted((one, other) => one - other);
	return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? NaN;
}

export const webhooks: Part = { title: 'Webhooks', run };
