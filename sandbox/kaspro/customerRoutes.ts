import type { FastifyInstance } from 'fastify';
import { queryText } from '../bodies.ts';
import { done, mobileNumberOf, nameOf, refuse } from './answers.ts';
import { isMobileNumber } from './checks.ts';
import { badParameter, customerNotFound } from './refusals.ts';
import { customerOf, type Customer, type KasPro, type KasProState } from './state.ts';

/** docs/contracts/kaspro.md §4.4 */
export function customerRoutes(app: FastifyInstance, { state }: KasPro): void {
	app.get('/customer-account-inquiry/', async (request, reply) => {
		const mobileNumber = queryText(request, 'mobileNumber');
		if (!isMobileNumber(mobileNumber)) {
			return refuse(reply, state, badParameter('mobileNumber', '08 and 9 to 13 digits'));
		}
		const customer = customerOf(state, mobileNumber);
		if (!customer || customer.visibleFrom > state.clock.now().getTime()) {
			if (state.settings.unknownCustomer === 'emptySuccess') return done();
			return refuse(reply, state, customerNotFound);
		}
		return done({ data: recordOf(state, customer) });
	});
}

function recordOf({ settings }: KasProState, customer: Customer): object {
	const { accountType, accountStatus, customerType, email, mobileNumber, kycStatus } = customer;
	const [firstName = '', middleName = '', lastName = ''] = [
		customer.firstName,
		customer.middleName,
		customer.lastName,
	].map((name) => nameOf(settings, name));
	const pocketOf = (pocketId: string) => ({
		pocketId,
		availableBalance: String(customer.pockets[pocketId] ?? 0),
	});
	return {
		firstName,
		middleName,
		lastName,
		fullName: [firstName, middleName, lastName].filter((name) => name !== '').join(' '),
		accountType,
		accountStatus,
		customerType,
		email,
		mobileNumber: mobileNumberOf(settings, mobileNumber),
		kycStatus,
		// One pocket of several: the one that partners pay from.
		balance:
			settings.balances === 'object' ? pocketOf('2') : Object.keys(customer.pockets).map(pocketOf),
	};
}
