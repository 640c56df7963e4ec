import { apiError, inputError, type Failure } from '../../../../../nodes/shared/wire/errors';
import { contextWith } from '../context';

const ctx = contextWith();

test('a failed request tells what happened, what to do, and both codes', () => {
	const error = apiError(
		{ ctx, item: 3 },
		{
			outcome: 'refused',
			message: 'Testpay refused the request: PIN salah',
			advice: 'Check the PIN.',
			httpCode: 422,
			vendorCode: '4001',
			vendorText: 'PIN salah',
		},
	);

	expect(error).toMatchObject({
		message: 'Testpay refused the request: PIN salah',
		description: 'Check the PIN.',
		httpCode: '422',
		context: { itemIndex: 3, vendorCode: '4001', outcome: 'refused' },
	});
});

test.each([400, 401, 403, 404, 429, 500, 502, 503])(
	'our text stays at HTTP %i, for which n8n has texts of its own',
	(httpCode) => {
		const failure: Failure = { outcome: 'refused', message: 'Our text', advice: 'Ours.', httpCode };
		const error = apiError({ ctx }, failure);

		expect(error.message).toBe('Our text');
		expect(error.description).toBe('Ours.');
		expect(error.httpCode).toBe(String(httpCode));
	},
);

test('without an answer there is no HTTP code, and our text stays', () => {
	const error = apiError({ ctx }, { outcome: 'unknown', message: 'The connection broke' });

	expect(error.message).toBe('The connection broke');
	expect(error.httpCode).toBeNull();
	expect(error.description).toBeFalsy();
	expect(error.context).not.toHaveProperty('vendorCode');
});

test('a problem with the input names its item', () => {
	const error = inputError({ ctx, item: 2 }, 'Weight (item 2) is required.', 'Nothing was sent.');

	expect(error).toMatchObject({
		message: 'Weight (item 2) is required.',
		description: 'Nothing was sent.',
		context: { itemIndex: 2 },
	});
});
