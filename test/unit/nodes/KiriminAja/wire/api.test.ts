import type { IExecuteFunctions } from 'n8n-workflow';
import { kiriminAja, payloadOf, rowsOf } from '../../../../../nodes/KiriminAja/wire/api';
import { contextWith } from '../../shared/context';

/** What becomes of a request that is answered so. */
function answered(statusCode: number, body: unknown) {
	const helper = async () => ({ statusCode, headers: {}, body: JSON.stringify(body) });
	const real = contextWith({ credentials: { kiriminAjaApi: { environment: 'sandbox' } } });
	const ctx = Object.create(real, {
		helpers: { value: { httpRequestWithAuthentication: helper } },
	}) as IExecuteFunctions;
	return { ctx, item: 0 };
}
const written = async (status: number, body: unknown) =>
	await kiriminAja.tryWrite(answered(status, body), '/orders', {});

describe('a booking', () => {
	test.each([
		[200, { status: true }],
		[201, { status: 'true' }],
		[200, { status: 1 }],
		[200, { status: '1', code: 400 }],
	])('is done at HTTP %i with %j', async (status, body) => {
		expect(await written(status, body)).toEqual({ ok: true, body });
	});

	test.each([
		[200, { status: false }],
		[200, { status: 'False' }],
		[200, { status: 0 }],
		[200, { status: '0' }],
		[401, { message: 'Unauthenticated.' }],
		[422, { errors: { name: ['is required'] } }],
		[422, {}],
		[429, { message: 'Too Many Attempts.' }],
	])('is refused at HTTP %i with %j', async (status, body) => {
		expect(await written(status, body)).toMatchObject({ failure: { outcome: 'refused' } });
	});

	test.each([
		[200, {}],
		[200, { message: 'Too many attempts' }],
		[200, { status: 'ok' }],
		[200, { status: null }],
		[200, { status: {} }],
		[200, { status: [] }],
		[200, { status: 200 }],
		[400, { status: true }],
		[408, { status: false }],
		[500, { status: true }],
		[500, { status: false }],
		[503, {}],
	])('is unknown at HTTP %i with %j', async (status, body) => {
		expect(await written(status, body)).toMatchObject({ failure: { outcome: 'unknown' } });
	});
});

test('a read needs no yes, but nothing that says no', async () => {
	const read = async (status: number, body: unknown) =>
		(await kiriminAja.tryRead(answered(status, body), '/rates')).ok;

	expect(await read(200, { data: [] })).toBe(true);
	expect(await read(200, { status: false })).toBe(false);
	expect(await read(404, { data: [] })).toBe(false);
	expect(await read(400, { status: true })).toBe(false);
});

test.each(['datas', 'data', 'results', 'result', 'details', 'schedules'])(
	'the payload stands in %s',
	(name) => {
		expect(payloadOf({ status: true, [name]: [{ id: 1 }] })).toEqual([{ id: 1 }]);
		expect(rowsOf({ status: true, [name]: [{ id: 1 }, null] })).toEqual([{ id: 1 }]);
		expect(rowsOf({ status: true })).toEqual([]);
	},
);
