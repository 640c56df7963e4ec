import type { Answer, Question } from '../question.ts';
import {
	hidden,
	isObject,
	isoTime,
	keys,
	list,
	number,
	orNull,
	perhaps,
	rowIn,
	text,
	whole,
	written,
	type Shape,
} from '../shape.ts';
import { answer, at, forNothing, notOf } from './facts.ts';

const paymentForm = (paymentId: unknown) => ({
	paymentId,
	qrCode: false,
	binaryPropertyName: 'data',
});
const askPayment = (payment_id: string) => ({
	method: 'POST' as const,
	path: '/api/mitra/v2/get_payment',
	body: { payment_id },
});

const expressBill = answer({
	method: text,
	data: keys({
		payment_id: hidden('number'),
		qr_content: orNull(hidden('secret')),
		method: text,
		pay_time: orNull(written(/^\d{14}$/, 'YYYYMMDDHHmmss')),
		status: text,
		status_code: text,
		amount: whole,
		paid_at: orNull(isoTime),
		created_at: isoTime,
	}),
});
const instantBill = answer({
	method: orNull(text),
	code: orNull(whole),
	result: keys({
		payment_id: hidden('number'),
		amount: whole,
		status_code: whole,
		qr_content: orNull(hidden('secret')),
		pay_time: orNull(text),
		packages: list(
			keys({
				awb: orNull(hidden('number')),
				order_id: hidden('number'),
				service: text,
				service_name: text,
				status: whole,
				live_track_url: orNull(hidden('link')),
				origin: instantEnd(),
				destination: instantEnd(),
			}),
		),
	}),
});

function instantEnd(): Shape {
	return keys({
		name: hidden('person'),
		phone: hidden('phone'),
		address: hidden('address'),
		latitude: perhaps(hidden('degrees', number)),
		longitude: perhaps(hidden('degrees', number)),
	});
}

const billOf = ({ body = {} }: Answer) => rowIn(body.data ?? body.result);

export const payments: Question[] = [
	{
		operations: ['payment.get'],
		...at('§2.7 (24)'),
		request: ({ given: { KIRIMINAJA_PAYMENT_ID: id } }) =>
			id === undefined ? notOf('KIRIMINAJA_PAYMENT_ID', 'payment ID') : askPayment(id),
		form: ({ given }) => paymentForm(given.KIRIMINAJA_PAYMENT_ID),
		// Which of the two an ID is of does not show before. docs/contracts/kiriminaja.md §3.3
		shape: (body) => (isObject(body.result) ? instantBill : expressBill),
		facts: [
			{
				...at('§4.3'),
				says: 'status_code is 9 for unpaid or 0 for paid',
				look: (bill) =>
					['0', '9'].includes(String(billOf(bill).status_code)) || 'status_code is another',
			},
			{
				...at('§2.7 (24)'),
				says: 'an unpaid bill has no paid_at',
				look: (bill) => {
					const { status_code: code, paid_at: paidAt } = billOf(bill);
					if (String(code) !== '9' || paidAt === undefined) return undefined;
					return paidAt === null || paidAt === '' || 'an unpaid bill has a paid_at';
				},
			},
		],
		file: ({ result }) => (isObject(result) ? 'payment-instant' : 'payment-express'),
		exchange: 'found',
	},
	forNothing({
		operations: ['payment.get'],
		...at('§1.5', 'inferred'),
		request: () => askPayment('EPR-0000000000'),
		form: () => paymentForm('EPR-0000000000'),
		file: 'payment-express',
	}),
];

const labelForm = (awb: unknown) => ({ awb, binaryPropertyName: 'data' });
const askLabel = (awb: string) => ({
	method: 'POST' as const,
	path: '/api/mitra/v6.1/awb/print',
	body: { awb: [awb] },
});

export const labels: Question[] = [
	{
		operations: ['expressOrder.printLabel'],
		...at('§2.8 (30)', 'public'),
		request: ({ given: { KIRIMINAJA_AWB: awb } }) =>
			awb === undefined ? notOf('KIRIMINAJA_AWB', 'AWB') : askLabel(awb),
		form: ({ given }) => labelForm(given.KIRIMINAJA_AWB),
		shape: answer({ method: perhaps(orNull(text)), data: keys({ url: hidden('link') }) }),
		facts: [
			{
				...at('§2.8 (30)', 'public'),
				says: 'the address of the labels is data.url, and not data.data.url',
				look: ({ body = {} }) => {
					const data = rowIn(body.data);
					if (typeof data.url === 'string') return true;
					return 'url' in rowIn(data.data) ? 'it is data.data.url' : undefined;
				},
			},
		],
		file: 'awb-print',
		exchange: 'found',
	},
	forNothing({
		operations: ['expressOrder.printLabel'],
		...at('§1.5', 'inferred'),
		request: () => askLabel('LIVECHECK0000'),
		form: () => labelForm('LIVECHECK0000'),
		file: 'awb-print',
	}),
];
