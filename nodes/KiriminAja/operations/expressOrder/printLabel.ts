import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { download } from '../../../shared/wire/download';
import { apiError } from '../../../shared/wire/errors';
import { defineOperation } from '../../../shared/run/operation';
import { line } from '../../../shared/values/builders';
import { isEmpty, text } from '../../../shared/values/kinds';
import { kiriminAja, payloadOf } from '../../wire/api';

const MOST_BYTES = 20 * 1024 * 1024;

/** Fetches the shipping labels of one or many AWBs as one PDF. Undocumented by KiriminAja. docs/contracts/kiriminaja.md §2.8 (30) */
export const printLabel = defineOperation({
	value: 'printLabel',
	name: 'Print Label',
	action: 'Print labels of express orders',
	description: 'Get the shipping labels of one or more AWBs as one PDF',
	kind: 'read',
	fields: [
		line('AWBs', 'awb', 'DEVEL-000000101, DEVEL-000000102', {
			required: true,
			description:
				'One or more AWBs with commas between them, or a list from an expression. For one PDF of many items, put an Aggregate node before this one.',
		}),
		{
			displayName: 'Output Data Field Name',
			name: 'binaryPropertyName',
			type: 'string',
			default: 'data',
			required: true,
			description: 'Name of the binary field for the PDF',
		},
	],
	request: z.object({
		awb: z.preprocess(
			listIn,
			z
				.array(text({ max: 30 }))
				.min(1, { message: 'must have at least one AWB.' })
				.transform((awbs) => [...new Set(awbs)]),
		),
		binaryPropertyName: text(),
	}),
	async run(call, { awb: awbs, binaryPropertyName }) {
		const body = await kiriminAja.read(call, '/api/mitra/v6.1/awb/print', { awb: awbs });
		const url = addressOf(body);
		if (url === undefined) {
			throw apiError(call, {
				outcome: 'refused',
				message: 'KiriminAja gave no address for the labels',
				advice: 'Labels exist once the courier has issued the AWB. See Express Order → Track.',
				vendorText: typeof body.text === 'string' ? body.text : undefined,
			});
		}
		const baseUrl = await kiriminAja.baseUrl(call);
		const file = await download(call, url, {
			service: 'KiriminAja',
			baseUrl,
			maxBytes: MOST_BYTES,
		});
		if (!file.ok) throw apiError(call, file.failure);
		if (file.bytes.subarray(0, 5).toString('latin1') !== '%PDF-') {
			throw apiError(call, {
				outcome: 'refused',
				message: "KiriminAja's address for the labels does not hold a PDF",
				advice: 'Try again later, or print the labels in the KiriminAja dashboard.',
			});
		}
		const [first = 'label'] = awbs;
		const fileName =
			awbs.length === 1
				? `label-${fileSafe(first)}.pdf`
				: `labels-${fileSafe(first)}-and-${awbs.length - 1}-more.pdf`;
		const pdf = await call.ctx.helpers.prepareBinaryData(file.bytes, fileName, 'application/pdf');
		return {
			json: { awbs, labels: awbs.length, fileName, fileSize: file.bytes.length, url },
			binary: { [binaryPropertyName]: pdf },
		};
	},
});

/** A list as it is, a text taken apart; empty places are none. */
function listIn(value: unknown): unknown[] {
	const list: unknown[] = typeof value === 'string' ? value.split(/[\s,;]+/) : [value].flat();
	return list.filter((entry) => !isEmpty(entry));
}

/** `data.url`, or `data.data.url` as older clients have it. docs/contracts/kiriminaja.md §5 */
function addressOf(body: IDataObject): string | undefined {
	const payload = payloadOf(body) as IDataObject | undefined;
	const inner = payload?.data as IDataObject | undefined;
	const url = payload?.url ?? inner?.url;
	return typeof url === 'string' && url !== '' ? url : undefined;
}

function fileSafe(name: string): string {
	return name.replace(/[^\w.-]/g, '_');
}
