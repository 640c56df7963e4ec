import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { json, optional, phone, text } from '../shared/validation';

/** KasPro knows mobile numbers as 08…, never as 62…. docs/contracts/kaspro.md §3 */
export const mobileNumber = phone({ starts: ['08'], min: 9, max: 13 });

/** What a POST may need beyond its named fields, because KasPro publishes no request bodies. docs/contracts/kaspro.md §6 */
export function partnerFields(path: string): INodeProperties[] {
	return [
		{
			displayName: 'Additional Body Fields (JSON)',
			name: 'additionalBodyFields',
			type: 'json',
			default: '{}',
			description:
				'Fields that KasPro asks of you, e.g. {"channel": "APP"}. They are merged last, unchecked: a field named like one above replaces it, and null removes it.',
		},
		{
			displayName: 'Extra Headers (JSON)',
			name: 'extraHeaders',
			type: 'json',
			default: '{}',
			description:
				'Headers that KasPro asks of you, e.g. {"Accept-Language": "ID"}. Keys and tokens belong in the credential.',
		},
		{
			displayName: 'Path',
			name: 'path',
			type: 'string',
			default: path,
			placeholder: `e.g. ${path}`,
			description:
				'For another path below the Base URL that KasPro gave you; most end with a slash',
		},
	];
}

const object = (message: string) => json.pipe(z.record(z.unknown(), { message }));

/** A header's name and value as HTTP allows them; anything else would break the request half way. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;

const headers = object('must be a JSON object, e.g. {"Accept-Language": "ID"}.').pipe(
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

export const partnerSchema = {
	additionalBodyFields: optional(object('must be a JSON object, e.g. {"channel": "APP"}.')),
	extraHeaders: optional(headers),
	path: optional(
		text().pipe(
			z.string().regex(/^\/(?!\/)[^\s?#]*$/, {
				message: 'must begin with one / and have no blank, ? or #, e.g. /p2p-transaction/.',
			}),
		),
	),
};
