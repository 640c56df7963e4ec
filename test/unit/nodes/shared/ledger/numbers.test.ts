import { numberedBy } from '../../../../../nodes/shared/ledger/makers';
import { besideIn, formsOf, madeOf } from '../../../../../nodes/shared/ledger/numbers';

describe('a number', () => {
	test.each([
		["={{ 'E' + $now.toMillis() }}"],
		["={{ 'E' + $execution.id + $itemIndex }}"],
		["={{ 'E' + new Date().getTime() }}"],
		["={{ 'E' + new Date }}"],
		["={{ 'E' + new Date(/* now */).getTime() }}"],
		["={{ 'E' + Date.now() }}"],
		["={{ 'E' + Date() }}"],
		["={{ 'E' + DateTime.now().toFormat('yyMMdd.HHmmss') }}"],
		["={{ 'E' + DateTime.local().toMillis() }}"],
		["={{ 'E' + Math.floor(Math.random() * 1e9) }}"],
		["={{ ['A', 'B'].randomItem() }}"],
		['=E-{{ $now.toMillis() }}'],
		["={{ DateTime.local({ zone: 'Asia/Jakarta' }).toMillis() }}"],
		["={{ DateTime.utc({ locale: 'id' }).toMillis() }}"],
		['=E{{ $execution.id.slice(-6) }}-{{ $itemIndex }}'],
		['=E{{ $now.ts.toString() }}-{{ $itemIndex }}'],
		['=REF-{{ $itemIndex }}'],
		["={{ 'REF-' + ($itemIndex + 1) }}"],
		["={{ 'GAJI-' + $json.row_number }}"],
		['=GAJI-{{ $json["row_number"] }}'],
		["={{ 'GAJI-' + $('Google Sheets').item.json.row_number }}"],
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
		["=Jum'at-{{ $json.no }}-{{ $now.toFormat('yyMMdd') }}"],
		["={{ $json['no'] + '-' + DateTime.local({ zone: 'Asia/Jakarta' }).toMillis() }}"],
		['=GAJI-{{ $json.phone }}-{{ $json.row_number }}'],
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
		[
			'the place by which a row is looked up',
			{
				requestId:
					"={{ $('Rows').all()[$itemIndex].json.no }}{{ $('Rows').itemMatching($itemIndex).json.no }}",
			},
		],
		['words', { requestId: 'Date' }],
		['words beside an expression', { requestId: '=$now-{{ $json.no }}' }],
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
		["={{ $json.list.map((one) => ({ ...one, 'requestId': 'E' + Math.random() })) }}", 'anew'],
		['={{ $json.list.map((one) => ({ ...one, requestId: one.no + Date.now() })) }}', 'both'],
		[
			'={"requestId":"INV-{{ $json.no }}-{{ $now.toMillis() }}","amount":"{{ $json.amount }}"}',
			'both',
		],
		['=[{"requestId":"{{ $json["no"] }}-{{ $now.toMillis() }}","cod":0}]', 'both'],
		["={{ JSON.stringify({ requestId: $json.no.padStart(12, '0') + $now.toMillis() }) }}", 'both'],
		['={{ JSON.stringify({ requestId: `INV-${$json.no}-${$now.toMillis()}`, cod: 0 }) }}', 'both'],
		['={"requestId":"{{ $json.no }}","at":"{{ $now.toMillis() }}"}', 'data'],
		['={{ [{ requestId: $json.no, at: $now }] }}', 'data'],
		['={"requestId":"E{{ $now.toMillis() }}","amount":"{{ $json.amount }}"}', 'anew'],
		['={"requestId":"INV-{{ $json.no }}-{{ $now }}', 'both'],
		[
			'={"requestId":"INV-{{ $json.no.replace(",", "") }}-{{ $now.toMillis() }}","amount":1}',
			'both',
		],
		['={"requestId":"{{ $json.no.replaceAll(")", "") }}{{ Date.now() }}","amount":1}', 'both'],
		['={"requestId":"{{ $now.toFormat("yyMMdd,HHmmss") }}-{{ $json.no }}","amount":1}', 'both'],
		[
			'={{ (() => { const id = $json.no + Date.now(); return { requestId: id, a: 1 }; })() }}',
			'both',
		],
		['={{ (() => { const requestId = "E" + Date.now(); return { requestId }; })() }}', 'anew'],
		['={{ (() => { const b = {}; b.requestId = $json.no + Date.now(); return b; })() }}', 'both'],
		["={{ ({ requestId: $json.no.replace(/\\)/g, '') + Date.now(), cod: 0 }) }}", 'both'],
		['={{ ({ requestId: $json.total / 2 + $json.no, at: Date.now() / 1000 }) }}', 'data'],
		['={{ ({ requestId: $json.no + "\\"," + Date.now(), cod: 0 }) }}', 'both'],
		["={{ ({ ['requestId']: $json.no + Date.now() }) }}", 'both'],
		['={{ ({ requestId: $json.requestId, at: $now }) }}', 'data'],
		['={"requestId":"{{ $json.requestId }}","at":"{{ $now }}"}', 'data'],
		['={"requestId":"{{ $json.no }}","trace":{"requestId":"{{ $now }}"}}', 'data'],
		['={"requestId":"{{ $json.no }}","note":"requestId: {{ $now }}"}', 'data'],
		["={{ (() => { const at = $now.toMillis(); return { requestId: 'P-' + at }; })() }}", 'anew'],
		['={{ ((at) => ({ requestId: `P-${at}` }))($now.toMillis()) }}', 'anew'],
		["={{ (() => { const at = $now; return { requestId: 'P-' + at.toMillis() }; })() }}", 'both'],
		["={{ Object.fromEntries([['requestId', 'P' + $now.toMillis()]]) }}", 'anew'],
		["={{ '{\"requestId\":\"#\"}'.replace('#', 'P' + $now.toMillis()) }}", 'anew'],
		['={ {{ \'"requestId": "P\' + $now.toMillis() + \'"\' }}, "amount": 5 }', 'anew'],
		['={{ ({ ...$json, date: $now }) }}', 'data'],
		['={{ Object.assign({}, $json, { date: $now }) }}', 'data'],
		['={{ Object.assign({ requestId: $json.no }, { date: $now }) }}', 'data'],
		['={{ ({ ...{ requestId: $json.no }, date: $now }) }}', 'data'],
		['={{ JSON.stringify({ ...$json.body, sent: $now }, null, 2) }}', 'data'],
		['={{ $json.list.map((one, at) => ({ requestId: `P-${one.no}`, at, sent: $now })) }}', 'data'],
		['={{ [{ requestId: $json.no, trace: { requestId: $now } }] }}', 'data'],
		["={{ ({ requestId: $('Orders').item.json.no, at: $now.toISO() }) }}", 'data'],
		['={{ ({ requestId: $json.no /* not $now */, at: $now }) }}', 'data'],
		["={{ ({ note: 'requestId: ' + $now, requestId: $json.no }) }}", 'data'],
		['={{ ({ requestId: $json.no, ...$json.more, at: $now }) }}', 'data'],
		["={{ ({ requestId: 'P' + $now.toMillis(), ...$json.more }) }}", 'both'],
		["={{ ({ requestId: $json.a === '' ? $json.b : $json.a, date: $now }) }}", 'data'],
		['={{ ({ note: $json.no.replace(/"/g, ""), requestId: $json.no, "at": $now }) }}', 'data'],
	])('behind its name in %s is %s', (body, made) => {
		expect(madeOf({ options: { body } }, 'requestId in Body')).toBe(made);
	});

	/** What is surely data has to be seen; nobody can list all ways in which it is not. */
	test.each([
		"((t) => ({ requestId: 'PAY-' + t.toMillis() }))($now)",
		"[$now].map(t => ({ requestId: 'PAY-' + t.toMillis() }))[0]",
		"(() => { function no() { return 'P' + $now.toMillis() } return { requestId: no() } })()",
		"(() => { const a = $json.no, b = $now; return { requestId: a + '-' + b.toMillis() } })()",
		"(() => { const [t] = [$now]; return { requestId: 'P' + t.toMillis() } })()",
		"({ a: { requestId: $json.no }, b: { c: { requestId: 'P' + $now.toMillis() } } }).b.c",
		"JSON.stringify({ requestId: '#', amount: 1 }).replace('#', 'P' + $now.toMillis())",
		"JSON.stringify({ requestId: '#' }, (k, v) => (k === 'requestId' ? 'P' + $now.toMillis() : v))",
		'({ requestId: $json.no, ...JSON.parse(`{"requestId":"P${$now.toMillis()}"}`) })',
		"({ requestId: $json.no, ['request' + 'Id']: 'P' + $now.toMillis() })",
		"({ requestId: $json.no, ...{ requestId: 'P' + $now.toMillis() } })",
		"Object.assign({ requestId: $json.no }, { requestId: 'P' + $now.toMillis() })",
		"({ get requestId() { return 'P' + $now.toMillis() } })",
		"({ requestId() { return 'P' + $now.toMillis() }, toJSON() { return 1 } })",
		"({ requestId: ((t) => 'P' + t.toMillis())($now) })",
		"({ requestId: [$now].map(t => 'P' + t.toMillis())[0] })",
		'({ requestId: `P-${`${$now.toMillis()}`}` })',
		"({ note: \"it's\", requestId: 'P' + $now.toMillis(), other: 'x' })",
		"({ note: $json.note.replace(/'/g, ''), requestId: 'P' + $now.toMillis(), other: 'x' })",
		"({ /* don't */ requestId: 'P' + $now.toMillis(), other: 'x' })",
		"({ requestId: $json.no || 'P' + $now.toMillis() })",
		"$json.list.map((one) => [$now].map((one) => ({ requestId: 'P' + one.toMillis() })))",
		"$json.list.map((one) => ({ requestId: [$now].map((one) => 'P' + one.toMillis())[0] }))",
		"[{ requestId: $json.no }, { requestId: 'P' + $now.toMillis() }].at(1)",
		"$json.template.replace('#', 'P' + $now.toMillis())",
		'({ ...JSON.parse($json.template.replace("#", $now.toMillis())), amount: 1 })',
		"({ requestId: 'P' + Date['now']() })",
	])('is not taken for data in %s', (code) => {
		const options = { body: `={{ ${code} }}` };
		expect(madeOf({ options }, 'requestId in Body')).not.toBe('data');
	});

	test('in its own field is not hidden by what is put into the additional ones as a whole', () => {
		const additionalFields = { additionalBodyFields: '={{ ({ ...$json.more, at: $now }) }}' };
		const parameters = { requestId: "={{ 'P' + $now.toMillis() }}", additionalFields };
		expect(madeOf(parameters, 'Request ID')).toBe('anew');
	});

	test('in additional fields that nobody can read takes the place as well', () => {
		const additionalBodyFields =
			"={{ (() => { const t = $now; return { note: 'paid in cash', requestId: 'P' + t } })() }}";
		const parameters = { requestId: '={{ $json.no }}', additionalFields: { additionalBodyFields } };
		expect(madeOf(parameters, 'Request ID')).not.toBe('data');
	});

	test('in additional fields takes the place of the one in its own field', () => {
		const additionalFields = { additionalBodyFields: '={"requestId":"P{{ $now.toMillis() }}"}' };
		const parameters = { requestId: '={{ $json.no }}', additionalFields };
		expect(madeOf(parameters, 'Request ID')).toBe('anew');
	});

	test('is not looked for in headers and notes', () => {
		const extraHeaders = '={"requestId":"{{ $now.toMillis() }}"}';
		const parameters = { body: '={"requestId":"{{ $json.no }}"}', extraHeaders };
		expect(madeOf(parameters, 'requestId in Body')).toBe('data');
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

describe('what stands beside the number in JSON', () => {
	const inAdditional = (additionalBodyFields: string) =>
		besideIn({ additionalFields: { additionalBodyFields } });

	test.each([
		['={"nota":"{{ $now.toMillis() }}","channel":"APP"}', 'anew', 'data'],
		[
			'={"nota":"Gaji {{ $json.no }} {{ $now.toISO() }}","channel":"{{ $json.channel }}"}',
			'anew',
			'data',
		],
		[
			'={"nota":"{{ $fromAI(\'nota\') }}","channel":"{{ $json.m }}{{ $now.toFormat(\'yyMM\') }}"}',
			'unknown',
			'data',
		],
		['={{ ({ nota: $now.toMillis(), channel: $json.channel }) }}', 'anew', 'data'],
		['={{ ({ ...$json.more, nota: Math.random() }) }}', 'anew', 'unknown'],
		['={{ (() => { const at = $now; return { nota: at, channel: 1 } })() }}', 'anew', 'anew'],
		['={{ $json.more }}', 'unknown', 'unknown'],
		['{"nota":"$now"}', 'unknown', 'unknown'],
	])('is told by what makes it in %s', (text, nota, channel) => {
		const beside = inAdditional(text);
		expect([beside(['nota']), beside(['channel'])]).toEqual([nota, channel]);
	});

	test.each([
		'={"data":{"to":"{{ $json.to }}","at":"{{ $now.toMillis() }}"}}',
		'={"data":[{"to":"{{ $json.to }}","at":"{{ $now.toMillis() }}"}]}',
		'={{ ({ data: { to: $json.to, at: $now.toMillis() } }) }}',
		'={{ JSON.stringify({ data: [{ to: $json.to, at: $now.toMillis() }] }) }}',
	])('is told at its own depth in %s', (body) => {
		const beside = besideIn({ body });
		expect([beside(['data', 'to']), beside(['data', 'at'])]).toEqual(['data', 'anew']);
	});

	test('is of the item when it is an amount that chance makes unique', () => {
		const beside = inAdditional('={"amount":{{ $json.amount + Math.floor(Math.random() * 900) }}}');
		expect(beside(['amount'])).toBe('unknown');
	});

	test('tells a body that nobody can read from others by all that is in it', () => {
		const body = '={{ (() => { const at = $now; return { to: $json.to, at } })() }}';
		expect(besideIn({ body })(['to'])).toBe('unknown');
	});
});

describe('the texts that a number is put together of', () => {
	test.each([
		["={{ 'TRX' + $json['No Pesanan'] }}", ['TRX', '']],
		["={{ 'TRX' + $('Rows').item.json.no.replace('#', '') }}", ['TRX', '']],
		["={{ ('#' + $json.no) }}", ['#', '']],
		["={{ 'GAJI' + ($json.no ? $json.no : '') + '_' + $json.to }}", ['GAJI', '_', '']],
		["={{ `A-${$json['No']}-B` }}", ['A-', '-B']],
		['=A-{{ $json.no }}-B', ['A-', '-B']],
		["={{ $json.name || '#' + $json.no }}", []],
		["={{ $json.no ? '#' + $json.no : '' }}", []],
		["={{ $json.no.split('/').join('/') }}", ['']],
	])('are those of a sum alone: %s', (requestId, texts) => {
		expect(formsOf({ requestId }, 'Request ID')).toMatchObject([{ texts }]);
	});
});
