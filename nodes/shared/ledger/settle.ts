import type { IDataObject } from 'n8n-workflow';
import { shortened } from '../values/texts';
import { apiError, asNodeError, type Failure } from '../wire/errors';
import type { Answer, Refused } from '../wire/service';
import { isStopped, STOPPED } from '../wire/stopped';
import type { Call, Outcome } from './call';
import type { Known } from './memory';

/** One thing that has a reference of its own: a package, a payment link, a transfer. */
export interface Part {
	reference: string;
}

/** What one input item wants done, all of it or nothing. */
export interface Deed<P extends Part> {
	call: Call;
	parts: P[];
}

/** What a look-up has found under a reference. */
export type Found =
	| { record: IDataObject }
	/** A record that is not what this item wants: canceled, or somebody else's. */
	| { other: string; advice: string }
	/** The service said that there is none. A request that is still under way may yet make one. */
	| 'none'
	/** It said nothing: refused, throttled, broken. */
	| { unasked: Failure };

/** How a service does a thing that must be done once. */
export interface Protocol<P extends Part> {
	/** What speaks against sending; asked once, before anything is noted as sent. */
	before?: (parts: P[]) => Promise<Failure | undefined>;
	send(parts: P[]): Promise<Answer>;
	/** What the answer says about this part; nothing when it does not confirm it. */
	confirmed(part: P, body: IDataObject): IDataObject | undefined;
	/** Why a confirmed part may yet fail; it is then not resolved, and not sent again. */
	underWay?(record: IDataObject): string | undefined;
	/** Whether the service refused because a reference is taken. */
	isTaken?(failure: Failure): boolean;
	/** Under another reference it is done a second time, and paid for. */
	isNewUnderOther?: boolean;
	/** Finds what a reference names. Must not change anything. */
	lookUp?: (part: P) => Promise<Found>;
	/** Whether a refusal may be about one of several deeds, so that the others can be done without it. */
	isOfOne?(failure: Failure): boolean;
	/** What is done, in a sentence; its references when left out, e.g. "the cancellation of …". */
	named?: (references: string) => string;
	/** Where the merchant sees whether it was done, e.g. "Look for order X in the KiriminAja dashboard". */
	howToCheck: (references: string) => string;
}

/**
 * Does things that must be done once, several items in one request where the service can: the one protocol for all that costs money or
 * can't be undone. docs/reliability.md
 *
 * A reference is sent at most once in an execution. When its answer is lost or does not confirm it, or the service says that it is taken,
 * it is looked up, and the existing record is the output. When that finds nothing the outcome is unknown, and the error says so; it is
 * never sent again, because the first request may still be under way at the service.
 */
export async function settle<P extends Part>(
	deeds: Array<Deed<P>>,
	protocol: Protocol<P>,
): Promise<Array<Outcome<IDataObject[]>>> {
	const settlement = new Settlement(protocol);
	await settlement.run(deeds);
	return deeds.map((deed) => settlement.outcomeOf(deed));
}

/** The same for one item that does one thing. */
export async function settleOne(call: Call, protocol: Protocol<Part>): Promise<IDataObject> {
	const parts = call.references.map((reference) => ({ reference }));
	const [outcome] = await settle([{ call, parts }], protocol);
	if (outcome && 'error' in outcome) throw outcome.error;
	return outcome?.result[0] ?? {};
}

class Settlement<P extends Part> {
	private readonly protocol: Protocol<P>;
	private readonly outcomes = new Map<Deed<P>, Outcome<IDataObject[]>>();
	/** A look-up that got no answer: the service is not asked again for the rest. */
	private deaf: Failure | undefined;
	/** Why all of them were refused together, once they are looked at in parts, and how often they were parted. */
	private whole: Failure | undefined;
	private halvings = 0;
	/** A refusal sounded as if a reference was taken, and the service knows none of them. */
	private noneIsThere = false;

	constructor(protocol: Protocol<P>) {
		this.protocol = protocol;
	}

	outcomeOf(deed: Deed<P>): Outcome<IDataObject[]> {
		return this.outcomes.get(deed) ?? { result: [] };
	}

	async run(deeds: Array<Deed<P>>): Promise<void> {
		const fresh = deeds.filter(
			({ call, parts }) => !parts.some(({ reference }) => call.ledger.known(reference)),
		);
		for (const deed of deeds) if (!fresh.includes(deed)) await this.recall(deed);
		if (fresh.length === 0) return;
		let objection: Failure | undefined;
		try {
			objection = await this.protocol.before?.(fresh.flatMap(({ parts }) => parts));
		} catch (error) {
			// One error for all of them.
			const [{ call } = { call: undefined }] = fresh;
			const said = call && beforeSending(asNodeError(call, error));
			for (const deed of fresh) if (said) this.outcomes.set(deed, { error: said });
			return;
		}
		if (objection) this.refuse(fresh, objection);
		else await this.send(fresh);
	}

	private async send(deeds: Array<Deed<P>>): Promise<void> {
		const [first] = deeds;
		if (first === undefined) return;
		if (isStopped(first.call.ctx)) return this.refuse(deeds, STOPPED);
		this.note(deeds, (ledger, reference) => ledger.sending(reference));
		const answer = await this.answerTo(deeds);
		if (answer.ok) {
			for (const deed of deeds) await this.conclude(deed, answer.body);
			return;
		}
		const failure = this.contradicts(deeds, answer) ?? answer.failure;
		if (failure.outcome === 'unknown') {
			this.note(deeds, (ledger, reference) => ledger.lost(reference, failure.message));
			for (const deed of deeds) await this.lookUp(deed, failure);
			return;
		}
		this.note(deeds, (ledger, reference) => ledger.clear(reference));
		await this.afterRefusal(deeds, failure);
	}

	/** A no that has what was asked for in it is no no. */
	private contradicts(deeds: Array<Deed<P>>, { failure, body }: Refused): Failure | undefined {
		if (body === undefined || failure.outcome !== 'refused') return undefined;
		const has = deeds.some(({ parts }) => parts.some((part) => this.confirmed(part, body)));
		return has ? { ...failure, outcome: 'unknown' } : undefined;
	}

	/** Whatever is thrown on the way is no proof that nothing was sent. */
	private async answerTo(deeds: Array<Deed<P>>): Promise<Answer> {
		try {
			return await this.protocol.send(deeds.flatMap(({ parts }) => parts));
		} catch (error) {
			return { ok: false, failure: { outcome: 'unknown', message: (error as Error).message } };
		}
	}

	private async afterRefusal(deeds: Array<Deed<P>>, failure: Failure): Promise<void> {
		const goesOn = deeds.length > 1 && deeds[0]?.call.ctx.continueOnFail();
		if (this.protocol.isTaken?.(failure)) {
			await this.takeOut(deeds, failure, goesOn ? 0 : MOST_LOOKED_UP);
			const others = deeds.filter((deed) => !this.outcomes.has(deed));
			if (this.isOfCaller(failure)) return this.refuse(others, failure);
			if (others.length < deeds.length) return await this.send(others);
		}
		// A node that stops on errors stops here: half of a refused booking would be no favour.
		const isOfOne = failure.outcome === 'refused' && this.protocol.isOfOne?.(failure);
		if (!goesOn || !isOfOne || this.halvings === MOST_HALVINGS) {
			return this.refuse(deeds, this.refusedTogether(failure, deeds));
		}
		this.halvings++;
		this.whole ??= failure;
		const half = Math.ceil(deeds.length / 2);
		await this.send(deeds.slice(0, half));
		await this.send(deeds.slice(half));
	}

	/** What is left when the looking for the bad one ends, e.g. because of too many requests, keeps the reason for which it began. */
	private refusedTogether(failure: Failure, deeds: Array<Deed<P>>): Failure {
		const { whole = failure } = this;
		const count = deeds.length;
		// Another number would be a second order for what may be there.
		if (count > 1 && this.protocol.isTaken?.(whole) && !this.noneIsThere) {
			const references = deeds.map(({ parts }) => referencesOf(parts)).join(', ');
			return {
				...whole,
				advice: `One of the references in this request may be taken, and it was not found out which. Nothing was done for them now, but some may be there from before. ${this.protocol.howToCheck(references)}.`,
			};
		}
		const isOfOne = failure.outcome === 'refused' && this.protocol.isOfOne?.(failure) === true;
		// Too little money is a reason for each of them; too many requests only end the looking.
		const isOfAll = !isOfOne && (this.whole === undefined || failure.httpCode !== 429);
		if (isOfAll || (isOfOne && count === 1)) return failure;
		const references = deeds.flatMap(({ parts }) => parts.map(({ reference }) => reference));
		const said = isOfOne ? `${shortened(references)} together` : 'it together with others';
		const advice =
			this.whole === undefined
				? 'Nothing was done for any of them. With On Error set to Continue (using error output) the node finds out which one is meant, and does the others.'
				: 'It was refused together with others, and it was not found out which of them is meant. Nothing was done for it.';
		const reason = isOfOne ? failure : whole;
		return {
			...reason,
			message: `${reason.message} (said of ${said})`,
			advice: `${advice} ${reason.advice ?? ''}`.trim(),
		};
	}

	/** Decides the deeds whose references are taken: those that the refusal names, or else, of a few, all that can be found. */
	private async takeOut(deeds: Array<Deed<P>>, failure: Failure, most: number): Promise<void> {
		const { vendorText = '' } = failure;
		const references = deeds.flatMap(({ parts }) => parts.map(({ reference }) => reference));
		const namedOnes = namedIn(vendorText, references);
		const named = deeds.filter(({ parts }) =>
			parts.some(({ reference }) => namedOnes.has(reference)),
		);
		const isSure = named.length > 0 || deeds.length === 1;
		if (!isSure && deeds.length > most) return;
		this.noneIsThere = !isSure;
		for (const deed of named.length > 0 ? named : deeds) {
			const found = await this.findAll(deed.parts);
			if (this.isOfCaller(failure)) return;
			this.noneIsThere &&= found.every((one) => one.found === 'none');
			if (isSure || found.some(isThere)) {
				this.decide(deed, found, () => otherIn(found) ?? this.taken(deed, found, failure));
			}
		}
	}

	/** Who is refused a look-up in the very words was not refused because of a reference. */
	private isOfCaller({ vendorText = '' }: Failure): boolean {
		return vendorText !== '' && this.deaf?.vendorText === vendorText;
	}

	/** How to say that a deed can't be done as it is, because a part of it, or nobody knows what, is there already. */
	private taken(deed: Deed<P>, found: Array<Lookup<P>>, failure: Failure): Failure {
		const unasked = unaskedIn(found);
		if (unasked && this.protocol.isNewUnderOther) return this.takenUnasked(deed, failure, unasked);
		if (unasked) {
			const { advice = '' } = failure;
			return { ...failure, advice: `${advice} ${notAsked(unasked)}`.trim() };
		}
		const there = found.filter(isThere).map(({ part }) => part);
		if (there.length === 0) return failure;
		const missing = found.filter((one) => !isThere(one)).map(({ part }) => part);
		return {
			...failure,
			message: `${this.named(there)} existed already, and ${this.named(missing)} was not found`,
			advice: `Nothing was done for them now. What was not found may be there all the same, and be found only later. ${this.protocol.howToCheck(referencesOf(missing))}. If it is not there, take out what exists, and run the rest under its own number.`,
		};
	}

	/** It was refused now; but what stands under the reference may well be this very thing. */
	private takenUnasked(deed: Deed<P>, failure: Failure, unasked: Failure): Failure {
		const { parts } = deed;
		this.note([deed], (ledger, reference) => {
			ledger.sending(reference);
			ledger.lost(reference, failure.message);
		});
		return {
			...failure,
			outcome: 'unknown',
			message: `The outcome of ${this.named(parts)} is unknown: ${failure.message}`,
			advice: `It may have been done before, so it must not be repeated, also not under a new reference, before you know. ${notAsked(unasked)} ${this.protocol.howToCheck(referencesOf(parts))}.`,
		};
	}

	/** Takes what the answer confirms, and looks the rest up. */
	private async conclude(deed: Deed<P>, body: IDataObject): Promise<void> {
		const { call, parts } = deed;
		const records = new Map<P, { record: IDataObject }>();
		for (const part of parts) {
			const record = this.confirmed(part, body);
			if (record) records.set(part, { record });
			const underWay = record && this.protocol.underWay?.(record);
			if (underWay) call.ledger.accepted(part.reference, underWay);
			else if (record) call.ledger.done(part.reference);
			else call.ledger.lost(part.reference, NOT_CONFIRMED);
		}
		if (records.size === parts.length) {
			const result = [...records.values()].map(({ record }) => record);
			this.outcomes.set(deed, { result });
		} else await this.lookUp(deed, { outcome: 'unknown', message: NOT_CONFIRMED }, records);
	}

	/** An answer in which something can't be read confirms nothing. */
	private confirmed(part: P, body: IDataObject): IDataObject | undefined {
		try {
			return this.protocol.confirmed(part, body);
		} catch {
			return undefined;
		}
	}

	/** An item of which this execution has sent something before. */
	private async recall(deed: Deed<P>): Promise<void> {
		const known = new Map(
			deed.parts.map((part) => [part, deed.call.ledger.known(part.reference)] as const),
		);
		const sent = deed.parts.filter((part) => known.get(part));
		const unsent = deed.parts.filter((part) => !known.get(part));
		const open = [...known.values()].find((one) => one?.state === 'open');
		const isSame = [...known.values()].every((one) => one?.isSame !== false);
		const asked = open || (isSame && unsent.length === 0) ? await this.findAll(sent) : [];
		const found = asked.map((one) => ({ ...one, isDone: known.get(one.part)?.state === 'done' }));
		const isUnknown = open && !found.every((one) => isRecord(one) || one.isDone);
		this.decide(deed, found, () =>
			isUnknown
				? this.unknown(found, { outcome: 'unknown', message: whyOpen(open) }, unsent)
				: this.doneBefore(sent, unsent, isSame, found),
		);
	}

	private doneBefore(sent: P[], unsent: P[], isSame: boolean, found: Array<Lookup<P>>): Failure {
		const other = isSame ? '' : ', for something else';
		const message = `${this.named(sent)} was already done, or found to be done, in this execution${other}`;
		// Of what this item wants besides, nothing was sent.
		const outcome = isSame && unsent.length === 0 ? 'done' : 'unsent';
		if (unsent.length === 0) {
			const unasked = unaskedIn(found);
			// It may have been cancelled since.
			const now = otherIn(found);
			const advice = [
				'Nothing was sent for this item. If it is the same one with other values, it is done: do not repeat it. If it is another one, give it a number of its own.',
				...(unasked ? [notAsked(unasked)] : []),
			];
			const said = now ? `${message}. ${now.message}` : message;
			return { outcome, message: said, advice: advice.join(' ') };
		}
		return {
			outcome,
			message: `${message}, so ${this.named(unsent)} was not sent`,
			advice: 'Take out what is done, and run the rest.',
		};
	}

	private async lookUp(
		deed: Deed<P>,
		lost: Failure,
		records = new Map<P, { record: IDataObject }>(),
	): Promise<void> {
		const found = await this.findAll(deed.parts, records);
		this.decide(deed, found, () => this.unknown(found, lost));
	}

	private async findAll(
		parts: P[],
		records = new Map<P, { record: IDataObject }>(),
	): Promise<Array<Lookup<P>>> {
		const found: Array<Lookup<P>> = [];
		for (const part of parts)
			found.push({ part, found: records.get(part) ?? (await this.find(part)) });
		return found;
	}

	private async find(part: P): Promise<Found> {
		if (!this.protocol.lookUp) return 'none';
		if (this.deaf) return { unasked: this.deaf };
		const found = await this.foundBy(this.protocol.lookUp, part);
		if (typeof found === 'object' && 'unasked' in found) this.deaf = found.unasked;
		return found;
	}

	private async foundBy(lookUp: NonNullable<Protocol<P>['lookUp']>, part: P): Promise<Found> {
		try {
			return await lookUp(part);
		} catch (error) {
			return { unasked: { outcome: 'unknown', message: (error as Error).message } };
		}
	}

	/** All records are there, or it is as `otherwise` says. */
	private decide(deed: Deed<P>, lookups: Array<Lookup<P>>, otherwise: () => Failure): void {
		const records = lookups.flatMap(({ part, found }) =>
			typeof found === 'object' && 'record' in found ? [{ part, ...found }] : [],
		);
		for (const { part } of records) deed.call.ledger.done(part.reference);
		if (records.length > 0 && records.length === deed.parts.length) {
			this.outcomes.set(deed, { result: records.map(({ record }) => record) });
		} else this.fail(deed, apiError(deed.call, otherwise()));
	}

	/** How to say that something may or may not have been done, and what was not sent beside it. */
	private unknown(lookups: Array<Lookup<P>>, lost: Failure, unsent: P[] = []): Failure {
		const isThere = (one: Lookup<P>) => isRecord(one) || one.isDone;
		const there = lookups.filter(isThere).map(({ part }) => part);
		const missing = lookups.filter((one) => !isThere(one)).map(({ part }) => part);
		const unasked = unaskedIn(lookups);
		const other = otherIn(lookups);
		return {
			...lost,
			outcome: 'unknown',
			message: [
				there.length > 0 ? `${this.named(there)} is done. ` : '',
				`The outcome of ${this.named(missing)} is unknown: ${lost.message}`,
				other ? `. ${other.message}` : '',
				unsent.length > 0 ? `. ${this.named(unsent)} was not sent` : '',
			].join(''),
			advice: [
				'It may have been done, so it was not sent again and must not be repeated before you know.',
				...(unasked ? [notAsked(unasked)] : []),
				`${this.protocol.howToCheck(referencesOf(missing))}.`,
			].join(' '),
		};
	}

	private named(parts: P[]): string {
		const references = referencesOf(parts);
		return this.protocol.named?.(references) ?? references;
	}

	private refuse(deeds: Array<Deed<P>>, failure: Failure): void {
		for (const deed of deeds) this.fail(deed, apiError(deed.call, failure));
	}

	private fail(deed: Deed<P>, error: ReturnType<typeof asNodeError>): void {
		error.context.references = referencesOf(deed.parts);
		this.outcomes.set(deed, { error });
	}

	private note(
		deeds: Array<Deed<P>>,
		write: (ledger: Call['ledger'], reference: string) => void,
	): void {
		for (const { call, parts } of deeds) {
			for (const { reference } of parts) write(call.ledger, reference);
		}
	}
}

/** KiriminAja threatens those with suspension who track too often. docs/contracts/kiriminaja.md §1.3 */
const MOST_LOOKED_UP = 10;

/** Enough to find two bad ones among fifty; what is refused for all is not tried a hundred times. */
const MOST_HALVINGS = 12;

const NOT_CONFIRMED = 'the answer does not confirm it';

/** What went wrong with a question before the sending says nothing of what was to be sent. */
function beforeSending(error: ReturnType<typeof asNodeError>): ReturnType<typeof asNodeError> {
	error.context.outcome = 'unsent';
	error.description = ['Nothing was sent for this item.', error.description]
		.filter(Boolean)
		.join(' ');
	return error;
}

/** What a look-up of one part has found. */
interface Lookup<P extends Part> {
	part: P;
	found: Found;
	/** The service has confirmed it before, whatever it says now. */
	isDone?: boolean;
}

const isRecord = ({ found }: Lookup<Part>) => typeof found === 'object' && 'record' in found;

const whyOpen = ({ lost = 'its answer has not come yet', isSame }: Known) =>
	isSame ? lost : `${lost}. It was sent with other values than this item has`;

const isThere = ({ found }: Lookup<Part>) =>
	typeof found === 'object' && ('record' in found || 'other' in found);

function unaskedIn(lookups: Array<Lookup<Part>>): Failure | undefined {
	for (const { found } of lookups) {
		if (typeof found === 'object' && 'unasked' in found) return found.unasked;
	}
	return undefined;
}

/** A record that is not what this item wants, as the refusal that it is when nothing was sent for the item. */
function otherIn(lookups: Array<Lookup<Part>>): Failure | undefined {
	for (const { found } of lookups) {
		if (typeof found === 'object' && 'other' in found) {
			return { outcome: 'refused', message: found.other, advice: found.advice };
		}
	}
	return undefined;
}

const notAsked = ({ message }: Failure) => `It could not be asked about: ${message}.`;

const referencesOf = (parts: Part[]) => parts.map(({ reference }) => reference).join(', ');

/** Those of the references that a text names, each place the longest that fits: `SHOP-10` and `SHOP-1/2` do not name `SHOP-1`. */
function namedIn(text: string, references: string[]): Set<string> {
	const named = new Set<string>();
	const longestFirst = [...references].sort((a, b) => b.length - a.length);
	let rest = text;
	// First as they are written.
	for (const flags of ['g', 'gi']) {
		for (const reference of longestFirst) {
			const escaped = reference.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
			const place = new RegExp(`(?<![\\w-]|\\w/)${escaped}(?![\\w-]|[./]\\w)`, flags);
			const without = rest.replace(place, '\0');
			if (without !== rest) named.add(reference);
			rest = without;
		}
	}
	return named;
}
