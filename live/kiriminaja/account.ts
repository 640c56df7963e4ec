import type { Question } from '../question.ts';
import { flag, hidden, keys, orNull, perhaps, rowIn, text, whole } from '../shape.ts';
import { answer, at } from './facts.ts';

export const account: Question[] = [
	{
		operations: ['account.get'],
		...at('§2.7 (29)', 'public'),
		request: () => ({ method: 'GET', path: '/api/mitra/v6.2/profile' }),
		form: () => ({}),
		shape: answer({
			method: perhaps(orNull(text)),
			results: keys({
				id: hidden('number', whole),
				name: hidden('person'),
				email: hidden('mail'),
				status: text,
				metadata: keys({ payment_method: text, has_pin: flag }),
			}),
		}),
		file: 'profile',
	},
	{
		operations: ['credit.getBalance'],
		...at('§2.7 (27)'),
		request: () => ({ method: 'GET', path: '/api/mitra/v6.2/credit/balance' }),
		form: () => ({}),
		shape: answer({ results: keys({ balance: hidden('money', whole) }) }),
		facts: [
			{
				...at('§2.7 (27)'),
				says: 'the balance stands in results, and not in data as in older SDKs',
				look: ({ body = {} }) =>
					'balance' in rowIn(body.results) ||
					('balance' in rowIn(body.data) ? 'the balance stands in data' : undefined),
			},
		],
		file: 'credit-balance',
	},
];
