/** The invented credentials and people of the sandbox. Nothing here opens anything real. */

export interface KasProCustomer {
	mobileNumber: string;
	accountNumber: string;
	firstName: string;
	middleName: string;
	lastName: string;
	email: string;
	accountType: 'PREMIUM' | 'REGULAR';
	accountStatus: 'ACTIVE' | 'BLOCKED';
	customerType: 'SUBSCRIBER' | 'MERCHANT';
	kycStatus: 'VERIFIED' | 'UNVERIFIED';
	/** Rupiah by pocket id; pocket 2 is the one partners pay from. */
	pockets: Record<string, number>;
}

const customers: KasProCustomer[] = [
	{
		mobileNumber: '081234560001',
		accountNumber: '700000000011',
		firstName: 'Sari',
		middleName: '',
		lastName: 'Wulandari',
		email: 'sari@example.com',
		accountType: 'PREMIUM',
		accountStatus: 'ACTIVE',
		customerType: 'SUBSCRIBER',
		kycStatus: 'VERIFIED',
		pockets: { '1': 0, '2': 1_250_000 },
	},
	{
		mobileNumber: '081234560002',
		accountNumber: '700000000012',
		firstName: 'Joko',
		middleName: '',
		lastName: 'Prasetyo',
		email: 'joko@example.com',
		accountType: 'PREMIUM',
		accountStatus: 'ACTIVE',
		customerType: 'SUBSCRIBER',
		kycStatus: 'VERIFIED',
		pockets: { '1': 0, '2': 85_000 },
	},
	{
		mobileNumber: '081234560003',
		accountNumber: '700000000013',
		firstName: 'Dewi',
		middleName: 'Ayu',
		lastName: 'Lestari',
		email: 'dewi@example.com',
		accountType: 'REGULAR',
		accountStatus: 'ACTIVE',
		customerType: 'SUBSCRIBER',
		kycStatus: 'UNVERIFIED',
		pockets: { '1': 0, '2': 1_990_000 },
	},
	{
		mobileNumber: '081234560004',
		accountNumber: '700000000014',
		firstName: 'Rudi',
		middleName: '',
		lastName: 'Hartono',
		email: 'rudi@example.com',
		accountType: 'PREMIUM',
		accountStatus: 'BLOCKED',
		customerType: 'SUBSCRIBER',
		kycStatus: 'VERIFIED',
		pockets: { '1': 0, '2': 300_000 },
	},
	{
		mobileNumber: '081234560005',
		accountNumber: '700000000001',
		firstName: 'Toko',
		middleName: 'Melati',
		lastName: 'Jaya',
		email: 'owner@example.com',
		accountType: 'PREMIUM',
		accountStatus: 'ACTIVE',
		customerType: 'MERCHANT',
		kycStatus: 'VERIFIED',
		pockets: { '1': 0, '2': 5_000_000 },
	},
];

export const accounts = {
	kiriminAja: {
		apiKey: 'sandbox.kiriminaja.5d0f6c1e8b7a4392a1c0e4f7d2b39658',
		pin: '123456',
		/** What an unlocked, fresh account holds as KA Credit. */
		creditBalance: 2_000_000,
		orderPrefix: 'MLT',
		profile: { id: 90001, name: 'Toko Melati Jaya', email: 'owner@example.com' },
	},
	kirimo: {
		apiKey: 'KRM-SANDBOX0A1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3D4',
		duitkuMerchantCode: 'DTEST01',
		duitkuMerchantKey: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
		shopName: 'Toko Contoh',
		balance: 1_829_400,
		limitUsed: 4_210_000,
		limit: 100_000_000,
		package: 'basic',
		/** What Kirimo may put before the order ids of this account at Duitku, where they are unique per project. */
		orderPrefix: 'KRM7-',
	},
	/** Another account at KiriminAja with orders, bills and KA Credit of its own; person and PIN are the same. */
	otherKiriminAja: {
		apiKey: 'sandbox.kiriminaja.9b1e7c42d05f4c6e8a3d2f1b6c7e8d90',
	},
	/** Another merchant at Kirimo, with a package of its own, and for lack of a Duitku project of its own with the same. */
	otherKirimo: {
		apiKey: 'KRM-SANDBOXF9E8D7C6B5A4F3E2D1C0B9A8F7E6D5C4B3A2F1E0D',
		balance: 250_000,
		limitUsed: 0,
		limit: 500_000_000,
		package: 'pro',
		orderPrefix: 'KRM8-',
	},
	kasPro: {
		clientId: 'sandbox-client-0001',
		clientSecret: 'sandbox-client-secret-0001',
		tokenPath: '/authentication-server/oauth/token',
		hmacKey: 'sandbox-partner-key-0001',
		hmacSecret: 'sandbox-hmac-secret-0001',
		origin: '127.0.0.1',
		/** Every payer's, where the sandbox asks for one. */
		pin: '246810',
		customers,
	},
	/** Another partner of KasPro, with the same people as customers: they are KasPro's own. */
	otherKasPro: {
		clientId: 'sandbox-client-0002',
		clientSecret: 'sandbox-client-secret-0002',
		hmacKey: 'sandbox-partner-key-0002',
		hmacSecret: 'sandbox-hmac-secret-0002',
		origin: '127.0.0.2',
	},
};
