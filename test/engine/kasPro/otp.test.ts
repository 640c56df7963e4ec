import type { INodeParameters } from 'n8n-workflow';
import { answering } from '../support/answering';
import { expectNoSecrets, kasProCredential } from '../support/kasPro';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();
const sari = '081234560001';
const right = '482913';
const retryOnFail = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const calls = (path: string) =>
	sandbox.current.requests.filter((request) => request.path === path).length;

type Options = Partial<Parameters<typeof runNode>[0]>;

async function otp(operation: string, parameters: INodeParameters = {}, options: Options = {}) {
	const result = await runNode({
		type: 'kasPro',
		resource: 'otp',
		operation,
		credentials: kasProCredential(sandbox.current),
		parameters: { mobileNumber: sari, ...parameters },
		...options,
	});
	expectNoSecrets(result.run);
	return result;
}
const validate = (typed: string, options: Options = {}) =>
	otp('validate', { otp: '={{ $json.otp }}' }, { items: [{ otp: typed }], ...options });
/** What the node itself leaves in the execution; its input naturally holds the OTP. */
const ownData = ({ run }: Awaited<ReturnType<typeof runNode>>) =>
	JSON.stringify([run.data.resultData.runData['Under Test'], run.data.resultData.error]);

describe('requesting an OTP', () => {
	test('sends one message and tells how long it is good', async () => {
		const { json, hints } = await otp('request');

		expect(json).toEqual([
			{
				code: 0,
				message: 'Berhasil',
				expiry: 300,
				done: true,
				pending: false,
				reference: null,
				mobileNumber: sari,
			},
		]);
		expect(hints).toEqual([]);
		expect(sandbox.current.kasPro.otps).toHaveLength(1);
	});

	test('for somebody unknown is refused with the code', async () => {
		const { error } = await otp('request', { mobileNumber: '089999999999' });

		expect(error?.message).toBe('KasPro refused the request: Customer not found (code 110005)');
	});

	test('whose answer is lost sends no second message, also not by Retry On Fail', async () => {
		sandbox.current.fault({ kind: 'resetAfter', path: '/pil-partner-get-otp/', times: 9 });

		const { error } = await otp('request', {}, { settings: retryOnFail });

		expect(error).toMatchObject({
			message: expect.stringMatching(/^The outcome of the OTP for 081234560001 is unknown/),
			context: { outcome: 'unknown' },
		});
		expect(calls('/pil-partner-get-otp/')).toBe(1);
	});
});

describe('validating an OTP', () => {
	test('that is right says so, without showing it', async () => {
		await otp('request');

		const result = await validate(right);

		expect(result.json).toEqual([
			{
				mobileNumber: sari,
				valid: true,
				code: 0,
				message: 'Berhasil',
				done: true,
				pending: false,
				reference: null,
			},
		]);
		expect(ownData(result)).not.toContain(right);
	});

	test('that is wrong is refused once, also with Retry On Fail: three wrong ones lock', async () => {
		await otp('request');

		const result = await validate('111111', { settings: retryOnFail });

		expect(result.error?.message).toBe(
			'KasPro refused this OTP within the last hour, so it was not sent again: Invalid OTP (code 190002)',
		);
		expect(sandbox.current.kasPro.otps[0]?.wrongTries).toBe(1);
		expect(ownData(result)).not.toContain('111111');
	});

	test('that is wrong shows the text and the code', async () => {
		await otp('request');

		const { error } = await validate('111111');

		expect(error).toMatchObject({
			message: 'KasPro refused the request: Invalid OTP (code 190002)',
			context: { outcome: 'refused' },
		});
	});

	test.each([
		['a refusal', 200, `{"code":190002,"message":"OTP ${right} is wrong"}`, 'OTP ••• is wrong'],
		[
			'a refusal with 4xx',
			400,
			`{"code":190002,"message":"OTP ${right} is wrong"}`,
			'OTP ••• is wrong',
		],
		[
			'a success',
			200,
			`{"code":0,"message":"${right} accepted","data":{"otp":"${right}"}}`,
			'••• accepted',
		],
		['a page', 200, `<html>${right}</html>`, 'no JSON but "•••"'],
		['an error page', 502, `<html>${right}</html>`, 'no JSON but "•••"'],
	])('hides an OTP that KasPro repeats in %s', async (_, status, body, shown) => {
		await answering(
			(_request, response) => response.writeHead(status).end(body),
			async (url) => {
				const credentials = kasProCredential({ url }, { authMode: 'none' });
				const result = await validate(right, { credentials });

				expect(ownData(result)).not.toContain(right);
				expect(result.error?.message ?? result.json[0]?.message).toContain(shown);
			},
		);
	});

	test('that is no OTP is not sent, and not shown', async () => {
		const result = await validate('48x9137');

		expect(result.error?.message).toBe(
			'OTP (item 0) must be the 4–8 digits of the OTP. If it starts with 0, give it as text.',
		);
		expect(sandbox.current.requests).toEqual([]);
		expect(ownData(result)).not.toContain('48x9137');
	});

	test('that is still in process is not valid', async () => {
		await answering(
			(_request, response) => response.end('{"code":1,"message":"In Process"}'),
			async (url) => {
				const credentials = kasProCredential({ url }, { authMode: 'none' });
				const { json } = await validate(right, { credentials });

				expect(json[0]).toMatchObject({ valid: false, done: false, pending: true });
			},
		);
	});
});
