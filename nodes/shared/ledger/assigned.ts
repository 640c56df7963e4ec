import type { IExecuteFunctions, NodeTypeAndVersion } from 'n8n-workflow';
import { textIn } from '../values/texts';
import { isExpression, makersInJson } from './makers';
import { codeIn } from './numbers';

/** A field of an item as an expression reads it: by the last node, or by one that it names. */
const FIELD =
	/\$(?:json|input\.item\.json|\(\s*(["'`])((?:\\.|(?!\1).)+)\1\s*\)\.item\.json)(?:\.(\w+)|\[\s*(["'])((?:\\.|(?!\4).)+)\4\s*\])/g;

/** Through these nodes items come as they are. */
const PASSES_ON = /\.(?:set|if|filter|switch|limit|sort|noOp|wait|removeDuplicates)$/;

const MOST_STEPS = 3;

/**
 * What makes a number, with what *Edit Fields* right before this node puts into the fields that it reads: a time or a place that it puts there
 * is none of the order's. Only where that is sure: where two ways meet, as in a loop or a Merge, and behind code, nobody can tell whose field it
 * is, and a number of the order's must not be taken for a time.
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
			if (assigned === undefined) continue;
			return `(${resolved(ctx, assigned, node.name, steps - 1)})`;
		}
		return path;
	});
}

/** Those whose items a node gets as they are, the nearest first, as long as there is one way only. */
function nodesBefore(ctx: IExecuteFunctions, reader: string): NodeTypeAndVersion[] {
	const found: NodeTypeAndVersion[] = [];
	for (let name = reader; found.length < MOST_BEFORE;) {
		const [node, other] = ctx.getParentNodes(name, { includeNodeParameters: true, depth: 1 });
		if (node === undefined || other !== undefined) break;
		if (!node.disabled && !PASSES_ON.test(node.type)) break;
		found.push(node);
		name = node.name;
	}
	return found;
}

const MOST_BEFORE = 20;

function theNode(ctx: IExecuteFunctions, name: string): NodeTypeAndVersion[] {
	const { name: own } = ctx.getNode();
	return ctx
		.getParentNodes(own, { includeNodeParameters: true })
		.filter((one) => one.name === name);
}

/** The code that makes a field; nothing when the node leaves it as it is. */
function assignedIn(
	{ type, disabled, parameters = {} }: NodeTypeAndVersion,
	field: string,
): string | undefined {
	if (disabled || !type.endsWith('.set')) return undefined;
	const inJson = makersInJson({ body: textIn(parameters.jsonOutput) }, [field]).makers;
	const typed = (text: string) => (isExpression(text) ? text : "''");
	return [...valuesNamed(parameters, field).map(typed), ...inJson].map(codeIn).at(-1);
}

/** What a list of assignments, in any version of *Edit Fields*, gives a name. */
function valuesNamed(value: unknown, field: string): string[] {
	if (typeof value !== 'object' || value === null) return [];
	const { name, value: own, stringValue = own, numberValue = stringValue } = value as Assigned;
	if (name === field && typeof numberValue === 'string') return [numberValue];
	return Object.values(value).flatMap((one) => valuesNamed(one, field));
}

interface Assigned {
	name?: unknown;
	value?: unknown;
	/** From version 3.0 to 3.2. */
	stringValue?: unknown;
	numberValue?: unknown;
}
