import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';
import type { Operation } from './operation';

/** n8n takes as long for each as for a quick request. Of what changes something all are looked at. */
const LOOKED_AT = 25;

/**
 * The items for which the credential holds other values than for the first one: it may have an expression, and a run sends all of its items
 * with one.
 *
 * Of reads all items are looked at only where they can differ. Most expressions tell that by an item that is not there, for which they give
 * nothing; those that give something tell it by some of the others.
 */
export async function withOtherCredential(
	ctx: IExecuteFunctions,
	{ kind }: Pick<Operation, 'kind'>,
): Promise<Map<number, string>> {
	const others = new Map<number, string>();
	const { length } = ctx.getInputData();
	if (length < 2) return others;
	const valuesFor = await reader(ctx);
	const first = await valuesFor?.(0);
	if (valuesFor === undefined || first === undefined) return others;
	const isSame = await comparer(first, valuesFor);
	const items = Array.from({ length: length - 1 }, (_, index) => index + 1);
	if (kind === 'read') {
		const step = Math.max(1, Math.floor(length / LOOKED_AT));
		const some = [length, 1, ...items.filter((item) => item % step === 0), length - 1];
		let differs = false;
		for (const item of new Set(some)) differs ||= !(await isSame(item));
		if (!differs) return others;
	}
	for (const item of items) {
		if (await isSame(item)) continue;
		others.set(
			item,
			`The credential (item ${item}) has other values than for item 0, because of an expression in it. One run of this node uses one account: put Loop Over Items before it, with a batch of one, or a node for each account.`,
		);
	}
	return others;
}

type Values = ICredentialDataDecryptedObject | undefined;

/** Without the access token, which n8n renews, and what differs between two readings for the same item: a time, or a number of each call. */
async function comparer(first: Values, valuesFor: (item: number) => Promise<Values>) {
	const again = await valuesFor(0);
	const textOf = (values: Values, name: string) => JSON.stringify(values?.[name]);
	const names = Object.keys(first ?? {}).filter(
		(name) => name !== 'accessToken' && textOf(again, name) === textOf(first, name),
	);
	return async (item: number) => {
		const values = await valuesFor(item);
		return (
			values !== undefined && names.every((name) => textOf(values, name) === textOf(first, name))
		);
	};
}

/** A node may be saved with credentials that it does not take. */
async function reader(ctx: IExecuteFunctions) {
	for (const type of Object.keys(ctx.getNode().credentials ?? {})) {
		const valuesFor = async (item: number): Promise<Values> => {
			try {
				return await ctx.getCredentials<ICredentialDataDecryptedObject>(type, item);
			} catch {
				return undefined;
			}
		};
		if ((await valuesFor(0)) !== undefined) return valuesFor;
	}
	return undefined;
}
