import { resultOf } from '../../../../../nodes/KasPro/wire/result';
import { mobileOf, textOf } from '../../../../../nodes/KasPro/wire/texts';

describe('the result of a payment', () => {
	test('is done with code 0, and its reference is what KasPro calls responseId', () => {
		expect(resultOf({ code: 0, responseId: 'OLSP2', data: { amount: '10' } }, 'R-1')).toEqual({
			code: 0,
			responseId: 'OLSP2',
			amount: '10',
			requestId: 'R-1',
			done: true,
			pending: false,
			reference: 'OLSP2',
		});
	});

	test.each([1, '1', ' 1 '])('is pending and not done with code %p', (code) => {
		expect(resultOf({ code, data: { reffId: 7 } }, 'R-1')).toMatchObject({
			done: false,
			pending: true,
			reference: '7',
		});
	});

	test('has no reference when KasPro gives none', () => {
		expect(resultOf({ code: 0 }, 'R-1').reference).toBeNull();
	});

	test('keeps the request ID that was sent, whatever KasPro repeats', () => {
		expect(resultOf({ code: 0, data: { requestId: 'x', done: false } }, 'R-1')).toMatchObject({
			requestId: 'R-1',
			done: true,
		});
	});
});

describe('numbers that are names', () => {
	test('a mobile number gets back the 0 that a JSON number can not have', () => {
		expect(mobileOf(81234560001)).toBe('081234560001');
		expect(mobileOf('081234560001')).toBe('081234560001');
		expect(mobileOf(6281234560001)).toBe('6281234560001');
		expect(mobileOf(undefined)).toBeUndefined();
	});

	test('an account number becomes text as it is', () => {
		expect(textOf(700000000012)).toBe('700000000012');
		expect(textOf('0012')).toBe('0012');
		expect(textOf(null)).toBeNull();
	});
});
