import { packedTarball, startN8n, type WorkflowFile } from '../demo/n8n.ts';
import { credentialsFor } from '../demo/story.ts';
import { startSandbox } from '../sandbox/index.ts';

/** How long many items take in the pinned n8n, against the sandbox on the same machine. Compare figures of one run only. */
const COUNT = Number(process.env.BENCH_ITEMS ?? 300);

const orders = Array.from({ length: COUNT }, (_, index) => ({ order: `BENCH-${index}` }));
const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const parcel = { weight: 1000, itemValue: 250000 };

const cases: Record<string, Record<string, unknown>> = {
	'rates, side by side': {
		resource: 'rate',
		operation: 'getExpress',
		origin: byId('5788'),
		destination: byId('6152'),
		...parcel,
		return: 'cheapest',
		additionalFields: {},
	},
	'shipments, combined': {
		resource: 'expressOrder',
		operation: 'create',
		name: 'Toko Melati Jaya',
		phone: '081200001234',
		address: 'Jl. Palagan No 12 RT 03 RW 08',
		kecamatanId: byId('5788'),
		kelurahanId: byId('31554'),
		schedule: { __rl: true, mode: 'time', value: new Date(Date.now() + 86_400_000).toISOString() },
		paymentMethod: 'qris',
		packageSource: 'inputItems',
		destinationName: 'Sari Wulandari',
		destinationPhone: '081300004321',
		destinationAddress: 'Jl. Kapasan Gang 3 No 7 Simokerto',
		destinationKecamatanId: byId('6152'),
		service: 'jne',
		serviceType: 'REG23',
		shippingCost: 18000,
		insuranceAmount: 0,
		itemName: 'Kaos Polos',
		...parcel,
		length: 20,
		width: 30,
		height: 15,
		cod: 0,
		orderId: '={{ $json.order }}',
		packageFields: {},
		additionalFields: {},
	},
	'tracking, side by side': {
		resource: 'expressOrder',
		operation: 'track',
		orderId: '={{ $json.order }}',
		return: 'shipment',
		simplify: true,
	},
};

function workflowOf(name: string, parameters: Record<string, unknown>): WorkflowFile {
	const node = (title: string, type: string, typeVersion: number, own: object, more = {}) => ({
		id: title,
		name: title,
		type,
		typeVersion,
		position: [0, 0],
		parameters: own,
		...more,
	});
	const to = (title: string) => ({ main: [[{ node: title, type: 'main', index: 0 }]] });
	return {
		name,
		nodes: [
			node('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
			node('Orders', 'n8n-nodes-base.set', 3.4, {
				mode: 'raw',
				jsonOutput: JSON.stringify({ orders }),
			}),
			node('Each', 'n8n-nodes-base.splitOut', 1, { fieldToSplitOut: 'orders' }),
			node('Measured', 'n8n-nodes-indonesia-commerce.kiriminAja', 1, parameters, {
				credentials: { kiriminAjaApi: { id: '', name: 'KiriminAja' } },
			}),
		],
		connections: { Start: to('Orders'), Orders: to('Each'), Each: to('Measured') },
		settings: { executionOrder: 'v1' },
	};
}

const sandbox = await startSandbox({ isLocal: true });
// It books a day from now, whatever hour or day that is.
sandbox.kiriminAja.settings.pickupTimes = 'any';
const n8n = await startN8n({ tarball: packedTarball() });
try {
	await n8n.importCredentials(credentialsFor(sandbox));
	for (const [name, parameters] of Object.entries(cases)) {
		const id = await n8n.importWorkflow(workflowOf(name, parameters));
		const before = sandbox.requests.length;
		const execution = await n8n.runWorkflow(id);
		const run = execution.nodes.Measured?.at(-1);
		if (execution.status !== 'success' || !run)
			throw new Error(`${name}: ${execution.error?.message}`);
		const items = run.outputs[0]?.length ?? 0;
		const calls = sandbox.requests.length - before;
		process.stdout.write(
			`${name.padEnd(24)} ${items} items  ${calls} requests  ${run.milliseconds} ms\n`,
		);
	}
} finally {
	await n8n.stop();
	await sandbox.close();
}
