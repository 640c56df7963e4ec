import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { isRow } from '../../../shared/values/rows';
import { qrPng } from '../../../../bundled/qr';
import { textIn } from '../../../shared/values/texts';
import { apiError, inputError } from '../../../shared/wire/errors';
import { only, simplifyField } from '../../../shared/run/simplify';
import { defineOperation } from '../../../shared/run/operation';
import { checkShape } from '../../../shared/wire/shape';
import { toIso } from '../../../shared/values/time';
import { flag, optional, rupiahIn, text } from '../../../shared/values/kinds';
import { kiriminAja, payloadOf } from '../../wire/api';
import { advisedIfNone, refuseOther } from '../../wire/orders';
import { withPayTime } from '../../wire/payTime';

/** Looks up the bill of a booking, with its QRIS as a picture to scan. docs/contracts/kiriminaja.md §2.7 (24) */
export const get = defineOperation({
	value: 'get',
	name: 'Get',
	action: 'Get a payment',
	description: 'See whether a booking is paid, and get its QRIS code',
	kind: 'read',
	fields: [
		{
			displayName: 'Payment ID',
			name: 'paymentId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. EPR-1784512346',
			description: 'The pickup number of an express booking, or the payment ID of an instant one',
		},
		{
			displayName: 'QR Code Image',
			name: 'qrCode',
			type: 'boolean',
			default: true,
			description: 'Whether to add the QRIS code as a PNG picture while the bill can be paid',
		},
		{
			displayName: 'Output Data Field Name',
			name: 'binaryPropertyName',
			type: 'string',
			default: 'data',
			required: true,
			displayOptions: { show: { qrCode: [true] } },
			description: 'Name of the binary field for the picture',
		},
		simplifyField,
	],
	request: z.object({
		paymentId: text({ max: 50 }),
		qrCode: flag,
		binaryPropertyName: optional(text()),
		simplify: flag,
	}),
	async run(call, { paymentId, qrCode, binaryPropertyName = 'data', simplify }) {
		const answer = await kiriminAja.tryRead(call, '/api/mitra/v2/get_payment', {
			payment_id: paymentId,
		});
		if (!answer.ok) throw apiError(call, advisedIfNone(answer.failure));
		const { body } = answer;
		checkShape(call, documented, body);
		const payload = payloadOf(body);
		if (!isRow(payload)) {
			throw inputError(
				call,
				`KiriminAja's answer says nothing about the payment ${paymentId}`,
				'Whether it is paid is not known. Look into the KiriminAja dashboard, or try again later.',
			);
		}
		refuseOther(call, paymentId, [payload.payment_id]);
		const payment = paymentOf(payload);
		const json = simplify ? only(payment, SIMPLE) : payment;
		const { qrContent: content, paid } = payment;
		if (!qrCode || paid || typeof content !== 'string' || content === '') return json;
		const picture = await call.ctx.helpers.prepareBinaryData(
			Buffer.from(qrPng(content)),
			`qris-${paymentId}.png`,
			'image/png',
		);
		return { json, binary: { [binaryPropertyName]: picture } };
	},
});

/**
 * Proof of payment, in this order: a time in `paid_at`, a paid word in `status`, code 0. Never `pay_time`, which an unpaid bill has too,
 * nor an AWB. docs/contracts/kiriminaja.md §2.7
 */
function paymentOf(payment: IDataObject): IDataObject {
	const status = textIn(payment.status).toLowerCase();
	const paid =
		toIso(payment.paid_at) !== undefined ||
		['paid', 'settlement', 'settled', 'success'].includes(status) ||
		textIn(payment.status_code) === '0';
	return {
		...withPayTime(payment),
		paid,
		statusCode: textIn(payment.status_code),
		amount: rupiahIn(payment.amount),
		paidAtIso: toIso(payment.paid_at) ?? null,
		createdAtIso: toIso(payment.created_at) ?? null,
	};
}

const SIMPLE = [
	'paymentId',
	'paid',
	'status',
	'statusCode',
	'amount',
	'method',
	'qrContent',
	'createdAtIso',
	'payTimeIso',
	'paidAtIso',
];

const express = z.object({
	payment_id: z.string(),
	qr_content: z.string().nullable(),
	status_code: z.string(),
	amount: z.number(),
	paid_at: z.string().nullable(),
});
const instant = z.object({ payment_id: z.string(), status_code: z.number(), amount: z.number() });
const documented = z.union([z.object({ data: express }), z.object({ result: instant })]);
