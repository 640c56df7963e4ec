import type { IExecuteFunctions, NodeTypeAndVersion } from 'n8n-workflow';
import { textIn } from '../values/texts';
import { isExpression, makersInJson } from './makers';
import { codeIn } from './numbers';

/** A field of an item as an expression reads it: by the last node, or by one that it names. */
const FIELD =
	/\$(?:json|input\.item\.json|\(\s*(["'`])((?:\\.|(?!\1).)+)\1\s*\)\.item\.json)(?:\.(\w+)|\[\s*(["'])((?:\\.|(?!\4).)+)\4\s*\])/g;

/** Through these nodes items come as they are. */
const PASSES_ON =
	/\.(?:set|code|if|filter|switch|merge|splitInBatches|limit|sort|noOp|wait|removeDuplicates)$/;

const MOST_STEPS = 3;

/**
 * What makes a number, with what *Edit Fields* and *Code* nodes right before this one put into the fields that it reads: a time or a place that
 * they put there is none of the order's. Of code only what stands behind the field's name is read.
 */
export function withAssigned(ctx: IExecuteFunctions, code: string): string {
	return resolved(ctx, code, ctx.getNode().name, MOST_STEPS);
}

function resolved(ctx: IExecuteFunctions, code: string, reader: string, steps: number): string {
	if (steps === 0) return code;
	return code.replace(FIELD, (path: string, ...found: Array<string | undefined>) => {
		const [, named, plain, , quoted = ''] = found;
		const before =
			named === undefined ? nodesBefore(ctx, reader) : theNode(ctx, named.replace(/\\(.)/g, '$1'));
		for (const node of before) {
			const assigned = assignedIn(node, plain ?? quoted);
			if (assigned.length === 0) continue;
			return `(${assigned.map((one) => resolved(ctx, one, node.name, steps - 1)).join(' + ')})`;
		}
		return path;
	});
}

/** Those whose items a node gets as they are, the nearest first. */
function nodesBefore(ctx: IExecuteFunctions, reader: string): NodeTypeAndVersion[] {
	const found = new Map<string, NodeTypeAndVersion>();
	const waiting = [reader];
	for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
		for (const node of ctx.getParentNodes(name, { includeNodeParameters: true, depth: 1 })) {
			if (found.has(node.name) || !(node.disabled || PASSES_ON.test(node.type))) continue;
			found.set(node.name, node);
			waiting.push(node.name);
		}
	}
	return [...found.values()];
}

function theNode(ctx: IExecuteFunctions, name: string): NodeTypeAndVersion[] {
	const { name: own } = ctx.getNode();
	const node = ctx
		.getParentNodes(own, { includeNodeParameters: true })
		.find((one) => one.name === name);
	return node ? [node] : [];
}

/** The code that makes a field; nothing when the node leaves it as it is. */
function assignedIn(
	{ type, disabled, parameters = {} }: NodeTypeAndVersion,
	field: string,
): string[] {
	if (disabled) return [];
	if (type.endsWith('.code')) return assignedInCode(textIn(parameters.jsCode), field);
	if (!type.endsWith('.set')) return [];
	const inJson = makersInJson({ body: textIn(parameters.jsonOutput) }, [field]).makers;
	const typed = (text: string) => (isExpression(text) ? text : "''");
	return [...valuesNamed(parameters, field).map(typed), ...inJson].map(codeIn);
}

/** `ref: 'TRX' + Date.now()`, `item.json.ref = …`, `json['ref'] = …`. */
function assignedInCode(code: string, field: string): string[] {
	const name = field.replace(/[^\w$]/g, '\\$&');
	const assigned = new RegExp(
		`(?:\\b${name}|["']${name}["'])["']?\\]?\\s*(?::|=(?![=>]))\\s*([^,;\\n}]+)`,
		'g',
	);
	return [...code.matchAll(assigned)].map(([, value = '']) => value);
}

/** What a list of assignments, in any version of *Edit Fields*, gives a name. */
function valuesNamed(value: unknown, field: string): string[] {
	if (typeof value !== 'object' || value === null) return [];
	const { name, value: own } = value as { name?: unknown; value?: unknown };
	if (name === field && typeof own === 'string') return [own];
	return Object.values(value).flatMap((one) => valuesNamed(one, field));
}
