import '../../engine/support/noPauses';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { NodeApiError, type IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { kasPro } from '../../../nodes/KasPro/wire/api';
import { resultOf } from '../../../nodes/KasPro/wire/result';
import { kiriminAja } from '../../../nodes/KiriminAja/wire/api';
import { instantShipmentOf } from '../../../nodes/KiriminAja/wire/instantTracking';
import { shipmentOf } from '../../../nodes/KiriminAja/wire/tracking';
import { kirimo } from '../../../nodes/Kirimo/wire/api';
import { lookedUpPaymentOf, paymentOf, transactionOf } from '../../../nodes/Kirimo/wire/payment';
import { apiError } from '../../../nodes/shared/wire/errors';
import { checkInput } from '../../../nodes/shared/run/input';
import { camelKeys, itemsOf } from '../../../nodes/shared/run/items';
import type { Operation } from '../../../nodes/shared/run/operation';
import type { Caller } from '../../../nodes/shared/wire/caller';
import { checkShape } from '../../../nodes/shared/wire/shape';
import { json, rupiah, text } from '../../../nodes/shared/values/kinds';
import { contextWith } from '../nodes/shared/context';
import {
	always,
	alwaysLater,
	anyJson,
	anyObject,
	anyParameter,
	ensure,
	expectCleanPrototypes,
	hostileText,
	namesIn,
	nested,
	workOf,
} from './hostile';

const context = contextWith();

/** A caller whose every request gets this answer. */
function answered(statusCode: number, body: string): Caller {
	const ctx = Object.create(context, {
		getCredentials: { value: async () => ({ baseUrl: 'http://127.0.0.1' }) },
		helpers: {
			value: { httpRequestWithAuthentication: async () => ({ statusCode, body, headers: {} }) },
		},
	}) as Caller['ctx'];
	return { ctx, item: 0 };
}

const writes = {
	KiriminAja: (caller: Caller) => kiriminAja.tryWrite(caller, '/orders', { pin: '918273' }),
	Kirimo: (caller: Caller) => kirimo.tryPost(caller, 'create', {}),
	KasPro: (caller: Caller) => kasPro.tryOnce(caller, { path: '/pay/', body: {} }),
};

async function expectReadable(
	write: (caller: Caller) => ReturnType<typeof kirimo.tryPost>,
	status: number,
	body: string,
) {
	const caller = answered(status, body);
	const answer = await write(caller);
	if (answer.ok) {
		ensure(status < 300, `HTTP ${status} counts as a success`);
		ensure(Object.prototype.toString.call(answer.body) === '[object Object]', 'no object');
		return;
	}
	const { outcome, message, advice, vendorCode, vendorText } = answer.failure;
	ensure(['refused', 'unsent', 'unknown'].includes(outcome), `the outcome is ${outcome}`);
	ensure(outcome !== 'unsent', 'what was answered counts as never sent');
	ensure(status < 500 || outcome === 'unknown', `HTTP ${status} counts as a clear no`);
	for (const value of [message, advice ?? '', vendorCode ?? '', vendorText ?? '']) {
		ensure(typeof value === 'string', 'the failure holds something that is no text');
	}
	ensure(message !== '', 'the failure has no message');
	ensure(apiError(caller, answer.failure) instanceof NodeApiError, 'no error of n8n');
}

describe.each(Object.entries(writes))("%s's answers", (_service, write) => {
	const status = fc.oneof(
		fc.constantFrom(200, 200, 200, 400, 401, 422, 500),
		fc.integer({ min: 200, max: 599 }),
	);
	const body = fc.oneof(
		{ weight: 4, arbitrary: anyObject.map((value) => JSON.stringify(value)) },
		{ weight: 1, arbitrary: anyJson.map((value) => JSON.stringify(value)) },
		{ weight: 1, arbitrary: anyObject.map((value) => JSON.stringify(value).slice(0, -1)) },
		{ weight: 1, arbitrary: hostileText },
		{ weight: 1, arbitrary: hostileText.map((value) => `<html><style>${value}</html>`) },
	);

	test('are a success or a failure in plain words, whatever is in them', async () => {
		await alwaysLater(
			[status, body],
			async (code, sent) => await expectReadable(write, code, sent),
		);
		expectCleanPrototypes();
	});

	test.each([
		['ten million blanks', ' '.repeat(10_000_000)],
		['a million open tags', '<'.repeat(1_000_000)],
		['a million open scripts', '<script'.repeat(1_000_000)],
		['a million brackets', '['.repeat(1_000_000)],
		[
			'20,000 levels',
			JSON.stringify({ data: '[' }).replace('"["', `${'['.repeat(5000)}${']'.repeat(5000)}`),
		],
	])('are read with two seconds of work when they are %s', async (_name, sent) => {
		const work = workOf(async () => {
			for (const code of [200, 400, 502]) await expectReadable(write, code, sent);
		});
		expect(await work).toBeLessThan(2000);
	});
});

test("n8n's spelling keeps every value in its place", () => {
	const key = fc.stringMatching(/^[a-z]{1,4}$/);
	const values = [fc.integer(), fc.string(), fc.boolean(), fc.constant(null)];
	always([fc.object({ key, values })], (value) => {
		ensure(isDeepStrictEqual(camelKeys(value), value), 'a value was lost or changed');
	});
	expect(camelKeys({ order_id: 'A', package_rows: [{ shipping_cost: 0, cod: null }] })).toEqual({
		orderId: 'A',
		packageRows: [{ shippingCost: 0, cod: null }],
	});
});

test("n8n's spelling lets no dangerous name through", () => {
	always([anyJson], (value) => {
		const names = namesIn(camelKeys(value));
		for (const name of ['__proto__', 'constructor', 'prototype', 'error']) {
			ensure(!names.includes(name), `${name} has come through`);
		}
		JSON.stringify(camelKeys(value));
	});
	expect(() => JSON.stringify(camelKeys(nested(20_000)))).not.toThrow();
	expectCleanPrototypes();
});

test('a difference from the documentation is a note, whatever the answer is', () => {
	const documented = z.object({ data: z.object({ amount: z.number() }) });
	const hint = jest.fn();
	always([anyObject], (body) => {
		hint.mockClear();
		checkShape({ hint }, documented, body as IDataObject);
		const { amount } = ((body as IDataObject).data ?? {}) as IDataObject;
		ensure(
			hint.mock.calls.length === (typeof amount === 'number' ? 0 : 1),
			'no note, or a wrong one',
		);
	});
	checkShape({ hint: hint.mockClear() }, documented, { data: { amount: 1 } });
	expect(hint).not.toHaveBeenCalled();
});

test('a shipment is read from any answer', () => {
	always([anyObject], (body) => {
		const shipment = shipmentOf(body as IDataObject);
		for (const name of ['orderId', 'awb', 'statusCode']) {
			ensure(shipment[name] === null || typeof shipment[name] === 'string', `${name} is no text`);
		}
		ensure(typeof shipment.state === 'string', 'the state is no text');
	});
});

test('an instant shipment is read from any answer', () => {
	always([anyObject], (body) => {
		const shipment = instantShipmentOf(body as IDataObject);
		ensure(typeof shipment.state === 'string', 'the state is no text');
		ensure(!('error' in shipment), 'n8n would run the node again');
	});
});

test.each([
	['a created payment', paymentOf],
	['a payment that was looked up', lookedUpPaymentOf],
	['a transaction of the list', transactionOf],
])('%s is read from any answer of Kirimo, and paid only when it says so', (_what, read) => {
	always([anyObject], (body) => {
		const payment = read(body as IDataObject);
		ensure(typeof payment.orderId === 'string', 'the order id is no text');
		ensure(payment.paid === (payment.status === 'paid'), 'paid against its status');
		ensure(!('error' in payment), 'n8n would run the node again');
	});
});

test('a transfer is done only with code 0', async () => {
	const code = fc.oneof(
		fc.constantFrom<unknown>(0, '0', 1, '1', 2, -1, '', ' ', null, true),
		anyJson,
	);
	await alwaysLater([code], async (given) => {
		const answer = await writes.KasPro(answered(200, JSON.stringify({ code: given })));
		const isZero =
			(typeof given === 'number' || (typeof given === 'string' && given.trim() !== '')) &&
			Number(given) === 0;
		const isDone = answer.ok && resultOf(answer.body, 'REQ-1').done === true;
		ensure(isZero || !isDone, `done with the code ${JSON.stringify(given)}`);
	});
	for (const zero of [0, '0']) {
		const answer = await writes.KasPro(answered(200, JSON.stringify({ code: zero })));
		expect(answer.ok && resultOf(answer.body, 'REQ-1').done).toBe(true);
	}
});

test('a transfer is read from any answer of KasPro, and is either done or pending', () => {
	always([anyObject], (body) => {
		const result = resultOf(body as IDataObject, 'REQ-1');
		ensure(result.requestId === 'REQ-1', 'another request id');
		ensure(result.done === !result.pending, 'done and pending at once');
	});
});

test('no output of a finished item says "error", which n8n would take for a failure', () => {
	always([anyObject], (json) => {
		const [item] = itemsOf(json as IDataObject, 3);
		ensure(item !== undefined && !('error' in item.json), 'n8n would run the node again');
	});
});

test('a form is taken, or each problem is named by its field', () => {
	const operation = {
		fields: [
			{ displayName: 'Order ID', name: 'orderId' },
			{
				displayName: 'Packages',
				name: 'packages',
				options: [
					{
						displayName: 'Package',
						name: 'package',
						values: [{ displayName: 'Price', name: 'value' }],
					},
				],
			},
			{ displayName: 'Body', name: 'body' },
		],
		request: z.object({
			orderId: text(),
			packages: z.object({ package: z.array(z.object({ value: rupiah() })) }),
			body: json,
		}),
	} as unknown as Operation;
	const packages = fc.oneof(
		anyParameter,
		fc.array(anyParameter).map((list) => ({ package: list })),
	);
	always([anyParameter, packages, anyParameter], (orderId, given, body) => {
		const values: Record<string, unknown> = { orderId, packages: given, body };
		const checked = checkInput(operation, 3, (name) => values[name]);
		if (checked.ok) return;
		for (const problem of checked.problems) {
			ensure(/^(Order ID|Package|Body).* \(item 3\) (must|is|has) /s.test(problem), problem);
		}
	});
	expect(checkInput(operation, 0, () => nested(20_000)).ok).toBe(false);
});
