import './quiet';
import { LoadOptionsContext } from 'n8n-core';
import {
	Workflow,
	type INode,
	type INodeListSearchResult,
	type INodeParameters,
	type INodePropertyOptions,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { KiriminAja } from '../../../nodes/KiriminAja/KiriminAja.node';
import { Kirimo } from '../../../nodes/Kirimo/Kirimo.node';
import { credentialsHelper, type CredentialValues } from './credentials';

const kiriminAja = new KiriminAja();
const { listSearch, loadOptions } = kiriminAja.methods;
const kirimo = new Kirimo();

/** What the editor's picker shows when this was typed into it, by n8n's own context and real HTTP. */
export async function searchList(
	method: keyof typeof listSearch,
	credentials: CredentialValues,
	{
		filter,
		parameters = {},
		path,
	}: { filter?: string; parameters?: INodeParameters; path?: string } = {},
): Promise<INodeListSearchResult['results']> {
	const context = contextOf(credentials, parameters, path);
	const { results } = await listSearch[method].call(context, filter);
	return results;
}

/** What the editor's picker of Kirimo's payments shows, and what it gets the next ones with. */
export async function searchPayments(
	credentials: CredentialValues,
	filter?: string,
	paginationToken?: unknown,
): Promise<INodeListSearchResult> {
	const context = contextOf(credentials, {}, undefined, 'kirimo');
	return await kirimo.methods.listSearch.searchPayments.call(context, filter, paginationToken);
}

/** What the editor's dropdown shows. */
export async function loadList(
	method: keyof typeof loadOptions,
	credentials: CredentialValues,
): Promise<INodePropertyOptions[]> {
	return await loadOptions[method].call(contextOf(credentials));
}

/** n8n's context of a list in the editor: a caller that is no run. */
export function contextOf(
	credentials: CredentialValues,
	parameters: INodeParameters = {},
	path = 'parameters',
	type: 'kiriminAja' | 'kirimo' = 'kiriminAja',
) {
	const node: INode = {
		id: 'node-under-test',
		name: 'Under Test',
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: Object.fromEntries(
			Object.keys(credentials).map((name) => [name, { id: '1', name }]),
		),
	};
	const nodeType = () => (type === 'kirimo' ? kirimo : kiriminAja);
	const workflow = new Workflow({
		id: 'workflow-1',
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: { getByName: nodeType, getByNameAndVersion: nodeType, getKnownTypes: () => ({}) },
	});
	const additionalData = {
		credentialsHelper: credentialsHelper(credentials),
		currentNodeParameters: parameters,
		variables: {},
	} as unknown as IWorkflowExecuteAdditionalData;
	return new LoadOptionsContext(workflow, node, additionalData, path);
}
