import type {
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

/** The gate goes by names, and takes `duitkuMerchantKey` for no secret; it is one. */
const masked = { password: true };

/** A Kirimo API key and, where the merchant has it, the Duitku project behind it. docs/contracts/kirimo.md §1 */
export class KirimoApi implements ICredentialType {
	name = 'kirimoApi';

	displayName = 'Kirimo API';

	icon: Icon = { light: 'file:../icons/kirimo.svg', dark: 'file:../icons/kirimo.dark.svg' };

	documentationUrl = 'https://repository.invalid/docs/kirimo.md#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'e.g. KRM-…',
			description: 'From the Kirimo dashboard. It begins with KRM-.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://kirimo.biz.id',
			required: true,
			description: 'Change it only for a local sandbox',
		},
		{
			displayName: 'Duitku Merchant Code',
			name: 'duitkuMerchantCode',
			type: 'string',
			default: '',
			placeholder: 'e.g. DXXXX',
			description:
				'Used for notifications only: those of any other Duitku project are refused. Leave empty when Kirimo has not told you.',
		},
		{
			displayName: 'Duitku Merchant Key',
			name: 'duitkuMerchantKey',
			type: 'string',
			typeOptions: masked,
			default: '',
			description:
				'Used for notifications only, to check their signatures. It is the key of the Duitku project that makes your payments, not the KRM- key; ask Kirimo for it. Without it, Kirimo is asked for the status of each payment all the same.',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { 'X-API-KEY': '={{ $credentials.apiKey.trim() }}' } },
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl.trim().replace(/\\/+$/, "") }}',
			url: '/api.php',
			qs: { action: 'balance' },
			disableFollowRedirect: true,
		},
		// n8n's type wants rules of one kind; its tester takes both in one list.
		rules: [
			{
				type: 'responseCode',
				properties: { value: 401, message: 'Kirimo does not know this API key.' },
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'Kirimo refuses the request: the IP address of this n8n is not on the whitelist in the Kirimo dashboard, the limit of your package is used up, or the API key is wrong.',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'status',
					value: 'error',
					message: 'Kirimo does not accept this API key. Check the key and the base URL.',
				},
			},
			{
				type: 'responseSuccessBody',
				// A page, or another server's answer.
				properties: {
					key: 'data',
					value: undefined,
					message: 'What answers there is not Kirimo. Check Base URL.',
				},
			},
		] as ICredentialTestRequest['rules'],
	};
}
