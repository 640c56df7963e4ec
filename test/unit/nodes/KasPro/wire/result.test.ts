import { resultOf } from '../../../../../nodes/KasPro/wire/result';
import { accountLike, mobileOf, textOf } from '../../../../../nodes/KasPro/wire/texts';

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

	test.each([undefined, null, []])('holds no data when KasPro has none: %j', (data) => {
		expect(resultOf({ code: 0, data }, 'R-1')).not.toHaveProperty('data');
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
		expect(mobileOf('81234560001')).toBe('081234560001');
	});

	test('a mobile number begins with 08, also where KasPro writes 62', () => {
		for (const number of [6281234560001, '6281234560001', '+6281234560001']) {
			expect(mobileOf(number)).toBe('081234560001');
		}
		expect(mobileOf('622112345678')).toBe('622112345678');
		expect(mobileOf('0812****0001')).toBe('0812****0001');
	});

	test('an account gets back the zeros that it was sent with, and no others', () => {
		expect(accountLike(12345678, '0012345678')).toBe('0012345678');
		expect(accountLike(12345679, '0012345678')).toBe('12345679');
		expect(accountLike('12345678', '0012345678')).toBe('0012345678');
		expect(accountLike(12345678, undefined)).toBe('12345678');
	});

	test('a mobile number that is not there stays so', () => {
		expect(mobileOf(undefined)).toBeUndefined();
	});

	test('an account number becomes text as it is', () => {
		expect(textOf(700000000012)).toBe('700000000012');
		expect(textOf('0012')).toBe('0012');
		expect(textOf(null)).toBeNull();
	});
});
