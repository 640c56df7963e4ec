import type { IBinaryKeyData, IDataObject, INodeParameters } from 'n8n-workflow';
import { textIn } from '../../../../nodes/shared/values/texts';
import { accounts, type Character, type Sandbox } from '../../../../sandbox/index.ts';
import { operations } from '../../../operations';
import { bill } from '../../../operations/KasPro/apiRequest/send';
import { otpOf } from '../../../operations/KasPro/otp/validate';
import {
	bank,
	joko,
	OTP,
	photos,
	qrContent,
	sari,
	wallet,
} from '../../../operations/KasPro/people';
import { recordsOf, type Row } from '../../../operations/row';

/**
 * A merchant, and what the integration contact of each KasPro has said to them: what it calls otherwise, and which paths are theirs. The
 * node reaches all of that by its fields. What is typed without that stands in the rows of the operations.
 */

export { joko, sari };
export const AMOUNT = wallet.amount;
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
	isLookedUp: boolean;
	/** Where its request goes. */
	path: string;
	/** Words that may stand nowhere in what the merchant reads. */
	secrets?: string[];
}

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
	['account on the books', sandbox.kasPro.cashOuts[0]?.to, bank.bankAccount],
	...(output.done
		? ([['bankAccount', output.bankAccount, sandbox.kasPro.cashOuts[0]?.to]] satisfies Figure[])
		: []),
];

const otherPayments: Agreed = {
	strictest: withPin,
	contrary: bodyFields({ payments: { pocketId: '2', amount, reference: 'NOTA-1' } }),
};
const otherBank: Agreed = {
	strictest: withPin,
	contrary: bodyFields({
		amount,
		bankAccount: null,
		bankName: null,
		accountNo: bank.bankAccount,
		beneficiaryBank: bank.bankName,
	}),
};

function rowOf(operation: string): Row {
	const found = operations.find(({ type, name }) => type === 'kasPro' && name === operation);
	if (found === undefined) throw new Error(`There is no operation ${operation}`);
	return found.row;
}

/** An operation as its row has it, under the merchant's own request ID. */
function deedOf(name: string, path: string, own: Pick<Deed, 'figures'> & Partial<Deed>): Deed {
	const [resource = '', operation = ''] = path.split('.');
	const { parameters, binary, write } = rowOf(path);
	const counted = Object.entries(write?.done ?? {}).find(([, change]) => change === 1);
	return {
		name,
		resource,
		operation,
		binary,
		times: (sandbox) => (counted ? Number(recordsOf(sandbox)[counted[0] as 'transfers']) : 0),
		isLookedUp: write?.lookedUp === 'found',
		path: write?.call.split(' ')[1] ?? '',
		...own,
		parameters: {
			...parameters,
			...(write?.reference && { requestId: REQUEST_ID }),
			...own.parameters,
		},
	};
}

const paid: Deed[] = [
	deedOf('a transfer to a user', 'transfer.toUser', {
		agreed: otherPayments,
		figures: walletFigures,
	}),
	deedOf('a payment to a merchant', 'payment.payMerchant', {
		agreed: {
			...otherPayments,
			contrary: { ...otherPayments.contrary, path: '/pil-transaction-payment-to-merchant/' },
		},
		figures: walletFigures,
	}),
	deedOf('a ride', 'payment.payRide', { agreed: otherPayments, figures: walletFigures }),
	deedOf('a tip', 'payment.tip', { agreed: otherPayments, figures: walletFigures }),
	deedOf('a transfer to a bank', 'transfer.toBank', { agreed: otherBank, figures: bankFigures }),
	deedOf('a cash out to a bank', 'cashOut.create', { agreed: otherBank, figures: bankFigures }),
	deedOf('a cash out at a shop', 'cashOut.create', {
		parameters: { method: 'modernTrade' },
		agreed: { strictest: withPin, contrary: bodyFields({ amount }) },
		figures: payoutFigures,
	}),
	deedOf('a QRIS payment', 'payment.payQris', {
		agreed: {
			strictest: withPin,
			contrary: {
				...bodyFields({ amount, qrContent: null, qrString: qrContent }),
				path: '/qris-issuer/',
			},
		},
		figures: payoutFigures,
	}),
	deedOf('a payment by a request of the merchant’s own', 'apiRequest.send', {
		parameters: { body: bill(REQUEST_ID, { auth: { pin } }) },
		own: {
			contrary: {
				body: bill(REQUEST_ID, { payments: { pocketId: '2', amount, reference: 'NOTA-1' } }),
			},
		},
		figures: ({ kasPro }, output) => [
			['done', output.done, true],
			['reference', output.reference, kasPro.transfers[0]?.responseId],
		],
	}),
];
/** What moves money under a request ID. */
export const payments = paid.map((deed): Deed => ({ ...deed, secrets: [pin] }));

const others: Deed[] = [
	deedOf('a registration', 'customer.register', {
		agreed: {
			strictest: {
				address: 'Jl. Melati No. 7',
				city: 'Bandung',
				country: 'Indonesia',
				postalCode: '40115',
				province: 'Jawa Barat',
			},
		},
		figures: ({ kasPro }, output) => [
			['mobileNumber', output.mobileNumber, kasPro.customers.at(-1)?.mobileNumber],
			['done', output.done, true],
		],
	}),
	deedOf('an upgrade', 'customer.upgrade', {
		own: { contrary: { encoding: 'multipart' } },
		agreed: {
			contrary: {
				idCardField: 'ktp',
				selfieField: 'selfie',
				selfieWithIdCardField: 'selfieKtp',
			},
		},
		figures: ({ kasPro }, output) => [
			['requestId', output.requestId, kasPro.upgrades[0]?.requestId],
			['inquiryId', output.inquiryId, '1637460000243'],
			['type of inquiryId', typeof output.inquiryId, 'string'],
			['idCardNumber', output.idCardNumber, '3171000000000001'],
			['type of idCardNumber', typeof output.idCardNumber, 'string'],
			['number of photos', Object.keys(kasPro.upgrades[0]?.photos ?? {}).length, 3],
			...Object.entries(kasPro.upgrades[0]?.photos ?? {}).map(([name, bytes], index): Figure => [
				`bytes of ${name}`,
				Object.values(photos)[index]?.data,
				bytes.toString('base64'),
			]),
		],
	}),
	deedOf('a request for an OTP', 'otp.request', {
		figures: (_, output) => [
			['mobileNumber', output.mobileNumber, sari],
			['done', output.done, true],
		],
	}),
	deedOf('the check of an OTP', 'otp.validate', {
		own: { contrary: { otp: OTP.slice(0, 4) } },
		before: ({ kasPro }) =>
			void kasPro.otps.push(otpOf(sari, OTP.slice(0, kasPro.settings.otpLength))),
		figures: (_, output) => [
			['mobileNumber', output.mobileNumber, sari],
			['valid', output.valid, true],
		],
		secrets: [OTP],
	}),
];

export const deeds = [...payments, ...others];

/** Names come back as they were registered, in capitals or masked. */
const isName = (told: unknown, held = '') =>
	[held, held.toUpperCase(), held.replace(/(?<=\S)\S/g, '*')].includes(String(told));

/** A look-up, which changes nothing. */
export const getCustomer = deedOf('the look-up of a customer', 'customer.get', {
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
});
