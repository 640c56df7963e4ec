import type { IDataObject } from 'n8n-workflow';
import { answering } from '../support/answering';
import { booking, sampleOrder } from '../support/kiriminAja';
import { runNode, type RunResult } from '../support/runNode';

/** Every documented shape of a refusal (docs/contracts/kiriminaja.md §1.6), under HTTP 200 and 422, in words a merchant understands. */
const refusals: Array<[string, IDataObject, string, string | undefined]> = [
	[
		'E1 4001',
		{ status: false, code: 4001, text: 'PIN KA Credit tidak valid.', method: 'request_pickup' },
		'PIN KA Credit tidak valid.',
		'Check the KA Credit PIN',
	],
	[
		'E1 4002',
		{ status: false, code: 4002, text: 'Saldo KA Credit tidak mencukupi.' },
		'Saldo KA Credit tidak mencukupi.',
		'Top up KA Credit',
	],
	[
		'E1 4003',
		{ status: false, code: 4003, text: 'Paket COD tidak dapat dibayar dengan KA Credit.' },
		'Paket COD tidak dapat dibayar dengan KA Credit.',
		'Book COD packages in a node of their own',
	],
	[
		'E1 4101',
		{ status: false, code: 4101, text: 'Total nilai barang melebihi cap.' },
		'Total nilai barang melebihi cap.',
		'insures',
	],
	[
		'E1 422',
		{ status: false, code: 422, text: 'The destination kecamatan id field is required.' },
		'The destination kecamatan id field is required.',
		'Correct the field that KiriminAja names',
	],
	[
		'E1 422 of a name',
		{ status: false, code: 422, text: 'The destination name format is invalid.' },
		'The destination name format is invalid.',
		'letters, digits and blanks only',
	],
	[
		'E2',
		{ status: false, text: 'data not found', code: 2, method: null, result: null },
		'data not found',
		undefined,
	],
	[
		'E3',
		{
			status: false,
			message: 'Terdapat kesalahan',
			errors: { address_note: 'address_note wajib diisi' },
		},
		'address_note wajib diisi',
		'Correct the field that KiriminAja names',
	],
	[
		'E4',
		{ status: false, errors: { phone: ['too short', 'not a number'] } },
		'phone: too short phone: not a number',
		'Correct the field that KiriminAja names',
	],
	[
		'E5 PIN',
		{
			status: false,
			text: 'PIN tidak valid',
			results: { error: 'PIN_INVALID', error_metafield: null },
		},
		'PIN tidak valid',
		'Check the KA Credit PIN',
	],
	[
		'E5 lock',
		{ status: false, text: 'PIN terkunci', results: { error: 'PIN_MAX_ATTEMPT_REACHED' } },
		'PIN terkunci',
		'Wait about an hour',
	],
	[
		'E5 balance',
		{ status: false, text: 'Saldo kurang', results: { error: 'BALANCE_NOT_ENOUGH' } },
		'Saldo kurang',
		'Top up KA Credit',
	],
	[
		'E6',
		{
			status: false,
			text: 'Unable to proceed, pin invalid',
			data: { valid: false, attempt: 2, max_attempt: 3, lock_until: null },
		},
		'Unable to proceed, pin invalid',
		'1 try is left',
	],
	[
		'E7',
		{ status: false, code: 400, message: 'Bad request', text: 'Alamat salah', result: [] },
		'Alamat salah',
		'Correct',
	],
	['E8', { status: false, text: 'Failed to validate pin' }, 'Failed to validate pin', undefined],
];

async function refusedWith(status: number, body: IDataObject): Promise<RunResult> {
	let result: RunResult | undefined;
	await answering(
		(_request, answer) => {
			answer.writeHead(status, { 'content-type': 'application/json' });
			answer.end(JSON.stringify(body));
		},
		async (url) => {
			result = await runNode({
				type: 'kiriminAja',
				resource: 'expressOrder',
				operation: 'create',
				parameters: booking([sampleOrder]),
				credentials: { kiriminAjaApi: { environment: 'custom', baseUrl: url, apiKey: 'the-key' } },
			});
		},
	);
	return result as RunResult;
}

describe.each([200, 422])('under HTTP %s', (status) => {
	test.each(refusals)('%s is explained', async (_shape, body, text, advice) => {
		const { error } = await refusedWith(status, body);

		expect(error?.message).toBe(`KiriminAja refused the request: ${text}`);
		expect(error?.httpCode).toBe(String(status));
		if (advice) expect(error?.description).toContain(advice);
	});
});

test.each([
	[401, 'KiriminAja refused the request: Unauthenticated.', 'Check the KiriminAja credential'],
	[404, 'KiriminAja refused the request: Unauthenticated.', undefined],
	[429, 'KiriminAja is receiving too many requests: Unauthenticated.', 'Wait a minute'],
])('E9, the bare message of the framework, under HTTP %s', async (status, message, advice) => {
	const { error } = await refusedWith(status, { message: 'Unauthenticated.' });

	expect(error?.message).toBe(message);
	if (advice) expect(error?.description).toContain(advice);
});

test('a 500 to a booking leaves its outcome unknown', async () => {
	const { error } = await refusedWith(500, { message: 'Server Error' });

	expect(error?.message).toMatch(
		/^The outcome of FEB-1782355684238 is unknown: KiriminAja could not handle the request \(HTTP 500\)/,
	);
}, 20_000);
