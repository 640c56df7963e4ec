import '../support/noPauses';
import { inTurn, json, lost } from '../support/scriptedVendor';
import { testWithResumeToken } from '../support/versions';
import {
	errorOutput,
	listedPackage,
	parcel,
	retryOnFail,
	run,
	transfer,
	type Order,
	type RunOptions,
} from './support/merchant';
import { amountIn, amountOf, four, numbered, refuses, useTransfers } from './support/transfers';
import {
	booked,
	BOOKING,
	notTracked,
	TRACKING,
	TRANSFER,
	transferred,
	type Booking,
} from './support/vendors';
import { expectUnknown } from './support/words';

/** Numbers of the merchants' own that an expression makes: of the time, of chance, of a date, of data, or of several of these. */

const { vendor, records, pay, paid, books, refusing } = useTransfers();

/** KasPro loses the answer for this amount, refuses others, and pays the rest. */
function kasPro({ losing, refusing }: { losing?: number; refusing?: number } = {}) {
	vendor.current.on(TRANSFER, (call) => {
		if (amountOf(call) === refusing) return refuses;
		const answer = transferred(records, call);
		return amountOf(call) === losing ? lost : answer;
	});
}

/** A shop numbers its orders by their day: no number that is made anew. */
describe('a number that is read from a column called Date', () => {
	const changes = { requestId: "={{ $json['Order Date'] + '-' + $json.ref }}" };
	const of = (ref: string, amount: number) => ({ ref, amount, 'Order Date': '2026-11-20' });

	testWithResumeToken(
		'tells the next order from one of the same person and amount that was done before the stop, and is in the list',
		async () => {
			const first = await pay([of('1', 20_000), of('2', 30_000)], { changes });
			const { resumeToken } = first.run.data;
			const later = [of('1', 20_000), of('2', 30_000), of('4', 20_000)];
			const second = await pay(later, { resumeToken, changes });

			expect(second.done).toHaveLength(3);
			expect(records.transfers.map(({ requestId }) => requestId)).toEqual([
				'2026-11-20-1',
				'2026-11-20-2',
				'2026-11-20-4',
			]);
		},
	);

	test('tells two orders of one person and amount apart in one execution, though the first is unknown', async () => {
		vendor.current.on(
			TRANSFER,
			inTurn((call) => {
				books(call);
				return lost;
			}, books),
		);
		const { failed } = await pay([of('1', 20_000), of('2', 20_000)], {
			changes,
			settings: errorOutput,
		});

		expect(failed).toHaveLength(1);
		expect(paid()).toEqual([20_000, 20_000]);
	});
});

/** A unique amount, as shops ask for to tell payments apart. */
test.each(['$now.toMillis()', '$execution.id', 'new Date().getTime()', 'Math.random()'])(
	'numbers and amounts that are both made anew pay nothing twice in a retry: %s',
	async (made) => {
		vendor.current.on(
			TRANSFER,
			inTurn(
				books,
				(call) => {
					books(call);
					return lost;
				},
				books,
			),
		);
		const changes = {
			requestId: `={{ 'E' + ${made} + $itemIndex }}`,
			amount: '={{ $json.amount + Math.floor(Math.random() * 900) + 1 }}',
		};
		const first = await pay(four, { changes });
		const second = await pay([], { retry: first.run, changes });

		expect(paid()).toHaveLength(2);
		expect(second.said).toMatchObject({ outcome: 'unknown' });
	},
);

testWithResumeToken(
	'a number that is made anew tells nothing after the stop button either: what it stood for is known by what it is',
	async () => {
		vendor.current.on(
			TRANSFER,
			inTurn(
				books,
				(call) => {
					books(call);
					return lost;
				},
				books,
			),
		);
		const changes = { requestId: "={{ 'E' + Math.random() }}" };
		const first = await pay(four, { changes });
		const { resumeToken } = first.run.data;
		const second = await pay(four, { resumeToken, changes, settings: errorOutput });

		expect(paid().sort()).toEqual([1_000, 2_000, 3_000, 4_000]);
		expect(second.done.map(amountIn)).toEqual([1_000, 3_000, 4_000]);
		expectUnknown(second.failed[0], records.transfers[1]?.requestId ?? 'nothing was sent');
	},
);

/** What makes numbers gives ranges that overlap: the number of an item is the one that its neighbour had in the try before. */
describe('numbers that an expression makes anew, one after the other,', () => {
	test('are no other orders in the next try of Retry On Fail', async () => {
		let seconds = Date.parse('2026-11-21T03:00:00Z') / 1_000;
		jest.spyOn(Date, 'now').mockImplementation(() => seconds * 1_000);
		vendor.current.on(
			TRANSFER,
			inTurn(() => {
				seconds += 1;
				return refuses;
			}, books),
		);
		const changes = { requestId: "={{ 'T' + (Math.floor(Date.now() / 1000) + $itemIndex) }}" };
		const settings = { ...retryOnFail, ...errorOutput };
		const { done, failed } = await pay(four, { changes, settings });
		jest.restoreAllMocks();

		// The number that the refused one has now is the one under which its neighbour was paid.
		expect(failed).toEqual([
			{ outcome: 'unsent', text: expect.stringContaining('Nothing was sent for this item.') },
		]);
		expect(done.map(amountIn)).toEqual([2_000, 3_000, 4_000]);
		expect(paid()).toEqual([2_000, 3_000, 4_000]);
	});

	// Older n8n has no resume token: an execution is known by its id, so each case has one of its own.
	test.each([
		['+', 498],
		['-', 598],
	])('are no other orders in a retry that n8n has stored: %s', async (sign, id) => {
		const changes = { requestId: `={{ 'E' + (Number($execution.id) ${sign} $itemIndex) }}` };
		refusing(3_000);
		const first = await pay(four, { changes, executionId: `${id}` });
		refusing();
		const { done } = await pay([], { retry: first.run, changes, executionId: `${id + 1}` });

		expect(done.map(amountIn)).toEqual(sign === '+' ? [1_000, 2_000, 3_000, 4_000] : []);
		expect(paid().slice(0, 2)).toEqual([1_000, 2_000]);
		expect(new Set(paid()).size).toBe(paid().length);
	});
});

test('an own request id that an expression makes anew in each try pays once', async () => {
	vendor.current.on(TRANSFER, (call) => {
		transferred(records, call);
		return lost;
	});
	const changes = { requestId: "={{ 'PAY-' + Math.random() }}" };
	const first = await pay([{ amount: 1_000 }], { changes, settings: retryOnFail });
	const again = await pay([], { retry: first.run });

	expect(paid()).toEqual([1_000]);
	for (const { said } of [first, again]) {
		expectUnknown(said, records.transfers[0]?.requestId ?? 'nothing was sent');
	}
});

/** Nothing is mended; by the time of the retry there is another order for the same person and amount. */
describe('a number that has a date in it', () => {
	const date = '2026-11-21';
	const orders = [1_000, 2_000, 3_000].map((amount, index) => ({
		...{ amount, ref: `A${index + 1}`, date },
	}));
	const later = [orders[1] as Order, { amount: 1_000, ref: 'A4', date } as Order];

	async function stoppedWith(requestId: string) {
		kasPro({ losing: 3_000 });
		const { run: first } = await pay(orders, { changes: { requestId } });
		kasPro();
		return await pay(later, {
			resumeToken: first.data.resumeToken,
			changes: { requestId },
			settings: errorOutput,
		});
	}

	describe.each([
		"={{ $json.ref }}-{{ DateTime.fromISO($json.date).toFormat('yyMMdd') }}",
		"={{ $json.ref + '-' + Date.parse($json.date) }}",
		'={{ $json.ref + new Date($json.date).getTime() }}',
		"={{ $json.ref + '-' + $now.toFormat('yyMMdd') }}",
		"={{ $json.ref || 'AUTO-' + $now.toMillis() }}",
	])('be it of the row or of today: %s', (requestId) => {
		testWithResumeToken('does what is known, and gives nobody the output of another', async () => {
			const { done, failed } = await stoppedWith(requestId);

			expect(done.map(amountIn)).toEqual([2_000]);
			expect(failed).toHaveLength(1);
			expect(failed[0]?.outcome).toBe('unknown');
			expect(failed[0]?.text).toContain('what this item wants was sent under "A1');
			expect(paid()).toEqual([1_000, 2_000, 3_000]);
		});
	});

	testWithResumeToken('and the time pays nobody again', async () => {
		const requestId = "={{ $json.ref + '-' + Math.random() }}";
		kasPro({ losing: 3_000 });
		const { run: first } = await pay(orders, { changes: { requestId } });
		kasPro();
		const { resumeToken } = first.data;
		const { done, failed } = await pay(orders, {
			resumeToken,
			changes: { requestId },
			settings: errorOutput,
		});

		expect(done).toEqual([]);
		expect(failed).toHaveLength(3);
		expect(paid()).toEqual([1_000, 2_000, 3_000]);
	});
});

/** Somebody presses Retry twice, or two people once each: the second overtakes the first. */
describe.each([
	"={{ 'E' + Math.random() }}",
	'={{ $execution.id }}-{{ $itemIndex }}',
	'={{ $execution.id }}-{{ $json.ref }}',
	"={{ $now.toMillis() + '-' + Math.random() + '-' + $json.ref }}",
])('two retries at once, with the number %s,', (requestId) => {
	const changes = { requestId };
	const orders = numbered(four, true);
	const overtaken = () => {
		let isOver = () => {};
		const over = new Promise<void>((resolve) => (isOver = resolve));
		vendor.current.on(TRANSFER, async (call) => {
			if (amountOf(call) === 1_000) await over;
			if (amountOf(call) === 4_000) isOver();
			return books(call);
		});
	};
	const twice = async (some: Order[], how: RunOptions) => {
		const retry = async () => await pay(some, { changes, settings: errorOutput, ...how });
		await Promise.all([retry(), retry()]);
	};

	test('pay nothing twice of what n8n has stored', async () => {
		refusing(1_000);
		const first = await pay(orders, { changes });
		overtaken();
		await twice([], { retry: first.run });

		expect(paid().sort()).toEqual([1_000, 2_000, 3_000, 4_000]);
	});

	testWithResumeToken('pay nothing twice after the stop button', async () => {
		refusing(1_000);
		const first = await pay(orders, { changes });
		overtaken();
		await twice(orders, { resumeToken: first.run.data.resumeToken });

		expect(paid().sort()).toEqual([1_000, 2_000, 3_000, 4_000]);
	});
});

/** As merchants build a retry; the number is another one in each round. */
test.each(["={{ 'T' + $now.toMillis() + Math.random() }}", '={{ $json.amount + Math.random() }}'])(
	'a lost transfer that a loop over the error output brings back is sent once under %s',
	async (requestId) => {
		kasPro({ losing: 3_000 });
		const { failed } = await pay([{ amount: 3_000 }], { changes: { requestId }, rounds: 3 });

		expect(paid()).toEqual([3_000]);
		expect(failed).toHaveLength(3);
		expectUnknown(failed[0], records.transfers[0]?.requestId ?? 'nothing was sent');
		for (const { outcome, text } of failed) {
			expect(outcome).toBe('unknown');
			expect(text).toContain(records.transfers[0]?.requestId);
		}
	},
);

describe('an order of the same person and amount in a later round of the loop, while the first is unknown,', () => {
	const inLoop = async (requestId: string) => {
		vendor.current.on(
			TRANSFER,
			inTurn(
				(call) => {
					transferred(records, call);
					return lost;
				},
				(call) => transferred(records, call),
			),
		);
		return await pay([{ amount: 1_000, ref: 'A1' }], {
			changes: { requestId },
			rounds: 2,
			again: () => [{ amount: 1_000, ref: 'A3' }],
		});
	};

	test.each([
		'={{ $json.ref }}',
		"={{ 'PAY-' + $now.toFormat('yyMMdd') + '-' + $json.ref }}",
		"={{ $execution.id + '-' + $json.ref }}",
		'={{ $json.ref + $now.toMillis() + Math.random() }}',
	])('is an error that names both: %s', async (requestId) => {
		const { done, said } = await inLoop(requestId);

		expect(done).toEqual([]);
		expect(paid()).toEqual([1_000]);
		expect(said?.text).toMatch(/^Request ID \(item 0\) is ".*A3.* was sent under ".*A1/);
		expect(said?.outcome).toBe('unknown');
	});

	test('is an error that names both under a number of the day when midnight has passed', async () => {
		let now = Date.parse('2026-11-21T15:00:00Z');
		jest.spyOn(Date, 'now').mockImplementation(() => now);
		vendor.current.on(TRANSFER, (call) => {
			now += 24 * 3_600_000;
			transferred(records, call);
			return lost;
		});
		const requestId = "={{ $now.toFormat('yyMMdd') + '-' + $json.ref }}";
		const { done, said } = await pay([{ amount: 1_000, ref: 'A1' }], {
			changes: { requestId },
			rounds: 3,
		});
		jest.restoreAllMocks();

		expect(done).toEqual([]);
		expect(paid()).toEqual([1_000]);
		expect(said?.text).toMatch(/^Request ID \(item 0\) is "261122-A1.* was sent under "261121-A1"/);
		expect(said?.outcome).toBe('unknown');
	});
});

/** The one that the loop brings back stands first now, and its number is the one under which another was paid. */
test.each(['=X-{{ $itemIndex }}', '=P{{ $execution.id }}-{{ $itemIndex }}'])(
	'a lost transfer keeps its outcome in a loop that gives it the number of another: %s',
	async (requestId) => {
		kasPro({ losing: 2_000 });
		const { failed } = await pay(four, { changes: { requestId }, rounds: 2 });

		expect(paid()).toEqual([1_000, 2_000, 3_000, 4_000]);
		expect(failed).toHaveLength(2);
		for (const { outcome, text } of failed) {
			expect(outcome).toBe('unknown');
			expect(text).toContain(records.transfers[1]?.requestId);
		}
	},
);

/** JSON as it is typed in n8n, with expressions in its texts. */
test.each([
	'"{{ $json.ref }}-{{ Math.floor(Math.random() * 1e9) }}"',
	'"E{{ Math.floor(Math.random() * 1e9) }}"',
	'{{ JSON.stringify($json.ref.padEnd(9, "0") + Math.floor(Math.random() * 1e9)) }}',
	'{{ JSON.stringify($json.ref.replace(/[)]/g, "") + Math.floor(Math.random() * 1e9)) }}',
])(
	'a lost booking that a loop brings back is sent once under a number in its list: %s',
	async (number) => {
		vendor.current.on(BOOKING, (call) => {
			booked(records, call);
			return lost;
		});
		vendor.current.on(TRACKING, notTracked);
		const one = JSON.stringify(listedPackage);
		const packagesJson = `=[{"orderId":${number},${one.slice(1)}]`;
		const { failed } = await run(parcel, vendor.current.url, [{ ref: 'A-1', amount: 18_000 }], {
			changes: { packageSource: 'json', packagesJson },
			rounds: 3,
		});

		expect(vendor.current.callsTo(BOOKING)).toHaveLength(1);
		const [{ packages = [] } = {}] = vendor.current.bodiesTo<Booking>(BOOKING);
		expect(failed).toHaveLength(3);
		for (const { outcome, text } of failed) {
			expect(outcome).toBe('unknown');
			expect(text).toContain(packages[0]?.order_id);
		}
	},
);

/** What stands beside the number in a payment, and is another one with each try. */
describe.each([
	'={"nota":"Gaji {{ $json.amount }} {{ $now.toMillis() }}{{ Math.random() }}"}',
	'={"partnerReferenceNo":"{{ $now.toMillis() }}{{ Math.random() }}"}',
	'={{ (() => { const t = Math.random(); return { nota: t }; })() }}',
])('a payment with %s', (additionalBodyFields) => {
	const changes = { additionalFields: { additionalBodyFields } };

	test('is sent once in a loop', async () => {
		kasPro({ losing: 1_000 });
		const { failed } = await pay([{ amount: 1_000 }], { changes, rounds: 3 });

		expect(paid()).toEqual([1_000]);
		expect(failed.map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown', 'unknown']);
	});

	testWithResumeToken('is not paid again after a stop', async () => {
		kasPro({ losing: 3_000 });
		const { run: first } = await pay(four, { changes });
		kasPro();
		const { resumeToken } = first.data;
		const { done } = await pay(four, { resumeToken, changes, settings: errorOutput });

		expect(done.map(amountIn)).toEqual([1_000, 2_000, 4_000]);
		expect(paid()).toEqual([1_000, 2_000, 3_000, 4_000]);
	});
});

/** Code in the body of an API request, which may take the time from anywhere. */
describe('a body that code makes', () => {
	const send = { ...transfer, resource: 'apiRequest', operation: 'send' };
	const sent = () => vendor.current.bodiesTo<{ requestId: string }>('POST /pay');
	async function inLoop(code: string, orders: Order[]) {
		vendor.current.on('POST /pay', inTurn(lost, json({ code: 0, message: 'Success' })));
		const [first, ...others] = orders;
		return await run(
			{ ...send, parameters: { method: 'POST', path: '/pay', body: `={{ ${code} }}` } },
			vendor.current.url,
			[first as Order],
			{ rounds: orders.length, again: () => others.splice(0, 1) },
		);
	}
	const one = { to: '081234560001', amount: 20_000 };

	test.each([
		// n8n 2.23 gives nothing for `{ ...$json }`.
		"((t) => ({ requestId: 'PAY-' + t.toMillis(), to: $json.to }))($now)",
		"[$now].map(t => ({ to: $json.to, requestId: 'PAY-' + t.toMillis() }))[0]",
		"(() => { const a = $json, b = $now; return { to: a.to, requestId: 'P' + b.toMillis() } })()",
		"JSON.stringify({ to: $json.to, requestId: '#' }).replace('#', 'P' + $now.toMillis())",
		"Object.assign({}, $json, { requestId: 'P' + $now.toMillis() })",
	])('and its number of the time is sent once: %s', async (code) => {
		const { failed } = await inLoop(code, [one, one]);

		expect(sent()).toHaveLength(1);
		expect(failed).toHaveLength(2);
		for (const { outcome, text } of failed) {
			expect(outcome).toBe('unknown');
			expect(text).toContain(sent()[0]?.requestId);
		}
	});

	test('pays two customers of one product, whatever their number is called', async () => {
		const { failed } = await inLoop(
			"({ requestId: 'T' + $now.toMillis(), number: $json.number })",
			[{ amount: 20_000, number: '0812' } as Order, { amount: 20_000, number: '0813' } as Order],
		);

		expect(failed).toHaveLength(1);
		expect(sent()).toMatchObject([{ number: '0812' }, { number: '0813' }]);
	});

	test.each([
		'Object.assign({}, $json, { date: $now })',
		'JSON.stringify({ requestId: $json.requestId, amount: $json.amount, date: $now.toISO() })',
	])('beside the time holds the next order back, by its own number: %s', async (code) => {
		const { done, failed } = await inLoop(code, [
			{ ...one, requestId: 'A-1' },
			{ ...one, requestId: 'A-2' },
		]);

		expect(done).toEqual([]);
		expect(sent().map(({ requestId }) => requestId)).toEqual(['A-1']);
		expect(failed.at(-1)?.text).toContain(
			'is "A-2", and what this item wants was sent under "A-1 (POST /pay)"',
		);
	});
});

test('two orders of one person and amount in one run are both paid under numbers that are made anew', async () => {
	kasPro();
	const changes = { requestId: '={{ Math.random() }}' };
	const { done } = await pay([{ amount: 1_000 }, { amount: 1_000 }], { changes });

	expect(done).toHaveLength(2);
	expect(paid()).toEqual([1_000, 1_000]);
});
