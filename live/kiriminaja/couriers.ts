import type { Question } from '../question.ts';
import { clock, keys, list, number, orNull, perhaps, text } from '../shape.ts';
import { all, allRows, answer, at, datas, method, pickRow } from './facts.ts';

export const couriers: Question[] = [
	{
		operations: ['courier.getAll'],
		...at('§2.2 (8)'),
		request: () => ({ method: 'POST', path: '/api/mitra/couriers' }),
		form: () => all,
		shape: answer({
			method: text,
			datas: list(keys({ code: text, name: text, type: text, services: perhaps(list(keys({}))) })),
		}),
		facts: [
			method('§2.2 (8)', 'get_active_courier'),
			{
				...at('§2.2 (8)', 'public'),
				says: 'type is Express, Instant or international',
				look: allRows(
					datas,
					({ type }) =>
						['express', 'instant', 'international'].includes(String(type).toLowerCase()),
					'type is another',
				),
			},
		],
		learn: (body, known) => {
			const express = datas(body).filter(({ type }) => type === 'Express');
			const code = pickRow(express, 'code', /^jne$/)?.code;
			if (typeof code === 'string') known.courier = code;
		},
		file: 'courier-list',
	},
	{
		operations: ['courier.getGroups'],
		...at('§2.2 (9)'),
		request: () => ({ method: 'POST', path: '/api/mitra/couriers_group' }),
		form: () => ({}),
		shape: answer({ method: text, datas: list(keys({ code: text, name: text })) }),
		facts: [
			method('§2.2 (9)', 'get_courier_groups'),
			{
				...at('§2.2 (9)'),
				says: 'the groups are regular, one_day, next_day, economy, cargo and same_day',
				look: ({ body = {} }) => {
					const codes = datas(body).map(({ code }) => String(code));
					const known = ['cargo', 'economy', 'next_day', 'one_day', 'regular', 'same_day'];
					return codes.sort().join() === known.join() || 'the groups are others';
				},
			},
		],
		file: 'courier-group',
	},
	{
		operations: ['courier.getServices'],
		...at('§2.2 (10)'),
		request: ({ courier = 'jne' }) => ({
			method: 'POST',
			path: '/api/mitra/courier_services',
			body: { courier_code: courier },
		}),
		form: ({ courier = 'jne' }) => ({ ...all, courierCode: courier }),
		shape: answer({
			method: text,
			datas: list(
				keys({
					name: text,
					code: text,
					cut_off_time: orNull(clock),
					volumetrik: orNull(text),
					rounded: orNull(number),
					courier_group: text,
				}),
			),
		}),
		facts: [method('§2.2 (10)', 'get_services_from_courier')],
		file: 'courier-services',
	},
];
