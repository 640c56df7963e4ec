import type { INodeParameters } from 'n8n-workflow';
import { forgetRefused } from '../../../nodes/shared/ledger/refusals';
import { accounts, characters, type Character, type Sandbox } from '../../../sandbox/index.ts';
import { cities, districts, provinces } from '../../../sandbox/kiriminaja/areas.ts';
import { couriers } from '../../../sandbox/kiriminaja/couriers.ts';
import { settings } from '../../../sandbox/kiriminaja/settings.ts';
import {
	errorOutput,
	parcel,
	retryOnFail,
	run,
	type Form,
	type Order,
} from '../money/support/merchant';
import { byId, kiriminAjaCredential, pin } from '../support/kiriminAja';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/sandbox';
import { letTimeFly } from '../support/timeFlies';

/**
 * KiriminAja as nobody knows it, in four characters. Whatever it is like, nothing is done twice, no figure in a success is another than
 * KiriminAja's, every refusal says what to do, and no item is lost. What is right is read from the sandbox's state, never from the nodes.
 */

const sandbox = useSandbox();
const { orderPrefix, apiKey } = accounts.kiriminAja;

const PATHS = { express: '/api/mitra/v6.2/request_pickup', instant: '/api/mitra/v6.2/instant' };
const AMOUNT = 20_000;
const three: Order[] = ['MLT-1', 'MLT-2', 'MLT-3'].map((ref, index) => ({
	ref,
	amount: AMOUNT + index * 1000,
}));
const [one] = three as [Order];

const credentials = (key = apiKey) => kiriminAjaCredential(sandbox.current, key);

const parcelOf = (additionalFields: INodeParameters): Form => ({
	...parcel,
	credentials: () => credentials(),
	parameters: {
		...parcel.parameters,
		packageFields: { destinationKelurahanId: byId('69311') },
		additionalFields,
	},
});

/** Parcels with all that the strictest character asks for. */
const express = parcelOf({ orderIdPrefix: orderPrefix });

const instant: Form = {
	type: 'kiriminAja',
	resource: 'instantOrder',
	operation: 'create',
	credentials: () => credentials(),
	parameters: {
		name: 'Toko Melati Jaya',
		phone: '081200001234',
		address: 'Jl. Contoh Palagan No 12 RT 03 RW 08',
		addressNote: 'Pagar hijau',
		zipcode: '55581',
		latitude: '-7.7652',
		longitude: '110.3781',
		paymentMethod: 'accountDefault',
		packageSource: 'fields',
		packages: {
			package: [
				{
					orderId: "={{ $json.ref ?? '' }}",
					destinationName: "={{ $json.name ?? 'Rina Kartika' }}",
					destinationPhone: "={{ $json.phone ?? '081300009876' }}",
					destinationAddress: 'Jl. Contoh Malioboro No 5 Gedongtengen',
					destinationAddressNote: 'Lobi utama',
					destinationLatitude: '-7.8013',
					destinationLongitude: '110.3647',
					service: 'gosend',
					serviceType: 'instant',
					vehicle: 'motor',
					shippingCost: '={{ $json.amount }}',
					description: 'Paket aksesoris',
					items: { item: [{ name: 'Casing ponsel', price: 150_000, weight: 200, qty: 1 }] },
				},
			],
		},
		additionalFields: { orderIdPrefix: `${orderPrefix}-` },
	},
};

/** An order as the sandbox has it, of either family. */
interface Kept {
	orderId: string;
	awb: string | null;
	shippingCost: number;
	cod?: number;
	destination: { name: string; phone: string };
	bill: string;
}

function kept(): Kept[] {
	const { orders, instantOrders } = sandbox.current.kiriminAja;
	return [
		...orders.map((order) => ({ ...order, bill: order.pickupNumber })),
		...instantOrders.map((order) => ({ ...order, bill: order.paymentId })),
	];
}

/** KiriminAja may put the account's prefix before an order id. */
const keptAs = (ref: unknown) =>
	kept().filter(({ orderId }) => orderId === ref || orderId === `${orderPrefix}-${String(ref)}`);

/** Every way of saying nothing, and all that must not be said. */
function expectClear(text: string): void {
	expect(text).not.toMatch(/undefined|null|NaN|\[object|\n\s+at |node_modules/);
	expect(text).not.toContain(apiKey);
	expect(text).not.toContain(pin);
	// What happened, and what to do about it.
	const [message = '', ...rest] = text.split(/(?<=[a-z0-9)"])(?:\.)? (?=[A-Z])/);
	expect(message.trim()).not.toBe('');
	expect(rest.join(' ').trim()).not.toBe('');
}

type Result = Awaited<ReturnType<typeof run>>;

/** Judges a run over orders, each of which has ended once. */
function judge(result: Result, orders: Order[]): void {
	const ended = [...result.itemsOf('Under Test', 0), ...result.itemsOf('Under Test', 1)];
	if (result.error === undefined && result.rounds === 1) {
		const places = ended.flatMap(({ pairedItem }) =>
			typeof pairedItem === 'object' && 'item' in pairedItem ? [pairedItem.item] : [],
		);
		expect(places.sort((first, second) => first - second)).toEqual(orders.map((_, index) => index));
	}
	judgeTwice(orders);
	for (const json of result.done) judgeDone(json, orders);
	for (const { text } of result.failed) expectClear(text);
	if (result.error) expectClear(result.said?.text ?? '');
}

function judgeTwice(orders: Order[]): void {
	const ids = kept().map(({ orderId }) => orderId);
	expect(ids).toEqual([...new Set(ids)]);
	expect(ids.length).toBeLessThanOrEqual(orders.length);
}

/** Every figure of a success is the sandbox's. */
function judgeDone(json: Result['done'][number], orders: Order[]): void {
	const records = keptAs(json.orderId);
	expect([json.orderId, records.length]).toEqual([json.orderId, 1]);
	const [record] = records as [Kept];
	const asked = orders.find(({ ref }) => ref === json.orderId) ?? orders[0];
	expect(json.shippingCost).toBe(record.shippingCost);
	if (json.cod !== undefined) expect(json.cod).toBe(record.cod);
	if (json.awb !== null) expect(json.awb).toBe(record.awb);
	const bill = json.pickupNumber ?? json.paymentId ?? null;
	if (bill !== null) expect(bill).toBe(record.bill);
	if (asked?.name !== undefined) expect(record.destination.name).toBe(asked.name);
}

const requests = (path: string) =>
	sandbox.current.requests.filter((request) => request.path.startsWith(path));

const become = (character: Character, changes: Partial<Sandbox['kiriminAja']['settings']> = {}) => {
	sandbox.current.become(character);
	Object.assign(sandbox.current.kiriminAja.settings, changes);
};

async function control(path: string, body: object = {}): Promise<void> {
	const answer = await fetch(`${sandbox.current.url}/__sandbox/kiriminaja/${path}`, {
		method: 'POST',
		body: JSON.stringify(body),
	});
	expect([path, answer.status]).toEqual([path, 200]);
}

beforeEach(() => {
	forgetRefused();
	letTimeFly(sandbox);
});
afterEach(() => jest.restoreAllMocks());

const families = [
	['express orders', express, PATHS.express],
	['instant orders', instant, PATHS.instant],
] as const;

describe.each(characters)('with KiriminAja as %s', (character) => {
	beforeEach(() => {
		become(character);
		// The node has the Indonesian words; the English ones have a test of their own.
		if (character === 'contrary') become(character, { vehicleWords: 'both' });
	});

	describe.each(families)('%s', (_family, form, path) => {
		const book = (orders: Order[], options: Parameters<typeof run>[3] = {}) =>
			run(form, sandbox.current.url, orders, { settings: errorOutput, ...options });

		test('are booked once each, at the cost that was asked for', async () => {
			const result = await book(three);

			judge(result, three);
			expect(result.failed).toEqual([]);
			expect(result.done).toHaveLength(three.length);
			expect(kept()).toHaveLength(three.length);
		});

		test('are booked once when the answer is lost', async () => {
			sandbox.current.fault({ kind: 'resetAfter', path });
			const result = await book([one]);

			judge(result, [one]);
			expect(keptAs(one.ref)).toHaveLength(1);
			expect(requests(path)).toHaveLength(1);
			for (const { outcome, text } of result.failed) {
				expect([outcome, text.includes('MLT-1')]).toEqual(['unknown', true]);
			}
		});

		test('are booked once when the answer is lost and n8n retries the node', async () => {
			sandbox.current.fault({ kind: 'resetAfter', path });
			const result = await book(three, { settings: retryOnFail });

			judge(result, three);
			expect(new Set(kept().map(({ orderId }) => orderId)).size).toBe(kept().length);
		});

		test('are booked once when the loop leads what failed back into the node', async () => {
			sandbox.current.fault({ kind: 'resetAfter', path });
			const result = await book(three, { rounds: 3 });

			judge(result, three);
			for (const order of three) expect(keptAs(order.ref).length).toBeLessThanOrEqual(1);
			const refs = [...result.done.map(({ orderId }) => orderId)];
			expect(refs).toEqual([...new Set(refs)]);
		});

		test('are booked once the server works again', async () => {
			sandbox.current.fault({ kind: 'resetBefore', path });
			const result = await book([one], { settings: retryOnFail });

			judge(result, [one]);
			expect(kept().length).toBeLessThanOrEqual(1);
			expect(requests(path).length).toBeLessThanOrEqual(1);
		});

		test('with an empty reference are booked once, also by a retry', async () => {
			sandbox.current.fault({ kind: 'resetAfter', path });
			const result = await book([{ amount: AMOUNT }], { settings: retryOnFail });

			judge(result, [{ amount: AMOUNT }]);
			expect(requests(path)).toHaveLength(1);
		});

		test('that another execution has booked are there once', async () => {
			await book([one]);
			await sandbox.current.advance(3 * 60_000);
			const result = await book([one]);

			judge(result, [one]);
			expect(keptAs(one.ref)).toHaveLength(1);
			expect(result.done).toHaveLength(1);
		});

		test('that another execution has booked a moment ago are no reason to book again', async () => {
			await book([one]);
			const result = await book([one]);

			judge(result, [one]);
			expect(keptAs(one.ref)).toHaveLength(1);
			for (const { text } of result.failed) expect(text).toMatch(/before you book with another/);
		});

		test('under a reference that is for somebody else are no success', async () => {
			await book([one]);
			await sandbox.current.advance(3 * 60_000);
			const other = { ...one, name: 'Budi Santoso', phone: '081377778888' };
			const result = await book([other]);

			expect(keptAs(one.ref)).toHaveLength(1);
			if (sandbox.current.kiriminAja.settings.repeatedOrder === 'replayed') return;
			expect(result.done).toEqual([]);
			judge(result, [other]);
		});

		test('of a doubled reference are not booked at all', async () => {
			const result = await book([one, one]);

			judge(result, [one, one]);
			expect(result.failed).toHaveLength(2);
			expect(kept()).toEqual([]);
		});

		test('among which one is refused are booked without it', async () => {
			const bad = { ref: 'MLT-9', amount: AMOUNT, name: 'Siti & Co <b>' };
			const orders = [three[0], bad, three[1]] as Order[];
			const result = await book(orders);

			judge(result, orders);
			if (sandbox.current.kiriminAja.settings.nameSymbols === 'refused') {
				expect(keptAs(bad.ref)).toEqual([]);
			}
			for (const order of [three[0], three[1]]) expect(keptAs(order?.ref)).toHaveLength(1);
		});

		test('are refused with a key that is wrong, and it says so', async () => {
			const result = await run(
				{ ...form, credentials: () => credentials('wrong-key') },
				sandbox.current.url,
				three,
				{ settings: errorOutput },
			);

			judge(result, three);
			expect(kept()).toEqual([]);
			expect(result.failed).toHaveLength(three.length);
			for (const { outcome, text } of result.failed) {
				expect(outcome).toBe('refused');
				expect(text).toMatch(/credential/);
			}
			// Nobody is asked again and again with a key that is wrong.
			expect(requests(path).length).toBeLessThanOrEqual(three.length);
		});

		test('stop with an error that names the item when nothing can be booked', async () => {
			const result = await book([{ ...one, amount: 0 }], { settings: {} });

			expect(result.error?.message).toMatch(/item 0/);
			expectClear(result.said?.text ?? '');
			expect(kept()).toEqual([]);
		});
	});

	test('more bookings than a minute allows are done or refused, none of them lost', async () => {
		const many = Array.from({ length: 14 }, (_, index) => ({
			ref: `MLT-I${index}`,
			amount: AMOUNT,
		}));
		const result = await run(instant, sandbox.current.url, many, { settings: errorOutput });

		judge(result, many);
		for (const { outcome } of result.failed) expect(outcome).toBe('refused');
		expect(result.done).toHaveLength(kept().length);
	});

	test('a booking with KA Credit shows the balance that is left', async () => {
		const changes = { paymentMethod: 'credit', pin };
		const result = await run(express, sandbox.current.url, [one], { changes });

		judge(result, [one]);
		expect(result.done).toHaveLength(1);
		const left = Number(result.done[0]?.creditBalanceAfter);
		expect(left).toBe(sandbox.current.kiriminAja.creditBalance);
	});

	test('a balance that is too low is an error, and nothing is booked', async () => {
		sandbox.current.kiriminAja.creditBalance = AMOUNT - 1;
		for (const checkCredit of [false, true]) {
			const additionalFields = { orderIdPrefix: orderPrefix, checkCredit };
			const changes = { paymentMethod: 'credit', pin, additionalFields };
			const result = await run(express, sandbox.current.url, [one], {
				changes,
				settings: errorOutput,
			});
			judge(result, [one]);
			expect(result.failed).toHaveLength(1);
		}
		expect(kept()).toEqual([]);
	});

	test('a wrong PIN is sent once, whatever the answer to it looks like', async () => {
		const changes = { paymentMethod: 'credit', pin: '000000' };
		const result = await run(instant, sandbox.current.url, three, {
			changes,
			settings: { ...errorOutput, ...retryOnFail },
		});

		judge(result, three);
		expect(result.done).toEqual([]);
		expect(sandbox.current.kiriminAja.pin.wrongAttempts).toBe(1);
		expect(kept()).toEqual([]);
	});

	describe('an express order', () => {
		const operate = async (operation: string, parameters: INodeParameters, settings = {}) =>
			await runNode({
				type: 'kiriminAja',
				resource: 'expressOrder',
				operation,
				parameters,
				credentials: credentials(),
				settings,
			});
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
			expect(json[0]?.costs).toBeDefined();
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
			if (error) expectClear(`${error.message} ${error.description}`);
			else expect(json).toMatchObject([{ awb: awb(), canceled: false, queued: true }]);
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

			if (sandbox.current.kiriminAja.settings.repeatedOrder === 'replayed') return;
			expect(result.done).toEqual([]);
			judge(result, [one]);
		});
	});

	describe('an instant order', () => {
		const operate = async (operation: string, orderId: unknown, settings = {}) =>
			await runNode({
				type: 'kiriminAja',
				resource: 'instantOrder',
				operation,
				parameters: { orderId: String(orderId), simplify: false },
				credentials: credentials(),
				settings,
			});
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
				await runNode({
					type: 'kiriminAja',
					resource: 'payment',
					operation: 'get',
					parameters: { paymentId: String(bill?.paymentId), qrCode: false },
					credentials: credentials(),
				});
			expect((await see()).json).toMatchObject([{ paid: false, amount: bill?.amount }]);
			await control(`pay/${bill?.paymentId}`);
			expect((await see()).json).toMatchObject([{ paid: true, amount: bill?.amount }]);
		});
	});

	test('an order is tracked, or said to be missing, so soon after it was booked', async () => {
		await run(express, sandbox.current.url, [one]);
		const { json, error } = await runNode({
			type: 'kiriminAja',
			resource: 'expressOrder',
			operation: 'track',
			parameters: { orderId: one.ref ?? '', return: 'shipment', simplify: false },
			credentials: credentials(),
		});

		if (error) expectClear(`${error.message} ${error.description}`);
		else expect(json).toMatchObject([{ state: 'awaiting_pickup' }]);
		expect(json).toHaveLength(error ? 0 : 1);
	});

	describe('what is asked', () => {
		const ask = async (resource: string, operation: string, parameters: INodeParameters = {}) =>
			await runNode({
				type: 'kiriminAja',
				resource,
				operation,
				parameters,
				credentials: credentials(),
			});

		test('the balance is that of the account', async () => {
			const { json } = await ask('credit', 'getBalance');
			expect(json).toMatchObject([{ balance: sandbox.current.kiriminAja.creditBalance }]);
		});

		test('a wrong PIN is an error, a right one is right', async () => {
			const wrong = await ask('credit', 'validatePin', { pin: '000000' });
			expect(wrong.json).toEqual([]);
			expectClear(`${wrong.error?.message} ${wrong.error?.description}`);
			const right = await ask('credit', 'validatePin', { pin });
			expect(right.json).toMatchObject([{ valid: true }]);
		});

		test('a locked PIN is an error that says until when, as far as that is told', async () => {
			await control('lock-pin');
			const { json, error } = await ask('credit', 'validatePin', { pin });

			expect(json).toEqual([]);
			expectClear(`${error?.message} ${error?.description}`);
		});

		test('rates have the costs of the price list', async () => {
			const { json } = await ask('rate', 'getExpress', {
				origin: byId('5788'),
				destination: byId('6152'),
				parcelFrom: 'size',
				weight: 1000,
				itemValue: 150_000,
				return: 'all',
				simplify: false,
				additionalFields: { insurance: true },
			});

			const jne = json.find(
				({ service, serviceType }) => service === 'jne' && serviceType === 'REG23',
			);
			// Between two cities of Java, at JNE's base rate; its least insurance; 3 % COD fee and VAT.
			const codFee = Math.ceil((150_000 + 18_000 - 540 + 2500) * 0.03 * 1.11);
			expect(jne).toMatchObject({ shippingCost: 18_000, insuranceAmount: 2500, codFee });
			for (const rate of json) expect(rate.total).toBeGreaterThan(0);
		});

		test('slots are those that can be booked', async () => {
			const { json } = await ask('pickupSchedule', 'getAll', { returnAll: true });

			expect(json.length).toBeGreaterThan(0);
			for (const { clock, bookable } of json) {
				const isSunday = new Date(`${String(clock).slice(0, 10)}T00:00:00Z`).getUTCDay() === 0;
				if (isSunday) expect([clock, bookable]).toEqual([clock, false]);
			}
		});

		test('a bill that is not there is an error', async () => {
			const { json, error } = await ask('payment', 'get', { paymentId: 'EPR-1', qrCode: false });

			expect(json).toEqual([]);
			expectClear(`${error?.message} ${error?.description}`);
		});

		test('areas are those that there are', async () => {
			const all = { returnAll: true };
			const ids = async (operation: string, parameters: INodeParameters, key: string) => {
				const { json, error } = await ask('area', operation, { ...parameters, ...all });
				expect(error).toBeUndefined();
				return json.map(({ [key]: id }) => Number(id)).sort((first, second) => first - second);
			};
			const idsOf = (rows: Array<{ id: number }>) =>
				rows.map(({ id }) => id).sort((first, second) => first - second);

			expect(await ids('getProvinces', {}, 'id')).toEqual(idsOf(provinces));
			expect(await ids('getCities', { provinsiId: byId('11') }, 'id')).toEqual(
				idsOf(cities.filter((city) => city.provinsi_id === 11)),
			);
			expect(await ids('getDistricts', { kabupatenId: byId('444') }, 'id')).toEqual(
				idsOf(districts.filter((district) => district.kabupaten_id === 444)),
			);
			expect(await ids('getSubdistricts', { kecamatanId: byId('6152') }, 'id')).toEqual([
				69_311, 69_312,
			]);
			expect(await ids('search', { search: 'Simokerto' }, 'subdistrictId')).toContain(69_312);
		});

		test('couriers and their services are those that there are', async () => {
			const listed = await ask('courier', 'getAll', { returnAll: true });
			expect(listed.json.map(({ code }) => code)).toEqual(couriers.map(({ code }) => code));
			expect((await ask('courier', 'getGroups')).json).toHaveLength(6);
			const jne = await ask('courier', 'getServices', {
				courierCode: byId('jne'),
				returnAll: true,
			});
			const codes = couriers.find(({ code }) => code === 'jne')?.services.map(({ code }) => code);
			expect(jne.json.map(({ code }) => code)).toEqual(codes);
		});

		test('a ride costs what the courier asks', async () => {
			const { json } = await ask('rate', 'getInstant', {
				originLat: '-7.7652',
				originLong: '110.3781',
				originAddress: 'Jl. Contoh Palagan 12, Ngaglik, Sleman, DI Yogyakarta',
				destinationLat: '-7.8013',
				destinationLong: '110.3647',
				destinationAddress: 'Jl. Contoh Malioboro 5, Kota Yogyakarta, DI Yogyakarta',
				weight: 2000,
				itemPrice: 150_000,
				vehicle: 'motor',
				return: 'all',
				simplify: false,
			});

			// Five started kilometres at 3,000 rupiah, on top of 12,000.
			const gosend = json.find(
				(rate) => rate.service === 'gosend' && rate.serviceType === 'instant',
			);
			expect(gosend).toMatchObject({ shippingCost: 27_000 });
		});

		test('COD costs what KiriminAja keeps of it', async () => {
			const { json } = await ask('rate', 'calculateCod', {
				itemPrice: 250_000,
				customCod: 1,
				excludeCodAmountValidation: true,
				data: {
					row: [
						{
							courierCode: 'jne',
							courierServiceCode: 'REG23',
							shippingCost: 18_000,
							discountAmount: 0,
							insuranceAmount: 2500,
						},
					],
				},
			});
			const totalFee = Math.ceil(270_500 * 0.03 * 1.11);
			expect(json).toMatchObject([
				{ totalFee, minimumCustomCod: 20_500 + totalFee, isSupportCod: true },
			]);
		});

		test('the account is its own, and its preference and callback are what was set', async () => {
			const { json } = await ask('account', 'get');
			expect(json).toMatchObject([
				{ id: '90001', name: accounts.kiriminAja.profile.name, hasPin: true, paysLater: false },
			]);
			const url = 'https://n8n.example.com/webhook';
			expect((await ask('account', 'setCallback', { url })).error).toBeUndefined();
			expect(sandbox.current.kiriminAja.callbackUrl).toBe(url);
			expect((await ask('courier', 'setPreference', { services: ['jne'] })).error).toBeUndefined();
			expect(sandbox.current.kiriminAja.whitelist).toEqual(['jne']);
		});

		test('a wrong key is an error about the credential, also where a callback is set', async () => {
			for (const [resource, operation, parameters] of [
				['credit', 'getBalance', {}],
				['account', 'setCallback', { url: 'https://n8n.example.com/webhook' }],
				['expressOrder', 'track', { orderId: 'MLT-1', return: 'shipment' }],
			] as const) {
				const { json, error } = await runNode({
					type: 'kiriminAja',
					resource,
					operation,
					parameters,
					credentials: credentials('wrong-key'),
				});
				expect(json).toEqual([]);
				expect(`${error?.message} ${error?.description}`).toMatch(/credential/);
				expectClear(`${error?.message} ${error?.description}`);
			}
			expect(sandbox.current.kiriminAja.callbackUrl).toBeNull();
		});
	});
});

/** Counts other than the first; null for all that may be null. */
const counts: Record<string, number> = {
	trackableAfterMinutes: 10,
	pinTries: 1,
	rateLimitPerMinute: 3,
	heavyLimitPerMinute: 1,
	suspensionMinutes: 5,
	autoAwbMs: 0,
};

/** One thing that nobody knows, in each way in which it may be, with all else as published. */
const unknowns = Object.entries(settings).flatMap(([name, { initial, allowed }]) => {
	const words = /^one of (.*)$/.exec(allowed)?.[1]?.split(', ');
	const values = words ?? (typeof initial === 'boolean' ? [!initial] : [counts[name] ?? null]);
	return values.filter((value) => value !== initial).map((value) => [name, value] as const);
});

describe.each(unknowns)('with the setting %s as %s', (name, value) => {
	beforeEach(() => become('published', { [name]: value }));

	/** KiriminAja says yes to another booking of the same id, and nothing in the answer tells it from a new one. */
	const saysYesAgain = name === 'repeatedOrder';
	const other = { ...one, name: 'Budi Santoso', phone: '081377778888' };

	test.each(families)(
		'%s are never done twice, and nothing wrong is said of them',
		async (family, form, path) => {
			const book = (orders: Order[], options: Parameters<typeof run>[3] = {}) =>
				run(form, sandbox.current.url, orders, { settings: errorOutput, ...options });
			// The node has only the Indonesian words for vehicles.
			const isImpossible = family === 'instant orders' && value === 'english';

			const first = await book([one]);
			judge(first, [one]);
			expect(first.done).toHaveLength(isImpossible ? 0 : 1);

			await sandbox.current.advance(15 * 60_000);
			if (!saysYesAgain) {
				const again = await book([one]);
				judge(again, [one]);
				expect(again.done).toHaveLength(isImpossible ? 0 : 1);
				const others = await book([other]);
				judge(others, [other]);
				if (!isImpossible) expect(others.done).toEqual([]);
			}

			const [, second] = three as [Order, Order];
			sandbox.current.fault({ kind: 'resetAfter', path });
			const before = requests(path).length;
			const lost = await book([second], { settings: retryOnFail });
			judgeTwice([one, second]);
			expect(requests(path)).toHaveLength(before + 1);
			for (const json of lost.done) judgeDone(json, [one, second]);
			if (lost.error) expectClear(lost.said?.text ?? '');
			expect(lost.done.length).toBe(lost.error ? 0 : 1);
		},
	);
});

test('an order id without the prefix that KiriminAja asks for is refused, and it says so', async () => {
	become('published', { orderPrefix: 'required' });
	const result = await run(parcelOf({}), sandbox.current.url, [{ amount: AMOUNT }], {
		settings: errorOutput,
	});

	expect(result.failed).toMatchObject([
		{ outcome: 'refused', text: expect.stringContaining(`must start with ${orderPrefix}`) },
	]);
	expect(kept()).toEqual([]);
});
