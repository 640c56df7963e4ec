import '../support/noPauses';
import { answering } from '../support/answering';
import { pin } from '../support/kiriminAja';
import {
	sandbox,
	bookingPath,
	bookings,
	orders,
	create,
	at,
	replayed,
	sample,
	fromItem,
	booking,
} from './support/rides';

describe('Create', () => {
	test('refuses an order number that two items have, and sends neither', async () => {
		const { error } = await create(booking([fromItem]), {
			items: [{ order: 'ONE-1' }, { order: 'ONE-1' }],
		});

		expect(error?.message).toBe('Order ID (item 0) must be unique; item 1 has "ONE-1" too.');
		expect(error?.description).toContain('Nothing was sent');
		expect(sandbox.current.requests).toHaveLength(0);
	});

	test.each([
		['200', 'http200'],
		['422', 'http4xx'],
	] as const)('shows what KiriminAja refused with HTTP %s', async (httpCode, errorStyle) => {
		sandbox.current.kiriminAja.settings.errorStyle = errorStyle;
		const { error } = await create(booking([{ ...sample, serviceType: 'NO-SUCH-TYPE' }]));

		expect(error?.message).toMatch(/^KiriminAja refused the request: .*service.type/i);
		expect(error?.httpCode).toBe(httpCode);
		expect(error?.description).toContain('Correct the field that KiriminAja names');
	});

	test('names the field of a refusal that has neither code nor text', async () => {
		const body = {
			message: 'Terdapat kesalahan pada data yang dikirimkan',
			errors: { address_note: 'address_note wajib diisi' },
			status: false,
		};
		await answering(
			(_request, answer) => void answer.writeHead(422).end(JSON.stringify(body)),
			async (url) => {
				const { error } = await create(booking([sample]), { credentials: at(url) });
				expect(error?.message).toBe('KiriminAja refused the request: address_note wajib diisi');
				expect(error?.description).toContain('Correct the field that KiriminAja names');
			},
		);
	});

	test('shows the text of a refusal with code 400 and an empty result', async () => {
		const text = 'Layanan tidak tersedia';
		const body = { status: false, code: 400, message: 'Bad Request', text, result: [] };
		await answering(
			(_request, answer) => void answer.end(JSON.stringify(body)),
			async (url) => {
				const { error } = await create(booking([sample]), { credentials: at(url) });
				expect(error?.message).toBe('KiriminAja refused the request: Layanan tidak tersedia');
				expect(error?.context).toMatchObject({ vendorCode: '400', outcome: 'refused' });
				expect(error?.description).toBe('Correct what KiriminAja names, and run the item again.');
			},
		);
	});

	test('explains a balance that is too low', async () => {
		sandbox.current.kiriminAja.creditBalance = 10_000;
		const { error } = await create(booking([sample]));

		expect(error?.message).toContain(
			'Saldo KA Credit tidak mencukupi. Saldo saat ini Rp10.000. Total kebutuhan Rp27.000.',
		);
		expect(error?.context).toMatchObject({ vendorCode: '4002' });
		expect(error?.description).toContain('Top up KA Credit');
		expect(orders()).toHaveLength(0);
	});

	test('explains goods above what the courier insures', async () => {
		const laptop = { name: 'Laptop', price: 4000000, weight: 2500, qty: 1 };
		const insured = {
			...sample,
			service: 'grab_express',
			vehicle: 'mobil',
			items: { item: [laptop] },
			additionalFields: { insuranceType: 'basic' },
		};
		const { error } = await replayed(
			'order-instant-v6.2',
			'insurance cap',
			'create',
			booking([insured]),
		);

		expect(error?.message).toContain('melebihi cap pertanggungan');
		expect(error?.context).toMatchObject({ vendorCode: '4101' });
		expect(error?.description).toContain('worth more than the courier insures');
	});

	test('explains a recipient too far away', async () => {
		const { error } = await create(
			booking([{ ...sample, destinationLatitude: '-6.9932', destinationLongitude: '110.4203' }]),
		);

		expect(error?.message).toContain('distance more than 40km');
		expect(error?.description).toContain('at most 40 km');
	});

	test.each([
		['for several items', {}],
		['when n8n retries the node', { retryOnFail: true, maxTries: 5, waitBetweenTries: 1 }],
	])('tries a wrong PIN once %s', async (_when, settings) => {
		const { outputs } = await create(booking([fromItem], { pin: '654321' }), {
			items: ['ONE-1', 'TWO-2', 'THREE-3', 'FOUR-4'].map((order) => ({ order })),
			settings: { onError: 'continueErrorOutput', ...settings },
		});

		expect(bookings()).toHaveLength(1);
		expect(sandbox.current.kiriminAja.pin.wrongAttempts).toBe(1);
		expect(outputs[1]).toHaveLength(4);
		for (const { json } of outputs[1] ?? []) {
			expect(json.error).toMatchObject({
				message: expect.stringMatching(
					/PIN KA Credit tidak valid|refused this PIN within the last hour/,
				),
			});
		}
	});

	test('explains a wrong PIN', async () => {
		const { error } = await create(booking([sample], { pin: '654321' }));

		expect(error?.message).toBe('KiriminAja refused the request: PIN KA Credit tidak valid.');
		expect(error?.context).toMatchObject({ vendorCode: '4001' });
		expect(error?.description).toContain('Three wrong ones lock it');
	});

	test('keeps the PIN out of the output, the error and all that n8n stores of the node', async () => {
		const right = await create(booking([sample]));
		const wrong = await create(booking([{ ...sample, orderId: 'TWO-2' }], { pin: '654321' }));

		const { resultData, executionData } = right.run.data;
		const stored = JSON.stringify([
			resultData,
			executionData?.contextData,
			executionData?.metadata,
		]);
		expect(right.json).toHaveLength(1);
		expect(stored).not.toContain(pin);
		// n8n keeps the node's own parameters with its error.
		const { message, ...error } = wrong.error as unknown as { node: object; message: string };
		expect(message).toContain('PIN KA Credit tidak valid');
		expect(JSON.stringify({ ...error, message, node: undefined })).not.toContain('654321');
	});

	test('sends only the failing item to the error output; the others are booked', async () => {
		const { outputs } = await create(booking([{ ...fromItem, serviceType: '={{ $json.type }}' }]), {
			items: [
				{ order: 'ONE-1', type: 'instant' },
				{ order: 'TWO-2', type: 'NO-SUCH-TYPE' },
				{ order: 'THREE-3', type: 'instant' },
			],
			settings: { onError: 'continueErrorOutput' },
		});

		expect(outputs[0]?.map(({ json }) => json.orderId)).toEqual(['ONE-1', 'THREE-3']);
		expect(outputs[1]).toMatchObject([
			{ json: { order: 'TWO-2', error: { vendorCode: '422' } }, pairedItem: { item: 1 } },
		]);
		expect(orders().map(({ orderId }) => orderId)).toEqual(['ONE-1', 'THREE-3']);
	});

	test.each([
		['that the merchant numbered', fromItem],
		['that have no number of their own', { ...sample, orderId: '' }],
	])('books each order once when n8n retries the node: orders %s', async (_which, entry) => {
		sandbox.current.fault({ kind: 'status429', path: bookingPath, times: 1 });
		const { json, error } = await create(booking([entry]), {
			items: ['ONE-1', 'TWO-2', 'THREE-3'].map((order) => ({ order })),
			settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
		});

		expect(error).toBeUndefined();
		expect(new Set(json.map(({ orderId }) => orderId)).size).toBe(3);
		expect(orders()).toHaveLength(3);
		expect(bookings()).toHaveLength(4);
	});

	test('finds the booking whose answer was lost instead of calling a second driver', async () => {
		sandbox.current.fault({ kind: 'resetAfter', path: bookingPath });
		const { json, error } = await create(booking([sample, { ...sample, orderId: 'TWO-2' }]));

		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{ orderId: 'MLT-INS-1001', alreadyExisted: true, state: 'finding_driver' },
			{ orderId: 'TWO-2', alreadyExisted: true },
		]);
		expect(bookings()).toHaveLength(1);
		expect(orders()).toHaveLength(2);
	});

	test('says that the outcome is unknown when the booking is lost and can not be found', async () => {
		sandbox.current.fault({ kind: 'resetBefore', path: bookingPath });
		const { error } = await create(booking([sample]), {
			settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
		});

		expect(error?.message).toMatch(/^The outcome of MLT-INS-1001 is unknown: /);
		expect(error?.description).toContain('Instant Order → Track');
		expect(bookings()).toHaveLength(1);
		expect(orders()).toHaveLength(0);
	});

	test('returns the existing order when its number was booked in an earlier execution', async () => {
		await create(booking([sample]), { executionId: '1' });
		const { json } = await create(booking([sample]), { executionId: '2' });

		expect(json).toMatchObject([{ orderId: 'MLT-INS-1001', alreadyExisted: true }]);
		expect(orders()).toHaveLength(1);
	});

	test('refuses an order number that belongs to an order for somebody else', async () => {
		await create(booking([sample]), { executionId: '1' });
		const other = { ...sample, destinationName: 'Budi Santoso' };
		const { error } = await create(booking([other]), { executionId: '2' });

		expect(error?.message).toBe(
			'Order ID MLT-INS-1001 is already used for another shipment: another recipient',
		);
		expect(orders()).toHaveLength(1);
	});

	test('does not book the rest of a booking of which a part exists', async () => {
		await create(booking([sample]), { executionId: '1' });
		const { error } = await create(booking([sample, { ...sample, orderId: 'TWO-2' }]), {
			executionId: '2',
		});

		expect(error?.message).toBe('MLT-INS-1001 existed already, and TWO-2 was not found');
		expect(orders()).toHaveLength(1);
	});
});
