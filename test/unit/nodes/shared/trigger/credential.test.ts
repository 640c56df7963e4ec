import type { IWebhookFunctions } from 'n8n-workflow';
import { checkedWith } from '../../../../../nodes/shared/trigger/credential';

let now = 0;
beforeEach(() => {
	now = 1_000_000;
	jest.spyOn(Date, 'now').mockImplementation(() => now);
});
afterEach(() => jest.restoreAllMocks());

/** A trigger whose credential has this key, and how often it was read. */
function triggerWith(key: string, { id = 'node-1', credential = '1' } = {}) {
	const stored = { apiKey: key, read: 0 };
	const ctx = {
		getWorkflow: () => ({ id: 'workflow-1' }),
		getNode: () => ({ id, credentials: { kiriminAjaApi: { id: credential } } }),
		getCredentials: async () => {
			stored.read++;
			return { apiKey: stored.apiKey };
		},
	} as unknown as IWebhookFunctions;
	const deliver = async (given: string) =>
		(await checkedWith(ctx, 'kiriminAjaApi', ({ apiKey }) =>
			apiKey === given ? 'genuine' : undefined,
		)) ?? 'forged';
	return { stored, deliver };
}

describe('deliveries within a few seconds', () => {
	test('read the credential once', async () => {
		const { stored, deliver } = triggerWith('right');

		expect([await deliver('right'), await deliver('right')]).toEqual(['genuine', 'genuine']);
		expect(stored.read).toBe(1);
		now += 5000;
		await deliver('right');
		expect(stored.read).toBe(2);
	});

	test('are never refused with a key that has changed since', async () => {
		const { stored, deliver } = triggerWith('old');
		await deliver('old');
		stored.apiKey = 'new';

		expect(await deliver('new')).toBe('genuine');
		expect(await deliver('old')).toBe('forged');
	});

	test('are refused when they are forged, each with the credential as it is', async () => {
		const { stored, deliver } = triggerWith('right');

		expect([await deliver('wrong'), await deliver('wrong')]).toEqual(['forged', 'forged']);
		expect(stored.read).toBe(2);
		expect(await deliver('right')).toBe('genuine');
	});

	test('of another trigger, or with another credential, know nothing of it', async () => {
		await triggerWith('one').deliver('one');

		expect(await triggerWith('two', { id: 'node-2' }).deliver('one')).toBe('forged');
		expect(await triggerWith('two', { credential: '2' }).deliver('one')).toBe('forged');
	});
});
