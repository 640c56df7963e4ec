import { madeOf, numberedBy, tell, type Told } from '../../../../../nodes/shared/ledger/telling';

/** What an item of a retry is, by what it wants and has wanted: `1 A` is A under the number 1, `- A` is A without a number that tells anything. */
type Row = [now: string, before: string, told: Told];
type Moved = Parameters<typeof tell>[0]['hasMoved'];

const part = (text: string) => {
	const [number = '', core = ''] = text.split(' ');
	return { number: number === '-' ? null : number, core };
};
const expectTold = (isMended: boolean, moved: Partial<Moved>, rows: Row[]) => {
	const hasMoved = { number: false, pair: false, core: false, ...moved };
	const told = rows.map(([now, before]) => [
		now,
		before,
		tell({ now: part(now), before: part(before), isMended, hasMoved }),
	]);
	expect(told).toEqual(rows);
};

describe.each([true, false])('mended: %j', (isMended) => {
	test.each([{}, { number: true }, { number: true, pair: true }, { core: true }])(
		'one number is one thing, and so is what is the same with no number beside it: %j',
		(moved) => {
			expectTold(isMended, moved, [
				['1 A', '1 A', 'same'],
				['1 A', '1 B', 'same'],
				['- A', '- A', 'same'],
				['1 A', '- A', 'same'],
				['- A', '1 A', 'same'],
			]);
		},
	);
});

describe('when nobody has mended the node', () => {
	test.each([{}, { number: true, pair: true }, { core: true }])(
		'another thing is another one by its number, and in a doubt without: %j',
		(moved) => {
			expectTold(false, moved, [
				['2 A', '1 A', 'unclear'],
				['2 B', '1 A', 'other'],
				['- B', '- A', 'unclear'],
				['2 B', '- A', 'unclear'],
				['- B', '1 A', 'unclear'],
			]);
		},
	);
});

describe('when the node was mended', () => {
	test('a number or a content that changed is the same thing still; both are a doubt', () => {
		expectTold(true, {}, [
			['2 A', '1 A', 'same'],
			['2 B', '1 A', 'unclear'],
			['- B', '- A', 'same'],
			['2 B', '- A', 'same'],
			['- B', '1 A', 'same'],
		]);
	});

	test('a number that another item has is a doubt', () => {
		expectTold(true, { number: true }, [
			['2 A', '1 A', 'unclear'],
			['2 B', '1 A', 'unclear'],
		]);
	});

	test('what another item has, number and all, has moved there', () => {
		expectTold(true, { number: true, pair: true }, [
			['2 A', '1 A', 'unclear'],
			['2 B', '1 A', 'other'],
		]);
	});

	test('without a number, what another item has as well is a doubt', () => {
		expectTold(true, { core: true }, [
			['- B', '- A', 'unclear'],
			['2 B', '- A', 'unclear'],
			['- B', '1 A', 'unclear'],
		]);
	});
});

describe('a number', () => {
	test.each([
		["={{ 'E' + $now.toMillis() }}"],
		["={{ 'E' + $execution.id + $itemIndex }}"],
		["={{ 'E' + new Date().getTime() }}"],
		["={{ 'E' + new Date }}"],
		["={{ 'E' + Date.now() }}"],
		["={{ 'E' + Date() }}"],
		["={{ 'E' + DateTime.now().toFormat('yyMMdd.HHmmss') }}"],
		["={{ 'E' + DateTime.local().toMillis() }}"],
		["={{ 'E' + Math.floor(Math.random() * 1e9) }}"],
		["={{ ['A', 'B'].randomItem() }}"],
		['=E-{{ $now.toMillis() }}'],
	])('is made anew each time by %s', (requestId) => {
		expect(madeOf({ requestId }, 'Request ID')).toBe('anew');
	});

	test.each([
		["={{ 'INV-' + $now.toFormat('yyMMdd') + '-' + $json.no }}"],
		["={{ $json.no || 'AUTO-' + $now.toMillis() }}"],
		["={{ $json['No Pesanan'] + $execution.id }}"],
		["={{ $('Orders').item.json.ref + $now.toMillis() }}"],
		['=INV/{{ $now.year }}/{{ $json.no }}'],
		["={{ $input.item.json.no + '-' + Math.random() }}"],
		['={{ `INV-${$json.no}-${Date.now()}` }}'],
	])('is made of data and of what is another each time by %s', (requestId) => {
		expect(madeOf({ requestId }, 'Request ID')).toBe('both');
	});

	test.each<[string, Parameters<typeof madeOf>[0]]>([
		['a column that is called so', { requestId: "={{ $json['Order Date'] + '-' + $json.no }}" }],
		[
			'a field that is called so',
			{ requestId: '={{ $json.Date + $json.paidDate + $json.randomCode }}' },
		],
		[
			'a date that is read',
			{
				requestId:
					"={{ $json.no }}-{{ DateTime.fromISO($json.date).toFormat('yyMMdd') }}-{{ Date.parse($json.date) }}-{{ new Date($json.date).getTime() }}-{{ DateTime.local(2026, 11, 1).day }}",
			},
		],
		['words', { requestId: 'Date' }],
		[
			'another field that has it and the time',
			{
				requestId: '={{ $json.requestId }}',
				reference: '={{ $json.requestId }} {{ $now.toISO() }}',
				notifyUrl: '=https://toko.example.com/n?requestId={{ $json.id }}&t={{ $now.toMillis() }}',
			},
		],
		[
			'what stands beside it in a body',
			{
				body: '={{ JSON.stringify({ requestId: $json.id, expiry: $now.plus({ days: 1 }).toISO() }) }}',
			},
		],
	])('is data, not made anew by %s', (_, parameters) => {
		expect(madeOf(parameters, 'Request ID')).toBe('data');
		expect(madeOf(parameters, 'requestId in Body')).toBe('data');
	});

	test.each([
		['={{ JSON.stringify({ requestId: "E" + $now.toMillis(), amount: 1 }) }}', 'anew'],
		["={{ $json.list.map((one) => ({ ...one, 'request_id': 'E' + Math.random() })) }}", 'anew'],
		['={{ $json.list.map((one) => ({ ...one, requestId: one.no + Date.now() })) }}', 'both'],
	])('behind its name in %s is %s', (body, made) => {
		expect(madeOf({ options: { body } }, 'requestId in Body')).toBe(made);
	});
});

describe('the fields that say where a number comes from', () => {
	test('are its own, also one without an expression, and one of a group', () => {
		const parameters = { amount: '={{ $json.amount }}', columns: { orderId: '={{ $json.no }}' } };

		expect(numberedBy(parameters, 'Order ID')).toEqual(['={{ $json.no }}']);
		expect(numberedBy({ ...parameters, orderId: 'INV-1' }, 'Order ID')).toEqual([
			'={{ $json.no }}',
			'INV-1',
		]);
	});

	test.each([{ packagesJson: '={{ $json.packages }}' }, { orderId: '', source: 'columns' }])(
		'are all of them when none is plainly it: %j',
		(parameters) => {
			expect(numberedBy(parameters, 'Order ID in Packages')).toBe(parameters);
		},
	);
});
