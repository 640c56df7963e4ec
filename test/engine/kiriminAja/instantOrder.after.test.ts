import {
	sandbox,
	voidPath,
	run,
	create,
	replayed,
	control,
	sample,
	booking,
	type Options,
} from './support/rides';

describe('Track', () => {
	const track = (orderId: string, simplify = true) => run('track', { orderId, simplify });

	test('reads an order whose driver is on the way', async () => {
		const parameters = { orderId: 'MLT-INS-1001', simplify: true };
		const { json, hints } = await replayed(
			'tracking-instant-v4',
			'driver allocated',
			'track',
			parameters,
		);

		expect(hints).toEqual([]);
		expect(json).toEqual([
			{
				orderId: 'MLT-INS-1001',
				awb: 'GK-11-9000001',
				state: 'driver_assigned',
				service: 'gosend',
				serviceType: 'instant',
				driver: { name: 'Agus Pratama', phone: '081200007777', photo: null },
				liveTrackingUrl: 'https://track.invalid/GK-11-9000001',
				totalPrice: 28000,
				finishedAtIso: null,
				canceledAtIso: null,
			},
		]);
	});

	test('gives the whole answer, addresses and costs included', async () => {
		const { json } = await replayed('tracking-instant-v4', 'just created', 'track', {
			orderId: 'MLT-INS-1001',
			simplify: false,
		});

		expect(json).toMatchObject([
			{
				state: 'finding_driver',
				shippingCost: 27000,
				adminFee: 1000,
				insurance: null,
				destination: { name: 'Rina Kartika', addressNote: 'Lobi utama', lat: -7.8013 },
				item: { price: 150000 },
				createdAt: '2026-07-20T03:01:37.000000Z',
				createdAtIso: '2026-07-20T10:01:37+07:00',
			},
		]);
	});

	test('follows an order to the door', async () => {
		await create(booking([sample]));
		const states = [(await track('MLT-INS-1001')).json[0]?.state];
		for (let step = 0; step < 2; step++) {
			await control('advance/MLT-INS-1001');
			states.push((await track('MLT-INS-1001')).json[0]?.state);
		}

		expect(states).toEqual(['finding_driver', 'driver_assigned', 'delivered']);
	});

	test('explains an order that KiriminAja does not know', async () => {
		const { error } = await replayed('tracking-instant-v4', 'not found', 'track', {
			orderId: 'NOPE',
			simplify: true,
		});

		expect(error?.message).toBe('KiriminAja refused the request: data not found');
		expect(error?.description).toContain('Check the Order ID');
	});

	test.each(['..', '/orders'])('refuses %s as an order id before sending', async (orderId) => {
		const { error } = await track(orderId);

		expect(error?.message).toBe('Order ID (item 0) must begin with a letter or a digit.');
		expect(sandbox.current.requests).toHaveLength(0);
	});

	test('keeps an order id with odd letters in its place in the path', async () => {
		await track('SHOP/1?a=b#c');
		expect(sandbox.current.requests.map(({ path, query }) => [path, query])).toEqual([
			['/api/mitra/v4/instant/tracking/SHOP%2F1%3Fa%3Db%23c', {}],
		]);
	});
});

describe('Find Driver', () => {
	test('asks for a new driver and gives the new AWB', async () => {
		const { json, hints } = await replayed('instant-find-new-driver', 'ok', 'findDriver', {
			orderId: 'MLT-1784512402777',
		});

		expect(hints).toEqual([]);
		expect(json).toEqual([{ orderId: 'MLT-1784512402777', awb: 'GK-11-9000003' }]);
	});

	test('explains an order for which there is none to find', async () => {
		const { error } = await replayed('instant-find-new-driver', 'bad order', 'findDriver', {
			orderId: 'NOPE',
		});

		expect(error?.message).toContain('order id yang dipilih tidak valid.');
		expect(error?.description).toContain('Check the Order ID');
	});

	test('asks once, also when the answer is lost and n8n retries the node', async () => {
		await create(booking([sample]));
		const path = '/api/mitra/v4/instant/pickup/find-new-driver';
		sandbox.current.fault({ kind: 'resetAfter', path });
		const { error } = await run(
			'findDriver',
			{ orderId: 'MLT-INS-1001' },
			{ settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } },
		);

		expect(error?.message).toMatch(/^The outcome of the new driver for MLT-INS-1001 is unknown: /);
		expect(sandbox.current.requests.filter((request) => request.path === path)).toHaveLength(1);
	});
});

describe('Cancel', () => {
	const cancel = (orderId: string, options?: Options) => run('cancel', { orderId }, options);
	const cancellations = () =>
		sandbox.current.requests.filter(({ path }) => path.startsWith(voidPath));

	test('says that the cancellation is accepted, and not yet final', async () => {
		const { json, hints } = await replayed('cancel-instant-v4', 'ok', 'cancel', {
			orderId: 'MLT-INS-1001',
		});

		expect(hints).toEqual([]);
		expect(json).toMatchObject([
			{
				orderId: 'MLT-INS-1001',
				awb: 'GK-11-9000001',
				accepted: true,
				canceled: false,
				alreadyCanceled: false,
				payment: {
					paymentId: 'PID-1784512400',
					amount: 28000,
					payTimeIso: expect.stringMatching(/\+07:00$/),
				},
			},
		]);
	});

	test('explains an order that can not be canceled', async () => {
		await create(booking([sample]));
		await control('advance/MLT-INS-1001');
		const { error } = await cancel('MLT-INS-1001');

		expect(error?.message).toContain('order id yang dipilih tidak valid.');
		expect(error?.description).toContain('how far the order has come');
	});

	test('says so when the order is canceled already', async () => {
		await create(booking([sample]));
		await control('cancel/MLT-INS-1001');
		const { json } = await cancel('MLT-INS-1001');

		expect(json).toMatchObject([
			{ orderId: 'MLT-INS-1001', canceled: true, alreadyCanceled: true },
		]);
	});

	test('asks once, also when the answer is lost and n8n retries the node', async () => {
		await create(booking([sample]));
		sandbox.current.fault({ kind: 'resetAfter', path: voidPath });
		const { error } = await cancel('MLT-INS-1001', {
			settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
		});

		expect(error?.message).toMatch(/^The outcome of the cancellation of MLT-INS-1001 is unknown/);
		expect(cancellations()).toHaveLength(1);
	});
});
