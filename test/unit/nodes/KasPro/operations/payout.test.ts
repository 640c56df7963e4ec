import { payoutOf } from '../../../../../nodes/KasPro/operations/payout';

test.each([
	['2026-11-21 10:15:00', '2026-11-21T10:15:00+07:00'],
	['soon', null],
	['', null],
])('a payout dated %j has the moment %j beside what KasPro wrote', (date, dateIso) => {
	expect(payoutOf({ date })).toEqual({ date, dateIso });
});

test('a payout without a date has none', () => {
	expect(payoutOf({ amount: '10000' })).toEqual({ amount: '10000' });
});
