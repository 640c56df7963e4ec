import { accounts, type Sandbox } from '../../../sandbox/index.ts';
import type { CredentialValues } from './credentials';

/** The sandbox's account as a merchant would enter it. */
export function kirimoCredential({ url }: { url: Sandbox['url'] }, changes = {}) {
	const { apiKey, duitkuMerchantCode, duitkuMerchantKey } = accounts.kirimo;
	return {
		kirimoApi: { baseUrl: url, apiKey, duitkuMerchantCode, duitkuMerchantKey, ...changes },
	} satisfies CredentialValues;
}

/** The form of Payment → Create for one buyer. */
export const samplePayment = {
	customerName: 'Sari Wulandari',
	customerEmail: 'sari@example.com',
	amount: 175000,
	orderId: 'INV-20261121-0001',
};
