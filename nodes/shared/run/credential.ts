import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';
import { isOfAccount, valuesIn } from '../wire/credential';
import type { Operation } from './operation';

/** n8n takes as long for each as for a quick request. Of what changes something all are looked at. */
const LOOKED_AT = 25;

/** n8n keeps one access token for a credential in this mode, whosever it is, and up to 1.123 all else that its expressions gave with it. */
const KEEPS_TOKEN = { type: 'kasProApi', authMode: 'oauth2Hmac' };

/**
 * The items that can't go out with the credential: a run sends all of its items with one, and an expression may give other values than for the
 * first one.
 *
 * Of reads all items are looked at only where they can differ. Most expressions tell that by an item that is not there, for which they give
 * nothing; those that give something tell it by some of the others.
 */
export async function withOtherCredential(
	ctx: IExecuteFunctions,
	{ kind, fromCredential }: Pick<Operation, 'kind' | 'fromCredential'>,
): Promise<Map<number, string>> {
	const others = new Map<number, string>();
	const { length } = ctx.getInputData();
	const mayKeepToken = KEEPS_TOKEN.type in (ctx.getNode().credentials ?? {});
	if (length === 0 || (length < 2 && !mayKeepToken)) return others;
	const valuesFor = await reader(ctx);
	const first = await valuesFor?.(0);
	if (valuesFor === undefined || first === undefined) return others;
	const isSame = comparer(
		first,
		valuesFor,
		(name) => fromCredential !== undefined || isOfAccount(name),
	);
	const items = Array.from({ length }, (_, index) => index);
	const keepsToken = mayKeepToken && first.authMode === KEEPS_TOKEN.authMode;
	if (keepsToken && !(await isSame(length))) {
		return new Map(
			items.map((item) => [
				item,
				`The credential (item ${item}) has an expression that hangs on the item, and n8n keeps one access token for all that it gives. Make a credential without such expressions for each account, and a node for each.`,
			]),
		);
	}
	if (kind === 'read') {
		const step = Math.max(1, Math.floor(length / LOOKED_AT));
		const some = [length, 1, ...items.filter((item) => item % step === 0), length - 1];
		let differs = false;
		for (const item of new Set(some)) differs ||= !(await isSame(item));
		if (!differs) return others;
	}
	const same = await Promise.all(items.map(isSame));
	for (const item of items.slice(1)) {
		if (same[item]) continue;
		others.set(
			item,
			`The credential (item ${item}) has other values than for item 0, because of an expression in it. One run of this node uses one account: put Loop Over Items before it, with a batch of one, or a node for each account.`,
		);
	}
	return others;
}

type Values = ICredentialDataDecryptedObject | undefined;

/** What differs between two readings for the same item is a time, or a number of each call, and no account. */
function comparer(
	first: ICredentialDataDecryptedObject,
	valuesFor: (item: number) => Promise<Values>,
	counts: (name: string) => boolean,
) {
	const ofFirst = valuesIn(first);
	const passing = new Set(['accessToken']);
	const otherNames = (values: Map<string, string>) =>
		[...new Set([...ofFirst.keys(), ...values.keys()])].filter(
			(name) => values.get(name) !== ofFirst.get(name),
		);
	return async (item: number) => {
		const values = await valuesFor(item);
		if (values === undefined) return false;
		const differing = () =>
			otherNames(valuesIn(values)).filter((name) => !passing.has(name) && counts(name));
		if (differing().length === 0) return true;
		for (const name of otherNames(valuesIn((await valuesFor(0)) ?? {}))) passing.add(name);
		return differing().length === 0;
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
