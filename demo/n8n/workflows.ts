import { setTimeout as sleep } from 'node:timers/promises';
import type { Rest } from './session.ts';

export interface Credential {
	id?: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

interface WorkflowNode {
	name: string;
	type: string;
	credentials?: Record<string, { id?: string | null; name: string }>;
	[key: string]: unknown;
}

/** A workflow as n8n's editor exports it. */
export interface WorkflowFile {
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
	[key: string]: unknown;
}

export async function importCredentials(
	rest: Rest,
	credentials: Credential[],
): Promise<Credential[]> {
	const created: Credential[] = [];
	for (const { name, type, data } of credentials) {
		const { id } = await rest<{ id: string }>('POST', '/rest/credentials', { name, type, data });
		created.push({ id, name, type, data });
	}
	return created;
}

/** Points a node at the credential of the same type (and name, when there are several) in this n8n. */
function withCredentials(node: WorkflowNode, available: Credential[]): WorkflowNode {
	if (!node.credentials) return node;
	const credentials = Object.entries(node.credentials).map(([type, wanted]) => {
		const ofType = available.filter((credential) => credential.type === type);
		const found = ofType.find(({ name }) => name === wanted.name) ?? ofType[0];
		if (!found) {
			throw new Error(`"${node.name}" needs a credential of type ${type}, and n8n has none.`);
		}
		return [type, { id: found.id, name: found.name }] as const;
	});
	return { ...node, credentials: Object.fromEntries(credentials) };
}

/** Creates the workflow in n8n and returns its id. */
export async function importWorkflow(rest: Rest, workflow: WorkflowFile): Promise<string> {
	const available = await rest<Credential[]>('GET', '/rest/credentials');
	const { name, nodes, connections, settings } = workflow;
	const { id } = await rest<{ id: string }>('POST', '/rest/workflows', {
		name,
		nodes: nodes.map((node) => withCredentials(node, available)),
		connections,
		settings: settings ?? {},
		active: false, // n8n 1 wants to be told
	});
	return id;
}

interface Publication {
	status: string;
	triggers: Array<{ errorMessage: string | null }>;
}

/** Publishes the saved version, and returns when its triggers and webhooks work. */
export async function publishWorkflow(rest: Rest, id: string, timeout = 20_000): Promise<void> {
	const { versionId } = await rest<{ versionId: string }>('GET', `/rest/workflows/${id}`);
	await rest('POST', `/rest/workflows/${id}/activate`, { versionId });
	const end = Date.now() + timeout;
	let publication: Publication | undefined;
	while (Date.now() < end) {
		publication = await rest<Publication>('GET', `/rest/workflows/${id}/publication-status`).catch(
			ofEarlierN8n,
		);
		if (publication.status === 'published') return;
		if (publication.status === 'failed' || publication.status === 'partial') break;
		await sleep(50);
	}
	const reasons = publication?.triggers.flatMap(({ errorMessage }) => errorMessage ?? []);
	throw new Error(
		`Workflow ${id} was not published (${publication?.status}): ${reasons?.join('; ') || 'no reason given'}`,
	);
}

/** Up to 2.23 n8n has no such status: a workflow works when the call that activates it has returned. */
function ofEarlierN8n(error: Error): Publication {
	if (error.message.startsWith('n8n answered 404')) return { status: 'published', triggers: [] };
	throw error;
}
