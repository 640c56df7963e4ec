import { z } from 'zod';
import { json } from '../../shared/values/kinds';

/** A header's name and value as HTTP allows them; anything else would break the request half way. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;

/** Headers typed as JSON. */
export const extraHeaders = json
	.pipe(
		z.record(z.string(), z.unknown(), {
			message: 'must be a JSON object, e.g. {"Accept-Language": "ID"}.',
		}),
	)
	.transform((given, ctx) => {
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
	});

/** All headers; of those with one name, whatever its capitals, the last one. */
export function merged(...sets: object[]): Record<string, string> {
	const byName = new Map(
		sets.flatMap((set) =>
			Object.entries(set).map((entry) => [entry[0].toLowerCase(), entry] as const),
		),
	);
	return Object.fromEntries(byName.values());
}
