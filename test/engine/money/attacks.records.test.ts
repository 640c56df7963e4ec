import '../support/noPauses';
import type { INodeParameters } from 'n8n-workflow';
import { runNode } from '../support/runNode';
import { json, lost, type Reply } from '../support/scriptedVendor';
import { errorOutput, parcel, run, type Order } from './support/merchant';
import { BOOKING, booked, refusal, TRACKING, useBooks } from './support/vendors';
import { invitations } from './support/words';

/** What an attack found in records of KiriminAja that say less, or something else, than they seem to. */

const { vendor, records } = useBooks();
const ZERO = '0000-00-00 00:00:00';
const orders = (count: number): Order[] =>
	Array.from({ length: count }, (_, index) => ({ ref: `ORD-${index}`, amount: 18_000 + index }));

const of = async (resource: string, operation: string, parameters: INodeParameters) =>
	await runNode({
		type: 'kiriminAja',
		resource,
		operation,
		parameters,
		credentials: parcel.credentials(vendor.current.url),
	});

const instant = (result: object) =>
	vendor.current.on('GET /api/mitra/v4/instant/tracking/INS-1', () =>
		json({ status: true, text: 'success', result }),
	);
const VOID = 'DELETE /api/mitra/v4/instant/pickup/void/INS-1';
const cancel = async () => await of('instantOrder', 'cancel', { orderId: 'INS-1' });

describe('a zero date is no time:', () => {
	test('a bill is not paid by it', async () => {
		vendor.current.on('POST /api/mitra/v2/get_payment', () =>
			json({
				status: true,
				data: { payment_id: 'XID-1', status: 'Billing', status_code: '9', paid_at: ZERO },
			}),
		);
		const { json: out } = await of('payment', 'get', { paymentId: 'XID-1' });

		expect(out).toMatchObject([{ paid: false, statusCode: '9', paidAtIso: null }]);
	});

	test.each(['canceled_at', 'finished_at'])('%s ends no instant order', async (name) => {
		instant({ order_id: 'INS-1', date: { [name]: ZERO }, driver: { name: null } });
		const { json: out } = await of('instantOrder', 'track', { orderId: 'INS-1' });

		expect(out).toMatchObject([{ state: 'finding_driver' }]);
	});

	test('an instant order whose cancellation is lost is not canceled by it', async () => {
		vendor.current.on(VOID, () => lost);
		instant({ order_id: 'INS-1', date: { canceled_at: ZERO } });
		const { error } = await cancel();

		expect(error?.context.outcome).toBe('unknown');
	});
});

test.each<[string, Reply, string]>([
	['lost', lost, 'unknown'],
	['refused', json({ status: false, code: 2, text: 'Order tidak dapat dibatalkan' }), 'refused'],
])(
	'an instant cancellation that is %s is not made good by another order',
	async (_, reply, outcome) => {
		vendor.current.on(VOID, () => reply);
		instant({ order_id: 'INS-77', date: { canceled_at: '2026-03-01 10:00:00' } });
		const { error, json: out } = await cancel();

		expect(out).toEqual([]);
		expect(error?.context.outcome).toBe(outcome);
	},
);

test('a row that says no itself is not booked', async () => {
	vendor.current.on(BOOKING, (call) => {
		const reply = booked(records, call);
		const body = JSON.parse('text' in reply ? reply.text : '{}') as { details: object[] };
		records.parcels.pop();
		body.details[1] = { ...body.details[1], status: false, message: 'Saldo tidak cukup' };
		return json(body);
	});
	const { done, failed } = await run(parcel, vendor.current.url, orders(2), {
		settings: errorOutput,
	});

	expect(done.map(({ orderId }) => orderId)).toEqual(['ORD-0']);
	expect(failed.map(({ outcome }) => outcome)).toEqual(['unknown']);
});

test.each([true, false])(
	'nobody is told to renumber one of many orders of which one is taken (goes on: %j)',
	async (goesOn) => {
		vendor.current.on(BOOKING, () => refusal(422, 'One order_id has already been taken.'));
		vendor.current.on(TRACKING, () => json({ message: 'Too Many Attempts.' }, 429));
		const { said, failed } = await run(parcel, vendor.current.url, orders(40), {
			settings: goesOn ? errorOutput : {},
		});

		const together = goesOn ? failed.filter(({ text }) => text.includes('not found out')) : [said];
		expect(together.length).toBeGreaterThan(0);
		for (const one of together) {
			expect(one?.text).toMatch(/some may be there from before/);
			expect(invitations(one?.text ?? '')).toEqual([]);
		}
	},
);

test('"64.000" is not sixty-four rupiah', async () => {
	vendor.current.on('POST /api/mitra/v2/get_payment', () =>
		json({ status: true, data: { payment_id: 'XID-1', status_code: '9', amount: '64.000' } }),
	);
	const { json: out } = await of('payment', 'get', { paymentId: 'XID-1' });

	expect(out).toMatchObject([{ amount: null }]);
});
