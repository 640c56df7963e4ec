import { inputError } from '../../shared/wire/errors';
import type { Call } from '../../shared/ledger/call';

export interface Photo {
	bytes: Buffer;
	mimeType: 'image/jpeg' | 'image/png';
}

/** Ours: KasPro publishes none, and three of them travel in one request. docs/contracts/kaspro.md §4.8 */
export const MOST_MEGABYTES = 4;

/** Reads a photo from a binary field of the input item, and refuses what is none before anything is sent. */
export async function photoFrom(call: Call, label: string, property: string): Promise<Photo> {
	const { ctx, item } = call;
	const binary = ctx.getInputData()[item]?.binary ?? {};
	if (!(property in binary)) {
		const names = Object.keys(binary).join(', ');
		throw inputError(
			call,
			`${label} (item ${item}) names the binary field "${property}", which the item does not have`,
			names ? `It has: ${names}.` : 'The item has no binary data at all.',
		);
	}
	const bytes = await ctx.helpers.getBinaryDataBuffer(item, property);
	const mimeType = typeOf(bytes);
	if (mimeType === undefined) {
		throw inputError(
			call,
			`${label} (item ${item}) must be a JPEG or PNG picture; "${property}" is not`,
		);
	}
	if (bytes.length > MOST_MEGABYTES * 1024 * 1024) {
		const size = (bytes.length / 1024 / 1024).toFixed(1);
		throw inputError(
			call,
			`${label} (item ${item}) must have at most ${MOST_MEGABYTES} MB; "${property}" has ${size} MB`,
			'Make the picture smaller, e.g. with the Edit Image node.',
		);
	}
	return { bytes, mimeType };
}

/** By its first bytes: names and types of files are only claims. */
function typeOf(bytes: Buffer): Photo['mimeType'] | undefined {
	const start = bytes.subarray(0, 8).toString('latin1');
	if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
	return start === '\x89PNG\r\n\x1a\n' ? 'image/png' : undefined;
}
