import type { IDataObject } from 'n8n-workflow';
import {
	apiKey,
	complete,
	deliveries,
	everyEvent,
	post,
	success,
	useKiriminAjaTrigger,
} from '../support/kiriminAjaTrigger';

const serve = useKiriminAjaTrigger();

const order = { orderId: 'MLT-0000001001', awb: 'DEVEL-000000101' };
const unnumbered = { orderId: 'MLT-0000001001', awb: null, payment: null };
const express = {
	...order,
	service: 'jne',
	serviceType: 'REG23',
	destination: expect.objectContaining({ name: 'Sari Wulandari' }),
	payment: expect.objectContaining({ paymentId: 'EPR-1784512345', amount: 18000 }),
};
const instant = {
	orderId: 'MLT-INS-1001',
	awb: 'GK-11-9000001',
	service: 'gosend',
	payment: expect.objectContaining({ paymentId: 'PID-1784512400' }),
};
const pickedUp = { shippedAtIso: '2026-07-20T11:34:00+07:00' };

/** The items of each delivery, in its own order. Times in UTC and in WIB come out alike. */
const expected: Record<string, object[]> = {
	'express-canceled_packages, current': [{ ...express, dateIso: '2026-07-19T14:40:42+07:00' }],
	'express-canceled_packages, older short': [
		{ ...unnumbered, reason: '3pl rejection', canceledAtIso: '2026-07-20T10:05:00+07:00' },
	],
	'express-finished_packages, current': [
		{ ...express, ...pickedUp, finishedAtIso: '2026-07-21T16:00:00+07:00' },
	],
	'express-finished_packages, older short': [
		{ ...unnumbered, finishedAtIso: '2026-07-21T16:00:00+07:00' },
	],
	'express-processed_packages, short': [
		{ ...order, sortingCode: 'JOG-JOG1000-SUB2000', payment: null },
		{ orderId: 'MLT-0000001002', awb: 'DEVEL-000000102', sortingCode: null, payment: null },
	],
	'express-processed_packages, complete': [express],
	'express-return_finished_packages, deprecated': [
		{ ...unnumbered, dateIso: '2026-07-26T00:00:00+07:00' },
		{ ...unnumbered, orderId: 'MLT-0000001002', dateIso: '2026-07-26T00:00:00+07:00' },
	],
	'express-returned_packages, return started': [{ ...express, ...pickedUp, returnedAt: null }],
	'express-returned_packages, return completed': [
		{ ...express, ...pickedUp, returnedAtIso: '2026-07-26T10:00:00+07:00' },
	],
	'express-returned_packages, older short': [
		{ ...unnumbered, returnedAtIso: '2026-07-26T10:00:00+07:00' },
	],
	'express-shipped_packages, current': [{ ...express, ...pickedUp }],
	'express-shipped_packages, older short': [{ ...unnumbered, ...pickedUp }],
	'express-undocumented, problem_packages (shape inferred)': [
		{ ...express, ...pickedUp, reason: 'Alamat tidak ditemukan' },
	],
	'express-undocumented, validated_packages': [{ ...unnumbered, shippingCost: 21000 }],
	'express-undocumented, rejected_packages': [
		{
			...unnumbered,
			reason: 'Paket tidak sesuai',
			rejectedAtIso: '2026-07-20T12:00:00+07:00',
		},
	],
	'express-undocumented, corrected_packages (2023)': [{ ...unnumbered, reason: 'Koreksi berat' }],
	'instant-canceled_packages, canceled': [{ ...instant, status: 300 }],
	'instant-finished_packages, finished': [
		{ ...instant, status: 200, finishedAtIso: '2026-07-20T10:55:43+07:00' },
	],
	'instant-processed_packages, processed': [{ ...instant, status: 105 }],
	'instant-processed_packages, minimal valid': [
		{ orderId: 'MLT-INS-1001', awb: 'GK-11-9000001', payment: null },
	],
	'instant-shipped_packages, shipped': [
		{ ...instant, status: 106, shippedAtIso: '2026-07-20T10:20:05+07:00' },
	],
	'instant-update_instant_packages-legacy, legacy': [
		{
			orderId: 'MLT-1784512402777',
			awb: 'GK-11-9000002',
			status: 'picked_up',
			driver: expect.objectContaining({ name: 'Agus Pratama' }),
			eventDateIso: '2026-07-20T10:21:28.301+07:00',
		},
	],
};

describe('every delivery of the fixtures starts one run with an item per package', () => {
	test.each(deliveries)('%s', async (label, { body }) => {
		const trigger = await serve(everyEvent);

		expect(await post(trigger, body)).toEqual({ status: 200, body: success });
		const items = (expected[label] ?? []).map((item) => ({
			eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
			event: body.method,
			method: body.method,
			receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.+Z$/),
			verification: 'bearer',
			...item,
		}));
		expect(items.length).toBeGreaterThan(0);
		expect(trigger.runs).toEqual([items.map((item) => expect.objectContaining(item))]);
		expect(JSON.stringify(trigger.runs)).not.toContain(apiKey);
	});
});

test('keeps the digits of a long number, and does not take two of them for one event', async () => {
	const trigger = await serve();
	const awbs = ['11002300045600789', '9007199254740992', '9007199254740993'];
	for (const awb of awbs) {
		const text = `{"method":"processed_packages","data":[{"order_id":"MLT-1","awb":${awb}}]}`;
		expect(await post(trigger, text)).toEqual({ status: 200, body: success });
	}

	expect(trigger.runs.flat().map(({ awb }) => awb)).toEqual(awbs);
});

test('hands on no API key that KiriminAja repeats', async () => {
	const trigger = await serve();
	const rows = complete.data as IDataObject[];
	await post(trigger, { ...complete, data: [{ ...rows[0], note: `sent with ${apiKey}` }] });

	expect(trigger.runs).toMatchObject([[{ ...order, note: 'sent with •••' }]]);
});

test('reads a list that PHP wrote as an object because it had a gap', async () => {
	const rows = complete.data as IDataObject[];
	const trigger = await serve();
	const data = { 0: rows[0], 2: { ...rows[0], order_id: 'MLT-2' } };
	expect(await post(trigger, { ...complete, data })).toEqual({ status: 200, body: success });

	expect(trigger.runs).toMatchObject([[order, { orderId: 'MLT-2' }]]);
});

test.each([{}, [], null])('reads the packages when there are no rows but %j', async (data) => {
	const trigger = await serve();
	await post(trigger, { ...complete, data });

	expect(trigger.runs).toMatchObject([[{ orderId: order.orderId }]]);
});

test('joins each row of a batch with the package of its own order', async () => {
	const orderIds = Array.from({ length: 200 }, (_, index) => `MLT-${1000 + index}`);
	const [row] = complete.data as IDataObject[];
	const [entry] = complete.packages as IDataObject[];
	const trigger = await serve();
	await post(trigger, {
		...complete,
		data: orderIds.map((id) => ({ ...row, order_id: id, awb: `AWB-${id}` })),
		packages: [...orderIds]
			.reverse()
			.map((id) => ({ ...entry, order_id: id, service: `for ${id}` })),
	});

	expect(trigger.runs).toHaveLength(1);
	expect(trigger.runs[0]).toMatchObject(
		orderIds.map((orderId) => ({ orderId, awb: `AWB-${orderId}`, service: `for ${orderId}` })),
	);
	expect(new Set(trigger.runs[0]?.map(({ eventId }) => eventId)).size).toBe(200);
});

test('an order without a row of its own is an unknown event, and not called what the others are', async () => {
	const [entry] = complete.packages as IDataObject[];
	const body = { ...complete, packages: [entry, { ...entry, order_id: 'MLT-9' }] };
	const all = await serve(everyEvent);
	const some = await serve({ events: ['processed_packages'] });
	for (const trigger of [all, all, some]) await post(trigger, body);

	const told = { event: 'processed_packages', orderId: 'MLT-0000001001' };
	const untold = { event: 'unknown', method: 'processed_packages', orderId: 'MLT-9' };
	expect(all.runs).toMatchObject([[told, untold]]);
	expect(some.runs).toMatchObject([[told]]);
});

describe('a row that does not name its order, among 199 that do', () => {
	const rows = Array.from({ length: 200 }, (_, index) => ({
		order_id: `MLT-${index}`,
		awb: `AWB-${index}`,
	}));
	const withBad = (bad: unknown) => {
		const data: unknown[] = [...rows];
		data[77] = bad;
		return { method: 'processed_packages', data };
	};

	test.each([
		['no order id', { awb: 'AWB-77' }],
		['an empty one', { order_id: '', awb: 'AWB-77' }],
		['one that is a list', { order_id: ['MLT-77'], awb: 'AWB-77' }],
		['nothing at all', null],
		['a text', 'MLT-77'],
	])('keeps none of the others from their run when it has %s', async (_what, bad) => {
		const trigger = await serve({ events: ['processed_packages'] });

		expect(await post(trigger, withBad(bad))).toEqual({ status: 200, body: success });
		const good = rows.filter((_, index) => index !== 77).map(({ order_id }) => order_id);
		expect(trigger.runs.map((items) => items.map(({ orderId }) => orderId))).toEqual([good]);
	});

	test('is an unknown event without order, for those who want to see it', async () => {
		const trigger = await serve({ events: ['unknown'] });
		await post(trigger, withBad({ awb: 'AWB-77', sorting_code: 'X' }));
		await post(trigger, withBad('MLT-77'));
		await post(trigger, withBad('MLT-77'));

		const event = { event: 'unknown', method: 'processed_packages', orderId: null };
		expect(trigger.runs).toMatchObject([
			[{ ...event, awb: 'AWB-77', sortingCode: 'X' }],
			[{ ...event, awb: null, row: 'MLT-77' }],
		]);
	});
});
