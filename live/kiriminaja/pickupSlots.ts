import type { Question } from '../question.ts';
import {
	flag,
	keys,
	list,
	orNull,
	perhaps,
	rowsIn,
	text,
	wibTime,
	whole,
	written,
} from '../shape.ts';
import { all, allRows, answer, at } from './facts.ts';

export const schedules: Question = {
	operations: ['pickupSchedule.getAll'],
	...at('§2.8 (25)'),
	request: () => ({ method: 'POST', path: '/api/mitra/v2/schedules' }),
	form: () => all,
	shape: answer({
		method: perhaps(orNull(text)),
		schedules: list(
			keys({
				clock: wibTime,
				until: written(/^\d\d:\d\d$/, 'HH:mm'),
				expired: whole,
				libur: flag,
			}),
		),
	}),
	facts: [
		{
			...at('§2.8 (25)', 'inferred'),
			says: 'the UTC digits of expired, read as WIB, are no later than clock',
			look: allRows(
				({ schedules: rows }) => rowsIn(rows),
				({ clock: time, expired }) => {
					if (typeof time !== 'string' || typeof expired !== 'number') return undefined;
					return expired * 1000 <= Date.parse(`${time.replace(' ', 'T')}Z`);
				},
				'expired lies after clock',
			),
		},
	],
	file: 'pickup-schedules',
};
