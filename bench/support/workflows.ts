import type { WorkflowFile } from '../../demo/n8n.ts';

type WorkflowNode = WorkflowFile['nodes'][number];

export const MEASURED = 'Measured';

export function node(
	name: string,
	type: string,
	typeVersion: number,
	parameters: object,
	more: object = {},
): WorkflowNode {
	return { id: name, name, type, typeVersion, position: [0, 0], parameters, ...more };
}

/** A credential of this name, whose id the import puts in. */
export const withCredential = (type: string, name: string) => ({
	credentials: { [type]: { id: '', name } },
});

export const ours = (service: string, parameters: object, credential: string, more: object = {}) =>
	node(MEASURED, `n8n-nodes-indonesia-commerce.${service}`, 1, parameters, {
		...withCredential(`${service}Api`, credential),
		...more,
	});

export interface HttpCall {
	method: 'GET' | 'POST';
	url: string;
	/** An expression, for a POST. */
	jsonBody?: string;
	query?: Record<string, string>;
}

/** So many requests at once, and the milliseconds until the next ones; without it n8n sends all at once. */
export interface Batches {
	batchSize: number;
	batchInterval: number;
}

/** n8n's own node with the same credential, as one would set it up for this call. */
export function httpRequest(
	{ method, url, jsonBody, query }: HttpCall,
	credentialType: string,
	credential: string,
	{ batches, ...more }: { batches?: Batches; [setting: string]: unknown } = {},
): WorkflowNode {
	const parameters = {
		method,
		url,
		authentication: 'predefinedCredentialType',
		nodeCredentialType: credentialType,
		...(query && {
			sendQuery: true,
			queryParameters: {
				parameters: Object.entries(query).map(([name, value]) => ({ name, value })),
			},
		}),
		...(jsonBody && { sendBody: true, specifyBody: 'json', jsonBody }),
		options: batches ? { batching: { batch: batches } } : {},
	};
	return node(MEASURED, 'n8n-nodes-base.httpRequest', 4.5, parameters, {
		...withCredential(credentialType, credential),
		...more,
	});
}

/** Code that makes items, of which so many are distinct; each has what the look-ups ask for. */
export const lookedUp = (items: number, distinct = items) => `
return Array.from({ length: ${items} }, (_, index) => {
	const one = index % ${distinct};
	return { json: { order: 'BENCH-' + one, phone: '0812' + String(10000000 + one), weight: 1000 + one } };
});`;

export const code = (name: string, jsCode: string) =>
	node(name, 'n8n-nodes-base.code', 2, { jsCode });

/** Started by hand: items from code, and one node after the other. */
export function inARow(name: string, jsCode: string, ...nodes: WorkflowNode[]): WorkflowFile {
	const all = [
		node('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
		code('Items', jsCode),
		...nodes,
	];
	const steps = all.slice(1).map(({ name: to }, index) => {
		const next = { main: [[{ node: to, type: 'main', index: 0 }]] };
		return [all[index]?.name ?? '', next] as const;
	});
	return {
		name,
		nodes: all,
		connections: Object.fromEntries(steps),
		settings: { executionOrder: 'v1' },
	};
}
