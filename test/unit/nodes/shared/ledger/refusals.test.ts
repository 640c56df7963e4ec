import {
	forgetRefused,
	rememberRefused,
	veiled,
	wasRefused,
} from '../../../../../nodes/shared/ledger/refusals';

const HOUR = 60 * 60_000;
let now = 0;
beforeEach(() => {
	now = Date.parse('2026-11-21T09:00:00Z');
	jest.spyOn(Date, 'now').mockImplementation(() => now);
});
afterEach(() => jest.restoreAllMocks());

test('a refused secret is refused for an hour, and then it may be tried again', () => {
	expect(wasRefused(['key-1', '123456'])).toBe(false);
	rememberRefused(['key-1', '123456']);

	expect(wasRefused(['key-1', '123456'])).toBe(true);
	now += HOUR - 1;
	expect(wasRefused(['key-1', '123456'])).toBe(true);
	now += 1;
	expect(wasRefused(['key-1', '123456'])).toBe(false);
});

test('another secret, and the same one of another account, is not refused', () => {
	rememberRefused(['key-1', '123456']);

	expect(wasRefused(['key-1', '123457'])).toBe(false);
	expect(wasRefused(['key-2', '123456'])).toBe(false);
	expect(wasRefused(['key-1123456'])).toBe(false);
	expect(wasRefused(['key-', '1123456'])).toBe(false);
	expect(wasRefused(['123456', 'key-1'])).toBe(false);
});

test('a secret that is refused again is refused for an hour from then', () => {
	rememberRefused(['key-1', '123456']);
	now += HOUR - 1;
	rememberRefused(['key-1', '123456']);
	now += HOUR - 1;

	expect(wasRefused(['key-1', '123456'])).toBe(true);
});

test('what is over is forgotten when the next one comes, and what is not stays', () => {
	rememberRefused(['key-1', '111111']);
	now += HOUR / 2;
	rememberRefused(['key-1', '222222']);
	now += HOUR / 2;
	rememberRefused(['key-1', '333333']);

	expect(wasRefused(['key-1', '111111'])).toBe(false);
	expect(wasRefused(['key-1', '222222'])).toBe(true);
	expect(wasRefused(['key-1', '333333'])).toBe(true);
});

test('a restart of n8n forgets them', () => {
	rememberRefused(['key-1', '123456']);
	forgetRefused();

	expect(wasRefused(['key-1', '123456'])).toBe(false);
});

describe('a veiled secret', () => {
	test('is the same for the same secret and another for another', () => {
		expect(veiled('123456')).toBe(veiled('123456'));
		expect(veiled('123456')).not.toBe(veiled('123457'));
		expect(veiled('123456')).toMatch(/^[0-9a-f]{12}$/);
	});

	test('is another in another process, so that nobody can try all PINs against it', () => {
		let elsewhere = '';
		jest.isolateModules(() => {
			const { veiled: other } = jest.requireActual<{ veiled: typeof veiled }>(
				'../../../../../nodes/shared/ledger/refusals',
			);
			elsewhere = other('123456');
		});

		expect(elsewhere).not.toBe(veiled('123456'));
	});
});
