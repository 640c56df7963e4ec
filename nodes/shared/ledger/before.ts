import type { Opened, Part, Sent } from './book';

/** What an earlier try wanted. */
export interface Earlier {
	part: Part;
	form?: string;
	execution?: string;
	isMadeAnew?: boolean;
}

/** What an earlier try has sent. */
export interface Before extends Sent, Earlier {
	reference: string;
}

/** All that earlier tries have sent. */
export interface SentBefore {
	/** By the item that wanted it, and by which of the same it was. */
	by: Map<string | undefined, Before>;
	/** The items that wanted the same, by what it is at its core. */
	items: Map<string, Set<string | undefined>>;
}

/** @param name resource and operation */
export function sentBefore(
	{ open, done, operation }: Opened,
	name: string,
	{ isTool }: { isTool: boolean },
): SentBefore {
	const start = `${operation}/`;
	const before: SentBefore = { by: new Map(), items: new Map() };
	const note = (sent: Record<string, Sent>, prefix: string | RegExp) => {
		for (const [key, one] of Object.entries(sent)) {
			const reference = key.replace(prefix, '');
			if (reference === key) continue;
			const { isMade, core = one.intent } = one;
			const part = { number: isMade ? null : reference, core };
			for (const by of [one.at, one.tried]) before.by.set(by, { ...one, reference, part });
			const items = before.items.get(core) ?? new Set();
			before.items.set(core, items.add(one.tried));
		}
	};
	// A model that calls again after a success wants another one.
	if (!isTool) note(done, start);
	// A merchant who retries with a new credential still retries the same thing.
	note(open, new RegExp(`^${name.replace('.', '\\.')}/[^/]*/`));
	note(open, start);
	return before;
}

/**
 * What this node has sent before with other credentials, by reference: a merchant who retries with a new one still retries the same thing.
 * Another node may have another account.
 */
export function ofOtherCredentials<One extends Sent>(
	{ execution, node, operation }: Opened,
	name: string,
	sent: Record<string, One>,
): Map<string, One> {
	const others = new Map<string, One>();
	for (const [key, one] of Object.entries(sent)) {
		const isOfOther = key.startsWith(`${name}/`) && !key.startsWith(`${operation}/`);
		const isRetried = one.execution !== execution && one.at?.startsWith(`${node}/`);
		if (!isOfOther || !isRetried) continue;
		others.set(key.slice(name.length + 1).replace(/^[^/]*\//, ''), one);
	}
	return others;
}
