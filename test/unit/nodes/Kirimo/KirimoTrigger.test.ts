import type { IHookFunctions } from 'n8n-workflow';
import { KirimoTrigger } from '../../../../nodes/Kirimo/KirimoTrigger.node';

const node = { id: '1', name: 'Trigger', type: 'kirimoTrigger', typeVersion: 1 };

/** What happens when the workflow is published. */
async function publish(
	verification: string,
	duitkuMerchantKey?: string,
	sourceIps = '',
): Promise<boolean> {
	const methods = new KirimoTrigger().webhookMethods.default;
	const context = {
		getNode: () => node,
		getNodeParameter: (name: string) => ({ verification, sourceIps })[name],
		getCredentials: async () => ({ duitkuMerchantKey }),
	};
	return await methods.checkExists.call(context as unknown as IHookFunctions);
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

test('a list of sources that are no addresses can not be published', async () => {
	await expect(publish('auto', '', '182.23.85.8, duitku.com,182.23.85.0/28')).rejects.toThrow(
		'Source IP Addresses has "duitku.com", "182.23.85.0/28", which is no IP address',
	);
	await expect(publish('auto', '', ' 182.23.85.8,\n2001:db8::1 ')).resolves.toBe(true);
});
