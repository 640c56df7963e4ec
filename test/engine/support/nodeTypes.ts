import './quiet';
import type {
	EngineResponse,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeInputConfiguration,
	INodeType,
	INodeTypes,
	NodeConnectionType,
} from 'n8n-workflow';
import { KasPro } from '../../../nodes/KasPro/KasPro.node';
import { KiriminAja } from '../../../nodes/KiriminAja/KiriminAja.node';
import { Kirimo } from '../../../nodes/Kirimo/Kirimo.node';
import type { Step } from './runWorkflow';

export type Execute = (
	context: IExecuteFunctions,
	answers?: EngineResponse,
) => ReturnType<NonNullable<INodeType['execute']>>;

const ours: Record<string, INodeType> = {
	kiriminAja: new KiriminAja(),
	kirimo: new Kirimo(),
	kasPro: new KasPro(),
};

/** Our nodes, their tools, and those of the harness, which do what their step says. */
export function nodeTypesOf(steps: Step[]): INodeTypes {
	const typeOf = (type: string): INodeType => {
		const own = ours[type] ?? tools[type];
		if (own !== undefined) return own;
		const inputs = inputsOf[type];
		if (inputs === undefined) throw new Error(`No node type ${type}`);
		return harnessNode(type, inputs, async (context, answers) => {
			const step = steps.find(({ name }) => name === context.getNode().name);
			if (inputs.length === 0 && step?.execute === undefined)
				return [step?.items ?? [{ json: {} }]];
			return (await step?.execute?.(context, answers)) ?? [];
		});
	};
	return {
		getByName: typeOf,
		getByNameAndVersion: typeOf,
		getKnownTypes: () => ({}),
	};
}

const inputsOf: Record<string, Array<NodeConnectionType | INodeInputConfiguration>> = {
	source: [],
	// The items of triggers of ours, and of somebody else's.
	'ours.kiriminAjaTrigger': [],
	'ours.kirimoTrigger': [],
	someTrigger: [],
	function: ['main'],
	// Called as n8n's own, whose fields say what they do; here `execute` says it.
	'n8n-nodes-base.code': ['main'],
	'n8n-nodes-base.if': ['main'],
	'n8n-nodes-base.set': ['main'],
	agent: ['main', { type: 'ai_tool' }],
	mcpTrigger: [{ type: 'ai_tool' }],
};

/** Of Edit Fields and Code. */
const FIELDS = ['assignments', 'values', 'fields', 'mode', 'jsonOutput', 'jsCode'];

function harnessNode(
	name: string,
	inputs: Array<NodeConnectionType | INodeInputConfiguration>,
	execute: Execute,
): INodeType {
	return {
		description: {
			displayName: name,
			name,
			group: [],
			version: 1,
			description: '',
			defaults: {},
			inputs,
			outputs: ['main'],
			// The engine keeps no others.
			properties: FIELDS.map((field) => ({
				displayName: field,
				name: field,
				type: 'json',
				default: '',
			})),
		},
		async execute(this: IExecuteFunctions, answers?: EngineResponse) {
			return await execute(this, answers);
		},
	};
}

/** As n8n's server makes a tool of a node (its `tool-generation/ai-tools`), which is no library. */
function asTool(node: INodeType): INodeType {
	const { usableAsTool: _, ...description } = node.description;
	return Object.create(node, {
		description: {
			value: {
				...description,
				name: `${description.name}Tool`,
				displayName: `${description.displayName} Tool`,
				inputs: [],
				outputs: ['ai_tool'],
				properties: [
					{
						displayName: 'Tool Description',
						name: 'descriptionType',
						type: 'options',
						options: [
							{ name: 'Set Automatically', value: 'auto' },
							{ name: 'Set Manually', value: 'manual' },
						],
						default: 'auto',
					},
					{
						displayName: 'Description',
						name: 'toolDescription',
						type: 'string',
						default: description.description,
						displayOptions: { show: { descriptionType: ['manual'] } },
					},
					...description.properties,
				],
			} satisfies INodeType['description'],
		},
	}) as INodeType;
}

const tools: Record<string, INodeType> = Object.fromEntries(
	Object.entries(ours).map(([name, node]) => [`${name}Tool`, asTool(node)]),
);

/** A node that maps the items that come in; what it gives is one list of items for each output. */
export function mapping(
	map: (items: IDataObject[], round: number) => IDataObject[] | IDataObject[][],
): Execute {
	return async (context) => {
		const items = context.getInputData();
		const round = (context.getWorkflowDataProxy(0).$runIndex as number) + 1;
		const mapped = map(
			items.map(({ json }) => json),
			round,
		);
		const outputs = (Array.isArray(mapped[0]) ? mapped : [mapped]) as IDataObject[][];
		return outputs.map((output) =>
			output.map((json, item): INodeExecutionData => ({ json, pairedItem: { item } })),
		);
	};
}
