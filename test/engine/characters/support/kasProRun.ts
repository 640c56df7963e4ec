import type { IDataObject, INode } from 'n8n-workflow';
import { textIn } from '../../../../nodes/shared/values/texts';
import { accounts, type Character, type Sandbox } from '../../../../sandbox/index.ts';
import type { CredentialValues } from '../../support/credentials';
import { expectNoSecrets, kasProCredential } from '../../support/kasPro';
import { mapping } from '../../support/nodeTypes';
import {
	newExecutionId,
	runWorkflow,
	type RunError,
	type WorkflowOptions,
} from '../../support/runWorkflow';
import type { Deed } from './kasProMerchant';

const NODE = 'KasPro';
export const retryOnFail = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
export const errorOutput = { onError: 'continueErrorOutput' } satisfies Partial<INode>;

export interface Options extends Pick<WorkflowOptions, 'executionId' | 'retry'> {
	/** Parameters may read them. */
	items?: IDataObject[];
	changes?: object;
	settings?: Partial<INode>;
	/** How often the node runs at most when the items that failed are led back into it. */
	rounds?: number;
	/** Keeps the token of a run for the next one, as n8n does. */
	credentials?: CredentialValues;
}

/** What a run of a node has to be told of what it does. */
export type Doing = Pick<Deed, 'resource' | 'operation' | 'parameters'> & Partial<Deed>;

/** Does a deed as the merchant has agreed it with a KasPro of this character. */
export async function run(
	sandbox: Sandbox,
	deed: Doing,
	character: Character,
	{ items = [{}], changes, settings, rounds, credentials, ...more }: Options = {},
) {
	const parameters = {
		resource: deed.resource,
		operation: deed.operation,
		...deed.parameters,
		...deed.own?.[character],
		additionalFields: deed.agreed?.[character] ?? {},
		...changes,
	};
	const result = await runWorkflow({
		executionId: newExecutionId(),
		retryFrom: NODE,
		...more,
		credentials: credentials ?? kasProCredential(sandbox),
		steps: [
			{
				name: 'Source',
				type: 'source',
				items: items.map((json) => ({ json, ...(deed.binary && { binary: deed.binary }) })),
				to: [[NODE]],
			},
			{
				name: NODE,
				type: 'kasPro',
				parameters,
				settings: { ...(rounds && errorOutput), ...settings },
				...(rounds && { to: [['Done'], ['Again']] }),
			},
			{
				name: 'Again',
				type: 'function',
				execute: mapping((failed, round) =>
					round < (rounds ?? 0) ? failed.map(({ error: _, details: __, ...own }) => own) : [],
				),
				to: [[NODE]],
			},
			{ name: 'Done', type: 'function', execute: mapping((done) => done) },
		],
	});
	const runs = result.runsOf(NODE);
	// n8n shows the merchant's own parameters beside an error; all else is the node's.
	const read = JSON.stringify([
		runs.map(({ outputs, hints, error }) => [outputs, hints, error?.message, error?.description]),
		result.run.data.executionData?.contextData,
	]);
	// What the items hold is the merchant's own, too.
	const secrets = deed.secrets?.filter((secret) => !JSON.stringify(items).includes(secret)) ?? [];
	for (const secret of secrets) expect(read).not.toContain(secret);
	expectNoSecrets(result.run);
	return {
		...result,
		hints: runs.flatMap(({ hints }) => hints.map(({ message }) => message)),
		done: result.itemsOf(NODE).map(({ json }) => json),
		/** What came out of the error output, in all rounds. */
		failed: result.itemsOf(NODE, 1).map(({ json }) => json as unknown as Failed),
	};
}

export interface Failed extends Record<string, unknown> {
	error: string;
	details: { outcome?: string; description?: string };
}

const RAW = /undefined|\[object|NaN|Cannot read|is not a function|Error:|\bat \w+.*:\d+:\d+|<\w+/;

/** What is wrong with an error as a merchant reads it. */
export function complaintsAbout(error: RunError | undefined): string[] {
	if (error === undefined) return ['there is none'];
	const { message, description, context } = error;
	const wrongs: Array<[boolean, string]> = [
		[RAW.test(`${message} ${description}`), 'raw'],
		[message.length > 400, 'long'],
		[!description, 'says not what to do'],
		[typeof context.itemIndex !== 'number', 'names no item'],
		[context.outcome === 'unknown' && !/unknown|another/i.test(message), 'says not unknown'],
	];
	return wrongs
		.filter(([isWrong]) => isWrong)
		.map(([, text]) => `${text}: ${message} ${description}`);
}

/** Figures of a success that are not those on KasPro's books. */
export function wrongFigures(sandbox: Sandbox, deed: Deed, output: IDataObject = {}): string[] {
	return deed
		.figures(sandbox, output)
		.filter(([, told, held]) => String(told) !== String(held))
		.map(([what, told, held]) => `${what} is called ${String(told)} and is ${String(held)}`);
}

/** The calls of a deed itself, not those for a token or a look-up. */
export const callsOf = (sandbox: Sandbox, { resource, operation }: Doing) =>
	sandbox.requests.filter(
		({ method, path }) =>
			path !== accounts.kasPro.tokenPath &&
			(method === 'POST' || `${resource}.${operation}` === 'otp.request'),
	);

/** Where a deed's request goes: what a fault has to strike. */
export const aimAt = ({ path, parameters, agreed }: Deed, character: Character) => ({
	path: textIn(agreed?.[character]?.path ?? parameters.path ?? path),
});
