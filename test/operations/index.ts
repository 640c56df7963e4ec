import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { resources as kasPro } from '../../nodes/KasPro/operations';
import { resources as kiriminAja } from '../../nodes/KiriminAja/operations';
import { resources as kirimo } from '../../nodes/Kirimo/operations';
import type { Sandbox } from '../../sandbox/index.ts';
import type { CredentialValues } from '../engine/support/credentials';
import { kasProCredential } from '../engine/support/kasPro';
import { kiriminAjaCredential } from '../engine/support/kiriminAja';
import { kirimoCredential } from '../engine/support/kirimo';
import { runNode, type RunResult } from '../engine/support/runNode';
import type { Row, Write } from './row';

/**
 * The one list of operations that all tests go through. It is n8n's own: what a node offers has its row in
 * test/operations/<Service>/<resource>/<operation>.ts, beside its file under nodes/.
 */
export const services = {
	kiriminAja: { folder: 'KiriminAja', resources: kiriminAja },
	kirimo: { folder: 'Kirimo', resources: kirimo },
	kasPro: { folder: 'KasPro', resources: kasPro },
};
export type NodeType = keyof typeof services;

export interface Tested {
	type: NodeType;
	kind: 'read' | 'write';
	resource: string;
	operation: string;
	/** As in `expressOrder.create`. */
	name: string;
	/** As merchants find it. */
	label: string;
	row: Row;
}

export const operations: Tested[] = (Object.keys(services) as NodeType[]).flatMap((type) => {
	const { folder, resources } = services[type];
	return resources.flatMap((resource) =>
		resource.operations.map((operation) => ({
			type,
			kind: operation.kind,
			resource: resource.value,
			operation: operation.value,
			name: `${resource.value}.${operation.value}`,
			label: `${folder}: ${resource.name} → ${operation.name}`,
			row: rowIn(join(folder, resource.value, operation.value)),
		})),
	);
});

function rowIn(path: string): Row {
	return jest.requireActual<{ row: Row }>(join(__dirname, path)).row;
}

export type TestedWrite = Tested & { row: { write: Write } };
export const writes = operations.filter((tested): tested is TestedWrite => !!tested.row.write);
/** Those that may not be done twice. */
export const oneTime = writes.filter(({ row }) => !row.write.repeatable);

const TOKEN = 'sandbox-access-token-fetched-before';

/** The accounts of the sandbox. */
export const credentialsOf: Record<NodeType, (sandbox: Sandbox) => CredentialValues> = {
	kiriminAja: (sandbox) => kiriminAjaCredential(sandbox),
	kirimo: (sandbox) => kirimoCredential(sandbox),
	// With a token that is still good, so that the first call is the operation's own.
	kasPro: (sandbox) => {
		sandbox.kasPro.tokens.push({ token: TOKEN, expiresAt: Infinity });
		return kasProCredential(sandbox, { accessToken: TOKEN });
	},
};

/** Runs an operation as its row says, in an execution of its own. */
export async function runRow(
	sandbox: Sandbox,
	{ type, resource, operation, row }: Tested,
	options: Partial<Parameters<typeof runNode>[0]> = {},
): Promise<RunResult> {
	return await runNode({
		type,
		resource,
		operation,
		binary: row.binary,
		credentials: credentialsOf[type](sandbox),
		...options,
		parameters: { ...row.parameters, ...options.parameters },
	});
}

/** Does for an operation what has to be done before. */
export async function prepare(
	sandbox: Sandbox,
	{ type, row }: Tested,
	how: Row['before'] = row.before,
): Promise<void> {
	const run = async (
		name: string,
		options: { parameters?: INodeParameters; items?: IDataObject[] } = {},
	) => {
		const first = operations.find((other) => other.type === type && other.name === name);
		if (first === undefined) throw new Error(`There is no operation ${name}`);
		const { error } = await runRow(sandbox, first, options);
		if (error) throw new Error(`${name} did not work: ${error.message}`);
	};
	await how?.(sandbox, run);
}
