import '../support/noPauses';
import { callTool } from '../support/callTool';
import { json, lost } from '../support/scriptedVendor';
import { runNode } from '../support/runNode';
import {
	errorOutput,
	forms,
	listedPackage,
	parcel,
	payment,
	run,
	saidIn,
	transfer,
	type Form,
	type Order,
} from './support/merchant';
import { TRANSFER, transferred, useBooks } from './support/vendors';
import { withReference } from './support/withReference';

/** A number whose expression gives nothing: a column that is missing, or called otherwise. Under a number that is made it would be done at each run. */
const { vendor, records } = useBooks();
const credentialsOf = { kiriminAja: parcel, kirimo: payment, kasPro: transfer };
const made = () => [...records.transfers, ...records.payments, ...records.parcels];

test.each(withReference)(
	'$label sends nothing for an item whose number has come out empty',
	async ({ type, resource, operation, row: { parameters, binary, write } }) => {
		const { error } = await runNode({
			type,
			resource,
			operation,
			parameters: { ...parameters, ...write.three?.parameters },
			binary,
			credentials: credentialsOf[type].credentials(vendor.current.url),
			items: [{ ...write.three?.items?.[0], ref: '' }],
		});

		expect(vendor.current.calls).toEqual([]);
		expect(error ? saidIn(error).text : 'it went through').toMatch(
			/empty.*Give the (item|package) a number of its own/,
		);
	},
);

describe.each(Object.entries(forms))('%s', (_, form) => {
	test.each(['={{ $json.nope }}', "={{ '' }}", '={{ null }}', '= {{ $json.nope }} '])(
		'does the others and names the item whose number is %s',
		async (number) => {
			const own = form === transfer ? 'requestId' : 'orderId';
			const { done, failed } = await run(
				form,
				vendor.current.url,
				[
					{ ref: 'PAY-1', amount: 20_000 },
					{ ref: 'X', amount: 21_000 },
				],
				{
					changes: { [own]: number.replace('$json.nope', "$json.ref === 'X' ? '' : $json.ref") },
					settings: errorOutput,
				},
			);

			const isConstant = !number.includes('nope');
			expect(done).toHaveLength(isConstant ? 0 : 1);
			expect(made()).toHaveLength(isConstant ? 0 : 1);
			expect(failed.at(-1)?.text).toMatch(
				/^(Request ID|Order ID) \(item 1\) came out empty: its expression gives nothing for this item\. This try sends nothing for it; what an earlier one has sent stands in its own entry\./,
			);
		},
	);

	test('makes numbers where the field itself is empty', async () => {
		const { done } = await run(form, vendor.current.url, [{ amount: 20_000 }]);

		expect(done).toHaveLength(1);
		expect(made()).toHaveLength(1);
	});

	test('asks a model that gives an empty number for one, and does nothing', async () => {
		const { answers } = await callTool(toolOf(form), { ref: '', amount: 20_000 });

		expect(made()).toEqual([]);
		expect(answers[0]?.text).toContain('came out empty');
		expect(answers[0]?.text).toContain('Ask the user for the number; do not make one up.');
	});
});

describe.each(Object.entries(forms))('%s', (_, form) => {
	const own = form === transfer ? 'requestId' : 'orderId';
	const sent = async (
		number: string,
		items: Order[] = [{ ref: '', amount: 20_000, empty: '', none: null, zero: 0, dash: '-' }],
	) => {
		const { error } = await run(form, vendor.current.url, items, { changes: { [own]: number } });
		return { times: made().length, said: error ? saidIn(error).text : '' };
	};

	test.each([
		['=INV-{{ $json.nope }}', 'INV-'],
		['={{ $json.nope }}-SHOP', '-SHOP'],
		["={{ 'INV-' + $json.nope }}", 'INV-undefined'],
		['=INV-{{ String($json.nope) }}', 'INV-undefined'],
		['=INV-{{ null + "" }}', 'INV-null'],
		["=INV-{{ '261122' }}-{{ $json.nope }}", 'INV-261122-'],
		['=INV-{{ Number($json.nope) + "" }}', 'INV-NaN'],
		["=INV-{{ '261122' }}-{{ $json.nope }}-JKT", 'INV-261122--JKT'],
		["={{ 'INV-' + '261122-' + ($json.nope ?? '') + '-JKT' }}", 'INV-261122--JKT'],
		["={{ `INV-${$json.nope ?? ''}-JKT` }}", 'INV--JKT'],
		["={{ 'TRX' + ($json.nope ?? '') }}", 'TRX'],
		["={{ 'INV-' + $json.empty.padStart(4, '0') }}", 'INV-0000'],
		["=INV-2026-{{ $json.empty.toString().padStart(4, '0') }}", 'INV-2026-0000'],
		["={{ 'TRX' + $json.empty.toString().padStart(6, '0') }}", 'TRX000000'],
		["={{ 'INV' + ('000' + $json.empty).slice(-4) }}", 'INV000'],
		["=INV-{{ '2611' }}-{{ $json.empty.padStart(4, '0') }}", 'INV-2611-0000'],
		["={{ 'INV-' + '261123' + '-' + $json.empty.padStart(3, '0') }}", 'INV-261123-000'],
		["={{ 'JKT' + $json.empty.padStart(4, 0) }}", 'JKT0000'],
		["={{ `INV-${$json.empty.padStart(4,'0')}` }}-A", 'INV-0000-A'],
		["={{ ('inv-' + $json['empty'].padStart(4, '0')).toUpperCase() }}", 'INV-0000'],
		["={{ ['INV', $json.empty.padStart(4, '0')].join('-') }}", 'INV-0000'],
		["={{ 'INV-'.concat($json.empty.padStart(4, '0')) }}", 'INV-0000'],
		["={{ 'INV-' + '0'.repeat(4 - $json.empty.length) + $json.empty }}", 'INV-0000'],
		["={{ 'INV-' + (10000 + Number($json.empty)).toString().slice(1) }}", 'INV-0000'],
		["={{ 'INV-' + String($json.empty || 0).padStart(4, '0') }}", 'INV-0000'],
		["={{ 'INV-' + $('Orders').item.json.empty.padStart(4, '0') }}", 'INV-0000'],
		["={{ 'B261123' + $json.empty.padStart(4,'0') }}", 'B2611230000'],
		["=JKT2{{ $json.empty.padStart(4,'0') }}", 'JKT20000'],
		["={{ 'INV-' + `0000${$json.empty}`.slice(-4) }}", 'INV-0000'],
		["={{ ('INV-000' + $json.empty).slice(-7) }}", 'INV-000'],
		["={{ 'INV-' + '0000'.substring($json.empty.length) + $json.empty }}", 'INV-0000'],
		["={{ 'INV-' + (1e4 + Number($json.empty)).toString().slice(1) }}", 'INV-0000'],
		["={{ 'INV-' + $json.empty\n\t.padStart(4, '0') }}", 'INV-0000'],
		["={{ 'INV-' + ($json.empty || '0').padStart(4,'0') }}", 'INV-0000'],
		["={{ 'INV-' + $json.dash.replace(/\\D/g,'').padStart(4,'0') }}", 'INV-0000'],
		["=INV-{{ $json.empty?.padStart(4, 'X') }}", 'INV-XXXX'],
		["={{ 'TRX' + $json.empty }}", 'TRX'],
		["={{ 'TRX' + $json['empty'] }}", 'TRX'],
		["={{ 'TRX' + $json.empty.replace('#', '') }}", 'TRX'],
		["={{ 'TRX' + ($json.empty ? $json.empty : '') }}", 'TRX'],
		["={{ 'GAJI' + $json.empty + '_' + $json.amount }}", 'GAJI_20000'],
		['={{ `TRX${$json.empty}` }}', 'TRX'],
		["={{ 'INV' + $json.body?.order?.number?.trim() + '' }}", 'INVundefined'],
		["={{ 'INV' + $json?.empty }}", 'INV'],
		["={{ 'INV' + $json.empty?.trim() }}", 'INV'],
		["={{ 'INV' + $json.empty?.trim() + '-JKT' }}", 'INV-JKT'],
		["={{ ('INV' + $json.empty).trim() }}", 'INV'],
		["={{ ('inv' + $json.empty).toUpperCase() }}", 'INV'],
		["={{ ('INV#' + $json.empty).replace('#', '') }}", 'INV'],
		['={{ `INV${$json.empty}`.trim() }}', 'INV'],
		["={{ $if($json.empty, 'INV' + $json.empty, 'INV') }}", 'INV'],
		["={{ ['INV', $json.empty].filter(Boolean).join('-') }}", 'INV'],
		["={{ 'INV'.concat($json.empty) }}", 'INV'],
		["={{ $json.empty || 'kosong' }}", 'kosong'],
		["={{ $json.empty || 'NIHIL' }}", 'NIHIL'],
		["={{ 'TRX' + $json.none }}", 'TRXnull'],
		["={{ 'trx' + $json.none }}", 'trxnull'],
		["={{ 'A' + String($json.none).padStart(8, '0') }}", 'A0000null'],
		["={{ 'TRX' + Number($json.nope) }}", 'TRXNaN'],
		["={{ 'TRX' + $json.none + '261123' }}", 'TRXnull261123'],
		['=TRX.{{ $json.empty }}.JKT1', 'TRX..JKT1'],
		['={{ $json.nope }}-261122', '-261122'],
		["={{ ($json.nope ?? '') + '-261122' }}", '-261122'],
	])('sends nothing under what is left of %s', async (number, left) => {
		const { times, said } = await sent(number);

		expect(times).toBe(0);
		expect(said).toMatch(
			left.startsWith('-') && form !== transfer
				? /must begin with a letter|came out as/
				: new RegExp(`came out as "${left}": its expression gives nothing for this item\\.`),
		);
	});

	test('sends nothing under a look-up of the sheet that failed', async () => {
		const { times, said } = await sent('=TOKO-{{ "#N/A" }}');

		expect(times).toBe(0);
		expect(said).toMatch(/came out as "TOKO-#N\/A"|must have only letters/);
	});

	test.each(['-', '—', '?', 'n/a', 'tidak ada', '#ERROR!', '#NUM!'])(
		'sends nothing under a cell that says nothing (%s)',
		async (ref) => {
			const { times, said } = await sent('={{ $json.ref }}', [{ ref, amount: 20_000 }]);

			expect(times).toBe(0);
			expect(said).toMatch(/came out as "|must have only letters|must begin with a letter/);
		},
	);

	test.each([
		'=INV-001{{ $json.ref }}',
		"=INV-{{ String($itemIndex).padStart(4, '0') }}",
		"=INV-{{ String($json.amount).padStart(4, '0') }}",
		"=INV-{{ '1'.padStart(4, '0') }}",
		'=INV-000',
		"=REF-{{ String($json.zero).padStart(3, '0') }}",
		"=INV-{{ '123'.padStart(5,'0') }}-{{ $json.empty || 0 }}",
		"={{ 'A12' || $json.empty.padStart(5, '0') }}",
		"={{ $json.empty ? 'INV-' + $json.empty.padStart(4,'0') : 'WEB-' + $json.amount }}",
		"={{ $json.zero ? 'W' + $json.empty.padStart(4,'0') : 'T' + String($json.amount).padStart(9,'0') }}",
		"=INV-100{{ $json.empty ? '-' + $json.empty.padStart(2,'0') : '' }}",
		"=INV-{{ String($json.amount).padStart(7,'0') }}-{{ Number($json.empty) }}",
		"={{ $json.amount }}-{{ $json.empty ? $json.empty : '0' }}".replace('={{', '=R{{'),
		'=RM-{{ String($json.amount).slice(-3) }}.{{ $json.empty || 0 }}',
		"=D{{ '2026-11-23T08:00'.slice(0,16).replace(/[T:]/g,'-') }}-7{{ $json.empty }}",
		"=INV-{{ '123000'.slice(0,3) }}-{{ '123000'.slice(3) }}{{ $json.empty }}",
		"={{ 'INV-' + ((no) => no.padStart(4, '0'))('12') }}",
		"={{ 'INV-' + '0'.repeat(2) + $json.amount }}",
		"={{ 'INV-' + '0000'.padStart(4, '0') }}",
		"={{ 'INV-' + ($json.empty || '000') + '-' + String($json.amount).padStart(6, '0') }}",
		"={{ 'INV-' + '1000' }}",
		"=ORD-{{ '100'.padStart(6, '0') }}",
		'=NULLA-{{ 1 }}',
		'INV-null',
		"={{ 'A--1' }}",
		"={{ ('INV' + '1001'?.trim()).toUpperCase() }}",
		"={{ $json.amount === 'INV' ? 'A1' : 'B1' }}",
		"={{ ['GAJI', 'NOV', '1'].join('-') }}",
		"={{ 'nullable-' + 1 }}",
		"={{ $json.ref || 'INV-1' }}",
		"={{ 'INV-' + '20261122' + '2026' }}",
		"={{ $json.amount > 1 ? 'INV-1' : 'INV-2' }}",
		"=A-{{ '1-2' }}-{{ 3 }}",
		"={{ 'A-1'.replace('-', '_').replace('_', '-') }}",
	])('takes %s for a number', async (number) => {
		expect(await sent(number)).toEqual({ times: 1, said: '' });
	});

	test.each(['=', '= '])('takes a cleared expression (%j) for an empty field', async (number) => {
		expect(await sent(number)).toEqual({ times: 1, said: '' });
	});
});

function toolOf({ type, resource, operation, parameters, credentials }: Form) {
	const filled = JSON.stringify(parameters)
		.replaceAll('={{ $json.amount }}', "={{ $fromAI('amount', '', 'number') }}")
		.replaceAll('={{ $json.ref }}', "={{ $fromAI('ref', '', 'string') }}");
	return {
		type,
		resource,
		operation,
		credentials: credentials(vendor.current.url),
		parameters: JSON.parse(filled) as Form['parameters'],
	};
}

/** Whoever wants numbers to be made for packages in JSON says so. */
const mayBeMade = { additionalFields: { orderIdPrefix: 'N8N-' } };

test.each([
	['left out', '', {}, 'must be given: without a number of your own'],
	['left out where numbers may be made', '', mayBeMade, ''],
	['empty', '"orderId":"",', mayBeMade, 'must not be empty.'],
	['empty as KiriminAja spells it', '"order_id":"",', mayBeMade, 'must not be empty.'],
	['made of nothing', '"orderId":"{{ $json.nope }}",', mayBeMade, 'must not be empty.'],
	['null', '"orderId":null,', mayBeMade, 'must not be empty.'],
	['empty in other letters', '"Order ID":"",', mayBeMade, 'must not be empty.'],
])('a number of a package in JSON that is %s', async (_, number, options, said) => {
	const packagesJson = `=[{${number}${JSON.stringify(listedPackage).slice(1)}]`;
	const { error } = await run(parcel, vendor.current.url, [{ ref: 'A-1', amount: 1 }], {
		changes: { packageSource: 'json', packagesJson, ...options },
	});

	expect(records.parcels).toHaveLength(said === '' ? 1 : 0);
	const about = 'Packages (JSON) 1 → orderId (item 0) ';
	expect(error?.message ?? '').toContain(said === '' ? '' : about + said);
	expect(error === undefined).toBe(said === '');
});

test.each([
	['{{ $json.nope }}', 'A-{{ $json.nope }}', 'came out as "A-": '],
	['other letters', undefined, ''],
])('a number of a package in JSON that is made of %s', async (_, number, said) => {
	const named = number ? { orderId: number } : { 'ORDER id': 'A-1' };
	const { error } = await run(parcel, vendor.current.url, [{ ref: 'A-1', amount: 1 }], {
		changes: {
			packageSource: 'json',
			packagesJson: `=${JSON.stringify([{ ...named, ...listedPackage }])}`,
			...mayBeMade,
		},
	});

	expect(error?.message ?? '').toContain(said);
	expect(records.parcels.map(({ order_id }) => order_id)).toEqual(number ? [] : ['A-1']);
});

test('a list that code makes has a number in each package, also where numbers may be made', async () => {
	const rows = JSON.stringify([{ no: 'A-1' }, {}]);
	const { error } = await run(parcel, vendor.current.url, [{ amount: 1 }], {
		changes: {
			packageSource: 'json',
			packagesJson: `={{ JSON.stringify(${rows}.map(row => ({ orderId: row.no, ...${JSON.stringify(listedPackage)} }))) }}`,
			...mayBeMade,
		},
	});

	expect(error?.message).toContain('Order ID (item 0) came out empty');
	expect(records.parcels).toEqual([]);
});

test.each([
	['bayar_di_tempat', 268_000, 268_000],
	['nilai cod', '268000', 268_000],
	['is_cod', false, 0],
	['cod_fee', 0, 0],
])('a COD in JSON that is called %s: %j', async (name, value, cod) => {
	const { cod: _, ...others } = listedPackage;
	const { error } = await run(parcel, vendor.current.url, [{ amount: 1 }], {
		changes: {
			packageSource: 'json',
			packagesJson: JSON.stringify([{ no_pesanan: 'A-1', ...others, [name]: value }]),
		},
	});

	expect(error).toBeUndefined();
	expect(records.parcels).toMatchObject([{ order_id: 'A-1', cod }]);
});

test('a COD in JSON that is empty does not hide one that holds something', async () => {
	const parcelRow = { ...listedPackage, orderId: 'A-1', cod: null, bayar_di_tempat: 268_000 };
	await run(parcel, vendor.current.url, [{ amount: 1 }], {
		changes: { packageSource: 'json', packagesJson: JSON.stringify([parcelRow]) },
	});

	expect(records.parcels).toMatchObject([{ order_id: 'A-1', cod: 268_000 }]);
});

test('what is left of a number in the additional fields is not sent in the place of a typed one', async () => {
	const { error } = await run(transfer, vendor.current.url, [{ amount: 1_000 }], {
		changes: {
			requestId: 'OWN-1',
			additionalFields: { additionalBodyFields: "={{ ({ requestId: 'PAY-' + $json.nope }) }}" },
		},
	});

	expect(error?.message).toContain('Request ID (item 0) came out as "PAY-undefined"');
	expect(records.transfers).toEqual([]);
});

test.each([
	[{ payment_method: 'cod' }, 'payment_method (item 0) says "cod", and cod is empty or 0.'],
	[{ payment: { method: 'cod' } }, 'payment (item 0) says "{"method":"cod"}", and cod is empty'],
	[{ codAmount: 300_000 }, 'codAmount (item 0) is nearly called cod, and nothing else is.'],
	[{ 'COD Amount': 300_000 }, 'COD Amount (item 0) is nearly called cod'],
	[{ cod: 0, COD: 300_000 }, 'COD (item 0) must not differ from cod.'],
	[{ cod: 1 }, 'cod (item 0) must be 0, or the amount in rupiah'],
])('a COD in JSON that nobody would see: %j', async (cod, said) => {
	const { cod: _, ...others } = listedPackage;
	const { error } = await run(parcel, vendor.current.url, [{ amount: 1 }], {
		changes: {
			packageSource: 'json',
			packagesJson: JSON.stringify([{ orderId: 'A-1', ...others, ...cod }]),
		},
	});

	expect(error?.message).toContain(`Packages (JSON) 1 → ${said}`);
	expect(records.parcels).toEqual([]);
});

test.each([
	['left out', '={"amount":1}', 1],
	['made of nothing', '={"requestId":"{{ $json.nope }}","amount":1}', 0],
	['nothing in an object', '={{ ({ requestId: $json.nope, amount: 1 }) }}', 0],
	['null', '={"requestId":null,"amount":1}', 0],
	[
		'dropped with what is undefined',
		'={{ JSON.stringify({ requestId: $json.nope, amount: 1 }) }}',
		0,
	],
	['named in a note alone', '={{ ({ amount: 1, note: "requestId: " + $json.amount }) }}', 1],
	[
		'taken out by code',
		'={{ [{ requestId: $json.amount, amount: 1 }].map(({ requestId, ...one }) => one)[0] }}',
		1,
	],
	['no number in JSON', '={{ ({ requestId: Number($json.nope), amount: 1 }) }}', 0],
	['made of nothing in an object', "={{ ({ requestId: 'PAY-' + $json.nope, amount: 1 }) }}", 0],
	['another one, deeper', '={{ ({ header: { requestId: $json.amount }, amount: 1 }) }}', 1],
	['called otherwise', '={"request_id":"A{{ $json.amount }}","amount":1}', 1],
	[
		'left out where there is none',
		'={{ ({ amount: 1, ...($json.no ? { requestId: $json.no } : {}) }) }}',
		1,
	],
	['taken as it is', '={{ (({ requestId, amount }) => ({ requestId, amount }))($json) }}', 0],
	[
		'dropped by a function',
		'={{ (() => { return JSON.stringify({ requestId: $json.nope, amount: 1 }); })() }}',
		0,
	],
	['of a list in it', '={{ ({ amount: 1, list: [1].map((requestId) => ({ requestId })) }) }}', 1],
	[
		'of a list in what a function gives',
		'={{ (() => ({ amount: 1, list: [1].map((requestId) => ({ requestId })) }))() }}',
		1,
	],
	['read under another name', "={{ ({ amount: 1, other: $json['requestId'] }) }}", 1],
])('a request ID in the body of an API request that is %s', async (_, body, times) => {
	vendor.current.on('POST /pay', json({ code: 0, message: 'Success' }));
	const { error } = await run(
		{
			...transfer,
			resource: 'apiRequest',
			operation: 'send',
			parameters: { method: 'POST', path: '/pay', body },
		},
		vendor.current.url,
		[{ amount: 1 }],
	);

	expect(vendor.current.calls).toHaveLength(times);
	expect(error?.message ?? '').toMatch(
		times === 0 ? /requestId.* (not be empty\.|came out (empty|as))/ : /^$/,
	);
});

test('a body that is an item as it is has a number in none of them, or in all', async () => {
	vendor.current.on('POST /pay', json({ code: 0, message: 'Success' }));
	const send = {
		...transfer,
		resource: 'apiRequest',
		operation: 'send',
		parameters: { method: 'POST', path: '/pay', body: '={{ $json }}' },
	};
	const some = await run(send, vendor.current.url, [
		{ requestId: 'A-1', amount: 1 },
		{ amount: 2 },
	]);
	expect(some.error?.message).toContain('(item 1) came out empty: item 0 has one');
	expect(vendor.current.calls).toEqual([]);

	const none = await run(send, vendor.current.url, [{ amount: 1 }, { amount: 2 }]);
	expect(none.error).toBeUndefined();
	expect(vendor.current.calls).toHaveLength(2);
});

test('nothing takes the request ID out of the additional fields, unless it was typed', async () => {
	const { error } = await run(transfer, vendor.current.url, [{ ref: '', amount: 1_000 }], {
		changes: {
			requestId: '',
			additionalFields: { additionalBodyFields: '={{ ({ requestId: $json.nope ?? null }) }}' },
		},
	});

	expect(error?.message).toContain('Request ID (item 0) came out empty');
	expect(records.transfers).toEqual([]);
});

test('null takes the request ID out of the additional fields of a body', async () => {
	const { done } = await run(transfer, vendor.current.url, [{ ref: 'PAY-1', amount: 1_000 }], {
		changes: { additionalFields: { additionalBodyFields: '{"requestId":null}' } },
	});

	expect(done).toHaveLength(1);
});

test('a retry whose number was mended to a column that is not there sends nothing, and does not say that nothing was sent before', async () => {
	const orders = [
		{ ref: 'PAY-1', amount: 1_000 },
		{ ref: 'PAY-2', amount: 2_000 },
	];
	vendor.current.on(TRANSFER, (call) => {
		transferred(records, call);
		return lost;
	});
	const first = await run(transfer, vendor.current.url, orders);
	const second = await run(transfer, vendor.current.url, [], {
		retry: first.run,
		changes: { requestId: '={{ $json.nope }}' },
	});

	expect(records.transfers).toHaveLength(1);
	expect(second.said?.text).toContain('Nothing was sent in this try. 2 of 2 items');
	expect(second.said?.text).toContain('what an earlier one has sent stands in its own entry');
});

test('a list that JSON.stringify makes, which leaves out a number that is nothing, is not booked', async () => {
	const listed = JSON.stringify(listedPackage).slice(1);
	const packagesJson = `={{ JSON.stringify([{ orderId: $json.nope, ${listed}]) }}`;
	const { error } = await run(parcel, vendor.current.url, [{ amount: 1 }], {
		changes: { packageSource: 'json', packagesJson },
	});

	expect(records.parcels).toEqual([]);
	expect(error?.message).toMatch(/^Packages \(JSON\) 1 → orderId \(item 0\) must be given/);
});

test.each(['=Order ID: {{ $json.nope }}', '=orderId: {{ $json.nope }}'])(
	'a note that begins with the name of the number is none: %s',
	async (note) => {
		const { done } = await run(parcel, vendor.current.url, [{ amount: 1 }], {
			changes: { packageFields: { note } },
		});

		expect(done).toHaveLength(1);
	},
);
