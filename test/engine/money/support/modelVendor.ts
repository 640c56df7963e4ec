import {
	html,
	json,
	lost,
	type Reply,
	type ScriptedVendor,
	type VendorCall,
} from '../../support/scriptedVendor';
import { buyerOf } from './merchant';
import {
	booked,
	BOOKING,
	bookingAnswer,
	linked,
	lookedUp,
	notTracked,
	PAYMENT,
	refusal,
	STATUS,
	tracked,
	TRACKING,
	transferred,
	TRANSFER,
	type Booking,
	type Payment,
	type Records,
	type Transfer,
} from './vendors';

/** What becomes of a write; `Done`: the vendor did it all the same. */
export const WRITE_FAULTS = [
	'ok',
	'lostDone',
	'lostUndone',
	'silentDone',
	'silentUndone',
	'timeoutDone',
	'timeoutUndone',
	'brokenDone',
	'partialDone',
	'partialUndone',
	'listDone',
	'refused',
	'throttled',
] as const;
/** What becomes of a look-up; `late`: the vendor's own books lag behind, so it says that there is nothing. */
export const LOOKUP_FAULTS = ['ok', 'throttled', 'forbidden', 'lost', 'silent', 'late'] as const;
export type WriteFault = (typeof WRITE_FAULTS)[number];
export type LookupFault = (typeof LOOKUP_FAULTS)[number];

/** One thing that the vendor has on record, as the judge sees it. */
export interface Act {
	reference: string;
	amount: number;
	/** It was there before the merchant began: `own`, or not to be taken for the merchant's order. */
	from?: 'own' | 'canceled' | 'foreign';
}

/** A small model of one of the three vendors, with faults in the order of the calls. */
export interface ModelVendor {
	acts: Act[];
	/** References of every write that came in. */
	written: string[];
	/** References that the vendor has said that it has, in its documented way. */
	confirmed: Set<string>;
	/** References that the vendor has said that it does not have, or that it has refused. */
	denied: Set<string>;
	faultsMet: number;
	/** Puts something on record before the merchant begins. */
	seed(reference: string, amount: number, from: NonNullable<Act['from']>): void;
}

const cycled = <Fault>(faults: Fault[], nth: number, none: Fault) => faults[nth] ?? none;

export function modelVendor(
	vendor: ScriptedVendor,
	writeFaults: WriteFault[],
	lookupFaults: LookupFault[],
): ModelVendor {
	const records: Records = { transfers: [], parcels: [], payments: [] };
	const model: ModelVendor = {
		acts: [],
		written: [],
		confirmed: new Set(),
		denied: new Set(),
		faultsMet: 0,
		seed: (reference, amount, from) => seed(records, model, reference, amount, from),
	};
	let writes = 0;
	let lookups = 0;

	const write = (kind: Kind) => (call: VendorCall) => {
		const fault = cycled(writeFaults, writes++, 'ok');
		const wanted = kind.wanted(call);
		model.written.push(...wanted.map(({ reference }) => reference));
		const refused = (answer: Reply) => {
			for (const { reference } of wanted) model.denied.add(reference);
			return answer;
		};
		if (fault !== 'ok') model.faultsMet += 1;
		if (fault === 'refused') return refused(kind.refusal);
		if (fault === 'throttled') return refused(json({ message: 'Too Many Attempts.' }, 429));
		if (fault.endsWith('Undone') && fault !== 'partialUndone') return SILENCES[fault] ?? lost;
		const partial = fault.startsWith('partial') && wanted.length > 1;
		const done = partial && fault === 'partialUndone' ? kind.first(call) : call;
		const before = kind.count(records);
		const answer = kind.act(records, done);
		const acted = kind.count(records) > before;
		if (acted) model.acts.push(...kind.wanted(done));
		if (partial && acted) {
			const [row] = kind.wanted(call);
			if (row) model.confirmed.add(row.reference);
			return kind.firstRow(records, call);
		}
		const silence = SILENCES[fault];
		if (silence) return silence;
		for (const { reference } of wanted) (acted ? model.confirmed : model.denied).add(reference);
		return answer;
	};
	const lookup = (kind: Kind) => (call: VendorCall) => {
		const fault = cycled(lookupFaults, lookups++, 'ok');
		if (fault !== 'ok') model.faultsMet += 1;
		const unanswered = LOOKUP_SILENCES[fault];
		if (unanswered) return unanswered;
		const reference = kind.askedFor(call);
		const isThere = fault === 'ok' && kind.has(records, reference);
		(isThere ? model.confirmed : model.denied).add(reference);
		return isThere ? kind.show(records, call) : kind.notThere;
	};
	vendor.on(TRANSFER, write(kasPro));
	vendor.on(BOOKING, write(kiriminAja));
	vendor.on(TRACKING, lookup(kiriminAja));
	vendor.on(PAYMENT, write(kirimo));
	vendor.on(STATUS, lookup(kirimo));
	return model;
}

const SILENCES: Partial<Record<WriteFault, Reply>> = {
	lostDone: lost,
	lostUndone: lost,
	silentDone: json({}),
	silentUndone: json({ message: 'Too many attempts' }),
	timeoutDone: html(408),
	timeoutUndone: html(408),
	brokenDone: html(502),
	listDone: json([]),
};
const LOOKUP_SILENCES: Partial<Record<LookupFault, Reply>> = {
	throttled: json({ message: 'Too Many Attempts.' }, 429),
	forbidden: json({ message: 'Forbidden' }, 403),
	lost,
	silent: json({}),
};

/** What the model has to know of a service. */
interface Kind {
	wanted(call: VendorCall): Act[];
	act(records: Records, call: VendorCall): Reply;
	count(records: Records): number;
	refusal: Reply;
	/** The same call with its first package only. */
	first(call: VendorCall): VendorCall;
	firstRow(records: Records, call: VendorCall): Reply;
	askedFor(call: VendorCall): string;
	has(records: Records, reference: string): boolean;
	show(records: Records, call: VendorCall): Reply;
	notThere: Reply;
}

const single = {
	first: (call: VendorCall) => call,
	firstRow: (): Reply => {
		throw new Error('One order at a time has no rows');
	},
};

const kasPro: Kind = {
	...single,
	wanted({ body }) {
		const { requestId, payments } = body as Transfer;
		return [{ reference: requestId, amount: payments[0]?.amount ?? 0 }];
	},
	act: transferred,
	count: ({ transfers }) => transfers.length,
	refusal: json({ code: 190010, message: 'Insufficient balance' }),
	askedFor: () => '',
	has: () => false,
	show: () => lost,
	notThere: lost,
};

const kirimo: Kind = {
	...single,
	wanted({ body }) {
		const { order_id, amount } = body as Payment;
		return [{ reference: order_id, amount }];
	},
	act: linked,
	count: ({ payments }) => payments.length,
	refusal: json({ status: 'error', message: 'Format return_url tidak valid.' }, 400),
	askedFor: ({ query }) => query.order_id ?? '',
	has: ({ payments }, reference) => payments.some(({ order_id }) => order_id === reference),
	show: lookedUp,
	notThere: json({ status: 'error', message: 'Transaksi tidak ditemukan.' }, 404),
};

const packagesOf = ({ body }: VendorCall) => (body as Booking).packages;
const kiriminAja: Kind = {
	wanted: (call) =>
		packagesOf(call).map(({ order_id, shipping_cost }) => ({
			reference: order_id,
			amount: shipping_cost,
		})),
	act: booked,
	count: ({ parcels }) => parcels.length,
	refusal: refusal(422, 'The packages.0.destination name format is invalid.', 422),
	first: (call) => ({
		...call,
		body: { ...(call.body as Booking), packages: packagesOf(call).slice(0, 1) },
	}),
	firstRow: ({ parcels }, call) =>
		bookingAnswer(packagesOf(call).slice(0, 1), parcels.at(-1)?.pickupNumber ?? ''),
	askedFor: ({ body }) => (body as { order_id: string }).order_id,
	has: ({ parcels }, reference) => parcels.some(({ order_id }) => order_id === reference),
	show: tracked,
	notThere: notTracked,
};

function seed(
	{ parcels, payments }: Records,
	{ acts }: ModelVendor,
	reference: string,
	amount: number,
	from: NonNullable<Act['from']>,
): void {
	acts.push({ reference, amount, from });
	const name = from === 'foreign' ? 'Budi Santoso' : buyerOf(amount);
	const canceled = from === 'canceled';
	parcels.push({
		order_id: reference,
		destination_name: name,
		destination_phone: from === 'foreign' ? '081399998888' : '081300004321',
		destination_address: 'Jl. Kapasan Gang 3 No 7 Simokerto',
		cod: 0,
		shipping_cost: amount,
		service: 'jne',
		service_type: 'REG23',
		pickupNumber: 'EPR-1',
		statusCode: canceled ? 300 : 101,
	});
	payments.push({
		order_id: reference,
		amount,
		customer_name: name,
		customer_email: 'sari@example.com',
		status: canceled ? 'failed' : 'pending',
	});
}
