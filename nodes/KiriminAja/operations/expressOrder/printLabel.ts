import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { download } from '../../../shared/wire/download';
import { apiError } from '../../../shared/wire/errors';
import { defineOperation } from '../../../shared/run/operation';
import { field, refuse, text } from '../../../shared/values/kinds';
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
		{
			displayName: 'AWBs',
			name: 'awb',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. DEVEL-000000101, DEVEL-000000102',
			description:
				'One or more AWBs with commas between them, or a list from an expression. For one PDF of many items, put an Aggregate node before this one.',
		},
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
		awb: field((value) => {
			const list = (Array.isArray(value) ? value : String(value).split(/[\s,;]+/)).map(String);
			const awbs = [...new Set(list.map((awb) => awb.trim()).filter((awb) => awb !== ''))];
			const long = awbs.find((awb) => awb.length > 30);
			if (long !== undefined) return refuse(`has an AWB of more than 30 characters: "${long}".`);
			return awbs.length > 0 ? awbs : refuse('is required.');
		}),
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
