import type { INodeParameters } from 'n8n-workflow';
import { kiriminAjaCredential, pin } from '../../support/kiriminAja';
import { replaying } from '../../support/replaying';
import { runNode } from '../../support/runNode';
import { useSandbox } from '../../support/sandbox';

export const sandbox = useSandbox();
export const bookingPath = '/api/mitra/v6.2/instant/request_pickup';
export const voidPath = '/api/mitra/v4/instant/pickup/void/';
export const bookings = () => sandbox.current.requests.filter(({ path }) => path === bookingPath);
export const orders = () => sandbox.current.kiriminAja.instantOrders;

export type Options = Partial<Parameters<typeof runNode>[0]>;

export function run(operation: string, parameters: INodeParameters, options: Options = {}) {
	return runNode({
		type: 'kiriminAja',
		resource: 'instantOrder',
		operation,
		parameters,
		credentials: kiriminAjaCredential(sandbox.current),
		...options,
	});
}

export const create = (parameters: INodeParameters, options?: Options) =>
	run('create', parameters, options);

export const at = (url: string) => kiriminAjaCredential({ ...sandbox.current, url });

export const replayed = (
	fixture: string,
	name: string,
	operation: string,
	parameters: INodeParameters,
) =>
	replaying(`kiriminaja/${fixture}`, name, (url) =>
		run(operation, parameters, { credentials: at(url) }),
	);

export const control = async (path: string) => {
	const url = `${sandbox.current.url}/__sandbox/kiriminaja/${path}`;
	const response = await fetch(url, { method: 'POST' });
	expect(response.status).toBe(200);
};

/** The order of KiriminAja's own documentation: a phone case across Yogyakarta with GoSend. */
export const phoneCase = {
	name: 'Casing ponsel',
	price: 150000,
	weight: 200,
	qty: 1,
	additionalFields: { description: 'Casing silikon', sku: 'CS-01', variantLabel: 'Hitam' },
};
export const sample = {
	orderId: 'MLT-INS-1001',
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
	items: { item: [phoneCase] },
};
export const fromItem = { ...sample, orderId: '={{ $json.order }}' };

export const booking = (
	packages: INodeParameters[],
	changes: INodeParameters = {},
): INodeParameters => ({
	name: 'Toko Melati Jaya',
	phone: '081200001234',
	address: 'Jl. Contoh Palagan No 12 RT 03 RW 08',
	addressNote: 'Pagar hijau',
	zipcode: '55581',
	latitude: '-7.7652',
	longitude: '110.3781',
	paymentMethod: 'credit',
	pin,
	packages: { package: packages },
	...changes,
});
