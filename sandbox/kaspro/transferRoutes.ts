import type { FastifyInstance } from 'fastify';
import { isObject, jsonObject, type Input } from '../bodies.ts';
import {
	badParameter,
	customerNotFound,
	fail,
	invented,
	isMobileNumber,
	nextReference,
	nextResponseId,
	SUCCESS,
	type KasProFailure,
} from './answers.ts';
import { findCustomer, type Customer, type KasPro, type KasProState } from './state.ts';

interface Payment {
	pocketId: string;
	amount: number;
	reference: string;
}

interface P2pRequest {
	requestId: string;
	mobileNumber: string;
	payments: Payment[];
	destination: string;
}

/** docs/contracts/kaspro.md §4.7; the body is the inferred one of §4.6. */
export function transferRoutes(app: FastifyInstance, { state }: KasPro): void {
	app.post('/p2p-transaction/', async (request, reply) => {
		const wanted = readRequest(jsonObject(request) ?? {});
		if ('code' in wanted) return fail(reply, state, withId(state, wanted));
		const earlier = state.answers.get(wanted.requestId);
		if (earlier && state.settings.requestIdReuse === 'same-answer') return earlier;
		if (earlier && state.settings.requestIdReuse === 'refused') {
			const message = 'Duplicate requestId';
			return fail(reply, state, withId(state, { code: invented.repeatedRequestId, message }));
		}
		const outcome = transfer(state, wanted);
		if ('code' in outcome && outcome.code !== SUCCESS) {
			return fail(reply, state, withId(state, outcome as KasProFailure));
		}
		state.answers.set(wanted.requestId, outcome);
		return outcome;
	});
}

function readRequest(input: Input): P2pRequest | KasProFailure {
	const { requestId, mobileNumber, destination } = input;
	if (typeof requestId !== 'string' || requestId === '' || requestId.length > 64) {
		return badParameter('requestId', 'a text of 1 to 64 characters');
	}
	if (!isMobileNumber(mobileNumber)) {
		return badParameter('mobileNumber', '08 and 9 to 13 digits, as text');
	}
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

/** Consumer limits of docs/contracts/kaspro.md §7. */
const limits = {
	REGULAR: { balance: 2_000_000, perMonth: 20_000_000 },
	PREMIUM: { balance: 20_000_000, perMonth: 40_000_000 },
};

/** All payments of a request or none. */
function transfer(state: KasProState, wanted: P2pRequest): object | KasProFailure {
	const payer = state.customers.find((one) => one.mobileNumber === wanted.mobileNumber);
	const receiver = findCustomer(state, wanted.destination);
	if (!payer || !receiver) return customerNotFound;
	const refusal = refusalOf(payer, receiver, wanted.payments);
	if (refusal) return refusal;

	const responseId = nextResponseId(state, 'OLSP2');
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
			at: new Date(),
		});
		return {
			account: wanted.destination,
			amount,
			reference: nextReference(state),
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
): KasProFailure | undefined {
	if (payer === receiver) return badParameter('destination', 'somebody else than the payer');
	if (payer.accountStatus !== 'ACTIVE' || receiver.accountStatus !== 'ACTIVE') {
		return { code: invented.accountBlocked, message: 'Account is not active' };
	}
	if (payer.accountType === 'REGULAR') {
		const message = 'Transaction not allowed for a Regular account';
		return { code: invented.notAllowed, message };
	}
	for (const pocketId of new Set(payments.map((payment) => payment.pocketId))) {
		const held = payer.pockets[pocketId];
		if (held === undefined) return badParameter('payments.pocketId', 'a pocket of the payer');
		const needed = sum(payments.filter((payment) => payment.pocketId === pocketId));
		if (needed > held) {
			return { code: invented.insufficientBalance, message: 'Insufficient balance' };
		}
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

/** Failures of money calls carry an id of their own: docs/contracts/kaspro.md §3. */
function withId(state: KasProState, failure: KasProFailure): KasProFailure {
	return { responseId: nextResponseId(state, 'OLSP2'), ...failure };
}
