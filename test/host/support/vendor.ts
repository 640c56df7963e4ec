import { startLocalServer, type LocalServer } from './localServer.ts';

export interface Transfer {
	requestId: string;
	destination: string;
	payments: Array<{ amount: number; reference: string }>;
}

export interface BookedPackage {
	order_id: string;
	service: string;
	service_type: string;
	shipping_cost: number;
}

/** KasPro's transfers to users and KiriminAja's express bookings: notes what reaches it, and answers as a test wants. */
export interface Vendor extends LocalServer {
	/** `lost`: done, but the connection breaks before the answer. */
	answers: 'done' | 'lost' | 'refused';
	transfers: Transfer[];
	packages: BookedPackage[];
	reset(): void;
}

export const RIGHT_PIN = '123456';

export async function startVendor(): Promise<Vendor> {
	const server = await startLocalServer((request, body) => {
		const isTransfer = request.url === '/p2p-transaction/';
		const { packages = [], pin } = body as { packages?: BookedPackage[]; pin?: string };
		if (isTransfer) vendor.transfers.push(body as unknown as Transfer);
		else if (request.url !== '/api/mitra/v6.2/request_pickup') return NOT_FOUND;
		else if (pin !== RIGHT_PIN) return WRONG_PIN;
		else vendor.packages.push(...packages);
		if (vendor.answers === 'lost') {
			request.socket.destroy();
			return undefined;
		}
		if (vendor.answers === 'refused') return REFUSED;
		return isTransfer ? transferred(vendor.transfers) : booked(packages, vendor.packages.length);
	});
	const vendor: Vendor = {
		...server,
		answers: 'done',
		transfers: [],
		packages: [],
		reset() {
			Object.assign(vendor, { answers: 'done', transfers: [], packages: [] });
		},
	};
	return vendor;
}

const NOT_FOUND = { status: false, code: 404, message: 'No such path' };
/** docs/contracts/kiriminaja.md §1.7 */
const WRONG_PIN = {
	status: false,
	code: 4001,
	text: 'PIN KA Credit tidak valid.',
	method: 'request_pickup',
};
const REFUSED = { code: 190010, message: 'Insufficient balance', responseId: 'OLS-NO' };

/** docs/contracts/kaspro.md §4.7 */
function transferred(transfers: Transfer[]) {
	const { destination, payments } = transfers.at(-1) as Transfer;
	return {
		responseId: `OLS${transfers.length}`,
		code: 0,
		message: 'Success',
		data: {
			pocketId: 2,
			walletTransactions: payments.map(({ amount, reference }) => ({
				account: destination,
				amount,
				reference,
				balanceBefore: '1000000.00',
				balanceAfter: `${1_000_000 - amount}.00`,
			})),
		},
	};
}

/** docs/contracts/kiriminaja.md §2.5 (15) */
function booked(packages: BookedPackage[], number: number) {
	return {
		status: true,
		text: 'Request pickup berhasil',
		method: 'request_pickup',
		payment_status: 'paid',
		payment_method: 'credit',
		credit_balance_after: 936_000,
		qr_url: null,
		details: packages.map(({ order_id, service, service_type }) => ({
			order_id,
			kj_order_id: `OKA-${order_id}`,
			awb: null,
			service,
			service_type,
		})),
		pickup_number: `EPR-${String(number).padStart(10, '0')}`,
	};
}
