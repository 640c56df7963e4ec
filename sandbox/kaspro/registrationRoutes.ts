import type { FastifyInstance } from 'fastify';
import { jsonObject, textIn, type Input } from '../bodies.ts';
import { done, nextResponseId, refuse } from './answers.ts';
import { isFilled, isMobileNumber, isRequestId } from './checks.ts';
import {
	alreadyRegistered,
	badMobileNumber,
	badParameter,
	badRequestId,
	type Refusal,
} from './refusals.ts';
import { customerOf, monthOf, type KasPro, type KasProState } from './state.ts';

const LETTERS = 'REG';

/** docs/contracts/kaspro.md §4.3. A new customer is Regular and not verified. */
export function registrationRoutes(app: FastifyInstance, { state }: KasPro): void {
	app.post('/register-customer/', async (request, reply) => {
		const input = jsonObject(request) ?? {};
		const complaint = complaintAbout(state, input);
		const { settings, clock, customers } = state;
		if (complaint) {
			// KasPro's page writes this answer's key with a blank at its end (§3).
			const idKey = settings.blankKeys === 'registration' ? 'responseId ' : 'responseId';
			return refuse(reply, state, complaint, LETTERS, idKey);
		}
		const mobileNumber = String(input.mobileNumber);
		if (customerOf(state, mobileNumber)) {
			return refuse(reply, state, alreadyRegistered(settings), LETTERS);
		}
		customers.push({
			mobileNumber,
			accountNumber: String(700_000_000_011 + customers.length),
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
			month: monthOf(clock),
			visibleFrom: clock.now().getTime() + settings.visibleAfterSeconds * 1000,
		});
		return done({ responseId: nextResponseId(state, LETTERS) });
	});
}

function complaintAbout({ settings }: KasProState, input: Input): Refusal | undefined {
	if (!isRequestId(input.requestId)) return badRequestId;
	if (!isMobileNumber(input.mobileNumber)) return badMobileNumber;
	for (const field of ['firstName', 'lastName']) {
		if (!isFilled(input[field])) return badParameter(field, 'a text');
	}
	if (!isFilled(input.email) || !/^\S+@\S+\.\S+$/.test(input.email)) {
		return badParameter('email', 'an e-mail address');
	}
	// Known clients send these even when they are empty.
	const { middleName, postalCode } = input;
	if (typeof middleName !== 'string') {
		return badParameter('middleName', 'a text, also an empty one');
	}
	const isGood = settings.addressRequired
		? isFilled
		: (value: unknown) => typeof value === 'string';
	const bad = ['address', 'city', 'province', 'country', 'postalCode'].find(
		(field) => !isGood(input[field]),
	);
	if (bad !== undefined) {
		return badParameter(bad, settings.addressRequired ? 'a text' : 'a text, also an empty one');
	}
	if (settings.addressRequired && !/^\d{5}$/.test(textIn(postalCode))) {
		return badParameter('postalCode', '5 digits, as text');
	}
	return undefined;
}
