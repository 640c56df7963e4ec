import type {
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

/** The gate goes by names, and takes `pin` for no secret; it is one. */
const masked = { password: true };

const LOCATED = 'Needed for instant orders, Lion Parcel and Pos Indonesia';

const WRONG_KEY =
	'KiriminAja does not accept this key. Check the key, the environment, and whether the IP address of this n8n is registered with KiriminAja.';

const line = (
	displayName: string,
	name: string,
	example: string,
	description?: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder: `e.g. ${example}`,
	...(description && { description }),
});

/** A KiriminAja Mitra API key. docs/contracts/kiriminaja.md §1.1 */
export class KiriminAjaApi implements ICredentialType {
	name = 'kiriminAjaApi';

	displayName = 'KiriminAja API';

	icon: Icon = { light: 'file:../icons/kiriminaja.svg', dark: 'file:../icons/kiriminaja.dark.svg' };

	documentationUrl = 'https://repository.invalid/docs/kiriminaja.md#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Custom', value: 'custom', description: 'Another address, e.g. a local sandbox' },
				{
					name: 'Production',
					value: 'production',
					description: 'Real shipments, app.kiriminaja.com',
				},
				{ name: 'Sandbox', value: 'sandbox', description: 'Trial account, sandbox.kiriminaja.com' },
			],
			default: 'sandbox',
			description: 'A key of one environment does not work in the other',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			displayOptions: { show: { environment: ['custom'] } },
			placeholder: 'e.g. http://127.0.0.1:8787',
			default: '',
			required: true,
			description: 'Address of the sandbox on your computer, or of a gateway of your own',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'From the KiriminAja dashboard, menu Integrasi. In production KiriminAja also has to allow the IP address of your n8n.',
		},
		{
			displayName: 'PIN',
			name: 'pin',
			type: 'string',
			typeOptions: masked,
			default: '',
			description:
				'The six digits of the KA Credit PIN, for bookings with KA Credit whose own PIN field is empty. Leave it empty when you do not pay with KA Credit.',
		},
		{
			displayName:
				'The sender, for bookings whose Sender From is Credential; leave it empty when you type the sender into the node',
			name: 'senderNotice',
			type: 'notice',
			default: '',
		},
		line('Sender Name', 'senderName', 'Toko Melati Jaya', 'Your shop as it stands on the label'),
		line('Sender Phone', 'senderPhone', '081200001234', 'The mobile number that the courier calls'),
		line(
			'Sender Address',
			'senderAddress',
			'Jl. Palagan No 12 RT 03 RW 08',
			'Where the courier picks up: street, number and landmarks, 10 to 200 characters',
		),
		line(
			'Sender District ID',
			'senderDistrictId',
			'5788',
			'The ID of the kecamatan, from Area → Search; needed for express orders',
		),
		line(
			'Sender Subdistrict ID',
			'senderSubdistrictId',
			'31554',
			'The ID of the kelurahan, from Area → Search; needed for express orders',
		),
		line(
			'Sender Postcode',
			'senderPostcode',
			'55581',
			'Five digits of where the courier picks up; needed for instant orders',
		),
		line('Sender Latitude', 'senderLatitude', '-7.7652', LOCATED),
		line('Sender Longitude', 'senderLongitude', '110.3781', LOCATED),
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{ $credentials.apiKey.trim() }}' } },
	};

	test: ICredentialTestRequest = {
		request: {
			method: 'POST',
			baseURL:
				'={{ $credentials.environment === "custom" ? $credentials.baseUrl.trim().replace(/\\/+$/, "") : $credentials.environment === "production" ? "https://client.kiriminaja.com" : "https://tdev.kiriminaja.com" }}',
			url: '/api/mitra/province',
			disableFollowRedirect: true,
		},
		// KiriminAja does not say with which of these it refuses a key. n8n's type wants rules of one kind; its tester takes both in one list.
		rules: [
			{ type: 'responseCode', properties: { value: 401, message: WRONG_KEY } },
			{ type: 'responseCode', properties: { value: 403, message: WRONG_KEY } },
			{
				type: 'responseSuccessBody',
				properties: { key: 'status', value: false, message: WRONG_KEY },
			},
			{
				type: 'responseSuccessBody',
				// Nothing at all: a page, or another server's answer.
				properties: {
					key: 'status',
					value: undefined,
					message: 'What answers there is not KiriminAja. Check Environment and Base URL.',
				},
			},
		] as ICredentialTestRequest['rules'],
	};
}
