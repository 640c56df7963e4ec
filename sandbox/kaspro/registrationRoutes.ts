import type { FastifyInstance, FastifyReply } from 'fastify';
import { jsonObject, textIn, type Input } from '../bodies.ts';
import {
	ALREADY_REGISTERED,
	badMobileNumber,
	badParameter,
	badRequestId,
	fail,
	isFilled,
	isMobileNumber,
	isRequestId,
	nextResponseId,
	SUCCESS,
	type KasProFailure,
} from './answers.ts';
import type { KasPro, KasProState } from './state.ts';

/** docs/contracts/kaspro.md §4.3. A new customer is Regular and not verified. */
export function registrationRoutes(app: FastifyInstance, { state }: KasPro): void {
	app.post('/register-customer/', async (request, reply) => {
		const input = jsonObject(request) ?? {};
		const complaint = complaintAbout(input);
		if (complaint) return failRegistration(reply, state, complaint);
		const mobileNumber = String(input.mobileNumber);
		const responseId = nextResponseId(state, 'REG');
		if (state.customers.some((one) => one.mobileNumber === mobileNumber)) {
			const message = 'Customer already registered';
			return fail(reply, state, { responseId, code: ALREADY_REGISTERED, message });
		}
		state.customers.push({
			mobileNumber,
			accountNumber: String(700_000_000_011 + state.customers.length),
			firstName: String(input.firstName),
			middleName: textIn(input.middleName),
			lastName: String(input.lastName),
			email: String(input.email),
			accountType: 'REGULAR',
			accountStatus: 'ACTIVE',
			customerType: 'SUBSCRIBER',
			kycStatus: 'UNVERIFIED',
			pockets: { '1': 0, '2': 0 },
			receivedThisMonth: 0,
		});
		return { responseId, message: 'Berhasil', code: SUCCESS };
	});
}

function complaintAbout(input: Input): KasProFailure | undefined {
	if (!isRequestId(input.requestId)) return badRequestId;
	if (!isMobileNumber(input.mobileNumber)) return badMobileNumber;
	for (const field of ['firstName', 'lastName']) {
		if (!isFilled(input[field])) return badParameter(field, 'a text');
	}
	if (!isFilled(input.email) || !/^\S+@\S+\.\S+$/.test(input.email)) {
		return badParameter('email', 'an e-mail address');
	}
	// Known clients send these even when they are empty.
	const others = ['middleName', 'address', 'city', 'province', 'country', 'postalCode'];
	const missing = others.find((field) => typeof input[field] !== 'string');
	return missing === undefined ? undefined : badParameter(missing, 'a text, also an empty one');
}

/** KasPro's page writes this answer's key with a blank at its end. docs/contracts/kaspro.md §3 */
function failRegistration(
	reply: FastifyReply,
	state: KasProState,
	failure: KasProFailure,
): FastifyReply {
	const responseId = { 'responseId ': nextResponseId(state, 'REG') };
	return fail(reply, state, { ...responseId, ...failure });
}
