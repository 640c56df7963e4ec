import type {
	IExecuteFunctions,
	IHookFunctions,
	ILoadOptionsFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

/** Any place in n8n from which a service can be called: a run, a list in the editor, a trigger. */
export type Context =
	IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IWebhookFunctions;

/** n8n gives the tool of an agent or MCP server a type of its own: a model calls it. */
export function isTool(ctx: IExecuteFunctions): boolean {
	return ctx.getNode().type.endsWith('Tool');
}

/** Who calls a service: n8n's context and, in a run, the input item (counted from 0 as n8n does). */
export interface Caller {
	ctx: Context;
	item?: number;
	/** For one of many reads, which stand in line together. */
	line?: Line;
}

/** The reads of a run. */
export interface Line {
	/** How many at once the merchant has set; without it the service's answers decide. */
	atOnce?: number;
	/** The node stops on errors: once one has failed, nothing is wanted of the others. */
	stops: boolean;
	/** Ends with the first error of a node that stops on errors. */
	over: Promise<void>;
}
