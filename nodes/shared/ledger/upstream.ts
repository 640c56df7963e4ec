import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

/** A node as expressions see it. */
interface Named {
	params?: IDataObject;
}

const NAMES = /\$(?:\(|items\(|node\[)\s*\\?(["'`])(.+?)\\?\1/g;

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
		for (const [, , other = ''] of JSON.stringify(facts).matchAll(NAMES)) {
			if (!found.has(other)) waiting.push(other);
		}
	};
	note(own, parameters);
	for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
		if (!found.has(name)) note(name, fieldsOf(ctx, name));
		for (const one of ctx.getParentNodes(name, { includeNodeParameters: true })) {
			note(one.name, [one.type, one.disabled ?? false, one.parameters]);
		}
	}
	found.delete(own);
	return [...found];
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
