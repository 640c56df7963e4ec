import type { INodeParameters } from 'n8n-workflow';
import { answering } from '../support/answering';
import { kiriminAjaCredential } from '../support/kiriminAja';
import { replaying } from '../support/replaying';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

const run = (
	operation: string,
	parameters: INodeParameters = {},
	options: Partial<Parameters<typeof runNode>[0]> = {},
) =>
	runNode({
		type: 'kiriminAja',
		resource: 'account',
		operation,
		parameters,
		credentials: kiriminAjaCredential(sandbox.current),
		...options,
	});

const at = (url: string) => kiriminAjaCredential({ ...sandbox.current, url });

describe('Get', () => {
	const replayed = (name: string) =>
		replaying('kiriminaja/profile', name, (url) => run('get', {}, { credentials: at(url) }));

	test('shows whose account it is and how it pays', async () => {
		const { json, hints } = await replayed('credit account');

		expect(hints).toEqual([]);
		expect(json).toEqual([
			{
				id: '90001',
				name: 'Toko Melati Jaya',
				email: 'owner@example.com',
				status: 'active',
				metadata: { paymentMethod: 'CREDIT', hasPin: true },
				paymentMethod: 'CREDIT',
				paysLater: false,
				hasPin: true,
			},
		]);
	});

	test('says that a Term of Payment account pays later and has no PIN', async () => {
		const { json } = await replayed('TOP account');
		expect(json).toMatchObject([{ paymentMethod: 'TOP', paysLater: true, hasPin: false }]);
	});

	test('takes TOP in any letter case', async () => {
		const body = { status: true, results: { id: 1, metadata: { payment_method: 'top' } } };
		await answering(
			(_request, answer) => void answer.end(JSON.stringify(body)),
			async (url) => {
				const { json } = await run('get', {}, { credentials: at(url) });
				expect(json).toMatchObject([{ paysLater: true, hasPin: false }]);
			},
		);
	});

	test('gives what there is, and says so, when KiriminAja leaves the profile out', async () => {
		await answering(
			(_request, answer) => void answer.end('{"status":true,"text":"Profile loaded"}'),
			async (url) => {
				const { json, hints, error } = await run('get', {}, { credentials: at(url) });

				expect(error).toBeUndefined();
				expect(json).toEqual([{ id: '', paymentMethod: '', paysLater: false, hasPin: false }]);
				expect(hints[0]?.message).toContain('differs from its documentation');
			},
		);
	});
});

describe('Set Callback', () => {
	const url = 'https://n8n.example.com/webhook/kiriminaja';

	test('registers the URL as published', async () => {
		const { json } = await replaying('kiriminaja/set-callback', 'ok', (service) =>
			run('setCallback', { url }, { credentials: at(service) }),
		);
		expect(json).toEqual([{ url, registered: true }]);
	});

	test('replaces the URL that the account had', async () => {
		sandbox.current.kiriminAja.callbackUrl = 'https://n8n.example.com/old';
		await run('setCallback', { url });

		expect(sandbox.current.kiriminAja.callbackUrl).toBe(url);
	});

	test('says what to do when KiriminAja can not reach an address of this machine', async () => {
		const { error } = await run('setCallback', { url: 'http://localhost:5678/webhook' });

		expect(error?.message).toBe(
			'KiriminAja did not accept the callback URL: The url is not a valid URL.',
		);
		expect(error?.description).toContain('has to be reachable from the internet');
		expect(sandbox.current.kiriminAja.callbackUrl).toBeNull();
	});

	test('says what to do when KiriminAja can not find the host', async () => {
		const unknown = 'https://no-such-host.invalid/x';
		const { error } = await replaying(
			'kiriminaja/set-callback',
			'unreachable (inferred)',
			(service) => run('setCallback', { url: unknown }, { credentials: at(service) }),
		);

		expect(error?.message).toBe(
			'KiriminAja did not accept the callback URL: The url is not a valid URL.',
		);
		expect(error?.description).toBe(
			`${unknown} has to be reachable from the internet, under a host name that DNS knows. Correct Callback URL and run the item again.`,
		);
	});

	test('blames the key, not the URL, when the key is wrong', async () => {
		const credentials = kiriminAjaCredential(sandbox.current, 'not-the-key');
		const { error } = await run('setCallback', { url }, { credentials });

		expect(error?.message).toBe('KiriminAja refused the request: Unauthorized.');
		expect(error?.description).toContain('Check the KiriminAja credential');
	});

	test('says that it is unknown what became of a lost answer, and asks once only', async () => {
		sandbox.current.fault({ kind: 'resetAfter', path: '/api/mitra/set_callback' });
		const { error } = await run('setCallback', { url });

		expect(error?.context).toMatchObject({ outcome: 'unknown' });
		expect(sandbox.current.requests).toHaveLength(1);
	});

	test.each(['shop.example.com/kiriminaja', 'ftp://shop.example.com', 'https://'])(
		'refuses %s before anything is sent',
		async (typed) => {
			const { error } = await run('setCallback', { url: typed });

			expect(error?.message).toBe(
				`Callback URL (item 0) must be a web address that starts with https:// or http://; it is "${typed}".`,
			);
			expect(sandbox.current.requests).toEqual([]);
		},
	);
});
