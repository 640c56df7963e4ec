import type { FastifyInstance, FastifyReply } from 'fastify';
import { isObject, jsonObject, type Input } from '../bodies.ts';
import { done, nextReference, nextResponseId, refuse } from './answers.ts';
import { amountIn, isMobileNumber, isRequestId } from './checks.ts';
import { answerMoney, receive, refusalToPay, refusalToReceive } from './money.ts';
import {
	badMobileNumber,
	badParameter,
	badRequestId,
	customerNotFound,
	isRefusal,
	type Refusal,
} from './refusals.ts';
import { customerOf, findCustomer, type Customer, type KasPro, type KasProState } from './state.ts';

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
	app.post('/pil-transaction-payment-to-merchant/', async (request, reply) => {
		if (state.settings.walletPath === 'bankTransfer') return reply.callNotFound();
		return answerTransfer(state, reply, 'merchant', jsonObject(request) ?? {});
	});
}

export function answerTransfer(
	state: KasProState,
	reply: FastifyReply,
	purpose: Purpose,
	input: Input,
): object {
	const letters = purpose === 'p2p' ? 'OLSP2' : 'OLSPM';
	const wanted = readRequest(state, input);
	if (isRefusal(wanted)) return refuse(reply, state, wanted, letters);
	return answerMoney(reply, state, letters, input, () => transfer(state, wanted, purpose, letters));
}

function readRequest({ settings }: KasProState, input: Input): WalletRequest | Refusal {
	const { requestId, mobileNumber, destination, payments: given } = input;
	if (!isRequestId(requestId)) return badRequestId;
	if (!isMobileNumber(mobileNumber)) return badMobileNumber;
	if (typeof destination !== 'string' || !/^\d{8,16}$/.test(destination)) {
		return badParameter('destination', 'a mobile or account number, as text');
	}
	const { paymentsAs } = settings;
	if (paymentsAs !== 'either' && Array.isArray(given) !== (paymentsAs === 'list')) {
		return badParameter('payments', `a JSON ${paymentsAs}`);
	}
	const rows: unknown[] = [given ?? []].flat();
	if (rows.length === 0) return badParameter('payments', 'at least one payment');
	const payments: Payment[] = [];
	for (const row of rows) {
		const payment = paymentIn(settings, row);
		if (isRefusal(payment)) return payment;
		payments.push(payment);
	}
	return { requestId, mobileNumber, destination, payments };
}

function paymentIn(settings: KasProState['settings'], row: unknown): Payment | Refusal {
	if (!isObject(row)) return badParameter('payments', 'objects');
	const { pocketId, reference } = row;
	if (typeof pocketId !== 'string' || pocketId === '') {
		return badParameter('payments.pocketId', 'a text such as "2"');
	}
	const amount = amountIn(settings, row, 'payments.amount');
	if (typeof amount === 'object') return amount;
	if (typeof reference !== 'string' || reference === '') {
		return badParameter('payments.reference', 'a text');
	}
	return { pocketId, amount, reference };
}

/** All payments of a request or none. */
function transfer(
	state: KasProState,
	wanted: WalletRequest,
	purpose: Purpose,
	letters: string,
): object | Refusal {
	const payer = customerOf(state, wanted.mobileNumber);
	const receiver = findCustomer(state, wanted.destination);
	if (!payer || !receiver) return customerNotFound;
	const refusal = refusalOf(state, payer, receiver, wanted.payments, purpose);
	if (refusal) return refusal;

	const responseId = nextResponseId(state, letters);
	const rows = wanted.payments.map(({ pocketId, amount, reference }) => {
		const balanceBefore = payer.pockets[pocketId] ?? 0;
		payer.pockets[pocketId] = balanceBefore - amount;
		receive(state, receiver, amount);
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
	return done({ responseId, data: { pocketId, walletTransactions: rowsAs(state, rows) } });
}

function rowsAs({ settings }: KasProState, rows: object[]): unknown {
	if (settings.walletRows === 'single' && rows.length === 1) return rows[0];
	if (settings.walletRows !== 'numbered') return rows;
	return Object.fromEntries(rows.map((row, index) => [String(index + 1), row]));
}

function refusalOf(
	state: KasProState,
	payer: Customer,
	receiver: Customer,
	payments: Payment[],
	purpose: Purpose,
): Refusal | undefined {
	if (payer === receiver) return badParameter('destination', 'somebody else than the payer');
	for (const pocketId of new Set(payments.map((payment) => payment.pocketId))) {
		const needed = sum(payments.filter((payment) => payment.pocketId === pocketId));
		const premiumOnly = purpose === 'p2p';
		const refusal = refusalToPay(state, payer, needed, { pocketId, premiumOnly });
		if (refusal) return refusal;
	}
	return refusalToReceive(state, receiver, sum(payments));
}

function sum(payments: Payment[]): number {
	return payments.reduce((total, payment) => total + payment.amount, 0);
}
