import type { IExecuteFunctions } from 'n8n-workflow';

/** Reads a parameter of an item by its name; null when it is hidden by another one. */
export type Reader = (name: string, item: number) => unknown;

/** What holds no expression is the same for all items, and read once: each reading takes n8n longer than all else that is done for an item. */
export function parameterReader(ctx: IExecuteFunctions): Reader {
	const { parameters } = ctx.getNode();
	const fixed = new Map<string, unknown>();
	const changing = new Set<string>();
	return (name, item) => {
		if (fixed.has(name)) return fixed.get(name);
		const value = ctx.getNodeParameter(name, item, null);
		if (changing.has(name) || holdsExpression(parameters[name])) changing.add(name);
		else fixed.set(name, value);
		return value;
	};
}

/** n8n knows an expression by its first character, at any depth. */
function holdsExpression(value: unknown): boolean {
	return typeof value === 'string'
		? value.startsWith('=')
		: typeof value === 'object' && value !== null && Object.values(value).some(holdsExpression);
}
