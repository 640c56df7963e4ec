import { runNode } from '../support/runNode';
import { useVendor } from '../support/scriptedVendor';
import {
	errorOutput,
	forms,
	payment,
	parcel,
	retryOnFail,
	run,
	saidIn,
	transfer,
	type Form,
} from './support/merchant';
import { keepsBooks, type Records } from './support/vendors';

/** Two items with one reference: a row that stands twice in the merchant's sheet. */
const vendor = useVendor();
let records: Records;
beforeEach(() => {
	records = keepsBooks(vendor.current);
});

const bank = {
	mobileNumber: '081234560001',
	amount: 25_000,
	bankAccount: '1234567890',
	bankName: 'BCA',
};
const wallet = { mobileNumber: '081234560001', amount: 25_000, destination: '700000000001' };
const kasPro = (resource: string, operation: string, parameters: Form['parameters']): Form => ({
	...transfer,
	resource,
	operation,
	parameters: { ...parameters, requestId: "={{ $json.ref ?? '' }}" },
});

/** Every write that has a reference of the merchant's. */
const all: Array<[string, Form]> = [
	['KasPro: Transfer → To User', transfer],
	['KasPro: Transfer → To Bank', kasPro('transfer', 'toBank', bank)],
	['KasPro: Cash Out → Create', kasPro('cashOut', 'create', bank)],
	['KasPro: Payment → Pay Merchant', kasPro('payment', 'payMerchant', wallet)],
	[
		'KasPro: Payment → Pay QRIS',
		kasPro('payment', 'payQris', { ...wallet, qrContent: '00020101021226SANDBOX' }),
	],
	[
		'KasPro: Payment → Pay Ride',
		kasPro('payment', 'payRide', { ...wallet, path: '/partner/ride/' }),
	],
	['KasPro: Payment → Tip', kasPro('payment', 'tip', { ...wallet, path: '/partner/tip/' })],
	[
		'KasPro: Customer → Register',
		kasPro('customer', 'register', {
			mobileNumber: '081234560099',
			firstName: 'Rina',
			lastName: 'Kartika',
			email: 'rina@example.com',
		}),
	],
	['Kirimo: Payment → Create', payment],
	['KiriminAja: Express Order → Create', parcel],
];

test.each(all)(
	'%s sends neither of two items with one reference, and names both',
	async (_, form) => {
		const orders = [
			{ ref: 'PAY-1', amount: 25_000 },
			{ ref: 'PAY-1', amount: 26_000 },
		];
		const { error } = await run(form, vendor.current.url, orders);

		expect(vendor.current.calls).toEqual([]);
		const text = error ? saidIn(error).text : 'it went through';
		expect(text).toContain('PAY-1');
		expect(text).toMatch(/items? 0\b/);
		expect(text).toMatch(/\b(item|and) 1\b/);
	},
);

describe.each(Object.entries(forms))('%s', (_, form) => {
	const made = () => [...records.transfers, ...records.payments, ...records.parcels];
	const orders = [
		{ ref: 'PAY-1', amount: 25_000 },
		{ ref: 'PAY-2', amount: 30_000 },
		{ ref: 'PAY-1', amount: 25_000 },
	];

	test.each([
		['', {}],
		[', with Retry On Fail', retryOnFail],
	])('hands on both of them and does the third item%s', async (_how, settings) => {
		const { outputs } = await runNode({
			...form,
			credentials: form.credentials(vendor.current.url),
			items: orders,
			settings: { ...errorOutput, ...settings },
		});

		expect(made()).toHaveLength(1);
		expect(outputs.map((items) => items.map(({ pairedItem }) => pairedItem))).toEqual([
			[{ item: 1 }],
			[{ item: 0 }, { item: 2 }],
		]);
	});

	test('sends nothing when a space or nothing else tells two references apart', async () => {
		const { error } = await run(form, vendor.current.url, [
			{ ref: 'PAY-1', amount: 25_000 },
			{ ref: ' PAY-1 ', amount: 25_000 },
		]);

		expect(error).toBeDefined();
		expect(vendor.current.calls).toEqual([]);
	});
});

test('two packages of one booking with one order id are not booked', async () => {
	const one = {
		orderId: 'PAY-1',
		destinationName: 'Sari Wulandari',
		destinationPhone: '081300004321',
		destinationAddress: 'Jl. Kapasan Gang 3 No 7 Simokerto',
		destinationKecamatanId: { __rl: true, mode: 'id', value: '6152' },
		itemName: 'Kaos Polos',
		itemValue: 250000,
		weight: 1000,
		length: 20,
		width: 30,
		height: 15,
		service: 'jne',
		serviceType: 'REG23',
		shippingCost: 18000,
		cod: 0,
	};
	const { error } = await run(parcel, vendor.current.url, [{ amount: 1 }], {
		changes: { packageSource: 'fields', packages: { package: [one, one] } },
	});

	expect(error ? saidIn(error).text : 'it went through').toContain('PAY-1');
	expect(vendor.current.calls).toEqual([]);
});
