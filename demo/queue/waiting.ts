import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox/index.ts';
import type { Execution, WorkflowFile } from '../n8n.ts';
import { orderToShip } from '../order.ts';
import type { Queue } from '../queue.ts';
import { pressPay } from '../story.ts';

const waiting = '5-wait-for-payment-then-ship';
const BOUND = 60_000;

/** Example 5 in the queue: the order, the link, the wait for the money, the shipment. */
export interface Waiting {
	/** The shop posts an order; gives the execution that waits for its money. */
	order(invoice: string): Promise<string>;
	/** The buyer pays on Kirimo's page. */
	pay(invoice: string): Promise<void>;
	/** Whether KiriminAja has the parcel of that order. */
	isBooked(invoice: string): boolean;
	/** The execution at its end. */
	ended(id: string): Promise<Execution>;
}

export async function publishWaiting(
	queue: Queue,
	sandbox: Sandbox,
	root = process.cwd(),
): Promise<Waiting> {
	const text = readFileSync(join(root, 'examples', `${waiting}.json`), 'utf8');
	const example = JSON.parse(text) as WorkflowFile;
	// There is no chat here that takes the message.
	for (const node of example.nodes) if (node.name === 'Send the Link') node.disabled = true;
	const workflowId = await queue.importWorkflow(example);
	await queue.publishWorkflow(workflowId);
	const known = new Set<string>();

	return {
		async order(invoice) {
			const answer = await fetch(`${queue.url}/webhook/order-to-ship`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(orderToShip(invoice)),
			});
			if (!answer.ok) throw new Error(`The shop got HTTP ${answer.status} for its order.`);
			const { id } = await queue.waitForExecution(
				(one) => one.workflowId === workflowId && one.status === 'waiting' && !known.has(one.id),
				BOUND,
			);
			known.add(id);
			return id;
		},
		async pay(invoice) {
			const order = sandbox.kirimo.orders.find(({ orderId }) => orderId === invoice);
			await pressPay(String(order?.paymentUrl));
		},
		isBooked: (invoice) => sandbox.kiriminAja.orders.some(({ orderId }) => orderId === invoice),
		ended: async (id) =>
			await queue.waitForExecution(
				(one) => one.id === id && !['new', 'running', 'waiting'].includes(one.status),
				BOUND,
			),
	};
}
