import '../support/noPauses';
import { lost } from '../support/scriptedVendor';
import { parcel, run, type RunOptions } from './support/merchant';
import { booked, BOOKING, TRACKING, tracked, useBooks } from './support/vendors';

/** One item that lists several packages, of which the merchant takes some out before the retry, as the error tells him to. */

const { vendor, records } = useBooks();

/** Two parcels of one buyer at one price differ by nothing but their order IDs. */
const listed = (...orderIds: string[]) => ({
	packageSource: 'json',
	packagesJson: JSON.stringify(
		orderIds.map((orderId) => ({
			orderId,
			destinationName: 'Sari Wulandari',
			destinationPhone: '081300004321',
			destinationAddress: 'Jl. Kapasan Gang 3 No 7 Simokerto',
			destinationKecamatanId: '6152',
			service: 'jne',
			serviceType: 'REG23',
			shippingCost: 18_000,
			itemName: 'Kaos Polos',
			itemValue: 250_000,
			weight: 1000,
			length: 20,
			width: 30,
			height: 15,
		})),
	),
});
const book = async (orderIds: string[], options: RunOptions = {}) =>
	await run(parcel, vendor.current.url, [{ amount: 1 }], {
		...options,
		changes: listed(...orderIds),
	});
const atVendor = () => records.parcels.map(({ order_id }) => order_id);
const idsOf = (done: object[]) => done.map((one) => (one as { orderId: string }).orderId);

test('books the one that is left, when the other existed already', async () => {
	await book(['BB-1']);
	const first = await book(['BB-1', 'BB-2']);
	expect(first.said?.text).toContain('BB-1 existed already');

	const second = await book(['BB-2'], { retry: first.run });
	expect(second.error).toBeUndefined();
	expect(idsOf(second.done)).toEqual(['BB-2']);
	expect(atVendor()).toEqual(['BB-1', 'BB-2']);
});

test('books those that are left, when one in their middle existed already, and a third retry finds them', async () => {
	await book(['BB-2']);
	const first = await book(['BB-1', 'BB-2', 'BB-3']);
	const second = await book(['BB-1', 'BB-3'], { retry: first.run });
	const third = await book(['BB-3', 'BB-1', 'BB-4'], { retry: second.run });

	expect(idsOf(second.done)).toEqual(['BB-1', 'BB-3']);
	expect(atVendor().slice(0, 3)).toEqual(['BB-2', 'BB-1', 'BB-3']);
	expect(third.said?.text ?? '').not.toMatch(/BB-4 (existed|is done)/);
	expect(atVendor().filter((id) => id !== 'BB-4')).toHaveLength(3);
});

test('does not take what is unknown for what is left', async () => {
	vendor.current.on(BOOKING, (call) => {
		booked(records, call);
		return lost;
	});
	// KiriminAja knows the first one, and does not know the second one yet.
	vendor.current.on(TRACKING, (call) => {
		const { order_id } = call.body as { order_id: string };
		return tracked(order_id === 'BB-1' ? records : { ...records, parcels: [] }, call);
	});
	const first = await book(['BB-1', 'BB-2']);
	const second = await book(['BB-2'], { retry: first.run });

	expect(second.done).toEqual([]);
	expect(second.said).toMatchObject({ outcome: 'unknown' });
	expect(second.said?.text).toContain('BB-2');
	expect(atVendor()).toEqual(['BB-1', 'BB-2']);
});

test('knows a package by its place when only its number was mended', async () => {
	vendor.current.on(BOOKING, (call) => {
		booked(records, call);
		return lost;
	});
	vendor.current.on(TRACKING, lost);
	const first = await book(['BB-1', 'BB-2']);
	const second = await book(['BB-9', 'BB-2'], { retry: first.run });

	expect(second.said).toMatchObject({ outcome: 'unknown' });
	expect(second.said?.text).toContain('BB-1');
	expect(atVendor()).toEqual(['BB-1', 'BB-2']);
});
