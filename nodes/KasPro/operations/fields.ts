import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { collection, jsonText, line, notice } from '../../shared/values/builders';
import { json, optional, phone, text } from '../../shared/values/kinds';
import { requestIdIn } from '../wire/body';
import { extraHeaders } from '../wire/headers';

export { extraHeaders };

/** KasPro knows mobile numbers as 08…, never as 62…. docs/contracts/kaspro.md §3 */
export const mobileNumber = phone({ starts: ['08'], min: 9, max: 13 });

/** Said of each field whose name is our reading or a known client's. docs/contracts/kaspro.md §4 */
export const UNCONFIRMED = "Unconfirmed: not in KasPro's public documentation";

export const noticeField = (displayName: string): INodeProperties => notice('notice', displayName);

export const customerField = line('Mobile Number', 'mobileNumber', '081234560001', {
	required: true,
	description: 'As KasPro knows it: beginning with 08',
});

export const requestIdField = (what: string, example: string): INodeProperties =>
	line('Request ID', 'requestId', example, {
		description: `Your own unique number of this ${what}. Left empty, one is made that stays the same when this execution is tried again. What KasPro does with a repeated one is not documented.`,
	});

const additionalBodyFields = jsonText(
	'Additional Body Fields (JSON)',
	'additionalBodyFields',
	'{}',
	{
		description:
			'Fields that KasPro asks of you, e.g. {"channel": "APP"}. They are merged last, unchecked: a field named like one above replaces it, and null removes it.',
	},
);

export const extraHeadersField = jsonText('Extra Headers (JSON)', 'extraHeaders', '{}', {
	description:
		'Headers that KasPro asks of you, e.g. {"Accept-Language": "ID"}. Keys and tokens belong in the credential.',
});

interface OwnPath {
	/** KasPro's published path. None: the operation asks for one in a field of its own. */
	path?: string;
	/** Another path that is known for the same thing. */
	alternative?: string;
	/** Whether the call is a GET, which has no body. */
	isGet?: boolean;
	fields?: INodeProperties[];
	/** A GET has none. */
	body?: boolean;
}

/** What a call may need beyond its named fields: KasPro publishes no request bodies, and hosts differ. docs/contracts/kaspro.md §6 */
export function additionalFields(own: OwnPath): INodeProperties {
	const { path, alternative, isGet = false, fields = [] } = own;
	const other = alternative
		? `. ${alternative} is known for this as well, from elsewhere; ask KasPro which one is yours.`
		: '';
	return collection([
		...(isGet ? [] : [additionalBodyFields]),
		extraHeadersField,
		...(path
			? [
					line('Path', 'path', alternative ?? path, {
						default: path,
						description: `For another path below the Base URL that KasPro gave you; most end with a slash${other}`,
					}),
				]
			: []),
		...fields,
	]);
}

export const partnerPath = text().pipe(
	z.string().regex(/^\/(?!\/)[^\s?#]*$/, {
		message: 'must begin with one / and have no blank, ? or #, e.g. /p2p-transaction/.',
	}),
);

const jsonObject = json.pipe(
	z.record(z.string(), z.unknown(), { message: 'must be a JSON object, e.g. {"channel": "APP"}.' }),
);

/** A request ID that is there and empty is most likely a column that is missing. */
const refuseEmpty = (ctx: z.RefinementCtx) =>
	ctx.addIssue({
		code: 'custom',
		path: ['requestId'],
		message: 'must be a text or a number, and not be empty. Give the item a number of its own.',
	});

/** A body typed as JSON, which is sent as it is. */
export const jsonBody = jsonObject.superRefine((body, ctx) => {
	if ('requestId' in body && requestIdIn(body) === undefined) refuseEmpty(ctx);
});

/** Fields typed as JSON, which are added to a body; null takes one out. */
export const jsonFields = jsonObject.superRefine((fields, ctx) => {
	const isThere = 'requestId' in fields && fields.requestId !== null;
	if (isThere && requestIdIn(fields) === undefined) refuseEmpty(ctx);
});

/** Of a GET. */
export const partnerGetSchema = {
	extraHeaders: optional(extraHeaders),
	path: optional(partnerPath),
};

export const partnerSchema = { ...partnerGetSchema, additionalBodyFields: optional(jsonFields) };
