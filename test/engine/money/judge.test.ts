import { complaintsAbout } from './support/judge';
import type { ModelVendor } from './support/modelVendor';
import type { End, Played } from './support/play';
import type { Schedule } from './support/schedule';

/** The judge of the stories, tried on stories that ended badly. */
const schedule: Schedule = {
	form: 'payment',
	how: 'workflow',
	numbered: false,
	orders: [{ reference: 'own', alike: false }],
	writeFaults: ['lostDone'],
	lookupFaults: [],
	retryOnFail: false,
	onError: 'stopWorkflow',
	rounds: 1,
	reversed: false,
	retries: 0,
	repeated: false,
	freshTools: false,
};
const intent = { reference: '', amount: 20_000 };
const act = { reference: 'N8N-1', amount: 20_000 };

function judged(
	ends: End[],
	vendor: Partial<ModelVendor> = {},
	{ lostItems = [], ...changes }: Partial<Schedule & Pick<Played, 'lostItems'>> = {},
): string {
	const played = { ends, lostItems, wanted: () => 1 };
	const model = {
		acts: [act],
		written: ['N8N-1'],
		confirmed: new Set(['N8N-1']),
		denied: new Set<string>(),
		faultsMet: 1,
		seed: () => {},
		...vendor,
	};
	return complaintsAbout({ ...schedule, ...changes }, played, model).join('\n');
}
const unknown = (text: string): End => ({ intent, said: { text, outcome: 'unknown' } });
const done = (orderId: string): End => ({ intent, output: { orderId } });

test('lets good ends pass', () => {
	expect(judged([done('N8N-1')])).toBe('');
	expect(judged([unknown('N8N-1 is unknown. Look for it before you create it again.')])).toBe('');
	expect(judged([unknown('If N8N-1 is not there, run it again.')])).toBe('');
});

test.each<[string, string]>([
	['was wanted 1 times', judged([done('N8N-1')], { acts: [act, { ...act, reference: 'N8N-2' }] })],
	['no such record', judged([done('N8N-9')])],
	['the order of 30000', judged([done('N8N-1')], { acts: [{ ...act, amount: 30_000 }] })],
	['is canceled', judged([done('N8N-1')], { acts: [{ ...act, from: 'canceled' }] })],
	['never confirmed', judged([done('N8N-1')], { confirmed: new Set() })],
	['without a word', judged([unknown('')])],
	['not quoted', judged([unknown('N8N-2 is unknown')], { written: ['N8N-1', 'N8N-2'] })],
	['nothing that was sent is quoted', judged([unknown('It is unknown')], { acts: [] })],
	['told to do it again', judged([unknown('N8N-1 is unknown. Run the item again.')], { acts: [] })],
	['the vendor has not said', judged([unknown('N8N-1 is unknown. It does not exist.')])],
	['called refused', judged([{ intent, said: { text: 'N8N-1: no', outcome: 'refused' } }])],
	['two orders are called done', judged([done('N8N-1'), done('N8N-1')])],
	['done 2 times by one call', judged([{ ...done('N8N-1'), acts: [act, act] }])],
	['item 3', judged([done('N8N-1')], {}, { lostItems: ['item 3 ended twice'] })],
	['not done as wanted', judged([done('N8N-1')], { acts: [] }, { writeFaults: [] })],
	['it was said', judged([unknown('N8N-1 is unknown')], {}, { writeFaults: [] })],
	[
		'stands on two items',
		judged(
			[],
			{ acts: [], written: ['SHARED'] },
			{
				numbered: true,
				orders: [
					{ reference: 'shared', alike: false },
					{ reference: 'shared', alike: false },
				],
			},
		),
	],
])('complains of a bad one: %s', (words, complaints) => {
	expect(complaints).toContain(words);
});
