import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { z } from 'zod';
import type { Call, Outcome, Result } from '../ledger/call';
import type { Beside } from '../ledger/numbers';
import type { Wanted } from '../ledger/wants';
import type { Columns, OtherNames } from './fieldNames';
import { readOptions } from './requestsAtOnce';
import { withSimplify } from './simplify';
import { answerField, leaveField } from './tool';

interface Description<Schema extends z.ZodTypeAny> {
	/** Internal name; never changes, because saved workflows hold it. */
	value: string;
	name: string;
	/** Sentence in the node picker, e.g. "Create a payment link". */
	action: string;
	description: string;
	/** `write` changes something at the service: one at a time, never retried. `read` may run side by side and be retried. */
	kind: 'read' | 'write';
	/** Beside all that changes something: a model may do it only where the merchant allows it. */
	needsLeave?: boolean;
	fields: INodeProperties[];
	/** What columns of the input can fill, for an operation that has a field of n8n's type resourceMapper. */
	columns?: Columns;
	/** What those columns may be called as well, where one that is left out would not be missed. */
	otherColumnNames?: Record<string, OtherNames>;
	/** What its form says of the item, when the item itself may say what that lacks. */
	ofItem?: (values: IDataObject) => IDataObject | undefined;
	/** Fields that the credential can fill instead of the form. */
	fromCredential?: FromCredential;
	/** Turns the fields' values into what `run` gets, or says what is wrong with them. */
	request: Schema;
	/**
	 * What a write does under references of its own, each at most once; left out when doing it twice is the same as once. `beside` tells what
	 * things are made of in JSON that the merchant adds.
	 */
	once?: (input: z.output<Schema>, beside: Beside) => Wanted[];
	/**
	 * The fields, ten at most, that Simplify leaves of a write's output. The switch is no field of the operation: what is asked for, and
	 * remembered as sent, is the same either way. A read has `simplifyField` among its fields and cuts by itself.
	 */
	simple?: string[];
	/** Names a finished write, e.g. "order MLT-1"; shown when a later item fails. */
	names?(output: IDataObject): string;
}

export interface FromCredential {
	/** The credential's type. */
	type: string;
	/** The field that says whether to read the credential, and with which value. */
	when: [field: string, value: string];
	/** For each field, the credential's: its name there and what it is called. A dot leads into a group, where what is typed goes first. */
	fields: Record<string, [name: string, displayName: string]>;
}

interface RunsAlone<Input> {
	run(call: Call, input: Input): Promise<Result>;
	together?: undefined;
}

interface RunsTogether<Input> {
	/** For a write that takes several input items in one request. */
	together: Together<Input>;
	run?: undefined;
}

export type Operation<Schema extends z.ZodTypeAny = z.ZodTypeAny> = Description<Schema> &
	(RunsAlone<z.output<Schema>> | RunsTogether<z.output<Schema>>);

/** Several input items in one request. */
export interface Together<Input> {
	/** Which of the inputs go together, as indexes; the groups run one after the other. */
	groups(inputs: Input[]): number[][];
	/** Runs one group and tells what became of each of its items, in their order. */
	run(calls: Call[], inputs: Input[]): Promise<Outcome[]>;
}

export interface Resource {
	value: string;
	name: string;
	operations: Operation[];
	/** The operation that a fresh node begins with; the first one when left out. Saved workflows hang on it: n8n does not store defaults. */
	initial?: string;
}

/** Keeps the link between the request schema and the input that `run` gets. */
export function defineOperation<Schema extends z.ZodTypeAny>(
	operation: Operation<Schema>,
): Operation<Schema> {
	return operation;
}

export function defineResource(resource: Resource): Resource {
	return resource;
}

export const needsLeave = ({ kind, needsLeave: own = false }: Operation) => kind === 'write' || own;

/**
 * The node's parameters: the resource picker, each resource's operation picker, each operation's fields. A fresh node begins with the
 * resource `initial`, on which saved workflows hang: n8n does not store defaults.
 */
export function propertiesOf(resources: Resource[], initial: string): INodeProperties[] {
	const picker: INodeProperties = {
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: resources.map(({ name, value }) => ({ name, value })),
		default: initial,
	};
	return [picker, ...resources.flatMap(propertiesOfResource)];
}

function propertiesOfResource({
	value: resource,
	operations,
	initial = operations[0]?.value,
}: Resource): INodeProperties[] {
	const picker: INodeProperties = {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options: operations.map(({ name, value, action, description }) => ({
			name,
			value,
			action,
			description,
		})),
		default: initial,
	};
	const fields = operations.flatMap(({ value: operation, fields: own, simple }) =>
		(simple ? withSimplify(own) : own).map((field) => ({
			...field,
			displayOptions: {
				...field.displayOptions,
				show: { ...field.displayOptions?.show, resource: [resource], operation: [operation] },
			},
		})),
	);
	const among = (
		some: Operation[],
		fieldOf: (where: Record<string, string[]>) => INodeProperties,
	) =>
		some.length > 0
			? [fieldOf({ resource: [resource], operation: some.map(({ value }) => value) })]
			: [];
	return [
		picker,
		...among(operations.filter(needsLeave), leaveField),
		...fields,
		...among(
			operations.filter(({ kind }) => kind === 'read'),
			readOptions,
		),
		...among(operations, answerField),
	];
}
