import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { isRow, rowOr } from '../../../shared/values/rows';
import { textIn, textOrNull } from '../../../shared/values/texts';
import type { Failure } from '../../../shared/wire/errors';
import { defineOperation } from '../../../shared/run/operation';
import { choice, optional, text } from '../../../shared/values/kinds';
import { kasPro, type Request } from '../../wire/api';
import { mobileNumber, partnerSchema } from '../fields';
import { multipart } from '../../wire/multipart';
import { photoFrom, type Photo } from '../photos';
import { bodyWith, underRequestId } from '../../wire/body';
import { resultOf } from '../../wire/result';
import { sendOnce } from '../../wire/sendOnce';
import { textOf } from '../../wire/texts';
import { PATH, upgradeFields } from './upgradeForm';

const TIMEOUT_MS = 120_000;

/** Sends KTP, selfie, and selfie with KTP, and gives what KasPro read from the card. docs/contracts/kaspro.md §4.8 */
export const upgrade = defineOperation({
	value: 'upgrade',
	name: 'Upgrade',
	action: 'Upgrade a customer with photos',
	description: 'Send the photos of an identity card and its owner for an account upgrade (OCR)',
	kind: 'write',
	fields: upgradeFields,
	request: z.object({
		mobileNumber,
		idCardProperty: text(),
		selfieProperty: text(),
		selfieWithIdCardProperty: text(),
		encoding: choice('json', 'multipart'),
		requestId: optional(text()),
		additionalFields: z.object({
			...partnerSchema,
			idCardField: optional(text()),
			selfieField: optional(text()),
			selfieWithIdCardField: optional(text()),
		}),
	}),
	// What tells whose card it is.
	simple: [
		'mobileNumber',
		'requestId',
		'inquiryId',
		'reference',
		'done',
		'pending',
		'name',
		'idCardNumber',
		'birthDate',
		'address',
	],
	once: underRequestId,
	names: (output) => `upgrade of ${textIn(output.mobileNumber)}`,
	async run(call, input) {
		const { additionalFields: additional } = input;
		const photos = {
			[additional.idCardField ?? 'idCardPhoto']: await photoFrom(
				call,
				'ID Card Photo (KTP)',
				input.idCardProperty,
			),
			[additional.selfieField ?? 'selfiePhoto']: await photoFrom(
				call,
				'Selfie Photo',
				input.selfieProperty,
			),
			[additional.selfieWithIdCardField ?? 'selfieWithIdCardPhoto']: await photoFrom(
				call,
				'Selfie With ID Card Photo',
				input.selfieWithIdCardProperty,
			),
		};
		const [requestId = ''] = call.references;
		const body = bodyWith(
			{ requestId, mobileNumber: input.mobileNumber },
			additional.additionalBodyFields,
		);
		const answer = await sendOnce(call, {
			path: additional.path ?? PATH,
			...contentOf(input.encoding, body, photos, additional.extraHeaders),
			timeout: TIMEOUT_MS,
			howToCheck: (id) =>
				`Ask KasPro about request ID ${id}, or look at the customer's kycStatus (Customer → Get)`,
			documented,
			send: async (request) => {
				const sent = await kasPro.tryOnce(call, request);
				if (!sent.ok) return { ok: false, failure: withoutPhotos(sent.failure) };
				return { ok: true, body: withoutEchoes(sent.body) as IDataObject };
			},
		});
		const card = rowOr(answer.data);
		const { requestId: inquiryId } = card;
		return {
			...resultOf({ ...answer, ...(isRow(answer.data) && { data: asTexts(card) }) }, requestId),
			mobileNumber: input.mobileNumber,
			// KasPro's own number, which a confirming call may want.
			inquiryId: textOrNull(inquiryId),
		};
	},
});

/** What stands on a card is text, also when it is all digits. */
function asTexts(card: IDataObject): IDataObject {
	const texts = Object.entries(card).map(([name, value]) => [name, textOf(value)]);
	return Object.fromEntries(texts) as IDataObject;
}

function contentOf(
	encoding: 'json' | 'multipart',
	fields: IDataObject,
	photos: Record<string, Photo>,
	headers?: Record<string, string>,
): Pick<Request, 'body' | 'fields' | 'headers'> {
	if (encoding === 'multipart') {
		const { body, contentType } = multipart(fields, photos);
		return { body, fields, headers: { ...headers, 'Content-Type': contentType } };
	}
	const encoded = Object.entries(photos).map(
		([name, { bytes }]) => [name, bytes.toString('base64')] as const,
	);
	return { body: { ...Object.fromEntries(encoded), ...fields }, headers };
}

/** Without a code the text is a page of somebody's, which may repeat the request; with one, no long run of anything is a sentence. */
function withoutPhotos(failure: Failure): Failure {
	const { vendorCode, vendorText, httpCode } = failure;
	if (vendorText !== undefined && vendorCode === undefined) {
		const message = `KasPro answered HTTP ${httpCode} without a result code`;
		return { ...failure, message, vendorText: undefined };
	}
	const clean = (text: string) => text.replace(/[^\s]{40,}/g, '…');
	return {
		...failure,
		message: clean(failure.message),
		...(vendorText !== undefined && { vendorText: clean(vendorText) }),
	};
}

/** Some services repeat the request in their yes; what is read from a card is never that long without a blank. */
function withoutEchoes(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withoutEchoes);
	if (!isRow(value)) return value;
	const kept = Object.entries(value).filter(([, entry]) => !isPhoto(entry));
	return Object.fromEntries(kept.map(([name, entry]) => [name, withoutEchoes(entry)]));
}

function isPhoto(value: unknown): boolean {
	return typeof value === 'string' && /[^\s]{1000}/.test(value);
}

const documented = z.object({
	data: z.object({
		requestId: z.string(),
		idCardNumber: z.string(),
		name: z.string(),
		religion: z.string(),
		rtrw: z.string(),
		address: z.string(),
		province: z.string(),
		district: z.string(),
		subDistrict: z.string(),
		occupation: z.string(),
		birthPlace: z.string(),
		gender: z.string(),
		birthDate: z.string(),
		idExpiredDate: z.string(),
		bloodType: z.string(),
		villageDistrict: z.string(),
		nationality: z.string(),
		maritalStatus: z.string(),
	}),
});
