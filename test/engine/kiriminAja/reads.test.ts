import jsQR from 'jsqr';
import type { INodeParameters } from 'n8n-workflow';
import { PNG } from 'pngjs';
import { textIn } from '../../../nodes/shared/values/texts';
import { booking, byId, kiriminAjaCredential, sampleOrder } from '../support/kiriminAja';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

function run(
	resource: string,
	operation: string,
	parameters: INodeParameters,
	options: Partial<Parameters<typeof runNode>[0]> = {},
) {
	const credentials = kiriminAjaCredential(sandbox.current);
	return runNode({ type: 'kiriminAja', resource, operation, parameters, credentials, ...options });
}

const control = async (path: string) => {
	const response = await fetch(`${sandbox.current.url}/__sandbox/kiriminaja/${path}`, {
		method: 'POST',
	});
	expect(response.status).toBe(200);
};

async function book(orderId: string, paymentMethod: string): Promise<string> {
	const { json } = await run(
		'expressOrder',
		'create',
		booking([{ ...sampleOrder, orderId }], { paymentMethod }),
	);
	return textIn(json[0]?.pickupNumber);
}

describe('Area → Search', () => {
	test('finds a subdistrict by name and gives all four ids as text', async () => {
		const { json, hints } = await run('area', 'search', { search: 'Simokerto', returnAll: true });

		expect(hints).toEqual([]);
		expect(json).toContainEqual({
			provinceId: '11',
			cityId: '444',
			districtId: '6152',
			subdistrictId: '69312',
			fullAddress: 'Simokerto, Simokerto, Surabaya, Jawa Timur, 60143',
			subdistrict: 'Simokerto',
			district: 'Simokerto',
			city: 'Surabaya',
			province: 'Jawa Timur',
			postcode: '60143',
		});
	});

	test('returns no more than the limit', async () => {
		const all = await run('area', 'search', { search: 'Jawa Timur', returnAll: true });
		const two = await run('area', 'search', { search: 'Jawa Timur', returnAll: false, limit: 2 });

		expect(all.json.length).toBeGreaterThan(2);
		expect(two.json).toEqual(all.json.slice(0, 2));
	});

	test('asks for three letters before it asks KiriminAja', async () => {
		const { error } = await run('area', 'search', { search: 'Si', returnAll: true });

		expect(error?.message).toBe('Search Text (item 0) must have at least 3 characters; it has 2.');
		expect(sandbox.current.requests).toHaveLength(0);
	});

	test('waits and asks again when KiriminAja has had too many requests', async () => {
		sandbox.current.fault({ kind: 'status429', times: 1, retryAfter: 0 });
		const { json } = await run('area', 'search', { search: 'Simokerto', returnAll: true });

		expect(json).not.toHaveLength(0);
		expect(sandbox.current.requests.map(({ status }) => status)).toEqual([429, 200]);
	});
});

describe('Rate → Get Express', () => {
	const parcel = {
		origin: byId('5788'),
		destination: byId('3175'),
		weight: 1000,
		itemValue: 250000,
		return: 'all',
		simplify: false,
		additionalFields: { length: 20, width: 30, height: 15 },
	};

	test('lists the rates from cheap to dear, with whole rupiah', async () => {
		const { json, hints } = await run('rate', 'getExpress', parcel);

		expect(hints).toEqual([]);
		const totals = json.map(({ total }) => Number(total));
		expect(totals).toEqual([...totals].sort((one, other) => one - other));
		expect(json).toContainEqual(
			expect.objectContaining({ service: 'jne', serviceType: 'REG23', shippingCost: 64000 }),
		);
		for (const rate of json) {
			const { shippingCost, discountAmount, discountType, insuranceAmount, total } = rate;
			const discount = discountType === 'drop_only' ? 0 : Number(discountAmount);
			expect(total).toBe(Number(shippingCost) - discount + Number(insuranceAmount));
			expect(Number.isInteger(total)).toBe(true);
		}
	});

	test('sends what KiriminAja expects', async () => {
		const { origin, destination, ...rest } = parcel;
		await run('rate', 'getExpress', {
			origin,
			destination,
			...rest,
			additionalFields: {
				...rest.additionalFields,
				courier: ['jne', 'jnt'],
				subdistrictOrigin: byId('31554'),
				insurance: true,
			},
		});

		expect(sandbox.current.requests[0]?.body).toEqual({
			origin: 5788,
			subdistrict_origin: 31554,
			destination: 3175,
			weight: 1000,
			length: 20,
			width: 30,
			height: 15,
			item_value: 250000,
			insurance: 1,
			courier: ['jne', 'jnt'],
		});
	});

	test.each(['cheapest', 'fastest'])('returns one rate for %s', async (which) => {
		const all = await run('rate', 'getExpress', parcel);
		const { json } = await run('rate', 'getExpress', { ...parcel, return: which });

		const best = (key: string) => Math.min(...all.json.map((rate) => Number(rate[key])));
		const key = which === 'cheapest' ? 'total' : 'etdDays';
		expect(json).toHaveLength(1);
		expect(json[0]?.[key]).toBe(best(key));
	});

	test('returns the cheapest of each group', async () => {
		const all = await run('rate', 'getExpress', parcel);
		const { json } = await run('rate', 'getExpress', { ...parcel, return: 'cheapestPerGroup' });

		const groups = [...new Set(all.json.map(({ group }) => group))];
		expect(json.map(({ group }) => group).sort()).toEqual(groups.sort());
		for (const { group, total } of json) {
			const ofGroup = all.json.filter((rate) => rate.group === group);
			expect(total).toBe(Math.min(...ofGroup.map((rate) => Number(rate.total))));
		}
	});

	test('keeps the order of the items when it asks side by side', async () => {
		// Fourteen calls at once: this is about their order.
		sandbox.liftLimits();
		const weights = [1000, 5000, 2000, 9000, 3000, 7000, 4000];
		const { json } = await run(
			'rate',
			'getExpress',
			{ ...parcel, return: 'cheapest', weight: '={{ $json.weight }}' },
			{ items: weights.map((weight) => ({ weight })) },
		);
		const alone = [];
		for (const weight of weights) {
			alone.push(
				...(await run('rate', 'getExpress', { ...parcel, return: 'cheapest', weight })).json,
			);
		}

		expect(json).toEqual(alone);
	});
});

describe('Express Order → Track', () => {
	test('tells state, AWB and times of a shipment, by order id and by AWB', async () => {
		await book('SHOP-1', 'credit');
		const before = await run('expressOrder', 'track', { orderId: 'SHOP-1', simplify: true });
		expect(before.json).toMatchObject([{ orderId: 'SHOP-1', awb: null, state: 'awaiting_pickup' }]);

		await control('awb/SHOP-1');
		await control('advance/SHOP-1');
		const { json, hints } = await run('expressOrder', 'track', {
			orderId: 'SHOP-1',
			simplify: true,
		});
		expect(hints).toEqual([]);
		expect(json).toEqual([
			{
				orderId: 'SHOP-1',
				awb: expect.any(String),
				state: 'in_transit',
				statusCode: '106',
				statusText: expect.any(String),
				service: 'jne',
				serviceType: 'REG23',
				estimation: expect.any(String),
				shippedAtIso: expect.stringMatching(/\+07:00$/),
				deliveredAtIso: null,
			},
		]);

		const awb = textIn(json[0]?.awb);
		const full = await run('expressOrder', 'track', { orderId: awb, simplify: false });
		expect(full.json).toMatchObject([
			{
				orderId: 'SHOP-1',
				histories: expect.arrayContaining([
					expect.objectContaining({ createdAtIso: expect.stringMatching(/\+07:00$/) }),
				]),
				destination: { name: 'Lita Ang' },
			},
		]);
	});

	test('says what KiriminAja said of an order that it does not know', async () => {
		const { error } = await run('expressOrder', 'track', { orderId: 'NOBODY-1', simplify: true });
		expect(error?.message).toMatch(/^KiriminAja refused the request: /);
	});
});

describe('Payment → Get', () => {
	test('gives an unpaid bill with a QRIS picture that a phone can read, and later says paid', async () => {
		const paymentId = await book('SHOP-1', 'qris');
		const parameters = { paymentId, qrCode: true, binaryPropertyName: 'qris' };
		const { outputs, hints } = await run('payment', 'get', parameters);

		expect(hints).toEqual([]);
		const item = outputs[0]?.[0];
		expect(item?.json).toMatchObject({ paymentId, paid: false, statusCode: '9', amount: 64000 });
		expect(item?.json.payTimeIso).toMatch(/T\d\d:\d\d:\d\d\+07:00$/);
		const picture = item?.binary?.qris;
		expect(picture).toMatchObject({ fileName: `qris-${paymentId}.png`, mimeType: 'image/png' });
		const { data, width, height } = PNG.sync.read(Buffer.from(String(picture?.data), 'base64'));
		expect(jsQR(new Uint8ClampedArray(data), width, height)?.data).toBe(item?.json.qrContent);

		await control(`pay/${paymentId}`);
		const paid = await run('payment', 'get', parameters);
		expect(paid.json).toMatchObject([
			{ paid: true, statusCode: '0', paidAtIso: expect.stringMatching(/\+07:00$/) },
		]);
		expect(paid.outputs[0]?.[0]?.binary).toBeUndefined();
	});
});

test('says which credential to check when the key is wrong', async () => {
	const credentials = kiriminAjaCredential(sandbox.current, 'not-the-key');
	const { error } = await run(
		'area',
		'search',
		{ search: 'Simokerto', returnAll: true },
		{ credentials },
	);

	expect(error?.message).toBe('KiriminAja refused the request: Unauthorized.');
	expect(error?.description).toContain('Check the KiriminAja credential');
	expect(JSON.stringify(error)).not.toContain('not-the-key');
});
