import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { defineOperation } from '../../../shared/run/operation';
import { choice, field, flag, json, optional, refuse } from '../../../shared/values/kinds';
import { textIn } from '../../../shared/values/texts';
import { orThrow } from '../../../shared/wire/request';
import { kasPro } from '../../wire/api';
import { extraHeaders, extraHeadersField, jsonBody, noticeField, partnerPath } from '../fields';
import { stateOf } from '../../wire/result';
import { requestIdIn, whatIsDone } from '../../wire/body';
import { sendOnce } from '../../wire/sendOnce';

const query = json.pipe(
	field((value) => {
		const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
		const isFlat =
			isObject &&
			Object.values(value).every((one) => ['string', 'number', 'boolean'].includes(typeof one));
		return isFlat
			? (value as IDataObject)
			: refuse('must be a JSON object of texts, numbers, true and false.');
	}),
);

/** Any path of KasPro's partner API, signed like the rest. docs/contracts/kaspro.md §4.9, §6 */
export const send = defineOperation({
	value: 'send',
	name: 'Send',
	action: 'Send an API request',
	description: 'Call any path that KasPro gave you, signed like the other operations',
	kind: 'write',
	fields: [
		noticeField(
			'Each request is sent once. When its answer is lost, the node says so and never sends it again; only a GET may be asked again by Retry On Fail.',
		),
		{
			displayName: 'Method',
			name: 'method',
			type: 'options',
			options: [
				{ name: 'DELETE', value: 'DELETE' },
				{ name: 'GET', value: 'GET' },
				{ name: 'PATCH', value: 'PATCH' },
				{ name: 'POST', value: 'POST' },
				{ name: 'PUT', value: 'PUT' },
			],
			default: 'GET',
			description:
				'As KasPro names it for this path. GET and what only asks may be sent again; all others are sent once.',
		},
		{
			displayName: 'Path',
			name: 'path',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. /biller-payment/',
			description: 'Below the Base URL, without a query; most of KasPro end with a slash',
		},
		{
			displayName: 'Query (JSON)',
			name: 'query',
			type: 'json',
			default: '{}',
			description: 'What stands behind the question mark, e.g. {"mobileNumber": "081234560001"}',
		},
		{
			displayName: 'Body (JSON)',
			name: 'body',
			type: 'json',
			displayOptions: { show: { method: ['DELETE', 'PATCH', 'POST', 'PUT'] } },
			default: '{}',
			description:
				'Sent as it is. Give money calls a requestId of your own, which stays the same when you try again.',
		},
		extraHeadersField,
		{
			displayName: 'Only Asks',
			name: 'onlyAsks',
			type: 'boolean',
			displayOptions: { show: { method: ['DELETE', 'PATCH', 'POST', 'PUT'] } },
			default: false,
			description:
				'Whether this call changes nothing, e.g. asks how a payment ended. It is then sent whenever the workflow or a model asks for it.',
		},
	],
	request: z.object({
		method: choice('DELETE', 'GET', 'PATCH', 'POST', 'PUT'),
		path: partnerPath,
		query: optional(query),
		body: optional(jsonBody),
		extraHeaders: optional(extraHeaders),
		onlyAsks: optional(flag),
	}),
	once({ method, path, body = {}, query: asked, onlyAsks }, beside) {
		if (method === 'GET' || onlyAsks) return [];
		const { requestId: _, ...rest } = body;
		const id = requestIdIn(body);
		// KasPro's calls share no numbers: one asks for what another has paid under the same ID.
		const given = id && `${id} (${method} ${path})`;
		return [
			{
				field: 'requestId in Body',
				given,
				typed: id,
				isBare: true,
				intent: [method, path, whatIsDone(asked ?? {}), whatIsDone(rest, beside)],
			},
		];
	},
	names: ({ reference }) => `API request ${textIn(reference)}`,
	async run(call, { method, path, query: asked, body = {}, onlyAsks, extraHeaders: headers }) {
		const hasBody = method !== 'GET' && (method !== 'DELETE' || Object.keys(body).length > 0);
		const request = {
			path,
			query: asked,
			headers,
			...(hasBody && { body: body as IDataObject }),
		};
		if (method === 'GET' || onlyAsks) {
			return withState(orThrow(call, await kasPro.tryOnce(call, request, method)));
		}
		// What was sent: a model may have given it another number now.
		const [reference = ''] = call.references;
		const name = requestIdIn(body) ? reference : `${method} ${path}`;
		const answer = await sendOnce(call, {
			...request,
			named: () => name,
			howToCheck: () => `Ask KasPro about ${name} before you send it again`,
			send: async (exchange) => await kasPro.tryOnce(call, exchange, method),
		});
		return withState(answer);
	},
});

/** The answer as KasPro gave it: what is inside its `data` is not known here. */
function withState(answer: IDataObject): IDataObject {
	return { ...answer, ...stateOf(answer) };
}
