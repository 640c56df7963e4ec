import type { FastifyInstance, FastifyReply } from 'fastify';
import { isObject, jsonObject, type Input } from '../bodies.ts';
import {
	accountBlocked,
	badMobileNumber,
	badParameter,
	badRequestId,
	customerNotFound,
	invented,
	isMobileNumber,
	isRequestId,
	nextReference,
	nextResponseId,
	SUCCESS,
	type KasProFailure,
} from './answers.ts';
import { answerMoney, failMoney, limits, refusalToPay } from './money.ts';
import { findCustomer, type Customer, type KasPro, type KasProState } from './state.ts';

interface Payment {
	pocketId: string;
	amount: number;
	reference: string;
}

interface WalletRequest {
	requestId: string;
	mobileNumber: string;
	payments: Payment[];
	destination: string;
}

/** Between users, who both have to be Premium, or to a merchant, whom everybody may pay: docs/contracts/kaspro.md §7. */
type Purpose = 'p2p' | 'merchant';

/** docs/contracts/kaspro.md §4.6 and §4.7; both have the body of §4.6. */
export function transferRoutes(app: FastifyInstance, { state }: KasPro): void {
	app.post('/p2p-transaction/', async (request, reply) =>
		answerTransfer(state, reply, 'p2p', jsonObject(request) ?? {}),
	);
	app.post('/pil-transaction-payment-to-merchant/', async (request, reply) =>
		answerTransfer(state, reply, 'merchant', jsonObject(request) ?? {}),
	);
}

export function answerTransfer(
	state: KasProState,
	reply: FastifyReply,
	purpose: Purpose,
	input: Input,
): object {
	const letters = purpose === 'p2p' ? 'OLSP2' : 'OLSPM';
	const wanted = readRequest(input);
	if ('code' in wanted) return failMoney(reply, state, letters, wanted);
	return answerMoney(reply, state, letters, wanted.requestId, () =>
		transfer(state, wanted, purpose, letters),
	);
}

function readRequest(input: Input): WalletRequest | KasProFailure {
	const { requestId, mobileNumber, destination } = input;
	if (!isRequestId(requestId)) return badRequestId;
	if (!isMobileNumber(mobileNumber)) return badMobileNumber;
	if (typeof destination !== 'string' || !/^\d{8,16}$/.test(destination)) {
		return badParameter('destination', 'a mobile or account number, as text');
	}
	// Known clients send one object or a list of them.
	const payments: unknown[] = [input.payments ?? []].flat();
	if (payments.length === 0) return badParameter('payments', 'at least one payment');
	for (const payment of payments) {
		const complaint = complaintAbout(payment);
		if (complaint) return complaint;
	}
	return { requestId, mobileNumber, destination, payments: payments as Payment[] };
}

function complaintAbout(payment: unknown): KasProFailure | undefined {
	if (!isObject(payment)) return badParameter('payments', 'objects');
	if (typeof payment.pocketId !== 'string' || payment.pocketId === '') {
		return badParameter('payments.pocketId', 'a text such as "2"');
	}
	if (!Number.isSafeInteger(payment.amount) || Number(payment.amount) < 1) {
		return badParameter('payments.amount', 'a whole number of rupiah, 1 or more');
	}
	if (typeof payment.reference !== 'string' || payment.reference === '') {
		return badParameter('payments.reference', 'a text');
	}
	return undefined;
}

/** All payments of a request or none. */
function transfer(
	state: KasProState,
	wanted: WalletRequest,
	purpose: Purpose,
	letters: string,
): object {
	const payer = state.customers.find((one) => one.mobileNumber === wanted.mobileNumber);
	const receiver = findCustomer(state, wanted.destination);
	if (!payer || !receiver) return customerNotFound;
	const refusal = refusalOf(payer, receiver, wanted.payments, purpose);
	if (refusal) return refusal;

	const responseId = nextResponseId(state, letters);
	const walletTransactions = wanted.payments.map(({ pocketId, amount, reference }) => {
		const balanceBefore = payer.pockets[pocketId] ?? 0;
		payer.pockets[pocketId] = balanceBefore - amount;
		receiver.pockets['2'] = (receiver.pockets['2'] ?? 0) + amount;
		receiver.receivedThisMonth += amount;
		state.transfers.push({
			requestId: wanted.requestId,
			responseId,
			from: payer.mobileNumber,
			to: receiver.mobileNumber,
			amount,
			reference,
			at: state.clock.now(),
		});
		return {
			account: wanted.destination,
			amount,
			reference: nextReference(state),
			...(purpose === 'merchant' && { description: reference }),
			balanceBefore: String(balanceBefore),
			balanceAfter: String(balanceBefore - amount),
		};
	});
	const pocketId = Number(wanted.payments[0]?.pocketId);
	return {
		responseId,
		code: SUCCESS,
		data: { pocketId, walletTransactions },
		message: 'Berhasil',
	};
}

function refusalOf(
	payer: Customer,
	receiver: Customer,
	payments: Payment[],
	purpose: Purpose,
): KasProFailure | undefined {
	if (payer === receiver) return badParameter('destination', 'somebody else than the payer');
	if (receiver.accountStatus !== 'ACTIVE') return accountBlocked;
	for (const pocketId of new Set(payments.map((payment) => payment.pocketId))) {
		const needed = sum(payments.filter((payment) => payment.pocketId === pocketId));
		const refusal = refusalToPay(payer, needed, { pocketId, premiumOnly: purpose === 'p2p' });
		if (refusal) return refusal;
	}
	const limit = limits[receiver.accountType];
	const total = sum(payments);
	const isTooMuch =
		(receiver.pockets['2'] ?? 0) + total > limit.balance ||
		receiver.receivedThisMonth + total > limit.perMonth;
	return isTooMuch
		? { code: invented.limitExceeded, message: 'Limit of the destination account exceeded' }
		: undefined;
}

function sum(payments: Payment[]): number {
	return payments.reduce((total, payment) => total + payment.amount, 0);
}
