import { html } from 'hono/html';
import type { CashOut, Customer, KasPro, KasProState, Transfer } from '../kaspro/state.ts';
import type { KiriminAja } from '../kiriminaja/state.ts';
import type { Kirimo } from '../kirimo/state.ts';
import {
	badge,
	moment,
	newestFirst,
	rupiah,
	table,
	two,
	type Html,
	type Event,
	type Row,
} from './parts.ts';

/** Who has how much, and where it went. */
export function wallets({ state }: KasPro, kirimo: Kirimo, kiriminAja: KiriminAja): Html {
	const moves = newestFirst([
		...state.transfers.map(transferRow),
		...state.cashOuts.map(cashOutRow),
	]);
	return html`<h2>Wallets <span class="count">${state.customers.length}</span></h2>
		<dl class="balances">
			<div>
				<dt>KA Credit</dt>
				<dd>${rupiah(kiriminAja.state.creditBalance)}</dd>
			</div>
			<div>
				<dt>Kirimo balance</dt>
				<dd>${rupiah(kirimo.state.accounts.kirimo.balance)}</dd>
			</div>
		</dl>
		${table(
			'Wallets',
			['Customer', 'Account', 'Standing', 'Balance', 'OTP'],
			state.customers.map((customer) => customerRow(state, customer)),
			'No customers.',
		)}
		<h3>Money that moved <span class="count">${moves.length}</span></h3>
		${table(
			'Money that moved',
			['Request', 'From', 'To', 'Amount', 'State'],
			moves,
			'None yet. Transfer some with the KasPro node.',
		)}`;
}

function customerRow({ otps, clock }: KasProState, customer: Customer): Row {
	const { mobileNumber, accountNumber, accountType, accountStatus, kycStatus } = customer;
	const { pockets } = customer;
	const names = [customer.firstName, customer.middleName, customer.lastName];
	const sent = otps.filter((one) => one.mobileNumber === mobileNumber && !one.used).at(-1);
	const isGood = sent !== undefined && sent.expiresAt > clock.now().getTime();
	const sum = Object.values(pockets).reduce((total, one) => total + one, 0);
	const others = Object.entries(pockets).filter(([, amount]) => amount > 0);
	return {
		id: `wallet-${mobileNumber}`,
		cells: [
			html`<strong>${names.filter(Boolean).join(' ')}</strong>`,
			two(mobileNumber, accountNumber),
			two(
				badge(accountStatus.toLowerCase(), accountStatus === 'ACTIVE' ? 'good' : 'bad'),
				`${accountType.toLowerCase()}, ${kycStatus.toLowerCase()}`,
			),
			two(rupiah(sum), others.map(([id]) => `pocket ${id}`).join(', ')),
			isGood ? html`<code>${sent.otp}</code>` : 'none',
		],
	};
}

function transferRow({ requestId, from, to, amount, reference, at }: Transfer): Event {
	return {
		id: `transfer-${requestId}-${at.getTime()}`,
		at,
		cells: [
			two(html`<strong>${requestId}</strong>`, `transfer, ${moment(at)}`),
			from,
			two(to, reference),
			rupiah(amount),
			badge('done', 'good'),
		],
	};
}

function cashOutRow(cashOut: CashOut): Event {
	const { kind, requestId, responseId, from, to, amount, serviceFee, code, at, ended } = cashOut;
	const state = ended ?? (code === 1 ? 'accepted' : 'success');
	const tone = { success: 'good', failure: 'bad', accepted: 'waiting' } as const;
	const kinds = { bankTransfer: 'bank transfer', cashOut: 'cash-out', qris: 'QRIS' };
	return {
		id: `cash-out-${responseId}`,
		at,
		cells: [
			two(html`<strong>${requestId}</strong>`, `${kinds[kind]}, ${moment(at)}`),
			from,
			to,
			two(rupiah(amount), serviceFee > 0 ? `fee ${rupiah(serviceFee)}` : null),
			badge(state, tone[state]),
		],
	};
}
