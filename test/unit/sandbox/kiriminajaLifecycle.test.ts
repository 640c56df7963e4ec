import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { pickupSlots } from '../../../sandbox/kiriminaja/pickupTimes.ts';
import { crc16, qrisContent } from '../../../sandbox/kiriminaja/qris.ts';
import { codPackage, sampleBooking, samplePackage } from './sampleOrders';
import { control, kiriminAja, type Fields, type Json } from './vendorCalls';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const orderId = 'FEB-1782355684238';

async function book(changes: Record<string, unknown> = {}, ...packages: Fields[]): Promise<Json> {
	const booking = sampleBooking(changes, ...packages);
	return (await kiriminAja(sandbox, 'v6.2/request_pickup', booking)).body;
}

const track = async (id: string) => (await kiriminAja(sandbox, 'tracking', { order_id: id })).body;
const payment = async (id: string) =>
	(await kiriminAja(sandbox, 'v2/get_payment', { payment_id: id })).body;
const advance = (query = '') => control(sandbox, `kiriminaja/advance/${orderId}${query}`);

describe('a bill', () => {
	it('shows a pay_time while it is unpaid, and paid_at only once it is paid', async () => {
		const { pickup_number } = await book({ payment_method: 'qris' });
		expect((await payment(pickup_number)).data).toEqual({
			payment_id: pickup_number,
			qr_content: expect.stringMatching(/^000201/),
			method: '08',
			pay_time: expect.stringMatching(/^\d{14}$/),
			status: 'Billing berhasil dibuat',
			status_code: '9',
			amount: 64_000,
			paid_at: null,
			created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
		});
		await control(sandbox, `kiriminaja/pay/${pickup_number}`);
		expect((await payment(pickup_number)).data).toMatchObject({
			status: 'Pembayaran berhasil',
			status_code: '0',
			paid_at: expect.any(String),
		});
	});

	it('cannot be paid twice', async () => {
		const { pickup_number } = await book({ payment_method: 'qris' });
		await control(sandbox, `kiriminaja/pay/${pickup_number}`);
		const again = await control(sandbox, `kiriminaja/pay/${pickup_number}`);
		expect(again).toMatchObject({ status: 409, body: { error: expect.any(String) } });
	});

	it('does not exist for COD, nor for a number nobody was given', async () => {
		const cod = await book({ payment_method: undefined }, codPackage('FEB-1'));
		for (const id of [cod.pickup_number, 'EPR-0']) {
			expect(await payment(id)).toEqual({
				status: false,
				text: 'data not found',
				method: 'payment',
			});
		}
	});
});

describe('the QRIS payload', () => {
	it('is well-formed tag, length and value down to the checksum', () => {
		const content = qrisContent(64_000, 'EPR-1784512345');
		const fields = readTlv(content);
		expect(fields.get('53')).toBe('360');
		expect(fields.get('54')).toBe('64000');
		expect(fields.get('58')).toBe('ID');
		expect(readTlv(fields.get('62') ?? '').get('01')).toBe('EPR-1784512345');
		expect(fields.get('63')).toBe(crc16(content.slice(0, -4)));
	});

	it('is checked by CRC-16/CCITT-FALSE, whose check value is known', () => {
		expect(crc16('123456789')).toBe('29B1');
	});
});

describe('a parcel', () => {
	it('goes from booking to the buyer, and tracking tells the newest first', async () => {
		await book();
		expect(await track(orderId)).toMatchObject({
			text: 'Paket dibuat oleh KiriminAja',
			status_code: 101,
			details: {
				awb: null,
				status_code: null,
				delivered: false,
				refunded_at: '',
				origin: { city: 'Kabupaten Sleman', zip_code: '55581' },
				destination: { city: 'Kabupaten Lampung Tengah', zip_code: '34159' },
				costs: { shipping_cost: 64_000, currency: 'IDR' },
			},
		});
		const codes = [];
		for (let step = 0; step < 3; step += 1) {
			await advance();
			codes.push((await track(orderId)).status_code);
		}
		expect(codes).toEqual([105, 106, 200]);
		const delivered = await track('DEVEL-000000101');
		expect(delivered.details).toMatchObject({ order_id: orderId, delivered: true });
		expect(delivered.text).toMatch(/^Delivered to LITA ANGGRAINI \| \d\d-\d\d-\d{4} \d\d:\d\d \| /);
		expect(delivered.histories.map((row: Json) => row.status_code)).toEqual([200, 100, 105, 100]);
		expect(delivered.histories[0]?.created_at).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
		expect((await advance()).status).toBe(409);
	});

	it('can turn back to the sender', async () => {
		await book();
		await advance();
		await advance();
		await advance('?to=sender');
		expect(await track(orderId)).toMatchObject({
			status_code: 401,
			details: { refunded: false },
		});
		await advance();
		expect(await track(orderId)).toMatchObject({
			status_code: 400,
			details: { refunded: true, delivered: false },
		});
	});

	it('waits for its bill to be paid, unless somebody insists', async () => {
		await book({ payment_method: 'qris' });
		expect((await advance()).status).toBe(409);
		expect((await control(sandbox, `kiriminaja/awb/${orderId}`)).status).toBe(409);
		const forced = await control(sandbox, `kiriminaja/awb/${orderId}?force=true`);
		expect(forced.body.orders).toEqual([{ orderId, awb: 'DEVEL-000000101', statusCode: 105 }]);
	});

	it('gets its AWB with the others of its pickup when that is asked for', async () => {
		const two = ['FEB-1', 'FEB-2'].map((order_id) => samplePackage({ order_id }));
		const { pickup_number } = await book({}, ...two);
		const { body } = await control(sandbox, `kiriminaja/awb/${pickup_number}`);
		expect(body.orders.map((order: Json) => order.awb)).toEqual([
			'DEVEL-000000101',
			'DEVEL-000000102',
		]);
	});

	it('nobody knows is not found', async () => {
		expect(await track('NOPE-1')).toEqual({
			status: false,
			text: 'data not found',
			method: 'shTracking',
		});
	});
});

describe('a merchant who cancels', () => {
	const cancel = async (awb: string | null) =>
		(await kiriminAja(sandbox, 'v3/cancel_shipment', { awb, reason: 'Alamat salah' })).body;

	it('is put off up to 48 hours for a paid parcel', async () => {
		await book();
		await advance();
		expect(await cancel('DEVEL-000000101')).toMatchObject({
			text: 'Paket akan dibatalkan dalam 2x24jam',
			data: { success: 'pending' },
		});
		expect((await track(orderId)).status_code).toBe(350);
		await control(sandbox, `kiriminaja/cancel/${orderId}`);
		expect((await track(orderId)).status_code).toBe(300);
	});

	it('is obeyed at once for COD', async () => {
		await book({ payment_method: undefined }, codPackage(orderId));
		await advance();
		expect((await cancel('DEVEL-000000101')).data.success).toBe('success');
		expect((await track(orderId)).status_code).toBe(300);
	});

	it('may send the reason in the query as the SDKs do', async () => {
		await book();
		await advance();
		const query = 'awb=DEVEL-000000101&reason=Alamat%20salah';
		const answer = await kiriminAja(sandbox, `v3/cancel_shipment?${query}`, '');
		expect(answer.body.data.success).toBe('pending');
	});

	it('is too late once the courier has it, and cannot name it by order id', async () => {
		await book();
		await advance();
		expect((await cancel(orderId)).status).toBe(false);
		await advance();
		expect(await cancel('DEVEL-000000101')).toEqual({
			status: false,
			text: 'Paket tidak dapat dibatalkan',
			method: 'cancel_shipment',
		});
		expect((await control(sandbox, `kiriminaja/cancel/${orderId}`)).status).toBe(409);
	});
});

describe('the pickup slots', () => {
	it('are those of three days that have not begun, local time, Sundays off', () => {
		// Saturday 21 November 2026, 12:00 in Yogyakarta.
		const slots = pickupSlots(new Date('2026-11-21T05:00:00Z'), 'localDigits') as Json[];
		expect(slots[0]).toEqual({
			clock: '2026-11-21 14:00:00',
			until: '16:00',
			expired: Date.parse('2026-11-21T10:30:00Z') / 1000,
			libur: false,
		});
		expect(slots.map((slot) => slot.libur)).toEqual([false, true, true, true, false, false, false]);
	});
});

function readTlv(text: string): Map<string, string> {
	const fields = new Map<string, string>();
	for (let at = 0; at < text.length;) {
		const length = Number(text.slice(at + 2, at + 4));
		const value = text.slice(at + 4, at + 4 + length);
		expect(value).toHaveLength(length);
		fields.set(text.slice(at, at + 2), value);
		at += 4 + length;
	}
	return fields;
}
