import type { INodeParameters } from 'n8n-workflow';
import { accounts, type Sandbox } from '../../../sandbox/index.ts';
import type { CredentialValues } from './credentials';
import { tenOClockIn } from './pickupTime';

export const { pin } = accounts.kiriminAja;

/** The sandbox's account as a merchant would enter it. */
export function kiriminAjaCredential({ url }: Sandbox, apiKey = accounts.kiriminAja.apiKey) {
	return {
		kiriminAjaApi: { environment: 'custom', baseUrl: url, apiKey },
	} satisfies CredentialValues;
}

export const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** The order of KiriminAja's own documentation: shoes from Sleman to Lampung with JNE. */
export const sampleOrder = {
	orderId: 'FEB-1782355684238',
	destinationName: 'Lita Ang',
	destinationPhone: '6281567948619',
	destinationAddress: 'Surabaya Baru, Bandar Surabaya, Lampung Tengah, Lampung, 34159',
	destinationKecamatanId: byId('3175'),
	service: 'jne',
	serviceType: 'REG23',
	shippingCost: 64000,
	itemName: 'Sepatu',
	itemValue: 250000,
	weight: 1000,
	width: 30,
	height: 15,
	length: 20,
	cod: 0,
	additionalFields: {
		destinationProvinsiId: '18',
		destinationKabupatenId: '225',
		destinationZipcode: '34159',
		packageTypeId: 9,
		note: 'Sepatu bagus.',
	},
};

/** The form of Express Order → Create, paid with KA Credit. */
export function booking(
	packages: INodeParameters[],
	changes: INodeParameters = {},
): INodeParameters {
	return {
		name: 'Toko Sumber Rejeki',
		phone: '6281234567890',
		address: 'Kiriminaja Head, Jalan Palagan No 32',
		kecamatanId: byId('5788'),
		kelurahanId: byId('31554'),
		schedule: { __rl: true, mode: 'time', value: tenOClockIn(1) },
		paymentMethod: 'credit',
		pin,
		packageSource: 'fields',
		packages: { package: packages },
		...changes,
	};
}
