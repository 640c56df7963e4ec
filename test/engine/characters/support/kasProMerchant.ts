import type { IBinaryKeyData, IDataObject, INodeParameters } from 'n8n-workflow';
import { textIn } from '../../../../nodes/shared/values/texts';
import { accounts, type Character, type Sandbox } from '../../../../sandbox/index.ts';

/**
 * A merchant, and what the integration contact of each KasPro has said to them: what it calls otherwise, and which paths are theirs. The
 * node reaches all of that by its fields.
 */

export const sari = '081234560001';
export const joko = '081234560002';
const dewi = '081234560003';
const shop = '700000000001';
const rina = { mobileNumber: '081234560099', firstName: 'Rina', lastName: 'Kartika' };
const QR = '00020101021226SANDBOX5303360540545000.5802ID5904TOKO6007JAKARTA6304ABCD';
/** It begins with a zero, which a JSON number has not. */
const ACCOUNT = '0012345678';
export const AMOUNT = 25_000;
export const REQUEST_ID = 'OURS-1';

const { pin } = accounts.kasPro;
const bodyFields = (fields: object) => ({ additionalBodyFields: JSON.stringify(fields) });
const withPin = bodyFields({ auth: { pin } });
const amount = String(AMOUNT);

/** What stands in Additional Fields for a KasPro of this character. */
type Agreed = Partial<Record<Character, INodeParameters>>;

/** What an item says, and what is on KasPro's books. */
type Figure = [what: string, told: unknown, held: unknown];

/** One thing that can be done at KasPro. */
export interface Deed {
	name: string;
	resource: string;
	operation: string;
	parameters: INodeParameters;
	agreed?: Agreed;
	/** Parameters beside the additional fields that a character needs. */
	own?: Agreed;
	binary?: IBinaryKeyData;
	before?: (sandbox: Sandbox) => void;
	/** How often it has been done. */
	times: (sandbox: Sandbox) => number;
	figures: (sandbox: Sandbox, output: IDataObject) => Figure[];
	/** It is found again when its answer is lost. */
	isLookedUp?: true;
	/** Words that may stand nowhere in what the merchant reads. */
	secrets?: string[];
}

const transfersIn = ({ kasPro }: Sandbox) => kasPro.transfers.length;
const cashOutsIn = ({ kasPro }: Sandbox) => kasPro.cashOuts.length;

export const walletOf = ({ kasPro }: Sandbox, number: string) => {
	const customer = kasPro.customers.find(
		({ mobileNumber, accountNumber }) => mobileNumber === number || accountNumber === number,
	);
	return customer?.pockets['2'] ?? 0;
};

const rowIn = (value: unknown): IDataObject =>
	(Array.isArray(value) ? value[0] : value) as IDataObject;

/** Money is passed on as received, so that it may be a number or a text; a number that is a name has to be text. docs/contracts/kaspro.md §3 */
function walletFigures(sandbox: Sandbox, output: IDataObject): Figure[] {
	const [transfer] = sandbox.kasPro.transfers;
	const row = rowIn(output.walletTransactions);
	const left = walletOf(sandbox, sari);
	const { destination } = output;
	return [
		['done', output.done, true],
		['pending', output.pending, false],
		['requestId', output.requestId, transfer?.requestId],
		['reference', output.reference, transfer?.responseId],
		['pocketId', output.pocketId, '2'],
		['account', row?.account, destination],
		['amount', row?.amount, transfer?.amount],
		['balanceBefore', row?.balanceBefore, left + AMOUNT],
		['balanceAfter', row?.balanceAfter, left],
		['type of reference', typeof row?.reference, 'string'],
		['reference of the row', /^\d{12}$/.test(textIn(row?.reference)), true],
	];
}

function payoutFigures(sandbox: Sandbox, output: IDataObject): Figure[] {
	const [cashOut] = sandbox.kasPro.cashOuts;
	const isDone = cashOut?.code === 0;
	const left = walletOf(sandbox, sari);
	return [
		['done', output.done, isDone],
		['pending', output.pending, !isDone],
		['requestId', output.requestId, cashOut?.requestId],
		['reference', output.reference, cashOut?.responseId],
		['amount', output.amount, cashOut?.amount],
		['serviceFee', output.serviceFee, cashOut?.serviceFee],
		...(isDone
			? ([
					['totalAmount', output.totalAmount, AMOUNT + (cashOut?.serviceFee ?? 0)],
					['balanceAfter', output.balanceAfter, left],
				] satisfies Figure[])
			: []),
	];
}

const bankFigures = (sandbox: Sandbox, output: IDataObject): Figure[] => [
	...payoutFigures(sandbox, output),
	['account on the books', sandbox.kasPro.cashOuts[0]?.to, ACCOUNT],
	...(output.done
		? ([['bankAccount', output.bankAccount, sandbox.kasPro.cashOuts[0]?.to]] satisfies Figure[])
		: []),
];

const wallet: Agreed = {
	strictest: withPin,
	contrary: bodyFields({ payments: { pocketId: '2', amount, reference: 'NOTA-1' } }),
};
const bank = { bankAccount: ACCOUNT, bankName: 'BCA' };
const otherBank = {
	bankAccount: null,
	bankName: null,
	accountNo: ACCOUNT,
	beneficiaryBank: 'BCA',
};
const payer = { mobileNumber: sari, amount: AMOUNT, requestId: REQUEST_ID };

/** Bytes that text does not survive. */
const photo = (first: number) => ({
	mimeType: 'image/jpeg',
	data: Buffer.from([
		...[0xff, 0xd8, 0xff, first],
		...Array.from({ length: 256 }, (_, byte) => byte),
	]).toString('base64'),
});
const photos = { idCard: photo(1), selfie: photo(2), selfieWithIdCard: photo(3) };

const OTP = '482913';

const paid: Deed[] = [
	{
		name: 'a transfer to a user',
		resource: 'transfer',
		operation: 'toUser',
		parameters: { ...payer, destination: joko },
		agreed: wallet,
		times: transfersIn,
		figures: walletFigures,
	},
	{
		name: 'a payment to a merchant',
		resource: 'payment',
		operation: 'payMerchant',
		parameters: { ...payer, destination: shop },
		agreed: {
			...wallet,
			contrary: { ...wallet.contrary, path: '/pil-transaction-payment-to-merchant/' },
		},
		times: transfersIn,
		figures: walletFigures,
	},
	{
		name: 'a ride',
		resource: 'payment',
		operation: 'payRide',
		parameters: { ...payer, destination: shop, path: '/partner/ride/' },
		agreed: wallet,
		times: transfersIn,
		figures: walletFigures,
	},
	{
		name: 'a tip',
		resource: 'payment',
		operation: 'tip',
		parameters: { ...payer, destination: joko, path: '/partner/tip/' },
		agreed: wallet,
		times: transfersIn,
		figures: walletFigures,
	},
	{
		name: 'a transfer to a bank',
		resource: 'transfer',
		operation: 'toBank',
		parameters: { ...payer, ...bank },
		agreed: { strictest: withPin, contrary: bodyFields({ amount, ...otherBank }) },
		times: cashOutsIn,
		figures: bankFigures,
	},
	{
		name: 'a cash out to a bank',
		resource: 'cashOut',
		operation: 'create',
		parameters: { ...payer, ...bank },
		agreed: { strictest: withPin, contrary: bodyFields({ amount, ...otherBank }) },
		times: cashOutsIn,
		figures: bankFigures,
	},
	{
		name: 'a cash out at a shop',
		resource: 'cashOut',
		operation: 'create',
		parameters: { ...payer, method: 'modernTrade' },
		agreed: { strictest: withPin, contrary: bodyFields({ amount }) },
		times: cashOutsIn,
		figures: payoutFigures,
	},
	{
		name: 'a QRIS payment',
		resource: 'payment',
		operation: 'payQris',
		parameters: { ...payer, qrContent: QR },
		agreed: {
			strictest: withPin,
			contrary: {
				...bodyFields({ amount, qrContent: null, qrString: QR }),
				path: '/qris-issuer/',
			},
		},
		times: cashOutsIn,
		figures: payoutFigures,
	},
	{
		name: 'a payment by a request of the merchant’s own',
		resource: 'apiRequest',
		operation: 'send',
		parameters: {
			method: 'POST',
			path: '/p2p-transaction/',
			body: JSON.stringify({
				requestId: REQUEST_ID,
				mobileNumber: sari,
				destination: joko,
				payments: [{ pocketId: '2', amount: AMOUNT, reference: 'NOTA-1' }],
				auth: { pin },
			}),
		},
		own: {
			contrary: {
				body: JSON.stringify({
					requestId: REQUEST_ID,
					mobileNumber: sari,
					destination: joko,
					payments: { pocketId: '2', amount, reference: 'NOTA-1' },
				}),
			},
		},
		times: transfersIn,
		figures: ({ kasPro }, output) => [
			['done', output.done, true],
			['reference', output.reference, kasPro.transfers[0]?.responseId],
		],
	},
];
/** What moves money under a request ID. */
export const payments = paid.map((deed): Deed => ({ ...deed, secrets: [pin] }));

const others: Deed[] = [
	{
		name: 'a registration',
		resource: 'customer',
		operation: 'register',
		parameters: { ...rina, email: 'rina@example.com', requestId: REQUEST_ID },
		agreed: {
			strictest: {
				address: 'Jl. Melati No. 7',
				city: 'Bandung',
				country: 'Indonesia',
				postalCode: '40115',
				province: 'Jawa Barat',
			},
		},
		times: ({ kasPro }) => kasPro.customers.length - accounts.kasPro.customers.length,
		figures: ({ kasPro }, output) => [
			['mobileNumber', output.mobileNumber, kasPro.customers.at(-1)?.mobileNumber],
			['done', output.done, true],
		],
		isLookedUp: true,
	},
	{
		name: 'an upgrade',
		resource: 'customer',
		operation: 'upgrade',
		parameters: { mobileNumber: dewi, requestId: REQUEST_ID },
		own: { contrary: { encoding: 'multipart' } },
		agreed: {
			contrary: {
				idCardField: 'ktp',
				selfieField: 'selfie',
				selfieWithIdCardField: 'selfieKtp',
			},
		},
		binary: photos,
		times: ({ kasPro }) => kasPro.upgrades.length,
		figures: ({ kasPro }, output) => [
			['requestId', output.requestId, kasPro.upgrades[0]?.requestId],
			['inquiryId', output.inquiryId, '1637460000243'],
			['type of inquiryId', typeof output.inquiryId, 'string'],
			['idCardNumber', output.idCardNumber, '3171000000000001'],
			['type of idCardNumber', typeof output.idCardNumber, 'string'],
			...Object.entries(kasPro.upgrades[0]?.photos ?? {}).map(([name, bytes], index): Figure => [
				`bytes of ${name}`,
				Object.values(photos)[index]?.data,
				bytes.toString('base64'),
			]),
		],
	},
	{
		name: 'a request for an OTP',
		resource: 'otp',
		operation: 'request',
		parameters: { mobileNumber: sari },
		times: ({ kasPro }) => kasPro.otps.flatMap(({ sentAt }) => sentAt).length,
		figures: (_, output) => [
			['mobileNumber', output.mobileNumber, sari],
			['done', output.done, true],
		],
	},
	{
		name: 'the check of an OTP',
		resource: 'otp',
		operation: 'validate',
		parameters: { mobileNumber: sari, otp: OTP },
		own: { contrary: { otp: OTP.slice(0, 4) } },
		before: ({ kasPro }) =>
			void kasPro.otps.push({
				mobileNumber: sari,
				otp: OTP.slice(0, kasPro.settings.otpLength),
				expiresAt: Infinity,
				sentAt: [],
				wrongTries: 0,
				lockedUntil: 0,
				used: false,
			}),
		times: ({ kasPro }) => kasPro.otps.filter(({ used }) => used).length,
		figures: (_, output) => [
			['mobileNumber', output.mobileNumber, sari],
			['valid', output.valid, true],
		],
		secrets: [OTP],
	},
];

export const deeds = [...payments, ...others];

/** Names come back as they were registered, in capitals or masked. */
const isName = (told: unknown, held = '') =>
	[held, held.toUpperCase(), held.replace(/(?<=\S)\S/g, '*')].includes(String(told));

/** A look-up, which changes nothing. */
export const getCustomer: Deed = {
	name: 'the look-up of a customer',
	resource: 'customer',
	operation: 'get',
	parameters: { mobileNumber: sari },
	times: () => 0,
	figures: (sandbox, output) => {
		const { balance } = output;
		const pocket = [balance].flat().find((one) => rowIn(one)?.pocketId === '2');
		return [
			['mobileNumber', output.mobileNumber, sari],
			['firstName', isName(output.firstName, 'Sari'), true],
			['lastName', isName(output.lastName, 'Wulandari'), true],
			['accountType', output.accountType, 'PREMIUM'],
			['availableBalance', rowIn(pocket)?.availableBalance, walletOf(sandbox, sari)],
		];
	},
};
