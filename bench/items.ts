import type { N8n } from '../demo/n8n.ts';
import { measured, withN8n } from './support/host.ts';
import { inHttpRequest, inOurs, lookUps, track, type LookUp } from './support/lookups.ts';
import {
	atLeast,
	milliseconds,
	number,
	progress,
	spread,
	times,
	type Findings,
	type Goal,
	type Part,
} from './support/report.ts';
import { alternate, ratioOf, spreadOf, type Spread } from './support/rounds.ts';
import { FEW_ROUNDS, ITEMS } from './support/settings.ts';
import { inARow, lookedUp, MEASURED, node, type Batches } from './support/workflows.ts';
import { startVendor, type Vendor } from './vendor/index.ts';
import { record } from './vendor/recording.ts';

const LATENCIES = [0, 20, 100];

/** What is asked for again and again, e.g. one rate for all orders of a town. */
const DISTINCT = Math.min(20, ITEMS);

/** No service gets more requests at once from us. */
const MOST_IN_FLIGHT = 40;

/** Beside all at once, which is what the HTTP Request node does when it is told nothing. */
const BATCHES: Batches = { batchSize: 50, batchInterval: 1 };

interface Comparison {
	lookUp: LookUp;
	latency: number;
	ours: Spread;
	peer: Spread;
	speed: Spread;
	inFlight: number;
	requests: number;
	peerInFlight: number;
}

/** Alternates both nodes on one look-up, and sees at the vendor what they send. */
async function compare(
	n8n: N8n,
	vendor: Vendor,
	lookUp: LookUp,
	latency: number,
	{ distinct = ITEMS, batches }: { distinct?: number; batches?: Batches } = {},
): Promise<Comparison> {
	const expected = { items: ITEMS };
	const items = lookedUp(ITEMS, distinct);
	const own = await measured(n8n, inOurs(lookUp, vendor, items), expected);
	const peers = inHttpRequest(lookUp, vendor, items, { batches });
	const peer = await measured(n8n, peers, expected);
	const seen = { inFlight: 0, requests: 0, peerInFlight: 0 };
	await vendor.counts();
	const { ours, http } = await alternate({
		async ours() {
			const time = await own();
			const { mostInFlight, requests } = await vendor.counts();
			seen.inFlight = Math.max(seen.inFlight, mostInFlight);
			seen.requests = requests;
			return time;
		},
		async http() {
			const time = await peer();
			const { mostInFlight } = await vendor.counts();
			seen.peerInFlight = Math.max(seen.peerInFlight, mostInFlight);
			return time;
		},
	});
	const [mine, theirs] = [spreadOf(ours), spreadOf(http)];
	const speed = ratioOf(http, ours);
	progress(
		`${lookUp.name}, ${distinct} distinct, ${latency} ms: ${milliseconds(mine.median)}, HTTP Request ${milliseconds(theirs.median)}: ${times(speed.median)}`,
	);
	return { lookUp, latency, ours: mine, peer: theirs, speed, ...seen };
}

/** Batches only when each of their runs is faster than any with all at once. */
async function bestSetting(n8n: N8n, vendor: Vendor, lookUp: LookUp): Promise<Batches | undefined> {
	const side = async (batches?: Batches) =>
		await measured(n8n, inHttpRequest(lookUp, vendor, lookedUp(ITEMS), { batches }), {
			items: ITEMS,
		});
	const sides = { atOnce: await side(), inBatches: await side(BATCHES) };
	const { atOnce, inBatches } = await alternate(sides, FEW_ROUNDS);
	return spreadOf(inBatches).max < spreadOf(atOnce).min ? BATCHES : undefined;
}

/** What n8n takes for the items when a node does nothing with them, or evaluates one expression for each. */
async function ownCost(n8n: N8n) {
	const side = async (measuredNode: ReturnType<typeof node>) =>
		await measured(n8n, inARow('Own cost', lookedUp(ITEMS), measuredNode), { items: ITEMS });
	const assignments = [{ id: '1', name: 'order', type: 'string', value: '={{ $json.order }}' }];
	const set = { assignments: { assignments }, options: {} };
	const { nothing, expression } = await alternate({
		nothing: await side(node(MEASURED, 'n8n-nodes-base.noOp', 1, {})),
		expression: await side(node(MEASURED, 'n8n-nodes-base.set', 3.4, set)),
	});
	return { nothing: spreadOf(nothing), expression: spreadOf(expression) };
}

async function run(): Promise<Findings> {
	const recording = await record();
	return await withN8n(async (n8n) => {
		const cost = await ownCost(n8n);
		progress(`n8n's own: ${milliseconds(cost.expression.median)} with one expression an item`);
		const all: Comparison[] = [];
		const repeated: Comparison[] = [];
		const settings = new Map<LookUp, Batches | undefined>();
		for (const latency of LATENCIES) {
			const vendor = await startVendor(recording, { name: `${latency} ms`, latency });
			await n8n.importCredentials(vendor.credentials);
			for (const lookUp of lookUps) {
				if (!settings.has(lookUp)) settings.set(lookUp, await bestSetting(n8n, vendor, lookUp));
				const batches = settings.get(lookUp);
				all.push(await compare(n8n, vendor, lookUp, latency, { batches }));
			}
			const batches = settings.get(track);
			repeated.push(await compare(n8n, vendor, track, latency, { distinct: DISTINCT, batches }));
			vendor.stop();
		}
		return findings(all, repeated, cost, settings);
	});
}

function findings(
	all: Comparison[],
	repeated: Comparison[],
	cost: { nothing: Spread; expression: Spread },
	settings: Map<LookUp, Batches | undefined>,
): Findings {
	/** All answers waited for, so many at once, and n8n's own work for items with one expression. */
	const limitOf = (latency: number, inFlight: number, requests: number) =>
		(latency * requests) / Math.max(1, inFlight) + cost.expression.median;
	const row = (comparison: Comparison) => {
		const { lookUp, latency, ours, peer, speed, inFlight, requests, peerInFlight } = comparison;
		const limit = limitOf(latency, inFlight, requests);
		return [
			lookUp.name,
			`${latency} ms`,
			spread(ours, milliseconds),
			spread(peer, milliseconds),
			spread(speed, times),
			`${inFlight} / ${peerInFlight}`,
			number(requests),
			milliseconds(limit),
			times(ours.median / limit),
		];
	};
	const columns = [
		'look-up',
		'latency',
		'ours',
		'HTTP Request',
		'speed of ours',
		'in flight, ours / HTTP Request',
		'requests, ours',
		'limit',
		'ours ÷ limit',
	];
	const batched = [...settings].flatMap(([{ name }, batches]) => (batches ? [name] : []));
	const goals: Goal[] = all.map(({ lookUp, latency, speed }) => {
		const least = latency >= 100 ? 0.8 : 1;
		return atLeast(least, `${lookUp.name} at ${latency} ms, speed of HTTP Request`, speed);
	});
	const most = Math.max(...all.map(({ inFlight }) => inFlight));
	goals.push({
		text: `Requests in flight: at most ${MOST_IN_FLIGHT}`,
		value: String(most),
		isMet: most <= MOST_IN_FLIGHT,
	});
	for (const { latency, speed } of repeated) {
		const text = `${ITEMS} items with ${DISTINCT} distinct look-ups at ${latency} ms, speed of HTTP Request`;
		goals.push(atLeast(5, text, speed));
	}
	return {
		about: `${number(ITEMS)} items, one look-up each, in our node and in n8n's HTTP Request node with the same credential; what n8n says that the node took. The limit is latency × requests ÷ requests in flight, and what n8n itself takes for as many items with one expression.`,
		tables: [
			{
				title: "n8n's own",
				columns: ['node', 'time'],
				rows: [
					['No Operation', spread(cost.nothing, milliseconds)],
					['Edit Fields, one expression', spread(cost.expression, milliseconds)],
				],
			},
			{
				title: 'Every item another look-up',
				columns,
				rows: all.map(row),
				note: `HTTP Request in its faster setting: ${batched.length > 0 ? `batches for ${batched.join(', ')}, and all at once for the others` : 'all at once, its default; batches were not faster'}.`,
			},
			{ title: `${DISTINCT} distinct look-ups`, columns, rows: repeated.map(row) },
		],
		goals,
	};
}

export const items: Part = { title: 'Many items', run };
