import '../support/noPauses';
import type { IDataObject, INodeParameters, IPairedItemData } from 'n8n-workflow';
import { lost } from '../support/scriptedVendor';
import { testWithResumeToken } from '../support/versions';
import { errorOutput, NODE } from './support/merchant';
import { amountIn, refuses, useTransfers } from './support/transfers';
import { TRANSFER } from './support/vendors';

/**
 * A node whose fields take some of their values from another row, number, account or amount or all of them; which is seen when the last
 * item fails, and mended in one step or in two, with a retry after each. All ways of doing that.
 */

const { vendor, records, pay, books } = useTransfers();

const rows = [
	{ ref: 'PAY-0', to: '081100000001', amount: 50_000 },
	{ ref: 'PAY-1', to: '081100000002', amount: 60_000 },
	{ ref: 'PAY-2', to: '081100000003', amount: 70_000 },
];
const items = rows.map(({ amount }) => ({ amount }));

/** Of which row each item takes what is mixed up. */
const orders = { 'the next row': [1, 2, 0], 'the row before': [2, 0, 1], 'two swapped': [1, 0, 2] };

/** How the fields are filled in. */
interface Filled {
	number: 'own' | 'another' | 'empty' | 'anew';
	from: keyof typeof orders;
	mixed: { number?: boolean; to?: boolean; amount?: boolean };
	/** Rupiah. */
	plus?: number;
}

const valuesOf = ({ from, mixed, plus = 0 }: Filled) =>
	rows.map((own, index) => {
		const other = rows[orders[from][index] ?? index] ?? own;
		const { ref } = mixed.number ? other : own;
		const { to } = mixed.to ? other : own;
		const { amount } = mixed.amount ? other : own;
		return { ref, to, amount: amount + plus };
	});

const listed = (values: unknown[]) => `={{ ${JSON.stringify(values)}[$itemIndex] }}`;
function fieldsOf(filled: Filled): INodeParameters {
	const values = valuesOf(filled);
	const refs = values.map(({ ref }) => ref);
	const number = {
		own: listed(refs),
		another: listed(refs.map((ref) => `Z${ref}`)),
		empty: '',
		anew: "={{ 'T' + Math.random() }}",
	}[filled.number];
	return {
		requestId: number,
		destination: listed(values.map(({ to }) => to)),
		amount: listed(values.map(({ amount }) => amount)),
	};
}

/** The ways from a wrong node to a right one. */
function waysFrom(wrong: Filled): Filled[][] {
	const right = { ...wrong, mixed: {}, plus: 0 };
	const { mixed } = wrong;
	const partly = (Object.keys(mixed) as Array<keyof typeof mixed>).map((field) => ({
		...wrong,
		mixed: { ...mixed, [field]: false },
	}));
	const others = (['own', 'another', 'empty', 'anew'] as const).filter(
		(number) => number !== wrong.number,
	);
	return [
		[right],
		[wrong, right],
		[{ ...wrong, plus: 1_000 }, right],
		[{ ...right, plus: 1_000 }],
		...partly.map((between) => [between, right]),
		...others.flatMap((number) => [
			[{ ...right, number }],
			[{ ...wrong, number }, right],
			[
				{ ...wrong, number },
				{ ...right, number },
			],
		]),
	];
}

const mixes = [1, 2, 3, 4, 5, 6, 7].map((bits) => ({
	...(bits & 1 && { to: true }),
	...(bits & 2 && { amount: true }),
	...(bits & 4 && { number: true }),
}));
const wrongs = (['own', 'another', 'empty', 'anew'] as const).flatMap((number) =>
	mixes
		.filter((mixed) => !mixed.number || number === 'own' || number === 'another')
		.flatMap((mixed) =>
			Object.keys(orders).map((from): Filled => ({ number, from: from as Filled['from'], mixed })),
		),
);
const titleOf = ({ number, from, mixed }: Filled) =>
	`number ${number}, ${Object.keys(mixed).join(' and ')} of ${from}`;

/** Whom KasPro has paid: each of them is due one payment. */
const paidOnes = () => records.transfers.map(({ destination }) => destination);

interface How {
	third: 'refused' | 'lost';
	/** Of an execution that its button has stopped n8n stores nothing. */
	isStored: boolean;
}

/** Runs the node as it was filled in, and retries it after each mending; the last time with an error output, and nothing is refused. */
async function story({ third, isStored }: How, first: Filled, way: Filled[]) {
	records.transfers.length = 0;
	const { to: bad } = valuesOf(first)[2] ?? {};
	let isRight = false;
	vendor.current.on(TRANSFER, (call) => {
		const { destination } = call.body as { destination: string };
		if (destination !== bad || isRight) return books(call);
		if (third === 'refused') return refuses;
		books(call);
		return lost;
	});
	let last = await pay(items, { changes: fieldsOf(first) });
	for (const filled of way) {
		isRight = filled === way.at(-1);
		const again = { changes: fieldsOf(filled), settings: isRight ? errorOutput : {} };
		last = isStored
			? await pay([], { ...again, retry: last.run })
			: await pay(items, { ...again, resumeToken: last.run.data.resumeToken });
	}
	return last;
}

/** What came out for an item that wants to pay another one, or another amount and no hint says so. */
const strangersIn = ({ itemsOf, hints }: Awaited<ReturnType<typeof story>>, wanted: Filled) =>
	itemsOf(NODE, 0).filter(({ json, pairedItem }) => {
		const { to, amount } = valuesOf(wanted)[(pairedItem as IPairedItemData).item] ?? {};
		const [payment] = json.walletTransactions as IDataObject[];
		return to !== payment?.account || (hints.length === 0 && amount !== amountIn(json));
	});

const ends = (['refused', 'lost'] as const).flatMap((third): Array<[string, How]> => [
	[`${third}, and the execution ends`, { third, isStored: true }],
	[`${third}, and the execution is stopped`, { third, isStored: false }],
]);

describe.each(ends)('when the last one is %s', (_, how) => {
	const tell = how.isStored ? test : testWithResumeToken;
	for (const wrong of wrongs) {
		tell(`nobody is paid twice, nor told of another row: ${titleOf(wrong)}`, async () => {
			for (const way of waysFrom(wrong)) {
				const last = await story(how, wrong, way);

				const told = JSON.stringify(way);
				expect([told, paidOnes()]).toEqual([told, [...new Set(paidOnes())]]);
				expect([told, strangersIn(last, way.at(-1) ?? wrong)]).toEqual([told, []]);
			}
		});
	}
});
