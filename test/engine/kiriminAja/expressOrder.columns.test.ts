import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { booking, sampleOrder } from '../support/kiriminAja';
import { sandbox, bookingPath, bookings, create, orders } from './support/parcels';

/** A sheet of orders, as a merchant names the columns. */
const row = (order: string, changes: IDataObject = {}): IDataObject => ({
	'Order ID': order,
	'Recipient Name': 'Lita Ang',
	destination_phone: '6281567948619',
	'RECIPIENT ADDRESS': 'Surabaya Baru, Bandar Surabaya, Lampung Tengah, Lampung, 34159',
	'Recipient District': '3175',
	Service: 'jne',
	'service type': 'REG23',
	'Shipping Cost (Rupiah)': '64000',
	'Item Name': 'Sepatu',
	itemValue: 250000,
	'Weight (Grams)': 1000,
	Width: 30,
	Height: 15,
	Length: 20,
	Channel: 'Shopee',
	...changes,
});
const sheet = () => ['ONE-1', 'TWO-2', 'THREE-3'].map((order) => row(order, { COD: 0 }));

const automatic: INodeParameters = {
	packageSource: 'columns',
	columns: { mappingMode: 'autoMapInputData', value: null },
};

/** The same columns, each by hand. */
const byHand: INodeParameters = {
	packageSource: 'columns',
	columns: {
		mappingMode: 'defineBelow',
		matchingColumns: [],
		schema: [
			// As the editor keeps it; n8n would make 25 of "25.000".
			{ id: 'shippingCost', displayName: 'Shipping Cost (Rupiah)', type: 'number' },
			{ id: 'orderId', displayName: 'Order ID', type: 'string' },
		],
		value: {
			orderId: '={{ $json["Order ID"] }}',
			destinationName: '={{ $json["Recipient Name"] }}',
			destinationPhone: '={{ $json.destination_phone }}',
			destinationAddress: '={{ $json["RECIPIENT ADDRESS"] }}',
			destinationKecamatanId: '3175',
			service: '={{ $json.Service }}',
			serviceType: 'REG23',
			shippingCost: '={{ $json["Shipping Cost (Rupiah)"] }}',
			itemName: '={{ $json["Item Name"] }}',
			itemValue: '={{ $json.itemValue }}',
			weight: '={{ $json["Weight (Grams)"] }}',
			width: 30,
			height: 15,
			length: 20,
			cod: '={{ $json.COD ?? 0 }}',
		},
	},
};

/** Whoever wants numbers to be made says so by hand. */
const byHandWithout: INodeParameters = {
	...byHand,
	columns: {
		...(byHand.columns as INodeParameters),
		value: { ...((byHand.columns as INodeParameters).value as INodeParameters), orderId: '' },
	},
};

const ways: Array<[string, INodeParameters]> = [
	['that map themselves', automatic],
	['that are mapped by hand', byHand],
];

const book = (way: INodeParameters, items: IDataObject[], options: object = {}) =>
	create(booking([], way), { items, ...options });

describe.each(ways)('columns %s', (_way, parameters) => {
	test('book three rows of a sheet in one pickup', async () => {
		const { outputs, error, hints } = await book(parameters, sheet());

		expect(error).toBeUndefined();
		expect(hints).toEqual([]);
		expect(outputs[0]?.map(({ json, pairedItem }) => [json.orderId, pairedItem])).toEqual([
			['ONE-1', { item: 0 }],
			['TWO-2', { item: 1 }],
			['THREE-3', { item: 2 }],
		]);
		expect(bookings()).toHaveLength(1);
	});

	test('send what the same order sends that is typed into the form', async () => {
		await book(parameters, [row('ONE-1')]);
		const { additionalFields: _, ...typed } = sampleOrder;
		await create(booking([{ ...typed, orderId: 'ONE-2' }]));

		const [one, other] = bookings().map(({ body }) => (body as { packages: object[] }).packages[0]);
		expect({ ...one, order_id: 'ONE-2' }).toEqual(other);
	});

	test.each([
		['a text', 'abc', 'must be a whole number of rupiah; it is "abc".'],
		['a point for thousands', '64.000', 'must be a whole number of rupiah; it is "64.000".'],
		['nothing', '', 'is required.'],
	])('name item and field of %s for a number, and send nothing', async (_what, wrong, sentence) => {
		const rows = [row('ONE-1'), row('TWO-2', { 'Shipping Cost (Rupiah)': wrong })];
		const { error } = await book(parameters, rows);

		expect(error?.message).toMatch(/^Column(s →)? "?Shipping Cost \(Rupiah\)"? \(item 1\) /);
		expect(error?.message).toContain(sentence);
		expect(error?.description).toContain('Nothing was sent');
		expect(bookings()).toHaveLength(0);
	});

	test('refuse an order number that lost its last digits on the way, and keep one that is text', async () => {
		const lost = await book(parameters, [row('x', { 'Order ID': 2 ** 60 })]);
		expect(lost.error?.message).toContain(
			'(item 0) must be exact, and the number 1152921504606847000 has lost its last digits',
		);
		const { json } = await book(parameters, [row('A12345678901234567')]);
		expect(json).toMatchObject([{ orderId: 'A12345678901234567' }]);
	});

	test('hand a bad row on with its own fields, and book the others', async () => {
		const rows = [row('ONE-1'), row('TWO-2', { destination_phone: '12345' }), row('THREE-3')];
		const { outputs } = await book(parameters, rows, {
			settings: { onError: 'continueErrorOutput' },
		});

		expect(outputs[0]?.map(({ json }) => json.orderId)).toEqual(['ONE-1', 'THREE-3']);
		expect(outputs[1]).toMatchObject([
			{ json: { 'Order ID': 'TWO-2', Channel: 'Shopee' }, pairedItem: { item: 1 } },
		]);
	});

	test('book nothing of a sheet in which an order has no number', async () => {
		const { error } = await book(parameters, [row('ONE-1'), row('')]);

		expect(error?.message).toMatch(
			/^(Column "Order ID" \(item 1\) must not be|Order ID \(item 1\) came out) empty/,
		);
		expect(error?.description).toContain('Nothing was sent');
		expect(bookings()).toHaveLength(0);
	});
});

test.each([
	...ways.map(
		([way, parameters]) =>
			[`that the merchant numbered, from columns ${way},`, parameters, 'ONE-1', 'TWO-2'] as const,
	),
	['without a number', byHandWithout, '', ''] as const,
])('an order %s is booked once when n8n retries the node', async (_which, parameters, one, two) => {
	sandbox.current.fault({ kind: 'resetAfter', path: bookingPath, times: 1 });
	sandbox.current.fault({ kind: 'html500', path: '/api/mitra/tracking', times: 1 });
	const { json, error } = await book(parameters, [row(one), row(two)], {
		settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
	});

	expect(error).toBeUndefined();
	expect(new Set(json.map(({ orderId }) => orderId)).size).toBe(2);
	expect(orders()).toHaveLength(2);
});

test('a sheet without order numbers is not booked while its columns map themselves', async () => {
	const { 'Order ID': _, ...others } = row('');
	const { error } = await book(automatic, [others]);

	expect(error?.message).toBe(
		'Order ID (item 0) is in no column. Call the column that has it "Order ID", or choose Map Each Column Manually. Without a number of your own an order is booked again whenever the workflow runs again; who wants that maps the columns by hand and leaves Order ID empty.',
	);
	expect(bookings()).toHaveLength(0);
});

describe('an order without a number', () => {
	const { additionalFields: _, ...typed } = sampleOrder;
	const perItem: INodeParameters = {
		...typed,
		packageSource: 'inputItems',
		packageFields: {},
		orderId: '',
	};
	const all: Array<[string, INodeParameters]> = [
		['columns mapped by hand', byHandWithout],
		['fields for each item', perItem],
	];
	const between = all.flatMap(([before, first]) =>
		all
			.filter(([after]) => after !== before)
			.map(([after, second]): [string, string, INodeParameters, INodeParameters] => [
				before,
				after,
				first,
				second,
			]),
	);

	test.each(between)(
		'is the same through %s as in a retry through %s',
		async (_before, _after, first, second) => {
			const items = [row(''), row('', { itemValue: 260000 })];
			const rest = { paymentMethod: 'credit' };
			// One package to a booking: the second one finds no money.
			const size = { additionalFields: { bookingSize: 1 } };
			const own = (way: INodeParameters) =>
				way === perItem ? { ...way, itemValue: '={{ $json.itemValue }}' } : way;
			sandbox.current.kiriminAja.creditBalance = 64_000 + 1000;
			const failed = await book({ ...rest, ...size, ...own(first) }, items, { executionId: '7' });
			expect(failed.error?.message).toContain('Saldo KA Credit');
			expect(orders()).toHaveLength(1);

			sandbox.current.kiriminAja.creditBalance = 1_000_000;
			const retried = await book({ ...rest, ...size, ...own(second) }, items, {
				executionId: '8',
				retry: failed.run,
			});

			expect(retried.error).toBeUndefined();
			expect(retried.json).toHaveLength(2);
			expect(orders()).toHaveLength(2);
		},
	);
});

test('books nothing while the COD stands in a column that is only nearly called so', async () => {
	const items = ['ONE-1', 'TWO-2'].map((order) => row(order, { 'COD Amout': 325000 }));
	const { error } = await book({ ...automatic, paymentMethod: 'accountDefault' }, items);

	expect(error?.message).toBe(
		'Column "COD Amout" (item 0) is nearly called COD, and no other column is. Rename it, take it out, or choose Map Each Column Manually.',
	);
	expect(bookings()).toHaveLength(0);
});

test('books nothing while two columns say different things of one field', async () => {
	const { error } = await book(automatic, [row('ONE-1', { 'shipping cost': 18000 })]);

	expect(error?.message).toBe(
		'Shipping Cost (Rupiah) (item 0) has two columns that differ, "Shipping Cost (Rupiah)" and "shipping cost". Take one out, or choose Map Each Column Manually.',
	);
	expect(bookings()).toHaveLength(0);
});

test('says which column is missing', async () => {
	const { Service: _, ...others } = row('ONE-1');
	const { error } = await book(automatic, [others]);

	expect(error?.message).toBe(
		'Item 0: in no column is Service. Rename the one that has it, or choose Map Each Column Manually.',
	);
});

test('says once what a sheet lacks', async () => {
	const { Service: _, destination_phone: __, ...others } = row('ONE-1');
	const { error } = await book(automatic, [{ ...others, Lunas: 'COD' }]);

	expect([error?.message, error?.description]).toEqual([
		'Column "Lunas" (item 0) says "COD", and COD is empty or 0. Call the column that has the amount "COD", or choose Map Each Column Manually.',
		'Nothing was sent in this try. Item 0: in no column are Recipient Phone, Service. Rename the columns that have them, or choose Map Each Column Manually.',
	]);
});

const packagesIn = (body: unknown) => (body as { packages: IDataObject[] }).packages;

test.each([
	['Tidak', 0],
	['Non COD', 0],
	['-', 0],
	['250.000', undefined],
])('books a COD that says %j as %p', async (COD, amount) => {
	await book(automatic, [row('ONE-1', { COD })]);

	const cods = bookings().flatMap(({ body }) => packagesIn(body).map(({ cod }) => cod));
	expect(cods).toEqual(amount === undefined ? [] : [amount]);
});

test('refuses an insurance of 1, which only says that there is one', async () => {
	const { error } = await book(automatic, [row('ONE-1', { Asuransi: 1 })]);

	expect(error?.message).toBe(
		'Column "Asuransi" (item 0) must be the premium in rupiah, or 0; 1 only says that there is one.',
	);
	expect(bookings()).toHaveLength(0);
});

describe('COD, mapped by hand,', () => {
	const mapping = byHand.columns as { value: INodeParameters };
	const withCod = (cod: INodeParameters[string] | undefined): INodeParameters => {
		const { cod: _, ...value } = mapping.value;
		return {
			...byHand,
			columns: { ...mapping, value: cod === undefined ? value : { ...value, cod } },
		};
	};

	test.each([undefined, null, ''])(
		'has to be there, for nothing else may tell of it: %p',
		async (cod) => {
			const { error } = await book(withCod(cod), [row('ONE-1')]);

			expect(error?.message).toMatch(
				/^COD \(Rupiah\) \(item 0\) must be mapped: without it the courier collects nothing\./,
			);
			expect(bookings()).toHaveLength(0);
		},
	);

	test.each([0, '={{ $json.COD }}', '={{ $json.paidBy === "COD" ? $json.COD : 0 }}'])(
		'may be 0 for an item: %p',
		async (cod) => {
			const { error, hints } = await book(withCod(cod), [row('ONE-1', { COD: 0 })]);

			expect(error).toBeUndefined();
			expect(hints).toEqual([]);
			expect(bookings()).toHaveLength(1);
		},
	);

	test.each(['={{ $json.Nilai }}', '={{ $json.none }}'])(
		'must not come to nothing, as in a column that is mistyped: %p',
		async (cod) => {
			const { error } = await book(withCod(cod), [row('ONE-1', { Nilai: '' })]);

			expect(error?.message).toMatch(
				/^COD \(Rupiah\) \(item 0\) must not be empty, and what is mapped gives nothing here: without it the courier collects nothing\./,
			);
			expect(bookings()).toHaveLength(0);
		},
	);
});

test('says that numbers were made where none is mapped by hand', async () => {
	const { hints } = await book(byHandWithout, [row('ONE-1', { COD: 0 })]);

	expect(hints.map(({ message }) => message)).toEqual([
		'Order ID was empty, so a number was made. In a new execution the same items are sent again under another one: give your own number, e.g. that of the order.',
	]);
});

test('refuses two rows with one order number', async () => {
	const { error } = await book(automatic, [row('ONE-1'), row('ONE-1', { Width: 31 })]);

	expect(error?.message).toContain('ONE-1');
	expect(bookings()).toHaveLength(0);
});

test('tells of a column that was left out and may be meant, and of an empty COD', async () => {
	const items = [row('ONE-1', { 'Internal Note': 'x', COD: '' })];
	const { error, hints } = await book(automatic, items);

	expect(error).toBeUndefined();
	expect(hints.map(({ message }) => message)).toEqual([
		'Column "Internal Note" was left out. It is nearly called Note: rename it if that is what it holds.',
		'COD (Rupiah) is empty or in no column for ONE-1: the courier collects nothing. Give 0 where that is right.',
	]);
});

test('names the orders whose COD is empty', async () => {
	const cods = ['', 0, ...Array.from({ length: 6 }, () => '')];
	const { hints } = await book(
		automatic,
		cods.map((COD, index) => row(`ONE-${index}`, { COD })),
	);

	expect(hints.map(({ message }) => message)).toEqual([
		'COD (Rupiah) is empty or in no column for ONE-0, ONE-2, ONE-3, ONE-4, ONE-5 and 2 more: the courier collects nothing. Give 0 where that is right.',
	]);
});

test('says nothing of the COD of what was refused, or is on record with one', async () => {
	const byDefault = { ...automatic, paymentMethod: 'accountDefault' };
	await book(byDefault, [row('OLD-1', { COD: 400_000 })]);
	const items = [row('ONE-1'), row('TWO-2', { Service: 'JNE' }), row('OLD-1')];
	const settings = { onError: 'continueErrorOutput' };
	const { outputs, hints } = await book(automatic, items, { settings });

	expect(outputs[1]).toHaveLength(2);
	expect(hints.map(({ message }) => message)).toEqual([
		'COD (Rupiah) is empty or in no column for ONE-1: the courier collects nothing. Give 0 where that is right.',
	]);
});

/** The first has a COD of which nothing comes. */
const twoListed = ['', 0].map((cod, place) => ({ ...sampleOrder, orderId: `LIST-${place}`, cod }));
const [{ additionalFields: _, ...inJson } = sampleOrder, second] = twoListed;

test.each<[string, INodeParameters]>([
	['listed below', { packages: { package: twoListed as INodeParameters[] } }],
	[
		'of an expression',
		{
			packages: {
				package: [{ ...twoListed[0], cod: '={{ $json.none }}' }, { ...second }],
			},
		},
	],
])('refuses a COD that comes to nothing: %s', async (_where, packages) => {
	const { error } = await create(booking([], packages));

	expect(error?.message).toBe(
		'Package 1 → COD (Rupiah) (item 0) must not be empty: without it the courier collects nothing. Give the amount, or 0 for items without COD.',
	);
	expect(bookings()).toHaveLength(0);
});

test('names the orders whose COD is empty in JSON', async () => {
	const packagesJson = JSON.stringify([{ ...inJson, destinationKecamatanId: '3175' }]);
	const { error, hints } = await create(booking([], { packageSource: 'json', packagesJson }));

	expect(error).toBeUndefined();
	expect(hints.map(({ message }) => message)).toEqual([
		'COD (Rupiah) is empty or in no column for LIST-0: the courier collects nothing. Give 0 where that is right.',
	]);
});

describe('fields for each item', () => {
	const mapping = byHand.columns as { value: INodeParameters };
	const { cod: _cod, ...values } = mapping.value;
	const fields = (changes: INodeParameters = {}): INodeParameters => ({
		packageSource: 'inputItems',
		...values,
		...changes,
	});

	test.each<[string, IDataObject]>([
		['the way of paying', { Pembayaran: 'Bayar di Tempat' }],
		['a shop system', { payment_method: 'cod' }],
		['one inside another', { payment: { gateway: 'Cash on Delivery (COD)' } }],
		['a yes beside an amount', { cod: true, 'COD Amount': 268_000 }],
		['a yes inside another', { payment: { cod: true, amount: 268_000 } }],
		['an amount inside another', { order: { cod: 268_000 } }],
		['an amount in the body of a webhook', { body: { codAmount: 268_000 } }],
		['a yes deep in the body of a webhook', { body: { shipping: { isCod: true } } }],
		["a yes of the shop's own list", { cod: true, serviceType: 'REG23', shippingCost: 18_000 }],
	])('are refused without a COD where the item says so: %s', async (_, said) => {
		for (const changes of [{}, { cod: 0 }]) {
			const { error } = await book(fields(changes), [row('ONE-1', said)]);
			expect(error?.message).toMatch(
				/says ".*", and COD is empty or 0\. Give COD the amount; an expression can give 0 for other items\.$/,
			);
		}
		const { error } = await book(fields({ cod: 400_000 }), [row('ONE-1', said)], {});
		expect(error?.message ?? '').not.toContain('says');
	});

	test.each<[string, IDataObject]>([
		['a column COD', { COD: 268_000 }],
		['another name of it', { 'Nilai COD': '268000' }],
		['nearly that name', { 'Total COD': 268_000 }],
		['a word for it', { Tagihan: 268_000 }],
		[
			'a column of a row that was merged with its rate',
			{ COD: 268_000, cod: true, codAmount: 1, discountApplies: false },
		],
		[
			'nearly that name in such a row',
			{ 'Total COD': 268_000, cod: true, codAmount: 277_000, discountApplies: false },
		],
	])('are refused with the COD that stands there from the beginning, for %s', async (_, said) => {
		const { error } = await book(fields({ cod: 0 }), [row('ONE-1', said)]);
		const [name] = Object.keys(said);

		expect(error?.message).toBe(
			`Column "${name}" (item 0) says "268000", and COD is empty or 0. Give COD the amount; an expression can give 0 for other items.`,
		);
		const { hints } = await book(fields({ cod: '={{ 0 }}' }), [row('ONE-1', said)]);
		expect(hints.map(({ message }) => message)).toEqual([
			`Column "${name}" says "268000", for one, and COD is empty or 0 there. If money is due, give the amount as COD.`,
		]);
		expect(bookings()).toHaveLength(1);
	});

	test('are refused where the expression of COD gives nothing', async () => {
		const { error } = await book(fields({ cod: '={{ $json.Nilai }}' }), [row('ONE-1')]);

		expect(error?.message).toMatch(/^COD \(Rupiah\) \(item 0\) must not be empty/);
		expect(bookings()).toHaveLength(0);
	});

	test.each<[string, IDataObject]>([
		['a rate that takes COD', { cod: true, codAmount: 268_000, discountApplies: false }],
		['another way of paying', { Pembayaran: 'Transfer BCA', Catatan: 'Titip satpam' }],
		['a column that says that there is none', { COD: 'Non COD' }],
		['a column that holds no rupiah', { COD: 'Rp 0' }],
		[
			'a rate inside another, and what a shop could do',
			{
				rate: { cod: true, codAmount: 268_000, discountApplies: false },
				body: { cod: false, codAvailable: true, codFee: 5000, payment: { method: 'va' } },
			},
		],
	])('are booked without a COD for %s', async (_, said) => {
		const { error, hints } = await book(fields(), [row('ONE-1', said)]);

		expect(error).toBeUndefined();
		expect(hints).toEqual([]);
		expect(bookings()).toHaveLength(1);
	});
});

describe('a list for each item', () => {
	const listOf = (...cods: Array<number | string>): INodeParameters => ({
		packageSource: 'fields',
		packages: {
			package: cods.map((cod, index) => ({
				...inJson,
				orderId: `LIST-${index}`,
				destinationKecamatanId: '3175',
				cod,
			})),
		},
	});

	test.each<[string, IDataObject]>([
		['the way of paying', { 'Metode Pembayaran': 'COD' }],
		['an amount', { COD: 268_000 }],
	])('is refused when none of its packages has a COD and the item says so: %s', async (_, said) => {
		const { error } = await book(listOf(0, 0), [row('ONE-1', said)]);

		expect(error?.message).toMatch(/^Column ".*" \(item 0\) says ".*", and COD is empty or 0\./);
		expect(bookings()).toHaveLength(0);
	});

	test('is booked with a hint when an expression gives the 0', async () => {
		const { error, hints } = await book(listOf('={{ 0 }}'), [row('ONE-1', { COD: 268_000 })]);

		expect(error).toBeUndefined();
		expect(hints.map(({ message }) => message)).toEqual([
			'Column "COD" says "268000", for one, and COD is empty or 0 there. If money is due, give the amount as COD.',
		]);
	});

	test.each<[string, IDataObject, Array<number | string>]>([
		['one of them has a COD', { COD: 268_000 }, [0, 268_000]],
		['the item says nothing of it', { 'Metode Pembayaran': 'Transfer' }, [0]],
		['its own column says that there is none', { COD: 0, 'Total Tagihan': 268_000 }, [0]],
		['it has an address for the bill', { 'Alamat Tagihan': 'Jl. Mawar 5' }, [0]],
	])('is booked when %s', async (_, said, cods) => {
		const { error, hints } = await book({ ...listOf(...cods), paymentMethod: 'accountDefault' }, [
			row('ONE-1', said),
		]);

		expect(error).toBeUndefined();
		expect(hints).toEqual([]);
		expect(bookings()).toHaveLength(1);
	});
});

test('names the orders that weigh less than a letter: somebody may have thought in kilograms', async () => {
	const items = [
		row('ONE-1', { COD: 0, 'Weight (Grams)': 29 }),
		row('TWO-2', { COD: 0, 'Weight (Grams)': 30 }),
		row('THREE-3', { COD: 0, 'Weight (Grams)': 1 }),
	];
	const { error, hints } = await book(automatic, items);

	expect(error).toBeUndefined();
	expect(hints.map(({ message }) => message)).toEqual([
		'Weight is less than 30 grams for ONE-1, THREE-3: it is in grams, 1500 for 1.5 kg. A courier that weighs more may charge for it later.',
	]);
});

test('says that nothing is collected where no column is COD', async () => {
	const { error, hints } = await book(automatic, [row('ONE-1'), row('TWO-2')]);

	expect(error).toBeUndefined();
	expect(hints.map(({ message }) => message)).toEqual([
		'COD (Rupiah) is empty or in no column for ONE-1, TWO-2: the courier collects nothing. Give 0 where that is right.',
	]);
});

test('refuses the sign of a rate that it takes COD where an amount belongs', async () => {
	const { error } = await book(automatic, [row('ONE-1', { cod: true })]);

	expect(error?.message).toBe(
		'Column "cod" (item 0) must be a whole number of rupiah; it is true.',
	);
});

test('books the optional fields of a sheet', async () => {
	const items = [row('ONE-1', { Note: 'Titip', Quantity: 2, 'Package Type': 9, 'Drop Off': true })];
	await book(automatic, items);

	expect(bookings()[0]?.body).toMatchObject({
		packages: [{ note: 'Titip', qty: 2, package_type_id: 9, drop: true }],
	});
});
