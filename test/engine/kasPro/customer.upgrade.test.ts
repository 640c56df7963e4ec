import type { IBinaryKeyData, INodeParameters } from 'n8n-workflow';
import { answering } from '../support/answering';
import { expectNoSecrets, kasProCredential } from '../support/kasPro';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();
const path = '/pil-partner/ekyc-upgrade-premium-inquiry/';
const calls = () => sandbox.current.requests.filter((request) => request.path === path);

/** Starts like a picture of the kind; the rest is noise that must not turn up anywhere. */
const jpeg = Buffer.concat([
	Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
	Buffer.alloc(300, 'ktp-photo'),
	// Every byte there is, and what looks like the end of a line or of a part.
	Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
	Buffer.from('\r\n--\r\n'),
]);
const png = Buffer.concat([
	Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
	Buffer.alloc(300, 'selfie-photo'),
]);
const picture = (bytes: Buffer, mimeType = 'image/jpeg') => ({
	mimeType,
	data: bytes.toString('base64'),
});
const photos: IBinaryKeyData = {
	idCard: picture(jpeg),
	selfie: picture(png),
	selfieWithIdCard: picture(jpeg),
};

async function upgrade(
	parameters: INodeParameters = {},
	options: Partial<Parameters<typeof runNode>[0]> = {},
) {
	const result = await runNode({
		type: 'kasPro',
		resource: 'customer',
		operation: 'upgrade',
		credentials: kasProCredential(sandbox.current),
		parameters: { mobileNumber: '081234560003', simplify: false, ...parameters },
		binary: photos,
		...options,
	});
	expectNoSecrets(result.run);
	const { runData, error } = result.run.data.resultData;
	const own = JSON.stringify([runData['Under Test'], error]);
	for (const bytes of [jpeg, png]) {
		expect(own).not.toContain(bytes.toString('base64').slice(0, 24));
		expect(own).not.toContain(bytes.toString('base64').slice(60, 84));
	}
	expect(own).not.toMatch(/ktp-photo|selfie-photo/);
	return result;
}

test.each(['json', 'multipart'])(
	'sends three photos as %s and gives what KasPro read',
	async (encoding) => {
		const { json, error, hints } = await upgrade({ encoding, requestId: 'KYC-1' });

		expect(error).toBeUndefined();
		expect(hints).toEqual([]);
		expect(json[0]).toMatchObject({
			requestId: 'KYC-1',
			inquiryId: expect.stringMatching(/^\d+$/),
			mobileNumber: '081234560003',
			name: 'DEWI LESTARI',
			idCardNumber: '3171000000000001',
			done: true,
			pending: false,
		});
		const { upgrades } = sandbox.current.kasPro;
		expect(upgrades).toMatchObject([
			{ requestId: 'KYC-1', mobileNumber: '081234560003', encoding },
		]);
		const kept = upgrades[0]?.photos ?? {};
		expect(Object.keys(kept)).toEqual(['idCardPhoto', 'selfiePhoto', 'selfieWithIdCardPhoto']);
		expect(kept.idCardPhoto?.equals(jpeg)).toBe(true);
		expect(kept.selfiePhoto?.equals(png)).toBe(true);
		expect(kept.selfieWithIdCardPhoto?.equals(jpeg)).toBe(true);
	},
);

test('a form has the bytes of the photos, each with its type', async () => {
	const received: Buffer[] = [];
	let contentType = '';
	await answering(
		(request, response) => {
			contentType = request.headers['content-type'] ?? '';
			request.on('data', (chunk: Buffer) => received.push(chunk));
			request.on('end', () => response.end('{"code":1,"message":"In Process"}'));
		},
		async (url) => {
			const credentials = kasProCredential({ url }, { authMode: 'none' });
			const { json } = await upgrade(
				{ encoding: 'multipart', requestId: 'KYC-1', additionalFields: { selfieField: 'face' } },
				{ credentials },
			);
			expect(json[0]).toMatchObject({ done: false, pending: true, inquiryId: null });
		},
	);
	const form = await new Response(Buffer.concat(received), {
		headers: { 'content-type': contentType },
	}).formData();
	const face = form.get('face') as File;
	expect([...form.keys()].sort()).toEqual([
		'face',
		'idCardPhoto',
		'mobileNumber',
		'requestId',
		'selfieWithIdCardPhoto',
	]);
	expect(form.get('mobileNumber')).toBe('081234560003');
	expect(face.type).toBe('image/png');
	expect(Buffer.from(await face.arrayBuffer()).equals(png)).toBe(true);
});

test('photos that KasPro sends back are not in the output', async () => {
	const echo = { idCardPhoto: jpeg.toString('base64').padEnd(5000, 'A'), name: 'DEWI LESTARI' };
	await answering(
		(request, response) => {
			request
				.resume()
				.on('end', () =>
					response.end(JSON.stringify({ code: 0, message: 'OK', data: { ...echo, all: [echo] } })),
				);
		},
		async (url) => {
			const credentials = kasProCredential({ url }, { authMode: 'none' });
			const { json } = await upgrade({ requestId: 'KYC-1' }, { credentials });
			expect(json[0]).toMatchObject({ name: 'DEWI LESTARI', all: [{ name: 'DEWI LESTARI' }] });
			expect(JSON.stringify(json)).not.toContain('AAAA');
		},
	);
});

test.each<[string, IBinaryKeyData, string]>([
	[
		'a photo that is missing',
		{ idCard: picture(jpeg), selfieWithIdCard: picture(jpeg) },
		'Selfie Photo (item 0) names the binary field "selfie", which the item does not have',
	],
	[
		'a document in the place of a photo',
		{ ...photos, idCard: picture(Buffer.from('%PDF-1.7 not a picture')) },
		'ID Card Photo (KTP) (item 0) must be a JPEG or PNG picture; "idCard" is not',
	],
	[
		'a photo that is too large',
		{ ...photos, selfie: picture(Buffer.concat([jpeg, Buffer.alloc(4 * 1024 * 1024)])) },
		'Selfie Photo (item 0) must have at most 4 MB; "selfie" has 4.0 MB',
	],
])('%s is named before anything is sent', async (_, binary, message) => {
	const { error } = await upgrade({}, { binary });

	expect(error?.message).toBe(message);
	expect(sandbox.current.requests).toEqual([]);
});

test('of somebody unknown is refused with the code', async () => {
	const { error } = await upgrade({ mobileNumber: '089999999999' });

	expect(error?.message).toBe('KasPro refused the request: Customer not found (code 110005)');
});

test('whose answer is lost is unknown and not sent again', async () => {
	sandbox.current.fault({ kind: 'resetAfter', path, times: 9 });

	const { error } = await upgrade(
		{ requestId: 'KYC-1' },
		{ settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } },
	);

	expect(error?.message).toMatch(/^The outcome of KYC-1 is unknown/);
	expect(calls()).toHaveLength(1);
});

const repeated = jpeg.toString('base64');
const NO_CODE = 'without a result code';
test.each([
	['a refusal', 200, JSON.stringify({ code: 7, message: `Invalid photo ${repeated}` }), 'photo …'],
	['a refusal with 4xx', 400, JSON.stringify({ code: 7, message: `Bad ${repeated}` }), 'Bad …'],
	['a text', 400, repeated, NO_CODE],
	['a page', 502, `<html>${repeated}</html>`, NO_CODE],
	['an error of the gateway', 400, JSON.stringify({ error: repeated }), NO_CODE],
])('a photo that KasPro repeats in %s is not shown', async (_, status, body, shown) => {
	await answering(
		(request, response) => {
			request.resume().on('end', () => response.writeHead(status).end(body));
		},
		async (url) => {
			const credentials = kasProCredential({ url }, { authMode: 'none' });
			// `upgrade` looks for it in everything that the node leaves.
			expect((await upgrade({}, { credentials })).error?.message).toContain(shown);
		},
	);
});

test.each(['json', 'multipart'])(
	'a PIN among more fields, sent as %s, is not shown',
	async (encoding) => {
		await answering(
			(request, response) => {
				const answer = JSON.stringify({ code: 190001, message: 'PIN 482913 ditolak' });
				request.resume().on('end', () => response.writeHead(200).end(answer));
			},
			async (url) => {
				const { error } = await upgrade(
					{ encoding, additionalFields: { additionalBodyFields: '{"agentPin":"482913"}' } },
					{ credentials: kasProCredential({ url }, { authMode: 'none' }) },
				);

				expect(error?.message).toContain('PIN ••• ditolak');
			},
		);
	},
);
