import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { json, optional, phone, text } from '../../shared/values/kinds';

/** KasPro knows mobile numbers as 08…, never as 62…. docs/contracts/kaspro.md §3 */
export const mobileNumber = phone({ starts: ['08'], min: 9, max: 13 });

/** Said of each field whose name is our reading or a known client's. docs/contracts/kaspro.md §4 */
export const UNCONFIRMED = "Unconfirmed: not in KasPro's public documentation";

export function noticeField(displayName: string): INodeProperties {
	return { displayName, name: 'notice', type: 'notice', default: '' };
}

export const customerField: INodeProperties = {
	displayName: 'Mobile Number',
	name: 'mobileNumber',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 081234560001',
	description: 'As KasPro knows it: beginning with 08',
};

export function requestIdField(what: string, example: string): INodeProperties {
	return {
		displayName: 'Request ID',
		name: 'requestId',
		type: 'string',
		default: '',
		placeholder: `e.g. ${example}`,
		description: `Your own unique number of this ${what}. Left empty, one is made that stays the same when this execution is tried again. What KasPro does with a repeated one is not documented.`,
	};
}

const additionalBodyFields: INodeProperties = {
	displayName: 'Additional Body Fields (JSON)',
	name: 'additionalBodyFields',
	type: 'json',
	default: '{}',
	description:
		'Fields that KasPro asks of you, e.g. {"channel": "APP"}. They are merged last, unchecked: a field named like one above replaces it, and null removes it.',
};

export const extraHeadersField: INodeProperties = {
	displayName: 'Extra Headers (JSON)',
	name: 'extraHeaders',
	type: 'json',
	default: '{}',
	description:
		'Headers that KasPro asks of you, e.g. {"Accept-Language": "ID"}. Keys and tokens belong in the credential.',
};

interface OwnPath {
	/** KasPro's published path. None: the operation asks for one in a field of its own. */
	path?: string;
	/** Another path that is known for the same thing. */
	alternative?: string;
	fields?: INodeProperties[];
	/** A GET has none. */
	body?: boolean;
}

/** What a POST may need beyond its named fields, because KasPro publishes no request bodies. docs/contracts/kaspro.md §6 */
export function additionalFields({
	path,
	alternative,
	fields = [],
	body = true,
}: OwnPath): INodeProperties {
	const other = alternative
		? `. ${alternative} is known for this as well, from elsewhere; ask KasPro which one is yours.`
		: '';
	const pathField: INodeProperties[] = path
		? [
				{
					displayName: 'Path',
					name: 'path',
					type: 'string',
					default: path,
					placeholder: `e.g. ${alternative ?? path}`,
					description: `For another path below the Base URL that KasPro gave you; most end with a slash${other}`,
				},
			]
		: [];
	return {
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: [
			...(body ? [additionalBodyFields] : []),
			extraHeadersField,
			...pathField,
			...fields,
		].sort((one, two) => one.displayName.localeCompare(two.displayName)),
	};
}

const object = (message: string) => json.pipe(z.record(z.unknown(), { message }));

/** A header's name and value as HTTP allows them; anything else would break the request half way. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;

export const extraHeaders = object('must be a JSON object, e.g. {"Accept-Language": "ID"}.').pipe(
	z.record(z.unknown()).transform((given, ctx) => {
		const bad = Object.entries(given).find(
			([name, value]) =>
				!HEADER_NAME.test(name) || typeof value !== 'string' || !HEADER_VALUE.test(value),
		);
		if (bad === undefined) return given as Record<string, string>;
		ctx.addIssue({
			code: 'custom',
			message: `must have header names and plain texts; "${bad[0]}" is not such a pair.`,
		});
		return z.NEVER;
	}),
);

export const partnerPath = text().pipe(
	z.string().regex(/^\/(?!\/)[^\s?#]*$/, {
		message: 'must begin with one / and have no blank, ? or #, e.g. /p2p-transaction/.',
	}),
);

/** An object typed as JSON, e.g. a body. */
export const jsonFields = object('must be a JSON object, e.g. {"channel": "APP"}.');

export const partnerSchema = {
	additionalBodyFields: optional(jsonFields),
	extraHeaders: optional(extraHeaders),
	path: optional(partnerPath),
};
