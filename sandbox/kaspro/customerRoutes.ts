import type { FastifyInstance } from 'fastify';
import { queryText } from '../bodies.ts';
import { badParameter, customerNotFound, fail, isMobileNumber, SUCCESS } from './answers.ts';
import type { KasPro } from './state.ts';

/** docs/contracts/kaspro.md §4.4 */
export function customerRoutes(app: FastifyInstance, { state }: KasPro): void {
	app.get('/customer-account-inquiry/', async (request, reply) => {
		const mobileNumber = queryText(request, 'mobileNumber');
		if (!isMobileNumber(mobileNumber)) {
			return fail(reply, state, badParameter('mobileNumber', '08 and 9 to 13 digits'));
		}
		const customer = state.customers.find((one) => one.mobileNumber === mobileNumber);
		if (!customer) return fail(reply, state, customerNotFound);
		const { firstName, middleName, lastName } = customer;
		return {
			code: SUCCESS,
			message: 'Berhasil',
			data: {
				firstName,
				middleName,
				lastName,
				fullName: [firstName, middleName, lastName].filter((name) => name !== '').join(' '),
				accountType: customer.accountType,
				accountStatus: customer.accountStatus,
				customerType: customer.customerType,
				email: customer.email,
				mobileNumber: state.settings.numericMobileNumber ? Number(mobileNumber) : mobileNumber,
				kycStatus: customer.kycStatus,
				// One pocket of several: the one that partners pay from.
				balance: { pocketId: '2', availableBalance: String(customer.pockets['2'] ?? 0) },
			},
		};
	});
}
