import { tell, type Told } from '../../../../../nodes/shared/ledger/telling';

/** What an item of a retry is, by what it wants and has wanted: `1 A` is A under the number 1, `- A` is A without a number. */
type Row = [now: string, before: string, told: Told];

const part = (text: string) => {
	const [number = '', core = ''] = text.split(' ');
	return { number: number === '-' ? null : number, core };
};
const rows = (seen: Partial<Parameters<typeof tell>[0]>) => (now: string, before: string) =>
	tell({
		now: part(now),
		before: part(before),
		isMended: false,
		isMadeAnew: false,
		hasNumberMoved: false,
		hasCoreMoved: false,
		...seen,
	});

const ALWAYS: Row[] = [
	['1 A', '1 A', 'same'],
	['1 A', '1 B', 'same'],
	['- A', '- A', 'same'],
	['1 A', '- A', 'same'],
	['- A', '1 A', 'same'],
];
describe.each([true, false])('mended: %j', (isMended) => {
	test.each([{}, { isMadeAnew: true }, { hasNumberMoved: true }, { hasCoreMoved: true }])(
		'one number is one thing, and so is what is the same with no number beside it: %j',
		(seen) => {
			for (const [now, before, told] of ALWAYS) {
				expect([now, before, rows({ isMended, ...seen })(now, before)]).toEqual([
					now,
					before,
					told,
				]);
			}
		},
	);
});

test.each<[string, Parameters<typeof rows>[0], Row[]]>([
	[
		'nobody has mended the node',
		{},
		[
			['2 A', '1 A', 'unclear'],
			['2 B', '1 A', 'other'],
			['- B', '- A', 'unclear'],
			['2 B', '- A', 'unclear'],
			['- B', '1 A', 'unclear'],
		],
	],
	[
		'an expression makes the number anew',
		{ isMadeAnew: true },
		[
			['2 A', '1 A', 'same'],
			['2 B', '1 A', 'other'],
		],
	],
	[
		'an expression makes it anew, one after the other',
		{ isMadeAnew: true, hasNumberMoved: true },
		[['2 A', '1 A', 'same']],
	],
	[
		'the node was mended',
		{ isMended: true },
		[
			['2 A', '1 A', 'same'],
			['2 B', '1 A', 'unclear'],
			['- B', '- A', 'same'],
			['2 B', '- A', 'same'],
			['- B', '1 A', 'same'],
		],
	],
	[
		'the node was mended, and the number is that of another item',
		{ isMended: true, hasNumberMoved: true },
		[
			['2 A', '1 A', 'unclear'],
			['2 B', '1 A', 'other'],
		],
	],
	[
		'the node was mended, and what it was is another item now',
		{ isMended: true, hasCoreMoved: true },
		[
			['- B', '- A', 'other'],
			['2 B', '- A', 'other'],
			['2 B', '1 A', 'unclear'],
		],
	],
	[
		'the node was mended, and the number is made anew',
		{ isMended: true, isMadeAnew: true },
		[['2 B', '1 A', 'same']],
	],
])('when %s', (_, seen, table) => {
	for (const [now, before, told] of table) {
		expect([now, before, rows(seen)(now, before)]).toEqual([now, before, told]);
	}
});
