import type { N8n, WorkflowFile } from '../demo/n8n.ts';
import { measured, withN8n } from './support/host.ts';
import { customer, inHttpRequest, inOurs } from './support/lookups.ts';
import { forgetPeak, memoryOf, peakOf } from './support/memory.ts';
import {
	atMost,
	figure,
	milliseconds,
	number,
	progress,
	spread,
	type Findings,
	type Part,
} from './support/report.ts';
import { ratioOf, spreadOf } from './support/rounds.ts';
import { FEW_ROUNDS, LARGEST } from './support/settings.ts';
import { lookedUp, type Batches } from './support/workflows.ts';
import { startVendor, type Vendor } from './vendor/index.ts';
import { record } from './vendor/recording.ts';

const SIZES = [10, 100, 1000, 10_000].filter((size) => size <= LARGEST);
const WARM_UP = 10;
const KB = 1000;

/** Ten thousand at once are ten thousand connections, and n8n does not get through. */
const BATCHES: Batches = { batchSize: 50, batchInterval: 1 };

interface Figures {
	/** Milliseconds an item. */
	time: number;
	/** Bytes an item above what n8n had before its first items. */
	memory: number;
}

type Build = (items: string, vendor: Vendor) => WorkflowFile;

/** From few items to many, in an n8n that has just started. */
async function grow(n8n: N8n, vendor: Vendor, build: Build): Promise<Map<number, Figures>> {
	const runOf = async (items: number) =>
		await measured(n8n, build(lookedUp(items), vendor), { items });
	await (
		await runOf(WARM_UP)
	)();
	const before = memoryOf(n8n.pid());
	const figures = new Map<number, Figures>();
	for (const items of SIZES) {
		const run = await runOf(items);
		forgetPeak(n8n.pid());
		const time = await run().catch((error: unknown) => {
			progress(`${number(items)} items: ${String(error)}`);
			return NaN;
		});
		figures.set(items, { time: time / items, memory: (peakOf(n8n.pid()) - before) / items });
	}
	return figures;
}

async function run(): Promise<Findings> {
	const recording = await record();
	const vendor = await startVendor(recording, { name: 'Bench' });
	const sides: Record<'ours' | 'http', Build> = {
		ours: (items) => inOurs(customer, vendor, items),
		http: (items) => inHttpRequest(customer, vendor, items, { batches: BATCHES }),
	};
	const rounds: Record<keyof typeof sides, Array<Map<number, Figures>>> = { ours: [], http: [] };
	for (let round = 0; round < FEW_ROUNDS; round++) {
		for (const side of ['ours', 'http'] as const) {
			rounds[side].push(
				await withN8n(async (n8n) => {
					await n8n.importCredentials(vendor.credentials);
					return await grow(n8n, vendor, sides[side]);
				}),
			);
			progress(`scale, round ${round + 1}: ${side} up to ${number(LARGEST)} items`);
		}
	}
	vendor.stop();

	const of = (side: keyof typeof sides, size: number, what: keyof Figures) =>
		rounds[side].map((figures) => figures.get(size)?.[what] ?? NaN);
	const shown = (side: keyof typeof sides, size: number, what: keyof Figures) =>
		what === 'time'
			? spread(spreadOf(of(side, size, what)), milliseconds)
			: spread(spreadOf(of(side, size, what)), (bytes) => `${figure(bytes / KB)} kB`);
	const [large = 0, largest = 0] = SIZES.slice(-2);
	const growth = (what: keyof Figures) =>
		ratioOf(of('ours', largest, what), of('ours', large, what));
	const kept = `${number(largest)} items, what one takes to that of ${number(large)}`;
	return {
		about: `${customer.name} at 0 ms, every item another number, each side in an n8n that was just started; HTTP Request in batches of ${BATCHES.batchSize}. Memory is the most that n8n's process has had during the run over what it had before the first one: n8n's own copies of the items and what waits to be collected are among it, which is most of it for few items.`,
		tables: [
			{
				title: 'What an item takes',
				columns: [
					'items',
					'time, ours',
					'time, HTTP Request',
					'memory, ours',
					'memory, HTTP Request',
				],
				rows: SIZES.map((size) => [
					number(size),
					shown('ours', size, 'time'),
					shown('http', size, 'time'),
					shown('ours', size, 'memory'),
					shown('http', size, 'memory'),
				]),
			},
		],
		goals: [
			atMost(1.2, `Time: ${kept}`, growth('time')),
			atMost(1.2, `Memory: ${kept}`, growth('memory')),
		],
	};
}

export const scale: Part = { title: 'From 10 to 10,000 items', run };
