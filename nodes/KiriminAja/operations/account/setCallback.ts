import { z } from 'zod';
import { defineOperation } from '../../../shared/run/operation';
import { webUrl } from '../../../shared/values/kinds';
import { textIn } from '../../../shared/values/texts';
import { setCallback as register } from '../../wire/callback';

/** Makes a URL the account's one callback, for a receiver other than our trigger. docs/contracts/kiriminaja.md §2.9 (26) */
export const setCallback = defineOperation({
	value: 'setCallback',
	name: 'Set Callback',
	action: 'Set the callback URL',
	description: 'Choose the URL to which KiriminAja sends the events of your shipments',
	kind: 'write',
	names: ({ url }) => `callback URL ${textIn(url)}`,
	fields: [
		{
			displayName:
				'KiriminAja has one callback URL per account, and no call that shows or removes it. This one replaces any other, e.g. the one of a KiriminAja Trigger or of a WooCommerce shop.',
			name: 'oneUrlNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Callback URL',
			name: 'url',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://shop.example.com/kiriminaja',
			description:
				'Where KiriminAja posts events: an address that can be reached from the internet under a host name',
		},
	],
	request: z.object({ url: webUrl }),
	async run(call, { url }) {
		const advice = `${url} has to be reachable from the internet, under a host name that DNS knows. Correct Callback URL and run the item again.`;
		await register(call, url, advice);
		return { url, registered: true };
	},
});
