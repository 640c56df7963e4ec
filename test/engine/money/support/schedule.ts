import fc from 'fast-check';
import {
	LOOKUP_FAULTS,
	WRITE_FAULTS,
	type Act,
	type LookupFault,
	type WriteFault,
} from './modelVendor';

export type FormName = 'transfer' | 'payment' | 'parcel';

/** One story: who runs what how often, and what goes wrong meanwhile. */
export interface Schedule {
	form: FormName;
	how: 'workflow' | 'agent' | 'engine' | 'mcp';
	/** Whether the orders have references; where they have none, the field is left empty. */
	numbered: boolean;
	/** An order's reference is its own, or the one that others have, too. Orders that are alike have one amount. */
	orders: Array<{ reference: 'own' | 'shared'; alike: boolean }>;
	writeFaults: WriteFault[];
	lookupFaults: LookupFault[];
	/** What the vendor has on record under the reference of the first order. */
	before?: NonNullable<Act['from']>;
	retryOnFail: boolean;
	onError: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
	/** How often the error output leads back, or a model calls again for what it has not got. */
	rounds: number;
	reversed: boolean;
	/** How often a failed execution is retried from n8n's list. */
	retries: number;
	/** A later execution gets the same orders. */
	repeated: boolean;
	freshTools: boolean;
}

const mostly = <Value>(usual: Value, others: readonly Value[]) =>
	fc.oneof(
		{ weight: 1, arbitrary: fc.constant(usual) },
		{ weight: 1, arbitrary: fc.constantFrom(...others) },
	);

/** Any story of one form; lists of faults may be empty, so that good ends are seen, too. */
export const schedulesOf = (form: FormName): fc.Arbitrary<Schedule> =>
	fc.record({
		form: fc.constant(form),
		how: mostly<Schedule['how']>('workflow', ['agent', 'engine', 'mcp']),
		numbered: fc.boolean(),
		orders: fc.array(
			fc.record({
				reference: fc.constantFrom('own' as const, 'own' as const, 'shared' as const),
				alike: fc.constantFrom(false, false, false, true),
			}),
			{ minLength: 1, maxLength: 4 },
		),
		writeFaults: fc.array(mostly<WriteFault>('lostDone', WRITE_FAULTS), { maxLength: 4 }),
		lookupFaults: fc.array(mostly<LookupFault>('ok', LOOKUP_FAULTS), { maxLength: 6 }),
		before: fc.option(fc.constantFrom('own' as const, 'canceled' as const, 'foreign' as const), {
			nil: undefined,
			freq: 4,
		}),
		retryOnFail: fc.boolean(),
		onError: fc.constantFrom(
			'stopWorkflow' as const,
			'continueRegularOutput' as const,
			'continueErrorOutput' as const,
		),
		rounds: fc.integer({ min: 1, max: 3 }),
		reversed: fc.boolean(),
		retries: fc.integer({ min: 0, max: 2 }),
		repeated: fc.constantFrom(false, false, false, true),
		freshTools: fc.boolean(),
	});

/** One thing that the merchant wants done once. */
export interface Intent {
	reference: string;
	/** Tells the intents apart, but for those that are alike. */
	amount: number;
}

export function intentsOf({ numbered, orders }: Schedule): Intent[] {
	const intents: Intent[] = [];
	for (const [index, { reference, alike }] of orders.entries()) {
		const previous = intents.at(-1);
		const own = reference === 'own' ? `OWN-${index}` : 'SHARED';
		const amount = alike && previous ? previous.amount : 20_000 + index * 1_000;
		intents.push({ reference: numbered ? own : '', amount });
	}
	return intents;
}

export const isDoubled = (intents: Intent[], reference: string) =>
	reference !== '' && intents.filter((one) => one.reference === reference).length > 1;
