import type { IDataObject, IExecuteFunctions, NodeTypeAndVersion } from 'n8n-workflow';

/** A node as expressions see it. */
interface Named {
	params?: IDataObject;
}

const NAMES = /\$(?:\(|items\(|node\[)\s*(["'`])((?:\\.|(?!\1).)+)\1/g;

/**
 * The nodes on which this node's items hang, by name and with their fields: those before it, and those that an expression names, wherever
 * they stand. What a sub-workflow or a service gives them is not in it.
 */
export function upstreamOf(ctx: IExecuteFunctions): Array<[name: string, facts: unknown]> {
	const { name: own, parameters } = ctx.getNode();
	const found = new Map<string, unknown>();
	const waiting = [own];
	const note = (name: string, facts: unknown) => {
		if (found.has(name)) return;
		found.set(name, facts);
		for (const text of textsIn(facts)) {
			for (const [, , other = ''] of text.matchAll(NAMES))
				waiting.push(other.replace(/\\(.)/g, '$1'));
		}
	};
	note(own, parameters);
	const seen = new Set<string>();
	for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
		if (seen.has(name)) continue;
		seen.add(name);
		for (const one of before(ctx, name)) note(one.name, factsOf(one));
		// A node that is named stands before others as a rule, and only they know whether it is deactivated.
		const [child] = ctx.getChildNodes(name);
		const self = child && before(ctx, child.name).find((one) => one.name === name);
		note(name, self ? factsOf(self) : fieldsOf(ctx, name));
	}
	found.delete(own);
	return [...found];
}

const before = (ctx: IExecuteFunctions, name: string) =>
	ctx.getParentNodes(name, { includeNodeParameters: true });

const factsOf = ({ type, disabled, parameters }: NodeTypeAndVersion) => [
	type,
	disabled ?? false,
	parameters,
];

function textsIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value !== 'object' || value === null) return [];
	return Object.values(value).flatMap(textsIn);
}

/** Nothing of a node that is not there. */
function fieldsOf(ctx: IExecuteFunctions, name: string): unknown {
	try {
		const { $: nodeNamed } = ctx.getWorkflowDataProxy(0) as unknown as {
			$: (name: string) => Named;
		};
		return nodeNamed(name).params ?? null;
	} catch {
		return null;
	}
}
