// First: it keeps pauses from taking time.
import { service, write, says } from './requesting';
import { exchange } from '../../../../../nodes/shared/wire/request';
import type { Answer, Exchange } from '../../../../../nodes/shared/wire/service';
import { answering } from '../../../../engine/support/answering';
import { contextWith } from '../context';

describe('a refusal that repeats what must stay secret', () => {
	const credential = {
		authMode: 'none',
		hmacKey: 'key-4711',
		hmacSecret: 'very secret',
		accessToken: ' token-1 ',
		partnerKey: '',
	};
	/** What is said about a request when the service answers so. */
	async function saidAbout(request: Partial<Exchange>, body: string, verdict = service.verdict) {
		let answer: Answer | undefined;
		await answering(says(400, body), async (url) => {
			const credentials = { kasProApi: { ...credential, baseUrl: url } };
			const ctx = contextWith({ credentials });
			answer = await exchange({ ctx }, { ...service, verdict }, { ...write, ...request });
		});
		if (answer === undefined || answer.ok) throw new Error('There is no refusal');
		return answer.failure;
	}

	test('says neither a PIN nor an OTP of its body', async () => {
		const failure = await saidAbout(
			{ body: { pin: '482913', otp: '0123', amount: 1 } },
			'{"code":7,"message":"pin 482-913 and otp 123, 0123 of 4829130"}',
		);

		expect(failure).toMatchObject({
			message: 'Testpay refused the request: pin ••• and otp 123, ••• of 4829130',
			vendorText: 'pin ••• and otp 123, ••• of 4829130',
		});
	});

	test('says none of the credential’s keys and tokens', async () => {
		const { message } = await saidAbout(
			{},
			'{"code":7,"message":"key-4711: very secret, Bearer token-1"}',
		);

		expect(message).toBe('Testpay refused the request: •••: •••, Bearer •••');
	});

	test('says none in its code and its advice', async () => {
		const verdict = () => ({ text: 'No', code: '482913', advice: 'Not 482913' });
		const failure = await saidAbout({ body: { pin: '482913' } }, '{}', verdict);

		expect(failure).toMatchObject({ vendorCode: '•••', advice: 'Not •••' });
	});

	test('says none when it is a page', async () => {
		const failure = await saidAbout({ body: { pin: '482913' } }, '<p>pin=482913</p>');

		expect(JSON.stringify(failure)).not.toContain('482913');
	});

	test('has none to leave out of bytes, and those of the credential all the same', async () => {
		const { message } = await saidAbout(
			{ body: Buffer.from('pin=482913'), headers: { 'Content-Type': 'text/plain' } },
			'{"code":7,"message":"key-4711"}',
		);

		expect(message).toBe('Testpay refused the request: •••');
	});

	test('has nothing to leave out of a request without a body', async () => {
		const { message } = await saidAbout({ body: undefined }, '{"code":7,"message":"No 482913"}');

		expect(message).toBe('Testpay refused the request: No 482913');
	});
});
