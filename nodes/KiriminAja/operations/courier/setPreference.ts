import { z } from 'zod';
import { apiError } from '../../../shared/wire/errors';
import { defineOperation } from '../../../shared/run/operation';
import { text } from '../../../shared/values/kinds';
import { kiriminAja } from '../../wire/api';

/** Chooses which express couriers the account uses at all. docs/contracts/kiriminaja.md §2.2 (11) */
export const setPreference = defineOperation({
	value: 'setPreference',
	name: 'Set Preference',
	action: 'Set the courier preference',
	description: 'Choose which express couriers the account uses',
	kind: 'write',
	names: () => 'courier preference',
	fields: [
		{
			displayName:
				'Changes the whole account, for all that use its API key: other workflows, shops and plugins too. KiriminAja keeps no earlier choice.',
			name: 'preferenceNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Courier Names or IDs',
			name: 'services',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'getCouriers' },
			default: [],
			description:
				'Leave empty to use all couriers again. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	],
	// A list that an expression failed to give must not reset the account: only an empty list does.
	request: z.object({
		services: z.array(text(), {
			message: 'must be a list of courier codes, e.g. ["jne", "jnt"]; an empty list resets it.',
		}),
	}),
	async run(call, { services }) {
		const body = services.length > 0 ? { services } : {};
		const answer = await kiriminAja.tryWrite(call, '/api/mitra/v3/set_whitelist_services', body);
		if (!answer.ok) {
			const { failure } = answer;
			const advice = failure.outcome === 'unknown' ? MAYBE_SET : failure.advice;
			throw apiError(call, { ...failure, advice });
		}
		return { updated: true, couriers: services };
	},
});

const MAYBE_SET =
	'KiriminAja may or may not have taken the preference. Check it in the KiriminAja dashboard, or run the item again: setting it twice does no harm.';
