import type { IExecuteFunctions } from 'n8n-workflow';
import { accountOf } from '../wire/credential';

/** n8n takes a while for each. */
const LOOKED_AT = 25;

/**
 * The items for which the credential holds another account than for the first one: it may have an expression, and a run sends all of its
 * items with one.
 *
 * All items are looked at only where they can differ. Most expressions tell that by an item that is not there, for which they give nothing;
 * those that give something tell it by some of the others.
 */
export async function withOtherCredential(ctx: IExecuteFunctions): Promise<Map<number, string>> {
	const others = new Map<number, string>();
	const { length } = ctx.getInputData();
	if (length < 2) return others;
	const accountFor = await reader(ctx);
	const first = await accountFor?.(0);
	if (accountFor === undefined || first === undefined) return others;
	const step = Math.max(1, Math.floor(length / LOOKED_AT));
	const items = Array.from({ length: length - 1 }, (_, index) => index + 1);
	const some = [length, 1, 2, ...items.filter((item) => item % step === 0), length - 1];
	let differs = false;
	for (const item of new Set(some)) differs ||= (await accountFor(item)) !== first;
	if (!differs) return others;
	for (const item of items) {
		if ((await accountFor(item)) === first) continue;
		others.set(
			item,
			`The credential (item ${item}) has other values than for item 0, because of an expression in it. One run of this node uses one account: put Loop Over Items before it, with a batch of one, or a node for each account.`,
		);
	}
	return others;
}

/** A node may be saved with credentials that it does not take. */
async function reader(ctx: IExecuteFunctions) {
	for (const type of Object.keys(ctx.getNode().credentials ?? {})) {
		const accountFor = async (item: number) => {
			try {
				return accountOf(await ctx.getCredentials(type, item));
			} catch {
				return undefined;
			}
		};
		if ((await accountFor(0)) !== undefined) return accountFor;
	}
	return undefined;
}
