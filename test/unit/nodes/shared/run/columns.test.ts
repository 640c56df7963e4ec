import fc from 'fast-check';
import type { INodeProperties } from 'n8n-workflow';
import { columnsReader, mapperFields } from '../../../../../nodes/shared/run/columns';
import {
	packageColumnNames,
	packageFields,
} from '../../../../../nodes/KiriminAja/operations/expressOrder/packageForm';
import { always, ensure } from '../../../properties/hostile';

const AUTOMATIC = { mappingMode: 'autoMapInputData', value: null };

const told: string[] = [];
const noneNeeded = Object.fromEntries(
	Object.entries(packageColumnNames).map(([name, { needed: _, ...own }]) => [name, own]),
);
const hint = (message: string) => void told.push(message);
const read = columnsReader(packageFields, { hint, otherNames: packageColumnNames, all: [] });

/** What becomes of one row of a sheet whose columns map themselves, when none of them is needed. */
const mapped = (row: object, sheet: object[] = []) => {
	const all = sheet.flatMap((other) => Object.keys(other));
	return mappedBy(columnsReader(packageFields, { hint, otherNames: noneNeeded, all }), row);
};

function mappedBy(read: ReturnType<typeof columnsReader>, row: object) {
	told.length = 0;
	const { values, problems, calledIn } = read(AUTOMATIC, { ...row });
	return { values, hints: [...told], problems: problems.map((words) => words.join(' ')), calledIn };
}

/** All that columns can fill, as a merchant and n8n know them. */
const fields = packageFields.flatMap((field) =>
	field.type === 'collection' ? (field.options as INodeProperties[]) : [field],
);
const short = (displayName: string) => displayName.replace(/ \(.*\)/, '');
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const namesOf = ({ name, displayName }: INodeProperties) =>
	[name, snake(name), displayName, short(displayName)] as const;

describe('columns that map themselves', () => {
	test.each([
		['as in the form', { 'Recipient Name': 'Sari' }],
		['with the unit', { 'Weight (Grams)': 1000 }],
		['without the unit', { Weight: 1000, COD: 250000, 'Shipping Cost': 18000 }],
		['as KiriminAja does', { destination_name: 'Sari', shipping_cost: 18000 }],
		['as n8n does', { destinationName: 'Sari', packageTypeId: 9 }],
		[
			'in Indonesian',
			{ 'Nama Penerima': 'Sari', 'No. HP Penerima': '0813', 'Berat (gram)': 900, Ongkir: 18000 },
		],
		['as exports of shops do', { 'No. Pesanan': 'A-1', 'Cash on Delivery': 0, ASURANSI: 500 }],
		['in capitals, with blanks and dashes', { ' RECIPIENT - NAME ': 'Sari', 'order-id': 'A-1' }],
	])('are known when they are called %s', (_how, row) => {
		const { values, problems, hints } = mapped(row);

		expect(Object.values(values)).toHaveLength(Object.keys(row).length);
		expect(Object.values(values)).toEqual(expect.arrayContaining(Object.values(row)));
		expect([...problems, ...hints]).toEqual([]);
	});

	test('mean one field each, whatever they are called', () => {
		const letters = (name: string) => name.toLowerCase().replace(/[^a-z]/g, '');
		const owners = new Map<string, string>();
		const doubled = fields.flatMap((field) =>
			[...namesOf(field), ...(packageColumnNames[field.name]?.names ?? [])].filter((name) => {
				const owner = owners.get(letters(name)) ?? field.name;
				owners.set(letters(name), owner);
				return owner !== field.name;
			}),
		);
		expect(doubled).toEqual([]);
		expect(fields.length).toBeGreaterThan(25);
	});

	test('are known in any capitals, with any blanks, dashes and underscores', () => {
		const between = ['', '', ' ', '_', '-', '. ', '\u00a0'];
		always(
			[
				fc.constantFrom(...fields),
				fc.nat({ max: 3 }),
				fc.array(fc.nat(13), { minLength: 1, maxLength: 20 }),
				fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.boolean()),
			],
			(field, which, how, value) => {
				const column = [...String(namesOf(field)[which])]
					.map((letter, at) => ({ letter, odd: Number(how[at % how.length]) }))
					.map(
						({ letter, odd }) =>
							[odd % 2 ? letter.toUpperCase() : letter.toLowerCase(), odd] as const,
					)
					.map(([letter, odd]) => `${between[odd % between.length]}${letter}`)
					.join('');
				const { values, problems } = mapped({ [column]: value, 'Something else': 1 });
				ensure(
					Object.keys(values).join() === field.name,
					`${column} is ${Object.keys(values).join()}`,
				);
				ensure(values[field.name] === value, `${column} has another value`);
				ensure(problems.length === 0, problems.join());
			},
		);
	});

	test('never fail or fill a field, when they are called anything else', () => {
		always([fc.dictionary(fc.string(), fc.integer())], (row) => {
			const { values } = mapped(row);
			const known = fields.map(({ name }) => name);
			ensure(
				Object.keys(values).every((name) => known.includes(name)),
				Object.keys(values).join(),
			);
		});
	});

	test('keep their values as they are', () => {
		const goods = [{ name: 'Sepatu', qty: 1 }];
		expect(mapped({ items: goods, weight: '1000', note: '' }).values).toEqual({
			items: goods,
			weight: '1000',
			note: '',
		});
	});

	test('are refused when two mean the same and differ', () => {
		const { problems } = mapped({ COD: 250000, cod: 0, Weight: 1000, weight_: '1000 ' });
		expect(problems).toEqual([
			'COD (Rupiah) has two columns that differ, "COD" and "cod". Take one out, or choose Map Each Column Manually.',
		]);
	});

	test.each([
		{ 'Order ID': 'A-1', 'No Pesanan': 'B-1' },
		{ COD: 0, 'Cash on Delivery': 250000 },
	])('are refused as well when one of them has another name: %j', (row) => {
		expect(mapped(row).problems).toEqual([expect.stringContaining('has two columns that differ')]);
	});

	test('nearly called so are refused while the one that is called so is empty', () => {
		expect(mapped({ COD: '', 'COD Amount': 300000 }).problems).toEqual([
			expect.stringMatching(/^Column "COD Amount" is nearly called COD, and "COD" is empty here\./),
		]);
	});

	test('are one when all but one are empty, as where two sheets were put together', () => {
		const row = { COD: '', 'Nilai COD': 250000, 'Order ID': 'A-1', 'No Invoice': null };
		expect(mapped(row)).toMatchObject({ values: { cod: 250000, orderId: 'A-1' }, problems: [] });
	});

	test.each([0, '', '0', false, 'false'])(
		'nearly called so that hold %j are no matter',
		(value) => {
			expect(mapped({ 'COD Fee': value }).problems).toEqual([]);
		},
	);

	test.each([
		['COD Amout', 'COD'],
		['codAmount', 'COD'],
		['Total COD (Rp)', 'COD'],
		['Oder ID', 'Order ID'],
		['Oredr ID', 'Order ID'],
		['Shopee Order ID', 'Order ID'],
		['Insurence', 'Insurance'],
		['Weight (Kg)', 'Weight'],
		['Cash on Delivery Amount', 'COD'],
		['Jumlah Bayar di Tempat', 'COD'],
		['Dibayar Saat Terima', 'COD'],
		['Jumlah Ditagih', 'COD'],
		['Recipient Phnoe', 'Recipient Phone'],
	])('are refused when they are nearly called as a field of the form: %s', (column, field) => {
		const { values, problems } = mapped({ [column]: 250000 });

		expect(values).toEqual({});
		expect(problems).toEqual([
			`Column "${column}" is nearly called ${field}, and no other column is. Rename it, take it out, or choose Map Each Column Manually.`,
		]);
	});

	test('are left out without a word where another column has that name', () => {
		expect(mapped({ COD: 0, 'COD Amount': 250000, 'Order ID': 'A', 'Shop Order ID': 'B' })).toEqual(
			expect.objectContaining({ values: { cod: 0, orderId: 'A' }, problems: [], hints: [] }),
		);
	});

	describe('of a sheet whose rows have no name for an empty cell', () => {
		const sheet = [{ COD: 250000, 'COD Fee': 5000, 'Order ID': 'A-1' }];

		test('are empty, and not missing', () => {
			expect(mapped({ 'Order ID': 'A-2', 'COD Fee': 0 }, sheet)).toMatchObject({
				values: { cod: undefined, orderId: 'A-2' },
				problems: [],
			});
			expect('cod' in mapped({ 'Order ID': 'A-2' }, sheet).values).toBe(true);
		});

		test('are refused while one that is nearly called so holds something', () => {
			expect(mapped({ 'COD Fee': 5000 }, sheet).problems).toEqual([
				'Column "COD Fee" is nearly called COD, and "COD" is empty here. Fill that in, rename this one, take it out, or choose Map Each Column Manually.',
			]);
		});

		test('are said to be empty when they are needed', () => {
			const all = ['Order ID'];
			const read = columnsReader(packageFields, { hint, otherNames: packageColumnNames, all });
			expect(mappedBy(read, { Weight: 1000 }).problems).toEqual([
				expect.stringMatching(/^Column "Order ID" must not be empty\. Without a number/),
			]);
		});
	});

	describe('that say how the buyer pays', () => {
		test.each([
			{ 'Metode Pembayaran': 'COD (Bayar di Tempat)' },
			{ 'Payment Method': 'cash on delivery' },
			{ 'Tipe Order': 'COD', COD: '' },
			{ 'Tipe Order': 'COD', COD: 0 },
			{ 'Metode Pembayaran': 'C.O.D.' },
			{ Pembayaran: 'Bayar Ditempat' },
			{ 'Payment Method': 'COD (Bayar di Tempat) Cek Dulu' },
			{ 'Cara Bayar': 'Bayar tunai saat diterima' },
			{ Pembayaran: 'COD - Not Paid' },
			{ Pembayaran: 'COD (belum dibayar)' },
			{ Pembayaran: 'COD Rp 268.000', COD: '' },
			{ Jenis: 'COD', COD: '-' },
			{ Tipe: 'Bayar di Tempat' },
			...['COD 268rb', '268.000 COD', 'COD 1,2jt', 'Full COD', 'COD JNE', 'Ya COD'].map((cell) => ({
				Pembayaran: cell,
			})),
			...['COD belum transfer', 'DP 50.000, sisa 218.000 COD', 'Pembayaran di Tempat'].map(
				(cell) => ({ 'Metode Bayar': cell, COD: 0 }),
			),
			...['COD (tidak boleh dibuka)', 'COD no nego', 'COD tidak bisa tf', 'DP 50rb, sisa COD'].map(
				(cell) => ({ Pembayaran: cell }),
			),
			...['Cash di tempat', 'Bayar tunai di tempat', 'Payment on Delivery', 'COD not yet paid'].map(
				(cell) => ({ Pembayaran: cell }),
			),
			{ 'Kode Pembayaran': 'cod' },
			{ payment_code: 'cod' },
			...['Bayar saat paket datang', 'Dibayar penerima', 'Penerima bayar'].map((cell) => ({
				Pembayaran: cell,
			})),
			...['COD', 'COD 150.000', 'Bayar di tempat'].map((cell) => ({ Note: cell })),
			{ payMethod: 'COD' },
			{ 'Jenis Paket': 'COD' },
			{ 'Jenis Transaksi': 'Bayar saat barang sampai', COD: 0 },
			{ Keterangan: 'COD 268000' },
		])('are refused while no column says how much: %j', (row) => {
			const [name = ''] = Object.keys(row);
			expect(mapped(row).problems).toEqual([
				`Column "${name}" says "${Object.values(row)[0]}", and COD is empty or 0. Call the column that has the amount "COD", or choose Map Each Column Manually.`,
			]);
		});

		test.each([
			{ 'Metode Pembayaran': 'COD', COD: 250000 },
			{ 'Metode Pembayaran': 'Non COD' },
			{ 'Metode Pembayaran': 'Bukan bayar di tempat' },
			{ 'Metode Pembayaran': 'Transfer' },
			{ 'Item Name': 'COD' },
			{ SKU: 'COD-001', 'Nama Barang': 'Ikan Cod Beku 500g', 'Kode Promo': 'COD', COD: 0 },
			{ Kurir: 'JNE COD', 'Status Retur': 'COD ditolak', COD: 0 },
			{ Jenis: 'COD-001' },
			{ 'Metode Pembayaran': 'CodaPay' },
			{ 'Metode Pembayaran': 'COD ❌' },
			{ 'Is COD': 'Tidak' },
			...[
				'QRIS (tidak bisa COD)',
				'gak jadi COD, pakai Dana',
				'COD dibatalkan',
				'QRIS - COD off',
			].map((cell) => ({ Pembayaran: cell })),
			{ 'No Transaksi': 'COD-1001' },
			{ payment_code: '8808123456' },
			{ Note: 'Jangan dibanting', COD: 0 },
			{ enabled_payments: ['bca', 'cod'] },
			...['gak COD', 'batal COD', 'COD: N', 'selain COD', 'COD jadi transfer'].map((paid) => ({
				'Metode Pembayaran': paid,
				COD: 0,
			})),
		])('are left out otherwise: %j', (row) => {
			expect(mapped(row).problems).toEqual([]);
		});
	});

	const hintsOf = (rows: object[]) => {
		const hints: string[] = [];
		const read = columnsReader(packageFields, {
			hint: (hint) => void hints.push(hint),
			otherNames: noneNeeded,
			all: Object.keys(rows[0] ?? {}),
		});
		const problems = rows.flatMap((row) => read(AUTOMATIC, { ...row }).problems);
		return { hints, problems };
	};

	test('that may say that the courier collects give a hint, once for each column', () => {
		const cells = ['COD - Lunas', 'COD jadi transfer', 'Non COD', 'bukan COD', 'Transfer'];
		const rows = cells.map((Pembayaran) => ({ Pembayaran, Kurir: 'JNE COD', COD: 0 }));
		const paid = { Pembayaran: 'COD SiCepat', Kurir: 'JNE', COD: 250_000 };

		expect(hintsOf([...rows, paid])).toEqual({
			problems: [],
			hints: [
				'Column "Pembayaran" says "COD - Lunas", for one, and COD is empty or 0 there. If money is due, give the amount as COD.',
				expect.stringContaining('Column "Kurir" says "JNE COD"'),
			],
		});
	});

	test('that say nothing but COD are refused while there is no COD, and a 0 gives a hint', () => {
		const rows = ['Status', 'Via', 'Catatan', 'Jenis Muatan'].map((name) => ({ [name]: 'COD' }));

		for (const row of rows) expect(hintsOf([row])).toMatchObject({ hints: [], problems: [{}] });
		for (const row of rows) {
			expect(hintsOf([{ ...row, COD: 0 }])).toMatchObject({ hints: [{}], problems: [] });
		}
	});

	test('are looked at as well when they are mapped by hand', () => {
		const row = { Pembayaran: 'COD', Nama: 'Sari' };
		const byHand = (value: object) => {
			const { problems } = read({ mappingMode: 'defineBelow', value, schema: [] }, row);
			return problems.map((words) => words.join(' '));
		};

		const sheet = { COD: 150_000, Nama: 'Sari' };
		const mapped = (row: object, value: object) =>
			read({ mappingMode: 'defineBelow', value, schema: [] }, { ...row }).problems;
		expect(mapped(sheet, {})).toEqual([
			['Column "COD"', expect.stringMatching(/^says "150000", and COD is empty or 0\. Give COD/)],
		]);
		expect(mapped({ 'COD Amount': 150_000 }, { cod: null })).toHaveLength(1);
		expect(mapped({ 'Total Tagihan': 150_000 }, { cod: 0 })).toEqual([]);
		expect(mapped({ Note: 'COD' }, {})).toHaveLength(1);
		expect(mapped({ ...sheet, COD: 0 }, { cod: 0 })).toEqual([]);
		expect(mapped({ Nama: 'Sari' }, { cod: '' })).toEqual([
			[
				'COD (Rupiah)',
				expect.stringMatching(/^must not be empty, and what is mapped gives nothing/),
			],
		]);
		expect(mapped(sheet, { cod: 150_000 })).toEqual([]);

		expect(byHand({ cod: 250_000 })).toEqual([]);
		expect(byHand({ destinationName: 'Sari' })).toEqual([
			'Column "Pembayaran" says "COD", and COD is empty or 0. Give COD the amount; an expression can give 0 for other items.',
		]);
	});

	test.each([
		[{ COD: 'Rp150.000' }, { cod: 0 }],
		[{ COD: 'Ya' }, { cod: '0' }],
		[{ Note: 'COD 150rb, hubungi dulu' }, { cod: 0 }],
	])('mapped by hand too, give a hint where a 0 may be a mistake: %j', (row, value) => {
		const hints: string[] = [];
		const byHand = columnsReader(packageFields, {
			hint: (hint) => void hints.push(hint),
			otherNames: packageColumnNames,
			all: Object.keys(row),
		});

		const given = { mappingMode: 'defineBelow', value, schema: [] };
		expect(byHand(given, { ...row }).problems).toEqual([]);
		expect(hints).toEqual([expect.stringMatching(/^Column ".*" says ".*", for one, and COD is/)]);
	});

	test('of a rate whose discount does not apply take no discount over', () => {
		const rate = { discountAmount: 900, discountPercentage: 0.05 };

		expect(mapped({ ...rate, discountApplies: false }).values).toEqual({});
		expect(mapped({ ...rate, discountApplies: true }).values).toEqual(rate);
	});

	test.each(['Notes for Courier Note', 'Quantiy', 'Internal Note'])(
		'give a hint when they are nearly called as an optional field: %s',
		(column) => {
			const { problems, hints } = mapped({ [column]: 'x' });
			expect(problems).toEqual([]);
			expect(hints).toEqual([expect.stringContaining(`Column "${column}" was left out.`)]);
		},
	);

	test.each(['Code', 'Doc', 'Date', 'Order Date', 'Channel', 'Customer', 'SKU', 'Kota', 'Phone 2'])(
		'are left out without a word when they are about something else: %s',
		(column) => {
			const { problems, hints, values } = mapped({ [column]: 'x' });
			expect([...problems, ...hints, ...Object.keys(values)]).toEqual([]);
		},
	);

	test('are looked at row by row, and each name is spoken of once', () => {
		const hints: string[] = [];
		const read = columnsReader(packageFields, {
			hint: (hint) => void hints.push(hint),
			all: [],
		});
		const rows = [{ Weight: 1, Quantiy: 1 }, { Weight: 2, Quantiy: 1 }, { Height: 3 }];

		expect(rows.map((row) => read(AUTOMATIC, row).values)).toEqual([
			{ weight: 1 },
			{ weight: 2 },
			{ height: 3 },
		]);
		expect(hints).toHaveLength(1);
	});

	test('are named as they stand in the sheet', () => {
		const { calledIn } = mapped({ destination_phone: '' });
		expect(calledIn?.('destinationPhone')).toBe('Column "destination_phone"');
		expect(calledIn?.('weight')).toBe('Column "Weight"');
	});
});

test('what is mapped by hand is taken as it is given, and the columns count for nothing but a COD that is left out', () => {
	const value = { weight: '1000', cod: 0 };

	expect(
		read({ mappingMode: 'defineBelow', value, schema: [] }, { Width: 1, 'Oder ID': 2 }),
	).toEqual({
		values: value,
		problems: [],
	});
	expect(read({ mappingMode: 'defineBelow', value: null }, { COD: 1 }).values).toEqual({});
});

test("n8n's form shows what every package needs, and the rest one by one", () => {
	const shown = mapperFields(packageFields, packageColumnNames).fields;
	const atFirst = shown.filter(({ removed }) => !removed).map(({ displayName }) => displayName);

	expect(shown.map(({ id }) => id)).toEqual(fields.map(({ name }) => name));
	expect(atFirst).toContain('Recipient Name');
	expect(atFirst).toContain('COD (Rupiah)');
	expect(atFirst).not.toContain('Note');
	expect(shown.find(({ id }) => id === 'destinationName')).toMatchObject({
		required: true,
		type: 'string',
	});
	expect(shown.find(({ id }) => id === 'cod')).toMatchObject({ required: true });
	expect(shown.find(({ id }) => id === 'packageTypeId')).toMatchObject({
		type: 'options',
		options: expect.arrayContaining([expect.objectContaining({ value: 7 })]),
	});
});

describe('the column of the order numbers', () => {
	test.each(['Nomor', 'ID', 'Nota', 'Order #x'])('is missed among columns like %s', (name) => {
		const { problems } = mappedBy(read, { Weight: 1000, [name]: 'A-1' });

		expect(problems).toHaveLength(1);
		expect(problems[0]).toMatch(
			/^Order ID is in no column. Call the column that has it "Order ID"/,
		);
	});

	test.each([[''], [' '], [null], [undefined]])('must not be empty: %p', (number) => {
		const { problems } = mappedBy(read, { Invoice: number });

		expect(problems).toHaveLength(1);
		expect(problems[0]).toMatch(
			/^Column "Invoice" must not be empty. Without a number of your own/,
		);
	});

	test.each(['Nomor Invoice', 'Kode Pesanan', 'no_faktur', 'Order Ref', 'ORDER SN'])(
		'may be called %s',
		(name) => {
			const { values, problems } = mappedBy(read, { [name]: 'A-1' });

			expect(values).toEqual({ orderId: 'A-1' });
			expect(problems).toEqual([]);
		},
	);

	test('is not asked for where a merchant maps by hand', () => {
		const value = { weight: 1000, orderId: '', cod: 0 };

		expect(read({ mappingMode: 'defineBelow', value }, {})).toEqual({
			values: value,
			problems: [],
		});
	});
});

test.each(['Tagihan', 'Total Tagihan', 'tagih', 'Amount to Collect'])(
	'a column that may be what the courier collects is not left out without a word: %s',
	(name) => {
		const { problems } = mapped({ [name]: 268_000 });

		expect(problems).toEqual([expect.stringContaining(`Column "${name}" is nearly called COD`)]);
		expect(mapped({ [name]: 268_000, COD: 268_000 }).problems).toEqual([]);
	},
);
