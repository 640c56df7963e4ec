import type { INodeParameters } from 'n8n-workflow';
import { forgetRefused } from '../../../../nodes/shared/ledger/refusals';
import { accounts, type Character, type Sandbox } from '../../../../sandbox/index.ts';
import { drive, ride } from '../../../operations/KiriminAja/instantOrder/create';
import { errorOutput, parcel, run, type Form, type Order } from '../../money/support/merchant';
import { byId, kiriminAjaCredential, pin } from '../../support/kiriminAja';
import { runNode } from '../../support/runNode';
import { useSandbox } from '../../support/sandbox';
import { letTimeFly } from '../../support/timeFlies';

/**
 * KiriminAja as nobody knows it. Whatever it is like, nothing is done twice, no figure in a success is another than KiriminAja's, every
 * refusal says what to do, and no item is lost. What is right is read from the sandbox's state, never from the nodes.
 *
 * Importing this starts the sandbox of a test file.
 */

export const sandbox = useSandbox();
export const { orderPrefix, apiKey } = accounts.kiriminAja;

export const PATHS = {
	express: '/api/mitra/v6.2/request_pickup',
	instant: '/api/mitra/v6.2/instant',
};
export const AMOUNT = 20_000;
export const three: Order[] = ['MLT-1', 'MLT-2', 'MLT-3'].map((ref, index) => ({
	ref,
	amount: AMOUNT + index * 1000,
}));
export const [one] = three as [Order];

export const credentials = (key = apiKey) => kiriminAjaCredential(sandbox.current, key);

export const parcelOf = (additionalFields: INodeParameters): Form => ({
	...parcel,
	credentials: () => credentials(),
	parameters: {
		...parcel.parameters,
		packageFields: { destinationKelurahanId: byId('69311') },
		additionalFields,
	},
});

/** Parcels with all that the strictest character asks for. */
export const express = parcelOf({ orderIdPrefix: orderPrefix });

export const instant: Form = {
	type: 'kiriminAja',
	resource: 'instantOrder',
	operation: 'create',
	credentials: () => credentials(),
	parameters: {
		...ride([
			{
				...drive('={{ $json.ref }}'),
				destinationName: "={{ $json.name ?? 'Rina Kartika' }}",
				destinationPhone: "={{ $json.phone ?? '081300009876' }}",
				shippingCost: '={{ $json.amount }}',
			},
		]),
		paymentMethod: 'accountDefault',
		additionalFields: { orderIdPrefix: `${orderPrefix}-` },
	},
};

/** An order as the sandbox has it, of either family. */
export interface Kept {
	orderId: string;
	awb: string | null;
	shippingCost: number;
	cod?: number;
	destination: { name: string; phone: string };
	bill: string;
}

export function kept(): Kept[] {
	const { orders, instantOrders } = sandbox.current.kiriminAja;
	return [
		...orders.map((order) => ({ ...order, bill: order.pickupNumber })),
		...instantOrders.map((order) => ({ ...order, bill: order.paymentId })),
	];
}

/** KiriminAja may put the account's prefix before an order id. */
export const keptAs = (ref: unknown) =>
	kept().filter(({ orderId }) => orderId === ref || orderId === `${orderPrefix}-${String(ref)}`);

/** Every way of saying nothing, and all that must not be said. */
export function expectClear(text: string): void {
	expect(text).not.toMatch(/undefined|null|NaN|\[object|\n\s+at |node_modules/);
	expect(text).not.toContain(apiKey);
	expect(text).not.toContain(pin);
	// What happened, and what to do about it.
	const [message = '', ...rest] = text.split(/(?<=[a-z0-9)"])(?:\.)? (?=[A-Z])/);
	expect(message.trim()).not.toBe('');
	expect(rest.join(' ').trim()).not.toBe('');
}

export type Result = Awaited<ReturnType<typeof run>>;

/** Judges a run over orders, each of which has ended once. */
export function judge(result: Result, orders: Order[]): void {
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

export function judgeTwice(orders: Order[]): void {
	const ids = kept().map(({ orderId }) => orderId);
	expect(ids).toEqual([...new Set(ids)]);
	expect(ids.length).toBeLessThanOrEqual(orders.length);
}

/** Every figure of a success is the sandbox's. */
export function judgeDone(json: Result['done'][number], orders: Order[]): void {
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

export const requests = (path: string) =>
	sandbox.current.requests.filter((request) => request.path.startsWith(path));

export const become = (
	character: Character,
	changes: Partial<Sandbox['kiriminAja']['settings']> = {},
) => {
	sandbox.current.become(character);
	Object.assign(sandbox.current.kiriminAja.settings, changes);
};

export async function control(path: string, body: object = {}): Promise<void> {
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

/** Both families of orders, and where they are booked. */
export const families = [
	['express orders', express, PATHS.express],
	['instant orders', instant, PATHS.instant],
] as const;

/** The character, and all that the node has no words for as it has them. */
export function becomeFor(character: Character): void {
	become(character);
	// The node has the Indonesian words; the English ones have a test of their own.
	if (character === 'contrary') become(character, { vehicleWords: 'both' });
}

export const bookWith =
	(form: Form) =>
	(orders: Order[], options: Parameters<typeof run>[3] = {}) =>
		run(form, sandbox.current.url, orders, { settings: errorOutput, ...options });

/** Runs one operation as the account of the sandbox. */
export const ask = async (
	resource: string,
	operation: string,
	parameters: INodeParameters = {},
	settings = {},
	key = apiKey,
) =>
	await runNode({
		type: 'kiriminAja',
		resource,
		operation,
		parameters,
		credentials: credentials(key),
		settings,
	});
