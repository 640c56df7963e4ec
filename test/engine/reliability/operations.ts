import type { IBinaryKeyData, IDataObject, INodeParameters } from 'n8n-workflow';
import { resources as kasPro } from '../../../nodes/KasPro/operations';
import { resources as kiriminAja } from '../../../nodes/KiriminAja/operations';
import { resources as kirimo } from '../../../nodes/Kirimo/operations';
import { accounts, type Sandbox } from '../../../sandbox/index.ts';
import type { CredentialValues } from '../support/credentials';
import { kasProCredential } from '../support/kasPro';
import { booking, byId, kiriminAjaCredential, pin, sampleOrder } from '../support/kiriminAja';
import { kirimoCredential, samplePayment } from '../support/kirimo';
import { runNode, type RunResult } from '../support/runNode';

export const nodes = { kiriminAja, kirimo, kasPro };
type NodeType = keyof typeof nodes;

/** How to run one operation so that it succeeds. */
export interface Row {
	parameters?: INodeParameters;
	/** What has to be there before. */
	before?(sandbox: Sandbox): Promise<unknown>;
	binary?: IBinaryKeyData;
	/** How two orders are made at once, for a vendor whose answer has a row for each. */
	two?: { parameters: INodeParameters; items?: IDataObject[] };
	/** What makes the order before, and ends it without success. */
	over?(sandbox: Sandbox): Promise<unknown>;
	/** The vendor does not publish what the answer holds besides its result code, so nothing in it is of a wrong type. */
	unpublished?: true;
	/** Doing it twice is the same as doing it once, so it may be sent again. */
	repeatable?: true;
}

/** Runs an operation as its row says, in an execution of its own. */
export async function runRow(
	sandbox: Sandbox,
	type: NodeType,
	name: string,
	options: Partial<Parameters<typeof runNode>[0]> = {},
): Promise<RunResult> {
	const [resource = '', operation = ''] = name.split('.');
	const { parameters, binary } = rows[type][name] ?? {};
	const credentials = credentialsOf[type](sandbox);
	return await runNode({
		type,
		resource,
		operation,
		parameters,
		binary,
		credentials,
		...options,
	});
}

const TOKEN = 'sandbox-access-token-fetched-before';

const credentialsOf: Record<NodeType, (sandbox: Sandbox) => CredentialValues> = {
	kiriminAja: (sandbox) => kiriminAjaCredential(sandbox),
	kirimo: (sandbox) => kirimoCredential(sandbox),
	// With a token that is still good, so that the first call is the operation's own.
	kasPro: (sandbox) => {
		sandbox.kasPro.tokens.push({ token: TOKEN, expiresAt: Infinity });
		return kasProCredential(sandbox, { accessToken: TOKEN });
	},
};

async function control({ url }: Sandbox, path: string, body: object = {}): Promise<void> {
	const response = await fetch(`${url}/__sandbox/${path}`, {
		method: 'POST',
		body: JSON.stringify(body),
	});
	if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
}

const all = { returnAll: true };
const { orderId } = sampleOrder;
const AWB = 'DEVEL-000000101';
const booked = (sandbox: Sandbox) => runRow(sandbox, 'kiriminAja', 'expressOrder.create');
const withAwb = async (sandbox: Sandbox) => {
	await booked(sandbox);
	await control(sandbox, `kiriminaja/awb/${orderId}`);
};

const twoParcels = {
	parameters: booking([], {
		packageSource: 'inputItems',
		...sampleOrder,
		packageFields: sampleOrder.additionalFields,
		additionalFields: {},
		orderId: '={{ $json.orderId }}',
	}),
	items: [{ orderId }, { orderId: 'FEB-1782355684239' }],
};

const instantId = 'MLT-INS-1001';
const drive = {
	orderId: instantId,
	destinationName: 'Rina Kartika',
	destinationPhone: '081300009876',
	destinationAddress: 'Jl. Contoh Malioboro No 5 Gedongtengen',
	destinationAddressNote: 'Lobi utama',
	destinationLatitude: '-7.8013',
	destinationLongitude: '110.3647',
	service: 'gosend',
	serviceType: 'instant',
	vehicle: 'motor',
	shippingCost: 27000,
	description: 'Paket aksesoris',
	items: { item: [{ name: 'Casing ponsel', price: 150000, weight: 200, qty: 1 }] },
};
const ride = {
	name: 'Toko Melati Jaya',
	phone: '081200001234',
	address: 'Jl. Contoh Palagan No 12 RT 03 RW 08',
	addressNote: 'Pagar hijau',
	zipcode: '55581',
	latitude: '-7.7652',
	longitude: '110.3781',
	paymentMethod: 'credit',
	pin,
	packages: { package: [drive] },
};
const rode = (sandbox: Sandbox) => runRow(sandbox, 'kiriminAja', 'instantOrder.create');

const twoDrives = [drive, { ...drive, orderId: 'MLT-INS-1002' }];
const canceled = async (sandbox: Sandbox, id: string) =>
	await control(sandbox, `kiriminaja/cancel/${id}`);

const linked = (sandbox: Sandbox) => runRow(sandbox, 'kirimo', 'payment.create');
const paid = async (sandbox: Sandbox) => {
	await linked(sandbox);
	await control(sandbox, `kirimo/orders/${samplePayment.orderId}/pay`, { lost: true });
};

const sari = '081234560001';
const joko = '081234560002';
const shop = '700000000001';
const OTP = '482913';
const bank = { bankAccount: '1234567890', bankName: 'BCA' };
/** KasPro's sandbox makes its transactions' numbers from it. */
const requestId = 'ROW-1';
const wallet = { mobileNumber: sari, amount: 25_000 };
const photo = {
	mimeType: 'image/jpeg',
	fileName: 'photo.jpg',
	data: Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Array<number>(2000).fill(7)]).toString('base64'),
};

/** Every operation of every node. The matrix fails when one is missing. */
export const rows: Record<NodeType, Record<string, Row>> = {
	kiriminAja: {
		'area.search': { parameters: { search: 'Simokerto', ...all } },
		'area.getProvinces': { parameters: all },
		'area.getCities': { parameters: { provinsiId: byId('11'), ...all } },
		'area.getDistricts': { parameters: { kabupatenId: byId('444'), ...all } },
		'area.getSubdistricts': { parameters: { kecamatanId: byId('6152'), ...all } },
		'courier.getAll': { parameters: all },
		'courier.getGroups': {},
		'courier.getServices': { parameters: { courierCode: byId('jne'), ...all } },
		'courier.setPreference': { parameters: { services: ['jne', 'sap'] }, repeatable: true },
		'rate.getExpress': {
			parameters: {
				origin: byId('5788'),
				destination: byId('3175'),
				weight: 1000,
				itemValue: 250000,
				return: 'all',
				additionalFields: { length: 20, width: 30, height: 15 },
			},
		},
		'rate.getInstant': {
			parameters: {
				originLat: '-7.7652',
				originLong: '110.3781',
				originAddress: 'Jl. Contoh Palagan 12, Ngaglik, Sleman, DI Yogyakarta',
				destinationLat: '-7.8013',
				destinationLong: '110.3647',
				destinationAddress: 'Jl. Contoh Malioboro 5, Kota Yogyakarta, DI Yogyakarta',
				weight: 2000,
				itemPrice: 150000,
				vehicle: 'motor',
				return: 'all',
			},
		},
		'rate.calculateCod': {
			parameters: {
				itemPrice: 250000,
				customCod: 1,
				excludeCodAmountValidation: true,
				data: {
					row: [
						{
							courierCode: 'jne',
							courierServiceCode: 'REG23',
							shippingCost: 18000,
							discountAmount: 0,
							insuranceAmount: 2500,
						},
					],
				},
			},
		},
		'expressOrder.create': {
			parameters: booking([sampleOrder]),
			two: twoParcels,
			async over(sandbox) {
				await booked(sandbox);
				await canceled(sandbox, orderId);
			},
		},
		'expressOrder.track': { parameters: { orderId, simplify: false }, before: booked },
		'expressOrder.cancel': {
			parameters: { awb: AWB, reason: 'Buyer changed the address' },
			before: withAwb,
		},
		'expressOrder.printLabel': { parameters: { awb: AWB }, before: withAwb },
		'instantOrder.create': {
			parameters: ride,
			two: { parameters: { ...ride, packages: { package: twoDrives } } },
			async over(sandbox) {
				await rode(sandbox);
				await canceled(sandbox, instantId);
			},
		},
		'instantOrder.track': { parameters: { orderId: instantId }, before: rode },
		'instantOrder.findDriver': { parameters: { orderId: instantId }, before: rode },
		'instantOrder.cancel': { parameters: { orderId: instantId }, before: rode },
		'payment.get': {
			parameters: { paymentId: 'EPR-1784512345' },
			before: booked,
		},
		'credit.getBalance': {},
		'credit.validatePin': { parameters: { pin } },
		'pickupSchedule.getAll': { parameters: all },
		'account.get': {},
		'account.setCallback': {
			parameters: { url: 'https://n8n.example.com/webhook' },
			repeatable: true,
		},
	},
	kirimo: {
		'payment.create': {
			parameters: samplePayment,
			async over(sandbox) {
				await linked(sandbox);
				await control(sandbox, `kirimo/orders/${samplePayment.orderId}/expire`);
			},
		},
		'payment.get': { parameters: { orderId: samplePayment.orderId }, before: paid },
		'payment.getAll': { parameters: all, before: paid },
		'payment.wait': {
			parameters: { orderId: samplePayment.orderId, timeLimit: 60 },
			before: paid,
		},
		'balance.get': {},
	},
	kasPro: {
		'otp.request': { parameters: { mobileNumber: sari } },
		'otp.validate': {
			unpublished: true,
			parameters: { mobileNumber: sari, otp: OTP },
			before: async ({ kasPro: { otps } }) =>
				otps.push({
					mobileNumber: sari,
					otp: OTP,
					expiresAt: Infinity,
					sentAt: [],
					wrongTries: 0,
					lockedUntil: 0,
					used: false,
				}),
		},
		'customer.get': { parameters: { mobileNumber: sari } },
		'customer.register': {
			parameters: {
				mobileNumber: '081234560099',
				firstName: 'Rina',
				lastName: 'Kartika',
				email: 'rina@example.com',
			},
		},
		'customer.upgrade': {
			parameters: { mobileNumber: '081234560003' },
			binary: { idCard: photo, selfie: photo, selfieWithIdCard: photo },
		},
		'transfer.toBank': { parameters: { ...wallet, ...bank } },
		'transfer.toUser': { parameters: { ...wallet, requestId, destination: joko } },
		'cashOut.create': { parameters: { ...wallet, ...bank }, unpublished: true },
		'payment.payMerchant': { parameters: { ...wallet, requestId, destination: shop } },
		'payment.payQris': {
			parameters: { ...wallet, qrContent: '00020101021226SANDBOX' },
			unpublished: true,
		},
		'payment.payRide': {
			parameters: { ...wallet, requestId, path: '/partner/ride/', destination: shop },
		},
		'payment.tip': {
			parameters: { ...wallet, requestId, path: '/partner/tip/', destination: joko },
		},
		'apiRequest.send': {
			parameters: { method: 'POST', path: '/biller-payment/', body: '{"requestId": "BILL-1"}' },
			unpublished: true,
		},
	},
};

/** What a vendor has on record that must not be there twice, and what money is left. */
export function recordsOf({ kiriminAja: ka, kirimo: ki, kasPro: kp }: Sandbox) {
	return {
		expressOrders: ka.orders.length,
		pickups: ka.pickups.length,
		instantOrders: ka.instantOrders.length,
		instantPayments: ka.instantPayments.length,
		creditBalance: ka.creditBalance,
		wrongPins: ka.pin.wrongAttempts,
		callbackUrl: ka.callbackUrl,
		preference: ka.whitelist,
		states: [...ka.orders, ...ka.instantOrders].map(({ statusCode }) => statusCode).join(),
		instantAwbs: ka.counters.instantAwb,
		payments: ki.orders.length,
		transfers: kp.transfers.length,
		cashOuts: kp.cashOuts.length,
		messages: kp.otps.flatMap(({ sentAt }) => sentAt).length,
		usedOtps: kp.otps.filter(({ used }) => used).length,
		customers: kp.customers.length - accounts.kasPro.customers.length,
		upgrades: kp.upgrades.length,
		wallets: kp.customers.map(({ pockets }) => pockets['2']).join(),
	};
}
