import type { FastifyInstance, FastifyReply } from 'fastify';
import { jsonObject, textIn, type Input } from '../bodies.ts';
import { wib } from '../clock.ts';
import { done, IN_PROCESS, nameOf, nextResponseId, refuse, SUCCESS } from './answers.ts';
import { amountIn, isFilled, isMobileNumber, isRequestId } from './checks.ts';
import { inOurNames, otherBankNames } from './fieldNames.ts';
import { answerMoney, refusalToPay } from './money.ts';
import {
	badMobileNumber,
	badParameter,
	badRequestId,
	customerNotFound,
	type Refusal,
} from './refusals.ts';
import { customerOf, type CashOut, type Customer, type KasPro, type KasProState } from './state.ts';
import { answerTransfer } from './transferRoutes.ts';

type Kind = CashOut['kind'];

const letters: Record<Kind, string> = { bankTransfer: 'OLSBT', cashOut: 'OLSFQ', qris: 'OLSQR' };

/** Wallet from which KasPro's own side of an asynchronous answer is numbered; invented. */
const SETTLEMENT_ACCOUNT = '8881234500918';

/** One path with four meanings, told apart by the body, and the other known path for QRIS: docs/contracts/kaspro.md §4.5. */
export function bankRoutes(app: FastifyInstance, { state }: KasPro): void {
	app.post('/bank-transfer/', async (request, reply) => {
		const sent = jsonObject(request) ?? {};
		const input = inOurNames(sent, otherBankNames, state.settings.bankFieldNames);
		const { walletPath } = state.settings;
		if (walletPath !== 'merchant' && ('payments' in input || 'destination' in input)) {
			return answerTransfer(state, reply, 'merchant', input);
		}
		return answerPayout(state, reply, kindOf(state, sent, input), input);
	});
	app.post('/qris-issuer/', async (request, reply) => {
		const { qrisPath, bankFieldNames } = state.settings;
		if (qrisPath === 'bankTransfer') return reply.callNotFound();
		const input = inOurNames(jsonObject(request) ?? {}, otherBankNames, bankFieldNames);
		return answerPayout(state, reply, 'qris', input);
	});
}

/** What has fields that mean nothing here is a bank transfer that lacks its account, and not cash for somebody. */
function kindOf({ settings }: KasProState, sent: Input, input: Input): Kind {
	if (settings.qrisPath !== 'qrisIssuer' && 'qrContent' in input) return 'qris';
	const others = [...Object.entries(otherBankNames).flat(), 'payments', 'destination'];
	return others.some((name) => name in sent) ? 'bankTransfer' : 'cashOut';
}

function answerPayout(state: KasProState, reply: FastifyReply, kind: Kind, input: Input): object {
	const amount = amountIn(state.settings, input);
	const complaint = complaintAbout(state, kind, input, amount);
	if (complaint) return refuse(reply, state, complaint, letters[kind]);
	return answerMoney(reply, state, letters[kind], input, () =>
		payOut(state, kind, input, Number(amount)),
	);
}

function complaintAbout(
	{ settings }: KasProState,
	kind: Kind,
	input: Input,
	amount: number | Refusal,
): Refusal | undefined {
	const bad = (field: keyof typeof otherBankNames, allowed: string) =>
		badParameter(settings.bankFieldNames === 'ours' ? field : otherBankNames[field], allowed);
	if (!isRequestId(input.requestId)) return badRequestId;
	if (!isMobileNumber(input.mobileNumber)) return badMobileNumber;
	if (typeof amount === 'object') return amount;
	if (kind === 'qris' && !isFilled(input.qrContent)) {
		return bad('qrContent', 'the text of a QR code');
	}
	if (kind !== 'bankTransfer') return undefined;
	if (!isFilled(input.bankAccount) || !/^\d{5,20}$/.test(input.bankAccount)) {
		return bad('bankAccount', '5 to 20 digits, as text');
	}
	if (!isFilled(input.bankName)) return bad('bankName', 'a text');
	const { bankCode } = input;
	const isCode = bankCode === undefined || /^\d{3}$/.test(textIn(bankCode));
	return isCode ? undefined : bad('bankCode', '3 digits');
}

function payOut(state: KasProState, kind: Kind, input: Input, amount: number): object | Refusal {
	const payer = customerOf(state, input.mobileNumber);
	if (!payer) return customerNotFound;
	const { serviceFee, bankTransferStyle, payoutStyle, asyncDebits } = state.settings;
	const total = amount + serviceFee;
	const premiumOnly = kind !== 'qris';
	const refusal = refusalToPay(state, payer, total, { pocketId: '2', premiumOnly });
	if (refusal) return refusal;

	const style = kind === 'bankTransfer' ? bankTransferStyle : payoutStyle;
	const responseId = nextResponseId(state, letters[kind]);
	const cashOut: CashOut = {
		kind,
		requestId: String(input.requestId),
		responseId,
		from: payer.mobileNumber,
		to: textIn(input.qrContent ?? input.bankAccount),
		amount,
		serviceFee,
		code: style === 'sync' ? SUCCESS : IN_PROCESS,
		at: state.clock.now(),
	};
	state.cashOuts.push(cashOut);
	const balanceBefore = payer.pockets['2'] ?? 0;
	if (style === 'sync' || asyncDebits === 'at-once') take(payer, total);
	if (style === 'sync') return doneAnswer(state, cashOut, input, payer, balanceBefore);
	const { asyncSeconds, asyncEnds } = state.settings;
	if (asyncEnds !== 'never') {
		state.clock.after(asyncSeconds * 1000, () => end(state, cashOut, payer, asyncEnds));
	}
	return inProcessAnswer(cashOut);
}

function take(payer: Customer, rupiah: number): void {
	payer.pockets['2'] = (payer.pockets['2'] ?? 0) - rupiah;
}

/** A payout that was only accepted is paid, or what was taken for it is given back. Nobody is told: docs/contracts/kaspro.md §5. */
function end(
	{ settings }: KasProState,
	cashOut: CashOut,
	payer: Customer,
	ended: 'success' | 'failure',
): void {
	const total = cashOut.amount + cashOut.serviceFee;
	const wasTaken = settings.asyncDebits === 'at-once';
	if (ended === 'success' && !wasTaken) take(payer, total);
	if (ended === 'failure' && wasTaken) take(payer, -total);
	cashOut.ended = ended;
}

function doneAnswer(
	state: KasProState,
	{ kind, responseId, amount, serviceFee, at }: CashOut,
	{ bankAccount, bankName, bankAccountName }: Input,
	payer: Customer,
	balanceBefore: number,
): object {
	const owner =
		textIn(bankAccountName) || [payer.firstName, payer.lastName].join(' ').toUpperCase();
	return done({
		responseId,
		data: {
			...(kind === 'bankTransfer' && {
				bankAccount,
				bankName,
				bankAccountName: nameOf(state.settings, owner),
			}),
			serviceFee: String(serviceFee),
			amount: String(amount),
			totalAmount: String(amount + serviceFee),
			balanceBefore: String(balanceBefore),
			balanceAfter: String(payer.pockets['2']),
			date: wib(at),
		},
	});
}

function inProcessAnswer({ responseId, amount, serviceFee }: CashOut): object {
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
