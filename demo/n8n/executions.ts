import { parse } from 'flatted';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Rest } from './session.ts';

export interface Item {
	json: Record<string, unknown>;
	binary?: Record<string, Record<string, unknown>>;
	pairedItem?: unknown;
	error?: unknown;
}

/** One run of one node: what it put on each of its outputs, or why it failed. */
export interface NodeRun {
	status: string;
	milliseconds: number;
	outputs: Item[][];
	error?: { message: string; description?: string | null; [key: string]: unknown };
	hints: Array<{ message: string }>;
}

export interface ExecutionSummary {
	id: string;
	workflowId: string;
	status: string;
	mode: string;
}

export interface Execution extends ExecutionSummary {
	/** The runs of each node, by the node's name, in order. */
	nodes: Record<string, NodeRun[]>;
	error?: NodeRun['error'];
	/** Everything that n8n stores about the execution, for searching through. */
	data: unknown;
}

interface StoredRun {
	executionStatus?: string;
	executionTime?: number;
	data?: { main?: Array<Item[] | null> };
	error?: NodeRun['error'];
	hints?: Array<{ message: string }>;
}

interface StoredData {
	resultData?: { runData?: Record<string, StoredRun[]>; error?: NodeRun['error'] };
}

const underWay = new Set(['new', 'running']);

function readRun(run: StoredRun): NodeRun {
	return {
		status: run.executionStatus ?? 'unknown',
		milliseconds: run.executionTime ?? 0,
		outputs: (run.data?.main ?? []).map((items) => items ?? []),
		error: run.error,
		hints: run.hints ?? [],
	};
}

export async function getExecution(rest: Rest, id: string): Promise<Execution> {
	const stored = await rest<ExecutionSummary & { data: string }>('GET', `/rest/executions/${id}`);
	const data = parse(stored.data) as StoredData;
	const runs = Object.entries(data.resultData?.runData ?? {});
	return {
		id: stored.id,
		workflowId: stored.workflowId,
		status: stored.status,
		mode: stored.mode,
		nodes: Object.fromEntries(runs.map(([name, list]) => [name, list.map(readRun)])),
		error: data.resultData?.error,
		data,
	};
}

/**
 * The newest hundred, of one workflow or of all. n8n asks its database first for those under way and then for the ended ones, so one that
 * ends in between is in its answer twice; here it is there once, as ended.
 */
export async function listExecutions(rest: Rest, workflowId?: string): Promise<ExecutionSummary[]> {
	const query = new URLSearchParams({ limit: '100' });
	if (workflowId) query.set('filter', JSON.stringify({ workflowId }));
	const path = `/rest/executions?${query.toString()}`;
	const { results } = await rest<{ results: ExecutionSummary[] }>('GET', path);
	return [...new Map(results.map((one) => [one.id, one])).values()];
}

/** Waits until one of the newest executions is as described, and reads it. */
export async function waitForExecution(
	rest: Rest,
	matches: (execution: ExecutionSummary) => boolean,
	timeout = 30_000,
): Promise<Execution> {
	const end = Date.now() + timeout;
	let seen: ExecutionSummary[] = [];
	while (Date.now() < end) {
		seen = await listExecutions(rest);
		const found = seen.find(matches);
		if (found) return await getExecution(rest, found.id);
		await sleep(100);
	}
	const list = seen.map(({ id, workflowId, status }) => `${id} of ${workflowId}: ${status}`);
	throw new Error(
		`No such execution within ${timeout / 1000} s. n8n has: ${list.join('; ') || 'none'}`,
	);
}

/** Runs a workflow from its manual trigger, and returns when it has ended or waits for something. */
export async function runWorkflow(
	rest: Rest,
	workflowId: string,
	timeout = 60_000,
): Promise<Execution> {
	const workflow = await rest<{ nodes: Array<{ name: string; type: string }> }>(
		'GET',
		`/rest/workflows/${workflowId}`,
	);
	const trigger = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger');
	if (!trigger) throw new Error(`Workflow ${workflowId} has no manual trigger to run it from.`);
	const { executionId } = await rest<{ executionId: string }>(
		'POST',
		`/rest/workflows/${workflowId}/run`,
		// Up to 2.0 n8n runs what it is sent, later what it has stored.
		{ workflowData: workflow, triggerToStartFrom: { name: trigger.name } },
	);
	return await waitForExecution(
		rest,
		({ id, status }) => id === executionId && !underWay.has(status),
		timeout,
	);
}
