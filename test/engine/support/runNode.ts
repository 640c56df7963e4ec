import type {
	IBinaryKeyData,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	IRun,
	NodeExecutionHint,
} from 'n8n-workflow';
import type { CredentialValues } from './credentials';
import { runWorkflow, type RunError } from './runWorkflow';

interface RunOptions {
	type: 'kiriminAja' | 'kirimo' | 'kasPro';
	resource: string;
	operation: string;
	parameters?: INodeParameters;
	credentials: CredentialValues;
	/** One input item each; an empty one when left out. */
	items?: IDataObject[];
	/** The binary fields of each item. */
	binary?: IBinaryKeyData;
	/** Settings of the node, e.g. `onError`, `retryOnFail`. */
	settings?: Partial<INode>;
	executionId?: string;
	/** Gets what the stop button does, when the run begins; n8n does the same when the time of an execution is up. */
	onStart?: (stop: () => void) => void;
	/** An earlier run, to retry it as n8n's list of executions does. */
	retry?: IRun;
}

export interface RunResult {
	/** The node's outputs; the last one is the error output when the node has one. */
	outputs: INodeExecutionData[][];
	/** The first output's JSON, for short. */
	json: IDataObject[];
	error?: RunError;
	hints: NodeExecutionHint[];
	run: IRun;
}

/** Runs one of our nodes in n8n's real engine, with real HTTP. */
export async function runNode(options: RunOptions): Promise<RunResult> {
	const { type, resource, operation, parameters, settings, items = [{}], binary } = options;
	const name = 'Under Test';
	const result = await runWorkflow({
		steps: [
			{
				name: 'Source',
				type: 'source',
				items: items.map((json) => ({ json, ...(binary && { binary }) })),
				to: [[name]],
			},
			{ name, type, parameters: { resource, operation, ...parameters }, settings },
		],
		credentials: options.credentials,
		executionId: options.executionId,
		retry: options.retry,
		retryFrom: name,
		onStart: options.onStart,
	});
	const { outputs = [], error, hints = [] } = result.runsOf(name).at(-1) ?? {};
	return {
		outputs,
		json: (outputs[0] ?? []).map(({ json }) => json),
		error: error ?? result.error,
		hints,
		run: result.run,
	};
}
