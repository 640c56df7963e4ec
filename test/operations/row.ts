import type { IBinaryKeyData, IDataObject, INodeParameters } from 'n8n-workflow';
import { accounts, type Sandbox } from '../../sandbox/index.ts';

/** What became of an operation under a fault: docs/reliability.md says what each of the words means. */
export type Outcome = 'right' | 'existing' | 'warned' | 'passed on' | 'error' | 'unknown';

/** Runs an operation of the same service, for what has to be there before. */
export type RunFirst = (operation: string, options?: Input) => Promise<unknown>;
export type Preparation = (sandbox: Sandbox, run: RunFirst) => Promise<unknown>;

interface Input {
	/** Instead of the row's own. */
	parameters?: INodeParameters;
	items?: IDataObject[];
}

/**
 * All that the tests know of one operation. What must become of it comes from its promise and from docs/contracts; what a success leaves on
 * record (`done`) is as the sandbox's books have it, which are made from docs/contracts.
 */
export interface Row {
	/** The form, filled in so that the operation succeeds. */
	parameters?: INodeParameters;
	binary?: IBinaryKeyData;
	/** What has to be there before. */
	before?: Preparation;
	/** How two orders are made at once, for a vendor whose answer has a row for each. */
	two?: Input;
	/** What makes the order before, and ends it without success. */
	over?: Preparation;
	expected: Expected;
	/** For an operation that changes something. */
	write?: Write;
	/** What the service gets of the merchant's secrets, beside those that open the account. */
	secrets?: string[];
	/** What the service is asked and what it answers, as its documents have it or let it be inferred. */
	published?: Published;
}

/** What must become of an operation whose answer is odd; what it makes of all other faults hangs only on how it is kept from being done twice. */
export interface Expected {
	/** Numbers for texts, texts for numbers. `as unheard`: there is no yes in such an answer, so that it is as if none had come. */
	wrongTypes: Outcome | 'as unheard';
	/** Of a read, for a write an answer without a yes is none: nothing but `{}`. */
	emptyObject?: 'warned' | 'error';
	/** The answer to two things has a row for one of them. */
	rowMissing?: Outcome;
}

export interface Write {
	/** The one call that does it, as in `POST /path/`. */
	call: string;
	/** What the service has on record of a success: how much more of what is counted, the new value of what is not. */
	done: Change;
	/** Doing it twice is the same as doing it once, so it may be sent again. */
	repeatable?: true;
	/** What was refused once is not sent again: it carries a secret that was wrong. */
	refusedForGood?: true;
	/** Whether what was done is found when its answer was lost: at once, or only when the service has got to it. */
	lookedUp?: 'found' | 'later';
	/** The field in which merchants give a number of their own; `ref` in the items of `three`. */
	reference?: string;
	/** The same for three items, over the row's parameters. */
	three?: Input & { items: IDataObject[]; before?: Preparation; done: Change };
}

export type Records = ReturnType<typeof recordsOf>;
export type Change = Partial<Records>;

/** What a vendor has on record that must not be there twice, and what money is left. */
export function recordsOf({ kiriminAja: ka, kirimo: ki, kasPro: kp }: Sandbox) {
	return {
		expressOrders: ka.orders.length,
		pickups: ka.pickups.length,
		instantOrders: ka.instantOrders.length,
		instantPayments: ka.instantPayments.length,
		creditBalance: ka.creditBalance,
		wrongPins: ka.pin.wrongAttempts,
		callbackUrl: ka.callbackUrl,
		preference: ka.whitelist,
		states: [...ka.orders, ...ka.instantOrders].map(({ statusCode }) => statusCode).join(),
		instantAwbs: ka.counters.instantAwb,
		payments: ki.orders.length,
		transfers: kp.transfers.length,
		cashOuts: kp.cashOuts.length,
		messages: kp.otps.flatMap(({ sentAt }) => sentAt).length,
		usedOtps: kp.otps.filter(({ used }) => used).length,
		customers: kp.customers.length - accounts.kasPro.customers.length,
		upgrades: kp.upgrades.length,
		wallets: kp.customers.map(({ pockets }) => pockets['2']).join(),
	};
}

/** The records as they are after something was done. */
export function changedBy(done: Change, before: Records): Records {
	const entries = Object.entries(done).map(([name, value]) => {
		const old = before[name as keyof Records];
		return [name, typeof value === 'number' && typeof old === 'number' ? old + value : value];
	});
	return { ...before, ...(Object.fromEntries(entries) as Change) };
}

/** An exchange of the documents, test/fixtures. */
export interface Exchange {
	name: string;
	request: { method: string; path: string; query?: IDataObject; body: IDataObject | null };
	response: { http_status: number; body: IDataObject };
}

export interface Published {
	/** How the form is filled in for an exchange, from what the exchange asks. */
	fill?: (request: Exchange['request']) => INodeParameters;
	/**
	 * What becomes of it. KiriminAja's by file and name; those of the others by what is asked, as in `POST /path/ file of the body`, and the
	 * file of the answer.
	 */
	exchanges: Record<string, Record<string, Read>>;
}

/** What a published answer is read into. */
export type Read =
	| { items: Array<Record<string, unknown>>; exactly?: number; hints?: string[] }
	| { message: string; advice?: string };
