import type { FastifyInstance, FastifyReply } from 'fastify';
import { jsonObject, textIn, type Input } from '../bodies.ts';
import { wib } from '../clock.ts';
import {
	badMobileNumber,
	badParameter,
	badRequestId,
	customerNotFound,
	IN_PROCESS,
	isFilled,
	isMobileNumber,
	isRequestId,
	nextResponseId,
	SUCCESS,
	type KasProFailure,
} from './answers.ts';
import { answerMoney, failMoney, refusalToPay } from './money.ts';
import type { CashOut, Customer, KasPro, KasProState } from './state.ts';
import { answerTransfer } from './transferRoutes.ts';

type Kind = CashOut['kind'];

const letters: Record<Kind, string> = { bankTransfer: 'OLSBT', cashOut: 'OLSFQ', qris: 'OLSQR' };

/** Wallet from which KasPro's own side of an asynchronous answer is numbered; invented. */
const SETTLEMENT_ACCOUNT = '8881234500918';

/** One path with four meanings, told apart by the body, and the other known path for QRIS: docs/contracts/kaspro.md §4.5. */
export function bankRoutes(app: FastifyInstance, { state }: KasPro): void {
	app.post('/bank-transfer/', async (request, reply) => {
		const input = jsonObject(request) ?? {};
		if ('payments' in input || 'destination' in input) {
			return answerTransfer(state, reply, 'merchant', input);
		}
		return answerPayout(state, reply, kindOf(input), input);
	});
	app.post('/qris-issuer/', async (request, reply) =>
		answerPayout(state, reply, 'qris', jsonObject(request) ?? {}),
	);
}

function kindOf(input: Input): Kind {
	if ('qrContent' in input) return 'qris';
	return 'bankAccount' in input ? 'bankTransfer' : 'cashOut';
}

function answerPayout(state: KasProState, reply: FastifyReply, kind: Kind, input: Input): object {
	const complaint = complaintAbout(kind, input);
	if (complaint) return failMoney(reply, state, letters[kind], complaint);
	const requestId = String(input.requestId);
	return answerMoney(reply, state, letters[kind], requestId, () => payOut(state, kind, input));
}

function complaintAbout(kind: Kind, input: Input): KasProFailure | undefined {
	if (!isRequestId(input.requestId)) return badRequestId;
	if (!isMobileNumber(input.mobileNumber)) return badMobileNumber;
	if (!Number.isSafeInteger(input.amount) || Number(input.amount) < 1) {
		return badParameter('amount', 'a whole number of rupiah, 1 or more');
	}
	if (kind === 'qris' && !isFilled(input.qrContent)) {
		return badParameter('qrContent', 'the text of a QR code');
	}
	if (kind !== 'bankTransfer') return undefined;
	if (!isFilled(input.bankAccount) || !/^\d{5,20}$/.test(input.bankAccount)) {
		return badParameter('bankAccount', '5 to 20 digits, as text');
	}
	if (!isFilled(input.bankName)) return badParameter('bankName', 'a text');
	const { bankCode } = input;
	const isCode = bankCode === undefined || /^\d{3}$/.test(textIn(bankCode));
	return isCode ? undefined : badParameter('bankCode', '3 digits');
}

function payOut(state: KasProState, kind: Kind, input: Input): object {
	const payer = state.customers.find((one) => one.mobileNumber === input.mobileNumber);
	if (!payer) return customerNotFound;
	const amount = Number(input.amount);
	const { serviceFee, bankTransferStyle } = state.settings;
	const total = amount + serviceFee;
	const refusal = refusalToPay(payer, total, { pocketId: '2', premiumOnly: kind !== 'qris' });
	if (refusal) return refusal;

	const balanceBefore = payer.pockets['2'] ?? 0;
	payer.pockets['2'] = balanceBefore - total;
	const responseId = nextResponseId(state, letters[kind]);
	// The pages show the asynchronous answer for all but the transfer to a bank.
	const isSync = kind === 'bankTransfer' && bankTransferStyle === 'sync';
	state.cashOuts.push({
		kind,
		requestId: String(input.requestId),
		responseId,
		from: payer.mobileNumber,
		to: textIn(input.qrContent ?? input.bankAccount),
		amount,
		serviceFee,
		code: isSync ? SUCCESS : IN_PROCESS,
		at: state.clock.now(),
	});
	return isSync
		? doneAnswer(responseId, input, payer, state.clock.now(), {
				amount,
				serviceFee,
				balanceBefore,
			})
		: inProcessAnswer(responseId, { amount, serviceFee });
}

function doneAnswer(
	responseId: string,
	input: Input,
	payer: Customer,
	now: Date,
	{ amount, serviceFee, balanceBefore }: Record<string, number>,
): object {
	return {
		responseId,
		code: SUCCESS,
		data: {
			bankAccount: input.bankAccount,
			bankName: input.bankName,
			bankAccountName: [payer.firstName, payer.lastName].join(' ').toUpperCase(),
			serviceFee: String(serviceFee),
			amount: String(amount),
			totalAmount: String(Number(amount) + Number(serviceFee)),
			balanceBefore: String(balanceBefore),
			balanceAfter: String(payer.pockets['2']),
			date: wib(now),
		},
		message: 'Berhasil',
	};
}

function inProcessAnswer(
	responseId: string,
	{ amount, serviceFee }: { amount: number; serviceFee: number },
): object {
	return {
		code: IN_PROCESS,
		message: 'In Process',
		responseId,
		data: {
			account: SETTLEMENT_ACCOUNT,
			amount: String(amount),
			price: String(amount),
			serviceFee: String(serviceFee),
			reffId: responseId,
			flowType: 'Async',
		},
	};
}
