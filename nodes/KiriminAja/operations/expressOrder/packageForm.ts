import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { lettersOf, type OtherNames, type Told } from '../../../shared/run/fieldNames';
import { camelKeys } from '../../../shared/run/items';
import {
	collection,
	count,
	fromList,
	jsonText,
	line,
	number,
	pick,
	toggle,
} from '../../../shared/values/builders';
import {
	decimal,
	flag,
	integer,
	isEmpty,
	json,
	numericId,
	optional,
	rupiah,
	text,
} from '../../../shared/values/kinds';
import { textIn } from '../../../shared/values/texts';
import { PACKAGE_TYPES } from '../choices';
import {
	district,
	DISTRICT_ID,
	kiriminAjaPhone,
	latitude,
	longitude,
	ORDER_NUMBERS,
	orderId,
	PHONE,
	subdistrict,
	SUBDISTRICT_ID,
	zipcode,
} from '../fields';

const forLocation = {
	description:
		'In degrees, as Google Maps shows it. For services whose rate has useGeolocation; left empty, none is sent.',
};

const optionalFields: INodeProperties[] = [
	number('Additional Cost (Rupiah)', 'addCost', 0, { description: 'With COD, the COD fee' }),
	number('Discount (Rupiah)', 'discountAmount', 0, {
		description: 'The discountAmount of Rate → Get Express, when discountApplies',
	}),
	number('Discount Percentage', 'discountPercentage', 0, {
		typeOptions: { numberPrecision: 4 },
		description: 'As a fraction, from Rate → Get Express, e.g. 0.03',
	}),
	toggle(
		'Drop Off',
		'drop',
		'Whether you bring the package to the courier instead of having it picked up',
	),
	jsonText('Items (JSON)', 'items', '[]', {
		description:
			'The goods one by one: name, price, qty, weight, width, length, height, metadata.sku, metadata.variant_label',
	}),
	line('Note', 'note', 'Titip ke satpam', {
		description: 'For the courier, at most 50 characters',
	}),
	pick('Package Type', 'packageTypeId', PACKAGE_TYPES, 7, {
		description: 'What kind of goods the courier carries; Others when not set',
	}),
	count('Quantity', 'qty', 1, {
		description: 'Number of pieces inside the package, which stays one package with one AWB',
	}),
	line('Recipient City ID', 'destinationKabupatenId', '444', {
		description: 'The cityId of Area → Search. Left empty, none is sent.',
	}),
	latitude.field({
		displayName: 'Recipient Latitude',
		name: 'destinationLatitude',
		...forLocation,
	}),
	longitude.field({
		displayName: 'Recipient Longitude',
		name: 'destinationLongitude',
		...forLocation,
	}),
	line('Recipient Postcode', 'destinationZipcode', '60143', {
		description: 'Five digits. Left empty, none is sent.',
	}),
	line('Recipient Province ID', 'destinationProvinsiId', '11', {
		description: 'The provinceId of Area → Search. Left empty, none is sent.',
	}),
	subdistrict.field({
		displayName: 'Recipient Subdistrict (Kelurahan)',
		name: 'destinationKelurahanId',
		description: `Needed by RPX, Pos Indonesia and Paxel. ${SUBDISTRICT_ID}.`,
	}),
	number('Shipping Discount (Rupiah)', 'shippingDiscountAmount', 0, {
		description: "What your shop takes off the shipping; only KiriminAja's own plugin sends it",
	}),
	toggle(
		'With Insurance',
		'isWithInsurance',
		"Whether the package is insured, as KiriminAja's own plugin says it beside the amount in Insurance",
	),
];

const byCode = (value: string) => ({ mode: 'code', value });

/** What an item of Rate → Get Express brings along, when such an item is wired straight in. */
const fromRate = {
	service: byCode('={{ $json.service }}'),
	serviceType: byCode('={{ $json.serviceType }}'),
	shippingCost: '={{ $json.shippingCost }}',
	insuranceAmount: '={{ $json.insuranceAmount }}',
};

const nothing = {
	service: { mode: 'list', value: '' },
	serviceType: { mode: 'list', value: '' },
	shippingCost: 0,
	insuranceAmount: 0,
};

/** Not required for the editor, which knows no locator in a code that stands there by itself; the schema asks. */
const fromRates = (
	method: string,
	[listed, code]: [listed: string, code: string],
	own: Parameters<typeof fromList>[1],
) => fromList({ list: [method, listed], typed: ['Code', code] }, own);

/** The fields of one package, required ones first; for a list of packages in the node. */
export const packageFields: INodeProperties[] = formOf(
	nothing,
	'additionalFields',
	'Additional Fields',
);

/** The same for the package that is the input item itself. */
export const itemPackageFields: INodeProperties[] = formOf(
	fromRate,
	'packageFields',
	'Additional Package Fields',
);

type Locator = typeof nothing.service;
interface Initial {
	service: Locator;
	serviceType: Locator;
	shippingCost: string | number;
	insuranceAmount: string | number;
}

function formOf(
	initial: Initial,
	optionalName: string,
	optionalDisplayName: string,
): INodeProperties[] {
	return [
		line('Recipient Name', 'destinationName', 'Sari Wulandari', {
			required: true,
			description: 'Who gets the package, as on the label; at most 50 characters',
		}),
		line('Recipient Phone', 'destinationPhone', '081300004321', {
			required: true,
			description: PHONE,
		}),
		line('Recipient Address', 'destinationAddress', 'Jl. Kapasan Gang 3 No 7', {
			required: true,
			description:
				'Street and number, 10 to 255 characters; couriers refuse shorter ones as bad addresses',
		}),
		district.field({
			displayName: 'Recipient District (Kecamatan)',
			name: 'destinationKecamatanId',
			required: true,
			description: `Where the package goes; it has to be the one that the rate is for. ${DISTRICT_ID}.`,
		}),
		fromRates('searchServices', ['JNE · from Rp 18.000 · 2–3 days', 'jne'], {
			displayName: 'Service',
			name: 'service',
			default: initial.service,
			description: 'The courier. The list shows what it costs between these districts.',
		}),
		fromRates('searchServiceTypes', ['JNE REG23 · Rp 18.000 · 2–3 days', 'REG23'], {
			displayName: 'Service Type',
			name: 'serviceType',
			default: initial.serviceType,
			description:
				'Belongs to the courier in Service. The list shows what each service costs between these districts.',
		}),
		number('Shipping Cost (Rupiah)', 'shippingCost', initial.shippingCost, {
			required: true,
			description:
				'Undiscounted cost from Rate → Get Express; with KA Credit this amount is debited',
		}),
		number('Insurance (Rupiah)', 'insuranceAmount', initial.insuranceAmount, {
			description: 'Premium from Rate → Get Express; 0 for no insurance',
		}),
		line('Item Name', 'itemName', 'Sepatu', {
			required: true,
			description: 'What is inside, as on the label; at most 255 characters',
		}),
		number('Item Value (Rupiah)', 'itemValue', 0, {
			required: true,
			description: 'Total value of the goods, at least Rp 1.000',
		}),
		count('Weight (Grams)', 'weight', 1000, {
			required: true,
			description:
				'Of the whole package, with its wrapping. Give what the rate was asked for: the courier weighs again and may charge more.',
		}),
		count('Length (Cm)', 'length', 10, {
			required: true,
			description: 'Outer length of the package, in whole centimetres',
		}),
		count('Width (Cm)', 'width', 10, {
			required: true,
			description: 'Outer width of the package, in whole centimetres',
		}),
		count('Height (Cm)', 'height', 10, {
			required: true,
			description: 'Outer height of the package, in whole centimetres',
		}),
		number('COD (Rupiah)', 'cod', 0, {
			description:
				'Amount that the courier collects from the recipient; 0 for a package without COD',
		}),
		line('Order ID', 'orderId', 'SHOP-1001', {
			description:
				'Your own number, unique, beginning with letters. It guards against double bookings, also across executions. Left empty, one is made that only guards within this execution.',
		}),
		collection(optionalFields, { displayName: optionalDisplayName, name: optionalName }),
	];
}

/**
 * Whether a cell says that the courier collects money. In a column about the way of paying any word for it counts, unless it says otherwise;
 * elsewhere one that says nothing but that. Of goods and codes it says nothing.
 */
function saysCod(name: string, cell: string, isInside: boolean): Told | undefined {
	const value = lettersOf(cell);
	if (isInside && OF_COD.test(name)) {
		return /^(?:ya|yes|y|true|1|(?:rp)?\d{3,})$/.test(value) ? 'surely' : undefined;
	}
	if (/^(?:is|ada|pakai)?cod(?:status)?$/.test(name)) {
		return /^(?:ya|yes|y|true|1)$/.test(value) ? 'surely' : undefined;
	}
	if (OF_OTHERS.test(name) || /[❌✗✘]/u.test(cell)) return undefined;
	const isPlain = AT_THE_DOOR.test(value.replace(AMOUNT_OR_UNPAID, ''));
	const isOfPaying =
		/bayar|payment|paymethod|paytype|gateway|metode|ordertype|transaksi|lunas/.test(name) ||
		/^(?:tipe|jenis|type)(?:order|pesanan|kiriman|pengiriman|paket|layanan)$/.test(name);
	if (isPlain) return isOfPaying || /^(?:tipe|jenis|type)$/.test(name) ? 'surely' : 'likely';
	if (!isOfPaying) return /\bCOD\b/.test(cell) ? 'maybe' : undefined;
	if (DENIED.test(cell) || !mentionsCod(cell)) return undefined;
	return SETTLED.test(cell) && !PARTLY.test(cell) ? 'maybe' : 'surely';
}

/** Whether there is one, and how much: of a key inside another thing, since columns that are called so are its own. */
const OF_COD =
	/^(?:is|ada|pakai)?cod(?:status|amount|total|value)?$|^(?:total|jumlah|nilai|nominal|harga)cod$/;

/** Columns of goods, codes, people and places, and of what a shop offers. */
const OF_OTHERS =
	/^(?!.*(?:bayar|payment)).*(?:produk|product|barang|item|sku|varian|variant|promo|voucher|kupon|kode|code)|^(?:no|nomor|id)(?:transaksi|order|pesanan)|^(?:nama|name|kota|area|kecamatan)|enabled|available|accepted/;

/** In the words of Indonesian shops, one or several of them. */
const AT_THE_DOOR = new RegExp(
	`^(?:${[
		'cod|cekdulu|bdt',
		'(?:cash|pay|payment)(?:up)?ondelivery',
		'(?:(?:pem)?bayar(?:an)?)?(?:cash|tunai|langsung)?(?:di?tempat|dit4)',
		'bayar(?:dirumah|(?:di|ke)?kurir)',
		'dibayar(?:oleh)?penerima|penerima(?:yang)?bayar',
		'(?:bayar)?(?:cash|tunai)?(?:saat|pas|ketika|setelah)(?:barang|paket|pesanan)?(?:di)?(?:terima|sampai|datang|antar|pengantaran|pengiriman)',
	].join('|')})+$`,
);

const AMOUNT_OR_UNPAID =
	/(?:not(?:yet)?paid|unpaid|belum(?:di)?bayar|belumlunas|pending|(?:rp|idr)?(?:\d{4,}|\d+(?:rb|ribu|k|jt|juta)))$/;

/** As in "Non COD", "tidak bisa COD", "COD dibatalkan" and "COD: N"; and not as in "COD (tidak boleh dibuka)". */
const DENIED =
	/\b(?:non|no|not|bukan|tanpa|selain|tidak|tdk|gak|ga|nggak|batal|cancel(?:led|ed)?)(?:\s+(?:bisa|jadi|mau|dari))?[\s-]+(?:cod|bayar di ?tempat|cash on)\b|\b(?:ganti|pindah)\s+dari\s+cod\b|\bcod\W+(?:sebelumnya|(?:n|no|off|tidak|tdk|batal|dibatalkan|ditolak)\s*\)?$)/i;

const SETTLED =
	/(?<!\b(?:belum|blm|not|yet|tidak|bisa)\s+(?:di\s*)?)\b(?:transfer|tf|lunas|paid|terbayar|dibayar)\b/i;

/** The rest is due at the door. */
const PARTLY = /\b(?:dp|sisa|ongkir|pelunasan)\b/i;

function mentionsCod(cell: string): boolean {
	const words = cell
		.toLowerCase()
		.split(/[^\p{L}\p{N}]+/u)
		.slice(0, 40);
	return words.some((_, from) =>
		words.some((__, to) => AT_THE_DOOR.test(words.slice(from, to + 1).join(''))),
	);
}

/** A discount of Rate → Get Express that does not apply is shown beside one that says so. */
const ifApplies: OtherNames = {
	names: [],
	counts: (row) => textIn(row.discountApplies ?? row.discount_applies).toLowerCase() !== 'false',
};

/**
 * As shops and their exports call what a booking can do without. Nobody would miss such a column when it is left out, and then the order has
 * a number that the shop does not know, or the goods are given away. Of a field that is needed the node says that it is empty.
 */
export const packageColumnNames: Record<string, OtherNames> = {
	orderId: {
		names: ORDER_NUMBERS,
		needed:
			'Without a number of your own an order is booked again whenever the workflow runs again; who wants that maps the columns by hand and leaves Order ID empty.',
	},
	cod: {
		names: ['Cash on Delivery', 'Bayar di Tempat', 'Nilai COD'],
		maybe: [
			...['tagih', 'tagihan', 'ditagih', 'collect'],
			...['Cash on Delivery', 'Bayar di Tempat', 'Saat Terima'],
		],
		isTold: saysCod,
		isNone: isNoCod,
		isBeside: (name, row) => isRate(row) && OF_A_RATE.test(name),
		byHand:
			'without it the courier collects nothing. Give the amount, or 0 for items without COD; an expression can tell which.',
	},
	note: { names: [], isFree: true },
	insuranceAmount: { names: ['Asuransi'] },
	discountAmount: ifApplies,
	discountPercentage: ifApplies,
	destinationName: { names: ['Nama Penerima'] },
	destinationPhone: {
		names: [
			...['No HP Penerima', 'Nomor HP Penerima', 'No Telepon Penerima', 'No Telp Penerima'],
			...['Telepon Penerima', 'No HP', 'Nomor HP', 'No Telepon', 'Nomor Telepon'],
			...['No Telp', 'Telepon'],
		],
	},
	destinationAddress: {
		names: ['Alamat Penerima', 'Alamat Pengiriman', 'Alamat Lengkap', 'Alamat'],
	},
	destinationKecamatanId: { names: ['districtId', 'ID Kecamatan'] },
	itemName: { names: ['Nama Barang', 'Nama Produk'] },
	itemValue: { names: ['Nilai Barang', 'Harga Barang'] },
	shippingCost: { names: ['Ongkir', 'Ongkos Kirim'] },
	weight: { names: ['Berat (gram)'] },
	length: { names: ['Panjang (cm)'] },
	width: { names: ['Lebar (cm)'] },
	height: { names: ['Tinggi (cm)'] },
};

const goods = z.array(z.unknown(), {
	message:
		'must be a JSON list of the goods, e.g. [{"name": "Sepatu", "price": 250000, "qty": 1, "weight": 1000}].',
});

/** In the words of sheets. */
function isNoCod(cell: string): boolean {
	return /^\s*(?:-|tidak|no|n|n\/a|(?:rp\.?\s*)?0+(?:[.,]0+)*|(?:non|bukan)[\s-]*cod)\s*$/i.test(
		cell,
	);
}

/** What Rate → Get Express says of COD: whether the courier would, and what he would collect then. */
const OF_A_RATE = /^(?:cod|codAmount|codFee)$/;
const isRate = (row: IDataObject) => typeof row.cod === 'boolean' && 'discountApplies' in row;

const LEAST_COD = 100;
/** What the courier collects. A 1 is a yes of a column that tells only whether, and the goods would go for it. */
const collected = z.preprocess(
	(value) => (isNoCod(textIn(value)) ? 0 : value),
	rupiah().refine((amount) => amount === 0 || amount >= LEAST_COD, {
		message: `must be 0, or the amount in rupiah that the courier collects, at least ${LEAST_COD}.`,
	}),
);

const premium = rupiah().refine((amount) => amount !== 1, {
	message: 'must be the premium in rupiah, or 0; 1 only says that there is one.',
});

const onePackage = z.object({
	orderId: optional(orderId(20, 'SHOP-1001')),
	destinationName: text({ max: 50 }),
	destinationPhone: kiriminAjaPhone,
	destinationAddress: text({ min: 10, max: 255 }),
	destinationProvinsiId: optional(numericId),
	destinationKabupatenId: optional(numericId),
	destinationKecamatanId: district.schema,
	destinationKelurahanId: optional(subdistrict.schema),
	destinationZipcode: optional(zipcode),
	destinationLatitude: optional(latitude.schema),
	destinationLongitude: optional(longitude.schema),
	weight: integer({ min: 1, unit: 'grams' }),
	width: integer({ min: 1, unit: 'cm' }),
	length: integer({ min: 1, unit: 'cm' }),
	height: integer({ min: 1, unit: 'cm' }),
	qty: optional(integer({ min: 1 })),
	itemName: text({ max: 255 }),
	itemValue: rupiah({ min: 1000 }),
	items: optional(json.pipe(goods)),
	shippingCost: rupiah({ min: 1 }),
	service: text(),
	serviceType: text(),
	packageTypeId: optional(numericId),
	insuranceAmount: optional(premium),
	addCost: optional(rupiah()),
	cod: optional(collected),
	drop: optional(flag),
	note: optional(text({ max: 50 })),
	discountAmount: optional(rupiah()),
	discountPercentage: optional(decimal({ min: 0, max: 1 })),
	shippingDiscountAmount: optional(rupiah()),
	isWithInsurance: optional(flag),
	isCodEmpty: z.boolean(),
});

export type Package = z.output<typeof onePackage>;

/**
 * The optional fields stand in a collection of their own; a package from JSON may also use KiriminAja's spelling. The goods go to
 * KiriminAja as they are.
 */
export const packageSchema = z.preprocess((value) => {
	if (typeof value !== 'object' || value === null) return value;
	const { additionalFields, packageFields: more, ...required } = value as Record<string, object>;
	const { items, ...named }: IDataObject = { ...required, ...additionalFields, ...more };
	const entry = camelKeys(named);
	// An expression has found nothing; of one who does not name it nobody can tell.
	return { ...entry, items, isCodEmpty: 'cod' in entry && isEmpty(entry.cod) };
}, onePackage);
