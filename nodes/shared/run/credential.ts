import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * The items for which the credential holds other values than for the first one: it may have an expression, and a run sends all of its items
 * with one.
 *
 * Values of all items are looked at only where they can differ. An item that is not there tells that: with it an expression gives nothing,
 * and what is typed stays as it is.
 */
export async function withOtherCredential(ctx: IExecuteFunctions): Promise<Map<number, string>> {
	const others = new Map<number, string>();
	const { length } = ctx.getInputData();
	const [type] = Object.keys(ctx.getNode().credentials ?? {});
	if (type === undefined || length < 2) return others;
	const valuesOf = async (item: number) => {
		try {
			return JSON.stringify(await ctx.getCredentials(type, item));
		} catch {
			return undefined;
		}
	};
	const first = await valuesOf(0);
	if (first === undefined || first === (await valuesOf(length))) return others;
	for (let item = 1; item < length; item++) {
		if ((await valuesOf(item)) === first) continue;
		others.set(
			item,
			`The credential (item ${item}) has other values than for item 0, because of an expression in it. One run of this node uses one account: put Loop Over Items before it, with a batch of one, or a node for each account.`,
		);
	}
	return others;
}
