import type { Question } from '../question.ts';
import {
	flag,
	hidden,
	isoTime,
	keys,
	list,
	number,
	orNull,
	rowIn,
	rowsIn,
	text,
	wibTime,
	whole,
	written,
	type Row,
	type Shape,
} from '../shape.ts';
import { NOBODY, answer, at, forNothing, method, notOf, said } from './facts.ts';

/** docs/contracts/kiriminaja.md §4.1 */
const PACKAGE_CODES = [
	100, 101, 102, 103, 104, 105, 106, 107, 110, 152, 200, 210, 211, 300, 301, 302, 303, 310, 311,
	333, 350, 400, 401, 402, 403, 404, 405, 406, 500, 555, 701, 702, 703, 704, 901, 902, 903, 904,
	905,
];

const trackForm = (orderId: unknown) => ({ orderId, return: 'shipment', simplify: false });
const trackedPlace = keys({
	name: hidden('person'),
	address: hidden('address'),
	phone: hidden('phone'),
	city: hidden('place'),
	zip_code: orNull(hidden('postcode')),
});
const histories = ({ histories: rows }: Row) => rowsIn(rows);

export const tracking: Question[] = [
	{
		operations: ['expressOrder.track'],
		...at('§2.8 (20)'),
		request: ({ given: { KIRIMINAJA_ORDER_ID: order_id } }) =>
			order_id === undefined
				? notOf('KIRIMINAJA_ORDER_ID', 'express order ID or AWB')
				: { method: 'POST', path: '/api/mitra/tracking', body: { order_id } },
		form: ({ given }) => trackForm(given.KIRIMINAJA_ORDER_ID),
		shape: keys({
			status: flag,
			text: said,
			method: text,
			status_code: whole,
			details: keys({
				awb: orNull(hidden('number')),
				signature_code: orNull(hidden('number')),
				sorting_code: orNull(hidden('number')),
				order_id: hidden('number'),
				status_code: orNull(whole),
				estimation: orNull(text),
				service: text,
				service_name: text,
				drop: flag,
				shipped_at: orNull(wibTime),
				delivered: flag,
				delivered_at: orNull(wibTime),
				refunded: flag,
				refunded_at: orNull(written(/^$|^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/, 'nothing or a time')),
				images: keys({
					camera_img: orNull(hidden('link')),
					signature_img: orNull(hidden('link')),
					pop_img: orNull(hidden('link')),
				}),
				costs: keys({
					add_cost: number,
					currency: text,
					cod: number,
					insurance_amount: number,
					insurance_percent: number,
					discount_amount: number,
					subsidi_amount: number,
					shipping_cost: number,
					correction: number,
				}),
				origin: trackedPlace,
				destination: trackedPlace,
			}),
			histories: list(
				keys({
					created_at: wibTime,
					status: said,
					status_code: orNull(whole),
					driver: orNull(hidden('person')),
					receiver: orNull(hidden('person')),
				}),
			),
		}),
		facts: [
			method('§2.8 (20)', 'shTracking'),
			{
				...at('§2.8 (20)'),
				says: 'the answer is about the order ID or AWB that was asked for',
				look: ({ body = {}, sent }) => {
					const { order_id: id, awb } = rowIn(body.details);
					const asked = String(sent.body?.order_id).toLowerCase();
					const isAsked = [id, awb].some((one) => String(one).toLowerCase().endsWith(asked));
					return isAsked || 'it is about another order';
				},
			},
			{
				...at('§2.8 (20)'),
				says: 'status_code in details is null, and the one at the top is filled',
				look: ({ body = {} }) =>
					(rowIn(body.details).status_code === null && body.status_code != null) ||
					'status_code is filled elsewhere',
			},
			{
				...at('§4.1'),
				says: 'the status code is one of the published ones',
				look: ({ body = {} }) =>
					PACKAGE_CODES.includes(Number(body.status_code)) ||
					`the status code is ${Number(body.status_code)}`,
			},
			{
				...at('§2.8 (20)'),
				says: 'histories are newest first',
				look: ({ body = {} }) => {
					const times = histories(body).map(({ created_at: time }) => String(time));
					if (times.length < 2) return undefined;
					const isSorted = times.every((time, index) => index === 0 || time <= times[index - 1]!);
					return isSorted || 'histories are in another order';
				},
			},
		],
		file: 'tracking-express',
		exchange: 'found',
	},
	forNothing({
		operations: ['expressOrder.track'],
		...at('§2.8 (20)', 'inferred'),
		request: () => ({ method: 'POST', path: '/api/mitra/tracking', body: { order_id: NOBODY } }),
		form: () => trackForm(NOBODY),
		file: 'tracking-express',
	}),
	{
		operations: ['instantOrder.track'],
		...at('§2.8 (21)'),
		request: ({ given: { KIRIMINAJA_INSTANT_ORDER_ID: id } }) =>
			id === undefined
				? notOf('KIRIMINAJA_INSTANT_ORDER_ID', 'instant order ID')
				: { method: 'GET', path: instantPath(id) },
		form: ({ given }) => ({ orderId: given.KIRIMINAJA_INSTANT_ORDER_ID, simplify: false }),
		shape: answer({
			code: orNull(whole),
			method: orNull(text),
			result: keys({
				driver: keys({
					name: orNull(hidden('person')),
					phone: orNull(hidden('phone')),
					photo: orNull(hidden('link')),
				}),
				origin: instantPlace(),
				destination: instantPlace(),
				date: keys({
					created_at: orNull(isoTime),
					finished_at: orNull(isoTime),
					allocated_at: orNull(isoTime),
					canceled_at: orNull(isoTime),
				}),
				cost: keys({
					shipping_cost: number,
					insurance: orNull(number),
					admin_fee: number,
					total_price: number,
				}),
				item: keys({ price: number, description: orNull(said) }),
				order_id: hidden('number'),
				service: text,
				service_type: text,
				tracking_code: orNull(hidden('number')),
				cancel_description: orNull(said),
				live_tracking_url: orNull(hidden('link')),
			}),
		}),
		facts: [
			{
				...at('§2.8 (21)'),
				says: 'the answer is about the order ID that was asked for',
				look: ({ body = {}, sent }) => {
					const id = String(rowIn(body.result).order_id).toLowerCase();
					const asked = decodeURIComponent(sent.path.split('/').at(-1) ?? '').toLowerCase();
					return id.endsWith(asked) || 'it is about another order';
				},
			},
		],
		file: 'tracking-instant-v4',
		exchange: 'found',
	},
	forNothing({
		operations: ['instantOrder.track'],
		...at('§1.6'),
		request: () => ({ method: 'GET', path: instantPath(NOBODY) }),
		form: () => ({ orderId: NOBODY, simplify: false }),
		shape: answer({ code: whole, method: orNull(text), result: orNull(keys({})) }),
		facts: [
			{
				...at('§1.7'),
				says: 'an instant order that nobody has is code 2, "data not found"',
				look: ({ body = {} }) =>
					(body.code === 2 && body.text === 'data not found') || 'code or text is another',
			},
		],
		file: 'tracking-instant-v4',
	}),
];

function instantPath(id: string): string {
	return `/api/mitra/v4/instant/tracking/${encodeURIComponent(id)}`;
}

function instantPlace(): Shape {
	return keys({
		name: hidden('person'),
		address: hidden('address'),
		address_note: orNull(said),
		phone: hidden('phone'),
		lat: hidden('degrees', number),
		long: hidden('degrees', number),
	});
}
