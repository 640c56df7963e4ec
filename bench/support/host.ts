import { setTimeout as sleep } from 'node:timers/promises';
import {
	packedTarball,
	startN8n,
	type Execution,
	type N8n,
	type WorkflowFile,
} from '../../demo/n8n.ts';
import { MEASURED } from './workflows.ts';

const LONGEST_RUN_MS = 600_000;
/** Often enough for what takes seconds; each question takes time from n8n's one thread. */
const ASK_EVERY_MS = 200;

let tarball: string | undefined;
/** Packed once for all parts. */
export const packed = () => (tarball ??= packedTarball());

/** Runs something with an n8n of its own, because our nodes remember in its process how fast a service was. */
export async function withN8n<Result>(
	use: (n8n: N8n) => Promise<Result>,
	env: Record<string, string> = {},
): Promise<Result> {
	const n8n = await startN8n({ tarball: packed(), env });
	try {
		return await use(n8n);
	} catch (error) {
		const words = n8n.log().trim().split('\n').slice(-20).join('\n');
		throw new Error(`A part could not be measured. n8n's last words:\n${words}`, { cause: error });
	} finally {
		await n8n.stop();
	}
}

const LONGEST_SILENCE_MS = 60_000;

/**
 * Asks again when the connection broke or n8n takes its database for gone: its one thread may have been busy for longer than it keeps an
 * idle connection, or than it waits for its database. For questions only.
 */
async function patiently<Answer>(n8n: N8n, ask: () => Promise<Answer>): Promise<Answer> {
	const end = Date.now() + LONGEST_SILENCE_MS;
	for (;;) {
		try {
			return await ask();
		} catch (error) {
			// Throws when n8n has ended.
			process.kill(n8n.pid(), 0);
			const isBusy = error instanceof TypeError || String(error).includes('n8n answered 503');
			if (!isBusy || Date.now() > end) throw error;
			await sleep(ASK_EVERY_MS);
		}
	}
}

interface Listed {
	id: string;
	status: string;
}

async function listed(n8n: N8n, filter: object): Promise<{ results: Listed[]; count: number }> {
	const query = new URLSearchParams({ filter: JSON.stringify(filter), limit: '1' });
	const path = `/rest/executions?${query.toString()}`;
	return await patiently(n8n, () => n8n.rest('GET', path));
}

/** Runs a workflow by hand, whatever becomes of it. */
export async function execute(n8n: N8n, workflowId: string): Promise<Execution> {
	const path = `/rest/workflows/${workflowId}/run`;
	const { executionId } = await n8n.rest<{ executionId: string }>('POST', path, {
		triggerToStartFrom: { name: 'Start' },
	});
	const end = Date.now() + LONGEST_RUN_MS;
	while (Date.now() < end) {
		await sleep(ASK_EVERY_MS);
		const { results } = await listed(n8n, { workflowId });
		const [latest] = results;
		if (latest?.id !== executionId || ['new', 'running'].includes(latest.status)) continue;
		const execution = await patiently(n8n, () => n8n.getExecution(executionId));
		// Of a large run n8n tells the end before it has stored what the nodes did.
		if (Object.keys(execution.nodes).length > 0) return execution;
	}
	throw new Error(`Workflow ${workflowId} was still running after ${LONGEST_RUN_MS / 60_000} min.`);
}

/** What the measured nodes of a run took by n8n's own account, in milliseconds, when all went well. */
export async function measure(
	n8n: N8n,
	workflowId: string,
	expected: { items: number; nodes?: string[] },
): Promise<number> {
	const { nodes = [MEASURED], items } = expected;
	const execution = await execute(n8n, workflowId);
	if (execution.status !== 'success') {
		throw new Error(`n8n says: ${execution.error?.message ?? execution.status}`);
	}
	const runs = nodes.map((name) => execution.nodes[name]?.at(-1));
	const given = runs.at(-1)?.outputs[0] ?? [];
	if (given.length !== items || given.some(({ json }) => 'error' in json)) {
		throw new Error(
			`${given.length} items instead of ${items}: ${String(JSON.stringify(given[0] ?? runs.at(-1)?.error)).slice(0, 300)}`,
		);
	}
	return runs.reduce((total, run) => total + (run?.milliseconds ?? 0), 0);
}

/** A workflow put into n8n, ready to be measured. */
export async function measured(
	n8n: N8n,
	workflow: WorkflowFile,
	expected: { items: number; nodes?: string[] },
): Promise<() => Promise<number>> {
	const id = await n8n.importWorkflow(workflow);
	return async () => await measure(n8n, id, expected);
}

/** Waits until so many executions of a workflow have ended well. */
export async function succeeded(n8n: N8n, workflowId: string, expected: number): Promise<void> {
	const end = Date.now() + LONGEST_RUN_MS;
	let count = 0;
	while (Date.now() < end) {
		({ count } = await listed(n8n, { workflowId, status: ['success'] }));
		if (count >= expected) return;
		await sleep(ASK_EVERY_MS);
	}
	throw new Error(`Of ${expected} runs of workflow ${workflowId}, ${count} ended well.`);
}
