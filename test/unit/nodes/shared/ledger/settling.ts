import { createRunExecutionData, type IDataObject } from 'n8n-workflow';
import type { Call } from '../../../../../nodes/shared/ledger/call';
import { Ledger } from '../../../../../nodes/shared/ledger/ledger';
import { refer } from './ledgers';
import {
	settle,
	type Found,
	type Part,
	type Protocol,
} from '../../../../../nodes/shared/ledger/settle';
import { type Failure } from '../../../../../nodes/shared/wire/errors';
import type { Answer } from '../../../../../nodes/shared/wire/service';
import { contextWith } from '../context';

export let data = createRunExecutionData();
/** Goes on with an execution as it was stored, or with a new one. */
export const goOnWith = (stored = createRunExecutionData()) => void (data = stored);
beforeEach(() => goOnWith());

export type Where = Parameters<typeof contextWith>[0];

/** The run before is over when another begins. */
export let last: Ledger | undefined;

/** One item for each list of references, as one run of the node sees them. */
export function deedsOf(items: string[][], where: Where = {}) {
	const ctx = contextWith({ data, ...where });
	last?.release();
	const ledger = new Ledger(ctx, 'order.create');
	last = ledger;
	return items.map((references, item) => {
		const wanted = references.map((given) => ({ given, intent: `of ${given}` }));
		refer(ledger, item, wanted);
		const call: Call = { ctx, item, references, ledger, hint: jest.fn() };
		return { call, parts: references.map((reference) => ({ reference })) };
	});
}

/** What the service answers: it is asked in turn, and the last answer comes again and again. */
export type Says = Answer | Error | ((references: string[]) => Answer);

export const yes = (...references: string[]): Answer => ({
	ok: true,
	body: Object.fromEntries(references.map((reference) => [reference, { id: reference }])),
});
export const no = (failure: Partial<Failure> = {}): Answer => ({
	ok: false,
	failure: { outcome: 'refused', message: 'The service refused it', httpCode: 422, ...failure },
});
export const silence: Answer = {
	ok: false,
	failure: { outcome: 'unknown', message: 'No answer within 90 seconds', advice: 'Try again.' },
};
export const unsent: Answer = {
	ok: false,
	failure: { outcome: 'unsent', message: 'Nobody listens', advice: 'Nothing was sent.' },
};
export const there = (reference: string): Found => ({ record: { id: reference, existed: true } });
export const other: Found = { other: 'It is canceled', advice: 'Take another number.' };
export const unasked: Found = { unasked: { outcome: 'refused', message: 'Too many requests' } };

export function serviceThat(answers: Says[], more: Partial<Protocol<Part>> = {}) {
	const sent: string[][] = [];
	const asked: string[] = [];
	const { lookUp } = more;
	const protocol: Protocol<Part> = {
		howToCheck: (references) => `Look for ${references}`,
		confirmed: ({ reference }, body) => body[reference] as IDataObject | undefined,
		...more,
		async send(parts) {
			const references = parts.map(({ reference }) => reference);
			const answer = answers[Math.min(sent.length, answers.length - 1)];
			sent.push(references);
			if (answer instanceof Error) throw answer;
			return typeof answer === 'function' ? answer(references) : (answer ?? silence);
		},
		...(lookUp && {
			async lookUp(part) {
				asked.push(part.reference);
				return await lookUp(part);
			},
		}),
	};
	return { protocol, sent, asked };
}

/** What became of the items, in plain values. */
export async function settled(
	deeds: ReturnType<typeof deedsOf>,
	protocol: Protocol<Part>,
): Promise<Array<IDataObject | IDataObject[]>> {
	return (await settle(deeds, protocol)).map((outcome) => {
		if ('result' in outcome) return outcome.result;
		const { message, description, context } = outcome.error;
		return { message, advice: description, outcome: context.outcome, item: context.itemIndex };
	});
}

export const statesOf = ([deed]: ReturnType<typeof deedsOf>, references: string[]) =>
	references.map((reference) => deed?.call.ledger.known(reference)?.state);
