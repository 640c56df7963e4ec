import '../support/noPauses';
import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';
import type { CredentialValues } from '../support/credentials';
import { runNode, type RunResult } from '../support/runNode';
import { html, json, lost, useVendor, type Reply } from '../support/scriptedVendor';
import { errorOutput, parcel, transfer } from './support/merchant';
import { BOOKING, keepsBooks, TRANSFER } from './support/vendors';

/** Everybody who may see an execution can read what it stores: no PIN, OTP, key or token may be in it, whatever a service repeats. */

const OTP = 'POST /validate-otp/';
const BILLER = 'POST /biller-payment/';
const vendor = useVendor();
beforeEach(() => void keepsBooks(vendor.current));

let executions = 0;
/** Every test has secrets of its own: a refused one is remembered for an hour. */
let typed = '';
let grouped = '';
let spaced = '';
beforeEach(() => {
	typed = String(482_913 + executions * 7);
	grouped = `${typed.slice(0, 3)}-${typed.slice(3)}`;
	spaced = [...typed].join(' ');
});

const kasPro = (changes: ICredentialDataDecryptedObject = {}): CredentialValues => ({
	kasProApi: { baseUrl: vendor.current.url, authMode: 'none', accessToken: '', ...changes },
});
type Options = Partial<Parameters<typeof runNode>[0]>;
/** The secret comes with the input item, as from a form; what the node itself stores must not have it. */
async function ours(
	[type, resource, operation]: ['kasPro' | 'kiriminAja', string, string],
	parameters: INodeParameters,
	item: IDataObject,
	options: Options = {},
) {
	return await runNode({
		type,
		resource,
		operation,
		parameters,
		items: [item],
		credentials: kasPro(),
		executionId: `secrets-${++executions}`,
		...options,
	});
}
function stored({ run, error, hints, json: output }: RunResult): string {
	const { resultData, executionData } = run.data;
	const last = resultData.runData['Under Test'];
	const data = [last, resultData.error, executionData?.contextData, error, hints, output];
	return JSON.stringify(data) + String(error?.message) + String(error?.description);
}
const validate = async (otp: string, options?: Options, additional: INodeParameters = {}) =>
	await ours(
		['kasPro', 'otp', 'validate'],
		{ mobileNumber: '081234560001', otp: '={{ $json.otp }}', ...additional },
		{ otp },
		options,
	);
const withoutZeros = (secret: string) => secret.replace(/^0+/, '');
function expectNowhere(result: RunResult, secret: string): void {
	const text = stored(result);
	expect(text).not.toBe('');
	const digits = [...withoutZeros(secret)].join('[\\s.-]*');
	expect(text).not.toMatch(new RegExp(`(?<![0-9])0*${digits}(?![0-9])`));
}

describe('an OTP that KasPro repeats', () => {
	const answers: Array<[string, (otp: string) => Reply]> = [
		['in a refusal', (otp) => json({ code: 190_002, message: `Invalid OTP ${otp}` }, 400)],
		['in its success', (otp) => json({ code: 0, message: `OTP ${otp} OK`, data: { otp } })],
		[
			'as the whole request',
			(otp) => json({ code: 0, message: 'OK', OTP: otp, data: { Otp: otp } }),
		],
		['in groups', () => json({ code: 190_002, message: `Invalid OTP ${grouped}` }, 400)],
		['with blanks', () => json({ code: 190_002, message: `Invalid OTP ${spaced}!` }, 400)],
		['as its result code', (otp) => json({ code: Number(otp), message: 'Invalid' }, 400)],
		['in the gateway’s words', (otp) => json({ error: `No: otp=${otp}` }, 403)],
		['without a verdict', (otp) => json({ message: `Processing ${otp}` }, 400)],
		['on a page', (otp) => html(502, `<html><body>POST otp=${otp}</body></html>`)],
	];

	test.each(answers)('%s is nowhere in the execution', async (_, answer) => {
		vendor.current.on(OTP, answer(typed));
		const stopped = await validate(typed);
		const gone = await validate(typed, { settings: errorOutput });

		expect(vendor.current.callsTo(OTP).length).toBeGreaterThan(0);
		for (const result of [stopped, gone]) expectNowhere(withoutInput(result), typed);
	});

	test('without its zeros is nowhere in the execution', async () => {
		const otp = `0${typed.slice(1)}`;
		vendor.current.on(OTP, json({ code: 7, message: `Invalid OTP ${Number(otp)}` }, 400));

		expectNowhere(await validate(otp), otp);
	});
});

/** n8n itself adds the input item to what leaves by the error output. */
function withoutInput(result: RunResult): RunResult {
	for (const items of result.run.data.resultData.runData['Under Test'] ?? []) {
		for (const item of items.data?.main?.flat() ?? []) {
			delete item?.json.otp;
			delete item?.json.pin;
		}
	}
	return result;
}

describe('a PIN', () => {
	const book = async (pin: string) =>
		await ours(
			['kiriminAja', 'expressOrder', 'create'],
			{ ...parcel.parameters, paymentMethod: 'credit', pin: '={{ $json.pin }}' },
			{ pin, ref: `ORD-${executions}`, amount: 18_000 },
			{ credentials: parcel.credentials(vendor.current.url) },
		);

	test.each([
		['in a refusal', () => json({ status: false, code: 4001, text: `PIN ${typed} salah` })],
		['in groups', () => json({ status: false, code: 4001, text: `PIN ${grouped} salah` })],
		['with blanks', () => json({ status: false, text: `PIN ${spaced} tidak valid` })],
		['as a code', () => json({ status: false, code: Number(typed), text: 'PIN salah' })],
		['in no verdict', () => json({ message: `pin ${typed}` })],
	])('that KiriminAja repeats %s is nowhere in the execution', async (_, answer) => {
		vendor.current.on(BOOKING, answer());
		const result = await book(typed);
		const again = await book(typed);

		expect(vendor.current.callsTo(BOOKING).length).toBeGreaterThan(0);
		for (const one of [result, again]) expectNowhere(one, typed);
	});

	test('among the additional body fields of a transfer is nowhere in the execution', async () => {
		vendor.current.on(
			TRANSFER,
			json({ code: 7, message: `Pin ${grouped} is not ${typed}`, data: { pin: typed } }, 400),
		);
		const result = await ours(
			['kasPro', 'transfer', 'toUser'],
			{
				...transfer.parameters,
				additionalFields: { additionalBodyFields: '={{ { "pin": $json.pin } }}' },
			},
			{ pin: typed, ref: 'PAY-1', amount: 1_000 },
		);

		expect(vendor.current.bodiesTo(TRANSFER)).toMatchObject([{ pin: typed }]);
		expectNowhere(result, typed);
	});

	test.each([
		['refused', () => json({ code: 7, message: `Pin ${spaced}` }, 400)],
		['done', () => json({ code: 0, message: 'OK', pin: typed, data: [{ PIN: typed }] })],
		['lost', () => html(502, `<p>{"pin":"${typed}"}</p>`)],
	])('in the body of an API Request that is %s is nowhere in the execution', async (_, answer) => {
		vendor.current.on(BILLER, answer());
		const result = await ours(
			['kasPro', 'apiRequest', 'send'],
			{
				method: 'POST',
				path: '/biller-payment/',
				body: '={{ { "requestId": "BILL-1", "pin": $json.pin } }}',
			},
			{ pin: typed },
		);

		expect(vendor.current.bodiesTo(BILLER)).toMatchObject([{ pin: typed }]);
		expectNowhere(result, typed);
	});
});

test('keys and tokens that a service repeats are nowhere in the execution', async () => {
	const credentials = kasPro({
		authMode: 'bearerToken',
		bearerToken: 'bearer-token-4711',
		hmacSecret: 'hmac+secret/4711',
		partnerKey: 'partner-key-4711',
	});
	vendor.current.on(
		TRANSFER,
		json(
			{ error: 'Bearer bearer-token-4711, hmac+secret/4711 and partner-key-4711 are wrong' },
			403,
		),
	);
	const result = await ours(
		['kasPro', 'transfer', 'toUser'],
		transfer.parameters,
		{ ref: 'PAY-1', amount: 1_000 },
		{ credentials },
	);

	expect(result.error?.message).toContain('Bearer •••, ••• and ••• are wrong');
	expect(stored(result)).not.toContain('4711');
});

test('a key among the extra headers of the credential is nowhere in the execution', async () => {
	vendor.current.on(OTP, json({ code: 7, message: 'Unknown key partner-key-4711' }, 400));
	const result = await validate(typed, {
		credentials: kasPro({ extraHeaders: '{"X-Api-Key": "partner-key-4711"}' }),
	});

	expect(vendor.current.callsTo(OTP)[0]?.headers).toMatchObject({
		'x-api-key': 'partner-key-4711',
	});
	expect(result.error?.message).toContain('Unknown key •••');
	expect(stored(result)).not.toContain('4711');
});

test('an API request is told from another by no hash of a PIN, whatever the field is called', async () => {
	vendor.current.on(BILLER, lost);
	const books = await Promise.all(
		['111111', '222222'].map(async (pin) => {
			const { run } = await ours(
				['kasPro', 'apiRequest', 'send'],
				{ method: 'POST', path: '/biller-payment/', body: '={{ { "user_pin": $json.pin } }}' },
				{ pin },
			);
			const { book } = (run.data.executionData?.contextData.flow?.indonesiaCommerce ?? {}) as {
				book?: { open: Record<string, { intent: string }> };
			};
			return Object.values(book?.open ?? {}).map(({ intent }) => intent);
		}),
	);

	expect(books[0]).toHaveLength(1);
	expect(books[0]).toEqual(books[1]);
});

describe('a number that merely contains the digits of a secret stays whole', () => {
	test('in the output of a payment', async () => {
		const reference = `20261121${typed}7`;
		vendor.current.on(
			BILLER,
			json({ code: 0, message: 'OK', responseId: reference, amount: Number(`1${typed}`) }),
		);
		const { json: output } = await ours(
			['kasPro', 'apiRequest', 'send'],
			{ method: 'POST', path: '/biller-payment/', body: '={{ { "pin": $json.pin } }}' },
			{ pin: typed },
		);

		expect(output).toMatchObject([{ reference, amount: Number(`1${typed}`) }]);
	});

	test('in the words of a refusal', async () => {
		vendor.current.on(OTP, json({ code: 7, message: `OTP salah, TRX-9${typed}` }, 400));
		const { error } = await validate(typed);

		expect(error?.message).toContain(`TRX-9${typed}`);
	});
});
