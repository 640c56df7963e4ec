import type { INodeParameters } from 'n8n-workflow';
import { answering } from '../support/answering';
import { expectNoSecrets, kasProCredential } from '../support/kasPro';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();
const bima = '081234560099';
/** A customer from the start. */
const sari = { mobileNumber: '081234560001', firstName: 'Sari', lastName: 'Wulandari' };
const calls = () => sandbox.current.requests.filter(({ path }) => path === '/register-customer/');

async function register(
	parameters: INodeParameters = {},
	options: Partial<Parameters<typeof runNode>[0]> = {},
) {
	const result = await runNode({
		type: 'kasPro',
		resource: 'customer',
		operation: 'register',
		credentials: kasProCredential(sandbox.current),
		parameters: {
			mobileNumber: bima,
			firstName: 'Bima',
			lastName: 'Saputra',
			email: 'bima@example.com',
			...parameters,
		},
		...options,
	});
	expectNoSecrets(result.run);
	return result;
}

test('opens a wallet, with the fields left empty as known clients send them', async () => {
	const { json, hints } = await register({ additionalFields: { city: 'Bandung' } });

	expect(json).toEqual([
		{
			responseId: expect.stringMatching(/^REG\d{17}$/),
			code: 0,
			message: 'Berhasil',
			requestId: expect.stringMatching(/^N8N-[0-9A-Z]{16}$/),
			done: true,
			pending: false,
			reference: json[0]?.responseId,
			mobileNumber: bima,
			alreadyRegistered: false,
		},
	]);
	expect(hints.map(({ message }) => message)).toEqual([
		expect.stringMatching(/^Request ID was empty, so a number was made\./),
	]);
	expect(calls()[0]?.body).toEqual({
		requestId: json[0]?.requestId,
		mobileNumber: bima,
		firstName: 'Bima',
		middleName: '',
		lastName: 'Saputra',
		email: 'bima@example.com',
		address: '',
		city: 'Bandung',
		province: '',
		country: '',
		postalCode: '0',
	});
	expect(sandbox.current.kasPro.customers.at(-1)).toMatchObject({ mobileNumber: bima });
});

test('of somebody who is a customer already is an error, and says where to look', async () => {
	const { error } = await register({ mobileNumber: '081234560001' });

	expect(error).toMatchObject({
		message: 'KasPro refused the request: Customer already registered (code 110001)',
		description: expect.stringContaining('Customer → Get'),
	});
});

test.each(['http200', 'http4xx'] as const)(
	'of somebody who is a customer already is a success when the merchant wants it so (%s)',
	async (errorStyle) => {
		sandbox.current.kasPro.settings.errorStyle = errorStyle;

		const { json, error } = await register({ ...sari, ifRegistered: 'success' });

		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({ alreadyRegistered: true, done: true, code: 110001 });
	},
);

test('of a number that somebody of another name has is an error, also when the merchant wants those who are registered', async () => {
	const { error } = await register({ mobileNumber: sari.mobileNumber, ifRegistered: 'success' });

	expect(error).toMatchObject({
		message: `${sari.mobileNumber} is a KasPro customer of another name`,
		context: { outcome: 'refused' },
	});
});

test.each([
	['no name', { firstName: '', lastName: null }],
	['a masked name only', { firstName: '***', lastName: '***' }],
	['the full name of somebody else', { firstName: '', lastName: '', fullName: 'Budi Santoso' }],
])('of a number whose record has %s is no success', async (_, names) => {
	await answering(
		(request, response) => {
			const isInquiry = request.url?.includes('inquiry');
			const record = { code: 0, data: { mobileNumber: sari.mobileNumber, ...names } };
			const answer = isInquiry ? record : { code: 110_001, message: 'Already registered' };
			request.resume().on('end', () => response.end(JSON.stringify(answer)));
		},
		async (url) => {
			const credentials = kasProCredential({ url }, { authMode: 'none' });
			const { json, error } = await register({ ...sari, ifRegistered: 'success' }, { credentials });

			expect(json).toEqual([]);
			expect(error?.message).toMatch(/of another name|Already registered/);
		},
	);
});

test('of a customer who can not be looked up is no success', async () => {
	sandbox.current.fault({ kind: 'errorBody', path: '/customer-account-inquiry/' });

	const { json, error } = await register({ ...sari, ifRegistered: 'success' });

	expect(json).toEqual([]);
	expect(error?.context).toMatchObject({ outcome: 'refused', vendorCode: '110001' });
	expect(error?.description).toContain('It could not be asked about');
});

test('with another refusal is an error, whatever the merchant wants of customers', async () => {
	const { error } = await register({
		ifRegistered: 'success',
		additionalFields: { additionalBodyFields: '{"firstName": ""}' },
	});

	expect(error?.context).toMatchObject({ vendorCode: '190001', outcome: 'refused' });
});

test('whose answer is lost is looked up by the number, and not sent again', async () => {
	sandbox.current.fault({ kind: 'resetAfter', path: '/register-customer/', times: 9 });

	const { json } = await register({ requestId: 'REG-1' });

	expect(json).toMatchObject([{ mobileNumber: bima, requestId: 'REG-1', alreadyRegistered: true }]);
	expect(calls()).toHaveLength(1);
});

test('whose answer is lost, and that can not be found, is unknown and not sent again', async () => {
	sandbox.current.fault({ kind: 'resetBefore', path: '/register-customer/', times: 9 });

	const { error } = await register(
		{ requestId: 'REG-1', ifRegistered: 'success' },
		{ settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } },
	);

	expect(error).toMatchObject({
		message: expect.stringMatching(/^The outcome of REG-1 is unknown/),
		description: expect.stringContaining(`Look whether ${bima} is a customer now`),
	});
	expect(calls()).toHaveLength(1);
});

test('with a bad e-mail address is not sent', async () => {
	const { error } = await register({ email: 'bima' });

	expect(error?.message).toBe(
		'Email (item 0) must be an e-mail address, e.g. budi@example.com; it is "bima".',
	);
	expect(sandbox.current.requests).toEqual([]);
});
