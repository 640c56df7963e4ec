import type { Opened, Part, Sent } from './book';
import type { Made } from './numbers';

/** What an earlier try wanted. */
export interface Earlier {
	/** When its item was last known again, and when it was sent: a field was mended since, and may be mended back. */
	parts: [last: Part, sent: Part];
	form?: string;
	execution?: string;
	isMadeAnew?: boolean;
}

/** What an earlier try has sent; and what its item wanted when it was last known again. */
export interface Before extends Sent, Earlier {
	reference: string;
	sent: Sent;
}

/** All that earlier tries have sent. */
export interface SentBefore {
	/** By the items that wanted it, and by which of the same it was. */
	by: Map<string | undefined, Before>;
	references: Map<string, Before>;
	/** The same by what it is at its core. */
	cores: Map<string, Sent[]>;
}

/** @param name resource and operation */
export function sentBefore(
	{ open, done, operation }: Opened,
	name: string,
	{ isTool, underWay }: { isTool: boolean; underWay: Record<string, Sent> },
): SentBefore {
	const start = `${operation}/`;
	const before: SentBefore = { by: new Map(), references: new Map(), cores: new Map() };
	const note = (sent: Record<string, Sent>, prefix: string | RegExp) => {
		for (const [key, one] of Object.entries(sent)) {
			const reference = key.replace(prefix, '');
			if (reference === key) continue;
			const { isMade, core = one.intent } = one;
			const part = { number: isMade ? null : reference, core, whom: one.whom };
			const { part: now = part, ...last } = one.last ?? {};
			const own: Before = { ...one, ...last, parts: [now, part], reference, sent: one };
			const places = [one.at, one.numberedAt, ...Object.values(one.tried ?? {})];
			for (const by of places) if (by !== undefined) before.by.set(by, own);
			before.references.set(reference, own);
			for (const each of new Set([core, now.core])) {
				const same = before.cores.get(each);
				if (same) same.push(one);
				else before.cores.set(each, [one]);
			}
		}
	};
	// A model that calls again after a success wants another one.
	if (!isTool) note(done, start);
	// A merchant who retries with a new credential still retries the same thing.
	note(open, new RegExp(`^${name.replace('.', '\\.')}/[^/]*/`));
	note(open, start);
	// Of calls of a model at once each has an item of its own, and all of them the same.
	if (!isTool) note(underWay, start);
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
	for (const [key, reference, one] of sentWith(name, sent)) {
		const isRetried = one.execution !== execution && one.at?.startsWith(`${node}/`);
		if (isRetried && !key.startsWith(`${operation}/`)) others.set(reference, one);
	}
	return others;
}

/** What an item of this run wants, as hashes. */
interface Claim {
	given?: string;
	made: Made;
	mark: string;
	core: string;
}

interface Orphan {
	reference: string;
	core: string;
	/** What made its number; nothing when it tells nothing. */
	numberedBy?: string;
}

/** What a stopped execution has sent and no item of its retry plainly wants; and the items that want none of what was sent. */
export interface Unclaimed {
	orphans: Orphan[];
	/** What they want, at its core. */
	cores: Set<string>;
}

/**
 * What executions that this one retries, and of which n8n has stored nothing, have sent before the workflow was mended. An item that wants
 * what was sent, or has its number, claims it; what is left may be any item that claims nothing.
 */
export function unclaimed(
	{ node, by, form, upstream, open, done }: Opened,
	name: string,
	wanted: Claim[],
): Unclaimed {
	const sent = [...sentWith(name, { ...done, ...open })].filter(
		([, , { at, tried = {}, ...then }]) =>
			at?.startsWith(`${node}/`) &&
			tried[by] === undefined &&
			(then.form !== form || then.upstream !== upstream),
	);
	const references = new Set(sent.map(([, reference]) => reference));
	const numbers = new Set(wanted.map(({ given }) => given));
	const claims = wanted.filter(({ given = '' }) => !references.has(given));
	const orphans = sent.flatMap(([, reference, { intent, core = intent, numberedBy }]) => {
		if (numbers.has(reference)) return [];
		const claim = claims.findIndex(({ given, made, mark }) => {
			const isOwn = given !== undefined && made === 'data';
			return mark === intent && !(isOwn && numberedBy !== undefined);
		});
		if (claim >= 0) claims.splice(claim, 1);
		return claim >= 0 ? [] : [{ reference, core, numberedBy }];
	});
	return { orphans, cores: new Set(claims.map(({ core }) => core)) };
}

/** With their references, whatever the credential was. */
function* sentWith<One extends Sent>(
	name: string,
	sent: Record<string, One>,
): Generator<[key: string, reference: string, one: One]> {
	const start = `${name}/`;
	for (const [key, one] of Object.entries(sent)) {
		if (key.startsWith(start)) yield [key, key.slice(start.length).replace(/^[^/]*\//, ''), one];
	}
}
