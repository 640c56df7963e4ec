import type { INodeParameters } from 'n8n-workflow';
import { characters } from '../../../sandbox/index.ts';
import { errorOutput, retryOnFail, run } from '../money/support/merchant';
import {
	ask,
	becomeFor,
	control,
	express,
	expectClear,
	instant,
	judge,
	kept,
	one,
	requests,
	sandbox,
} from './support/kiriminaja';

/** What is done with orders that were booked, under each character. */

describe.each(characters)('with KiriminAja as %s', (character) => {
	beforeEach(() => becomeFor(character));

	describe('an express order', () => {
		const operate = async (operation: string, parameters: INodeParameters, settings = {}) =>
			await ask('expressOrder', operation, parameters, settings);
		const order = () => sandbox.current.kiriminAja.orders[0];
		const awb = () => String(order()?.awb);

		beforeEach(async () => {
			await run(express, sandbox.current.url, [one]);
			await control(`awb/${order()?.orderId}?force=true`);
			await sandbox.current.advance(3 * 60_000);
		});

		test('is tracked as it is', async () => {
			const { json } = await operate('track', {
				orderId: one.ref,
				return: 'shipment',
				simplify: false,
			});

			expect(json).toHaveLength(1);
			expect(json[0]).toMatchObject({ awb: awb(), state: 'awaiting_pickup', statusCode: '105' });
			expect(json[0]).toHaveProperty('costs.shippingCost');
		});

		test('costs what the courier has weighed', async () => {
			await control(`advance/${order()?.orderId}`);
			const { json } = await operate('track', {
				orderId: awb(),
				return: 'shipment',
				simplify: false,
			});

			const costs = (json[0]?.costs ?? {}) as { shippingCost: unknown };
			expect(Number(costs.shippingCost)).toBe(order()?.shippingCost);
		});

		test.each(['MLT-NOBODY', 'DEVEL-999999999'])(
			'that is not there is an error: %s',
			async (id) => {
				const { json, error } = await operate('track', {
					orderId: id,
					return: 'shipment',
					simplify: false,
				});

				expect(json).toEqual([]);
				expectClear(`${error?.message} ${error?.description}`);
			},
		);

		test('is canceled once when the answer is lost', async () => {
			const path = '/api/mitra/v3/cancel_shipment';
			sandbox.current.fault({ kind: 'resetAfter', path });
			const parameters = { awb: awb(), reason: 'Pembeli berubah pikiran' };
			const { json, error } = await operate('cancel', parameters, retryOnFail);

			expect(requests(path)).toHaveLength(1);
			expect(order()?.statusCode).toBe(350);
			expect(error).toBeUndefined();
			expect(json).toMatchObject([{ awb: awb(), canceled: false, queued: true }]);
		});

		test('counts as canceled only when it is', async () => {
			const { json } = await operate('cancel', { awb: awb(), reason: 'Alamat salah' });
			expect(json).toMatchObject([{ canceled: false, queued: true }]);
			await sandbox.current.advance(48 * 60 * 60_000);
			const tracked = await operate('track', {
				orderId: awb(),
				return: 'shipment',
				simplify: false,
			});

			const isLost = sandbox.current.kiriminAja.settings.cancellations === 'lost';
			expect(order()?.statusCode).toBe(isLost ? 106 : 300);
			expect(tracked.json).toMatchObject([{ state: isLost ? 'in_transit' : 'canceled' }]);
		});

		test('that was picked up is not canceled, and it says so', async () => {
			await control(`advance/${order()?.orderId}`);
			const { json, error } = await operate('cancel', { awb: awb(), reason: 'Alamat salah' });

			expect(json).toEqual([]);
			expect(order()?.statusCode).toBe(106);
			expectClear(`${error?.message} ${error?.description}`);
		});

		test('has a label', async () => {
			const { outputs, error } = await operate('printLabel', { awb: awb() });

			// Labels may lie behind a redirect, which is not followed.
			if (sandbox.current.kiriminAja.settings.labelRedirect) {
				expectClear(`${error?.message} ${error?.description}`);
			} else expect(outputs[0]).toHaveLength(1);
			expect(sandbox.current.kiriminAja.labels.map(({ awbs }) => awbs)).toEqual([[awb()]]);
		});

		test('that is canceled is not taken for a new booking of the same order', async () => {
			await control(`cancel/${order()?.orderId}`);
			const result = await run(express, sandbox.current.url, [one], { settings: errorOutput });

			expect(kept()).toHaveLength(1);
			expect(result.done).toEqual([]);
			judge(result, [one]);
		});
	});

	describe('an instant order', () => {
		const operate = async (operation: string, orderId: unknown, settings = {}) =>
			await ask('instantOrder', operation, { orderId: String(orderId), simplify: false }, settings);
		const order = () => sandbox.current.kiriminAja.instantOrders[0];

		beforeEach(async () => {
			await run(instant, sandbox.current.url, [one]);
			await sandbox.current.advance(3 * 60_000);
		});

		test('is tracked as it is', async () => {
			const { json, error } = await operate('track', one.ref);

			expect(error).toBeUndefined();
			expect(json).toMatchObject([
				{ state: 'finding_driver', shippingCost: order()?.shippingCost },
			]);
		});

		test('that is not there is an error', async () => {
			const { json, error } = await operate('track', 'MLT-NOBODY');

			expect(json).toEqual([]);
			expectClear(`${error?.message} ${error?.description}`);
		});

		test('is canceled once when the answer is lost', async () => {
			const path = '/api/mitra/v4/instant/pickup/void';
			sandbox.current.fault({ kind: 'resetAfter', path });
			const { error } = await operate('cancel', one.ref, retryOnFail);

			expect(requests(path)).toHaveLength(1);
			expect(order()?.statusCode).toBe(350);
			expectClear(`${error?.message} ${error?.description}`);
		});

		test('gets another driver once when the answer is lost', async () => {
			const bill = sandbox.current.kiriminAja.instantPayments[0];
			await control(`pay/${bill?.paymentId}`);
			const path = '/api/mitra/v4/instant/pickup/find-new-driver';
			const found = await operate('findDriver', one.ref);
			expect(found.json).toMatchObject([{ awb: order()?.awb }]);
			sandbox.current.fault({ kind: 'resetAfter', path });
			const { error } = await operate('findDriver', one.ref, retryOnFail);

			expect(requests(path)).toHaveLength(2);
			expectClear(`${error?.message} ${error?.description}`);
		});

		test('whose driver was searched in vain is tracked as canceled', async () => {
			const bill = sandbox.current.kiriminAja.instantPayments[0];
			await control(`pay/${bill?.paymentId}`);
			await sandbox.current.advance(30 * 60_000);
			const { json } = await operate('track', one.ref);

			expect(order()?.statusCode).toBe(300);
			expect(json).toMatchObject([{ state: 'canceled' }]);
		});

		test('is paid when its bill is, and not before', async () => {
			const bill = sandbox.current.kiriminAja.instantPayments[0];
			const see = async () =>
				await ask('payment', 'get', { paymentId: String(bill?.paymentId), qrCode: false });
			expect((await see()).json).toMatchObject([{ paid: false, amount: bill?.amount }]);
			await control(`pay/${bill?.paymentId}`);
			expect((await see()).json).toMatchObject([{ paid: true, amount: bill?.amount }]);
		});
	});

	test('an order is tracked, or said to be missing, so soon after it was booked', async () => {
		await run(express, sandbox.current.url, [one]);
		const parameters = { orderId: one.ref ?? '', return: 'shipment', simplify: false };
		const { json, error } = await ask('expressOrder', 'track', parameters);

		if (sandbox.current.kiriminAja.settings.trackableAfterMinutes > 0) {
			expect(json).toEqual([]);
			expectClear(`${error?.message} ${error?.description}`);
		} else expect(json).toMatchObject([{ state: 'awaiting_pickup' }]);
	});
});
