import type { IHookFunctions } from 'n8n-workflow';
import { KirimoTrigger } from '../../../../nodes/Kirimo/KirimoTrigger.node';

const node = { id: '1', name: 'Trigger', type: 'kirimoTrigger', typeVersion: 1 };

/** What happens when the workflow is published. */
async function publish(verification: string, duitkuMerchantKey?: string): Promise<boolean> {
	const { checkExists } = new KirimoTrigger().webhookMethods.default;
	const context = {
		getNode: () => node,
		getNodeParameter: () => verification,
		getCredentials: async () => ({ duitkuMerchantKey }),
	};
	return await checkExists.call(context as unknown as IHookFunctions);
}

test.each(['signature', 'both'])(
	'%s can not be published without the merchant key',
	async (choice) => {
		for (const key of [undefined, '', ' ']) {
			await expect(publish(choice, key)).rejects.toThrow(
				'Verification by signature needs the Duitku Merchant Key in the Kirimo credential',
			);
		}
		await expect(publish(choice, '0f1e2d3c')).resolves.toBe(true);
	},
);

test.each(['auto', 'statusLookup'])(
	'%s can be published without the merchant key',
	async (choice) => {
		await expect(publish(choice)).resolves.toBe(true);
	},
);
