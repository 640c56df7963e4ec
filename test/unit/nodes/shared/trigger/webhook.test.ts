import type { IWebhookFunctions } from 'n8n-workflow';
import {
	answerOnly,
	fingerprint,
	sameSecret,
	startRun,
	triggerWebhooks,
} from '../../../../../nodes/shared/trigger/webhook';

describe('the answer to a sender', () => {
	test('has the HTTP status that is meant, and starts no run', () => {
		const response = { status: jest.fn().mockReturnThis(), json: jest.fn() };
		const ctx = { getResponseObject: () => response } as unknown as IWebhookFunctions;

		expect(answerOnly(ctx, 401, { status: false })).toEqual({ noWebhookResponse: true });
		expect(response.status).toHaveBeenCalledWith(401);
		expect(response.json).toHaveBeenCalledWith({ status: false });
	});

	test('of a run is given by n8n, with the items', () => {
		expect(startRun([{ a: 1 }, { a: 2 }], { status: true })).toEqual({
			workflowData: [[{ json: { a: 1 } }, { json: { a: 2 } }]],
			webhookResponse: { status: true },
		});
	});
});

test.each([
	['key', 'key', true],
	['key', 'kez', false],
	['key', 'key ', false],
	['', 'key', false],
	['key', '', false],
	['', '', false],
	['Schlüssel', 'Schlüssel', true],
])('the secrets %p and %p are the same: %p', (given, expected, same) => {
	expect(sameSecret(given, expected)).toBe(same);
});

describe('a fingerprint', () => {
	test('is the same for the same parts, and another for others', () => {
		const one = fingerprint(['paid', 'INV-1', 50_000]);
		expect(one).toMatch(/^[0-9a-f]{32}$/);
		expect(fingerprint(['paid', 'INV-1', 50_000])).toBe(one);
		expect(fingerprint(['paid', 'INV-15', 0])).not.toBe(one);
		expect(fingerprint(['paid', 'INV-1', '50000'])).not.toBe(one);
		expect(fingerprint(['paidINV-1', 50_000])).not.toBe(one);
	});

	test('does not depend on the order of keys, at any depth, but on that of lists', () => {
		const one = fingerprint([{ a: 1, b: { c: [{ d: 1, e: 2 }, 3], f: null } }]);
		expect(fingerprint([{ b: { f: null, c: [{ e: 2, d: 1 }, 3] }, a: 1 }])).toBe(one);
		expect(fingerprint([{ a: 1, b: { c: [3, { d: 1, e: 2 }], f: null } }])).not.toBe(one);
		expect(fingerprint([{ a: 1, b: { c: [{ d: 1, e: 2 }, 3] } }])).not.toBe(one);
	});
});

test('a trigger answers probes at the same URL, which is open before the service is told of it', () => {
	expect(triggerWebhooks.map(({ httpMethod, path }) => `${httpMethod} ${path}`)).toEqual([
		'GET webhook',
		'HEAD webhook',
		'POST webhook',
	]);
	// Only what is named `default` is registered; n8n shows the URL once.
	expect(triggerWebhooks.map(({ name }) => name)).toEqual(['setup', 'setup', 'default']);
	expect(triggerWebhooks.map(({ ndvHideUrl }) => ndvHideUrl === true)).toEqual([true, true, false]);
});
