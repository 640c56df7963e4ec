import { booking, sampleOrder } from '../support/kiriminAja';
import { sandbox, bookingPath, bookings, orders, create, fromItem, phone } from './support/parcels';

test('does not send finished bookings again when a later item makes n8n retry the node', async () => {
	const items = ['ONE-1', 'TWO-2', 'THREE-3'].map((order) => ({ order, phone }));
	const first = create(booking([{ ...fromItem(), orderId: '' }]), {
		items,
		settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
	});
	sandbox.current.kiriminAja.creditBalance = 64000 + 1000;
	const { error } = await first;

	expect(error?.message).toContain('Saldo KA Credit tidak mencukupi');
	expect(error?.description).toMatch(
		/Already done and not undone: item 0: order N8N-\w{16}, pickup EPR-\d+\./,
	);
	expect(orders()).toHaveLength(1);
});

test('carries on after the booked items when the failed execution is retried', async () => {
	const items = ['ONE-1', 'TWO-2', 'THREE-3'].map((order) => ({ order, phone }));
	const parameters = booking([{ ...fromItem(), orderId: '' }]);
	sandbox.current.kiriminAja.creditBalance = 64000 + 1000;
	const failed = await create(parameters, { items, executionId: '7' });
	expect(failed.error?.message).toContain('Saldo KA Credit');

	sandbox.current.kiriminAja.creditBalance = 1_000_000;
	const retried = await create(parameters, { items, executionId: '8', retry: failed.run });

	expect(retried.error).toBeUndefined();
	expect(retried.json).toHaveLength(3);
	expect(orders()).toHaveLength(3);
});

test('finds the booking whose answer was lost instead of booking again', async () => {
	sandbox.current.fault({ kind: 'resetAfter', path: bookingPath });
	const { json, error } = await create(booking([sampleOrder]));

	expect(error).toBeUndefined();
	expect(json).toMatchObject([{ orderId: 'FEB-1782355684238', alreadyExisted: true }]);
	expect(bookings()).toHaveLength(1);
	expect(orders()).toHaveLength(1);
});

test('says that the outcome is unknown when the booking is lost and can not be found', async () => {
	sandbox.current.fault({ kind: 'resetBefore', path: bookingPath });
	const { error } = await create(booking([sampleOrder]), {
		settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
	});

	expect(error?.message).toMatch(/^The outcome of FEB-1782355684238 is unknown: /);
	expect(error?.description).toContain('in the KiriminAja dashboard');
	expect(orders()).toHaveLength(0);
});

test('returns the existing order when its number was booked in an earlier execution', async () => {
	await create(booking([sampleOrder]), { executionId: '1' });
	const { json } = await create(booking([sampleOrder]), { executionId: '2' });

	expect(json).toMatchObject([{ orderId: 'FEB-1782355684238', alreadyExisted: true }]);
	expect(orders()).toHaveLength(1);
});

test('refuses an order number that belongs to a shipment for somebody else', async () => {
	await create(booking([sampleOrder]), { executionId: '1' });
	const other = { ...sampleOrder, destinationName: 'Budi Santoso' };
	const { error } = await create(booking([other]), { executionId: '2' });

	expect(error?.message).toBe(
		'Order ID FEB-1782355684238 is already used for another shipment: another recipient',
	);
	expect(orders()).toHaveLength(1);
});

test('tries a wrong PIN once, whatever n8n retries and however many items there are', async () => {
	const items = ['ONE-1', 'TWO-2', 'THREE-3', 'FOUR-4'].map((order) => ({ order, phone }));
	const { outputs } = await create(booking([fromItem()], { pin: '654321' }), {
		items,
		settings: {
			onError: 'continueErrorOutput',
			retryOnFail: true,
			maxTries: 5,
			waitBetweenTries: 1,
		},
	});

	expect(bookings()).toHaveLength(1);
	expect(outputs[1]).toHaveLength(4);
	expect(outputs[1]?.[0]?.json.error).toMatchObject({ message: expect.stringMatching(/PIN/) });
	expect(sandbox.current.kiriminAja.pin.wrongAttempts).toBe(1);
});
