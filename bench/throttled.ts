import type { N8n, WorkflowFile } from '../demo/n8n.ts';
import { execute, withN8n } from './support/host.ts';
import { inHttpRequest, inOurs, track } from './support/lookups.ts';
import {
	figure,
	milliseconds,
	number,
	progress,
	times,
	type Findings,
	type Goal,
	type Part,
} from './support/report.ts';
import { THROTTLED } from './support/settings.ts';
import { lookedUp, MEASURED } from './support/workflows.ts';
import { startVendor, type Vendor } from './vendor/index.ts';
import { record } from './vendor/recording.ts';

/** KiriminAja's documented 10 a minute, with a shorter minute. docs/contracts/kiriminaja.md §1.3 */
const MOST = 10;
const SECONDS = 2;
const LATENCY = 20;

/** As often and as long as n8n's settings of a node allow. */
const RETRIES = { retryOnFail: true, maxTries: 5, waitBetweenTries: 5000 };

/** An item that fails goes to the error output, so that the others are not lost with it. */
const KEEP_GOING = { onError: 'continueErrorOutput' };

interface Side {
	name: string;
	build: (items: string, vendor: Vendor) => WorkflowFile;
}

const SIDES: Side[] = [
	{ name: 'Ours', build: (items, vendor) => inOurs(track, vendor, items) },
	{
		name: `HTTP Request, batches of ${MOST} every ${SECONDS} s`,
		build: (items, vendor) =>
			inHttpRequest(track, vendor, items, {
				...KEEP_GOING,
				batches: { batchSize: MOST, batchInterval: SECONDS * 1000 },
			}),
	},
	{
		name: 'HTTP Request, all at once',
		build: (items, vendor) => inHttpRequest(track, vendor, items, KEEP_GOING),
	},
	{
		name: 'HTTP Request, all at once, Retry On Fail (5 tries, 5 s)',
		build: (items, vendor) => inHttpRequest(track, vendor, items, RETRIES),
	},
];

interface Outcome {
	name: string;
	answered: number;
	requests: number;
	refused: number;
	mostInFlight: number;
	/** By n8n's account; the vendor's when n8n has thrown away what the node did. */
	time: number;
}

async function attempt(n8n: N8n, vendor: Vendor, { name, build }: Side): Promise<Outcome> {
	await n8n.importCredentials(vendor.credentials);
	const id = await n8n.importWorkflow(build(lookedUp(THROTTLED), vendor));
	const execution = await execute(n8n, id);
	const { requests, refused, mostInFlight, span } = await vendor.counts();
	const node = execution.nodes[MEASURED]?.at(-1);
	const isLost = execution.status !== 'success';
	const answered = isLost ? 0 : (node?.outputs[0]?.length ?? 0);
	const time = isLost ? span : (node?.milliseconds ?? NaN);
	const outcome = { name, answered, requests, refused, mostInFlight, time };
	progress(
		`${name}: ${answered} of ${THROTTLED} answered, ${requests} requests, ${refused} × 429, ${milliseconds(time)}`,
	);
	return outcome;
}

async function run(): Promise<Findings> {
	const recording = await record();
	// Windows that the items need; the last one need not end.
	const least = (Math.ceil(THROTTLED / MOST) - 1) * SECONDS * 1000 + LATENCY;
	const outcomes: Outcome[] = [];
	for (const side of SIDES) {
		// An n8n of its own: ours would remember the pace.
		const outcome = await withN8n(async (n8n) => {
			const limit = { most: MOST, seconds: SECONDS, saysWhen: true };
			const vendor = await startVendor(recording, { name: 'Bench', latency: LATENCY, limit });
			try {
				return await attempt(n8n, vendor, side);
			} finally {
				vendor.stop();
			}
		});
		outcomes.push(outcome);
	}
	const [ours] = outcomes as [Outcome];
	const sent = ours.requests / THROTTLED;
	const goals: Goal[] = [
		{
			text: `Requests for ${THROTTLED} items, of those that the window allows: at most 1.2 ×`,
			value: times(sent),
			isMet: sent <= 1.2,
		},
		{
			text: 'Items lost: none',
			value: number(THROTTLED - ours.answered),
			isMet: ours.answered === THROTTLED,
		},
	];
	return {
		about: `${number(THROTTLED)} items, tracked at ${LATENCY} ms at a service that answers ${MOST} requests in ${SECONDS} s and all others with 429 and \`Retry-After\`, in an n8n that was just started. One run of each: it takes as long as the windows do. At best the items take ${number(THROTTLED)} requests and ${milliseconds(least)}.`,
		tables: [
			{
				title: 'Throttled',
				columns: ['', 'answered', 'requests', '429s', 'most in flight', 'time', 'time ÷ least'],
				rows: outcomes.map(({ name, answered, requests, refused, mostInFlight, time }) => [
					name,
					`${number(answered)} of ${number(THROTTLED)}`,
					number(requests),
					number(refused),
					number(mostInFlight),
					milliseconds(time),
					answered === THROTTLED ? `${figure(time / least)} ×` : 'items lost',
				]),
				note: 'Batches fit the window only for somebody who knows it and shares it with nobody.',
			},
		],
		goals,
	};
}

export const throttled: Part = { title: 'A service that throttles', run };
