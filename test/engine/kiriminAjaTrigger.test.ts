import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { EVENTS } from '../../nodes/KiriminAja/trigger/events';
import { accounts } from '../../sandbox/index.ts';
import { serveTrigger, type ServedTrigger } from './support/webhook';

const { apiKey } = accounts.kiriminAja;
const success = { status: true, text: 'Success' };
const ignored = { status: true, text: 'Ignored' };

interface Delivery {
	name: string;
	body: IDataObject & { method: string };
}

const folder = join(process.cwd(), 'test/fixtures/kiriminaja');
const deliveries = readdirSync(folder)
	.filter((file) => file.startsWith('webhook-'))
	.flatMap((file) => {
		const { deliveries: own } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
			deliveries: Delivery[];
		};
		const label = file.replace(/^webhook-|\.json$/g, '');
		return own.map((delivery): [string, Delivery] => [`${label}, ${delivery.name}`, delivery]);
	});

function deliveryOf(label: string): Delivery['body'] {
	const found = deliveries.find(([own]) => own === label);
	if (found === undefined) throw new Error(`No delivery ${label} in the fixtures`);
	return found[1].body;
}

const short = deliveryOf('express-processed_packages, short');
const complete = deliveryOf('express-processed_packages, complete');

const open: ServedTrigger[] = [];
afterEach(async () => {
	await Promise.all(open.splice(0).map(async (trigger) => await trigger.close()));
});

async function serve(
	parameters: INodeParameters = {},
	options: Partial<Parameters<typeof serveTrigger>[0]> = {},
) {
	const trigger = await serveTrigger({
		type: 'kiriminAjaTrigger',
		parameters,
		credentials: { kiriminAjaApi: { environment: 'production', apiKey } },
		...options,
	});
	open.push(trigger);
	return trigger;
}

const everyEvent = { events: EVENTS.map(({ value }) => value as string) };

async function post(
	{ url }: ServedTrigger,
	body: unknown,
	headers: Record<string, string> = { Authorization: `Bearer ${apiKey}` },
) {
	const answer = await fetch(url, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', ...headers },
		body: typeof body === 'string' ? body : JSON.stringify(body),
	});
	return { status: answer.status, body: (await answer.json()) as unknown };
}

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

describe('the bearer', () => {
	test.each([
		['is missing', {}],
		['is another key', { Authorization: 'Bearer kiriminaja.sandbox.0000' }],
		['is a beginning of the key', { Authorization: `Bearer ${apiKey.slice(0, -1)}` }],
		['is empty', { Authorization: 'Bearer ' }],
	])('is refused with 401 when it %s', async (_what, headers: Record<string, string>) => {
		const trigger = await serve();

		expect((await post(trigger, short, headers)).status).toBe(401);
		expect(trigger.runs).toEqual([]);
	});

	test.each([apiKey, `bearer ${apiKey}`])('is accepted as the key is sent: %#', async (value) => {
		const trigger = await serve();

		expect((await post(trigger, short, { Authorization: value })).status).toBe(200);
		expect(trigger.runs).toHaveLength(1);
	});

	test('is never right while the credential has no key', async () => {
		const credentials = { kiriminAjaApi: { environment: 'production', apiKey: '' } };
		const trigger = await serve({}, { credentials });

		expect((await post(trigger, short, { Authorization: 'Bearer ' })).status).toBe(401);
	});
});

describe('a body that is no event is answered 400', () => {
	test.each([
		['nothing', ''],
		['null', 'null'],
		['a list', '[]'],
		['without a method', JSON.stringify({ data: short.data })],
		['without a row', JSON.stringify({ method: 'processed_packages', data: [] })],
		['a row without order id', JSON.stringify({ method: 'processed_packages', data: [{}] })],
		['a row that is text', JSON.stringify({ method: 'processed_packages', data: ['MLT-1'] })],
	])('when it is %s', async (_what, body) => {
		const trigger = await serve();

		expect((await post(trigger, body)).status).toBe(400);
		expect(trigger.runs).toEqual([]);
	});
});

describe('Trigger On', () => {
	test('answers an event that is not chosen without a run', async () => {
		const trigger = await serve({ events: ['shipped_packages'] });

		expect(await post(trigger, short)).toEqual({ status: 200, body: ignored });
		expect(trigger.runs).toEqual([]);
	});

	test('passes an event that is not documented as unknown', async () => {
		const trigger = await serve({ events: ['unknown'] });

		await post(trigger, { ...short, method: 'repacked_packages' });
		expect(trigger.runs).toMatchObject([
			[
				{ event: 'unknown', method: 'repacked_packages', ...order },
				{ event: 'unknown', orderId: 'MLT-0000001002' },
			],
		]);
	});
});

describe('Drop Redeliveries', () => {
	test('starts one run for copies that arrive at once', async () => {
		const trigger = await serve();
		const copies = Array.from({ length: 10 }, async () => await post(trigger, short));

		const answers = await Promise.all(copies);
		expect(answers.every(({ status }) => status === 200)).toBe(true);
		expect(trigger.runs).toHaveLength(1);
	});

	test('passes only the rows that are new', async () => {
		const trigger = await serve();
		await post(trigger, { ...short, data: [(short.data as IDataObject[])[0]] });
		await post(trigger, short);

		expect(trigger.runs.map((items) => items.map(({ orderId }) => orderId))).toEqual([
			['MLT-0000001001'],
			['MLT-0000001002'],
		]);
	});

	test('remembers across a restart of n8n', async () => {
		const before = await serve();
		await post(before, short);
		const after = await serve({}, { staticData: before.staticData() });

		expect(await post(after, short)).toEqual({ status: 200, body: ignored });
		expect(after.runs).toEqual([]);
	});

	test('starts a run for each copy when it is off', async () => {
		const trigger = await serve({ dropRedeliveries: false });
		await post(trigger, short);
		await post(trigger, short);

		expect(trigger.runs).toHaveLength(2);
	});
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
