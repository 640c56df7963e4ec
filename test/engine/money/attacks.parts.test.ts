import '../support/noPauses';
import { lost } from '../support/scriptedVendor';
import { errorOutput, parcel, run, type RunOptions } from './support/merchant';
import { booked, BOOKING, refusal, TRACKING, tracked, useBooks } from './support/vendors';

/** One item that lists several packages, of which the merchant takes some out before the retry, as the error tells him to. */

const { vendor, records } = useBooks();

/** Two parcels of one buyer at one price differ by nothing but their order IDs. */
const listed = (...orderIds: string[]) => ({
	packageSource: 'json',
	additionalFields: { orderIdPrefix: 'N8N-' },
	packagesJson: JSON.stringify(
		orderIds.map((orderId) => ({
			...(orderId !== '' && { orderId }),
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

describe('a list whose outcome is unknown', () => {
	beforeEach(() => {
		vendor.current.on(BOOKING, (call) => {
			booked(records, call);
			return lost;
		});
		vendor.current.on(TRACKING, lost);
	});

	test('is not booked again under other numbers, when one was put in', async () => {
		const first = await book(['BB-1', 'BB-2']);
		const second = await book(['CC-1', 'CC-2', 'CC-3'], { retry: first.run });

		expect(second.said).toMatchObject({ outcome: 'unknown' });
		expect(second.said?.text).toContain('BB-1, BB-2');
		expect(atVendor()).toEqual(['BB-1', 'BB-2']);
	});

	test('is not booked again when its numbers were cleared and one was taken out', async () => {
		const first = await book(['BB-1', 'BB-2', 'BB-3']);
		const second = await book(['', ''], { retry: first.run });

		expect(second.said?.text).toMatch(
			/^Order ID \(item 0\) must be given for each of the 2 .* what an earlier one has sent stands in its own entry/,
		);
		expect(atVendor()).toEqual(['BB-1', 'BB-2', 'BB-3']);
	});
});

/**
 * Two items, of which the second is refused in each try but the last; before each retry the merchant changes the list of the first. A package
 * that is to be refused as well has its order ID in `refused`, for one time.
 */
async function changedAfterwards(before: string[], lists: string[][], refused = '') {
	const both = (orderIds: string[]) => ({
		packageSource: 'json',
		packagesJson: `={{ $json.amount === 1 ? ${listed(...orderIds).packagesJson} : ${listed('XX-1').packagesJson} }}`,
	});
	const refusing = new Set([refused]);
	let isLast = false;
	vendor.current.on(BOOKING, (call) => {
		const body = JSON.stringify(call.body);
		const bad = [...refusing].find((id) => id !== '' && body.includes(id));
		refusing.delete(bad ?? '');
		const isRefused = bad !== undefined || (!isLast && body.includes('XX-1'));
		return isRefused ? refusal(400, 'Alamat tidak lengkap') : booked(records, call);
	});
	const items = [{ amount: 1 }, { amount: 2 }];
	let { run: last } = await run(parcel, vendor.current.url, items, { changes: both(before) });
	for (const list of lists.slice(0, -1)) {
		({ run: last } = await run(parcel, vendor.current.url, [], {
			retry: last,
			changes: both(list),
		}));
	}
	isLast = true;
	const changes = both(lists.at(-1) ?? []);
	return await run(parcel, vendor.current.url, [], {
		retry: last,
		changes,
		settings: errorOutput,
	});
}

test.each([
	['put into', ['BB-1'], ['BB-1', 'BB-2'], 'so BB-2 was not sent'],
	['exchanged in', ['BB-1', 'BB-2'], ['BB-2', 'BB-3'], 'when an earlier try sent BB-1'],
])('does not call a package done that was %s an item that is', async (_, before, after, said) => {
	const { failed, done } = await changedAfterwards(before, [after]);

	expect(failed[0]?.text).toContain(said);
	expect(idsOf(done)).toEqual(['XX-1']);
	expect(atVendor()).toEqual([...before, 'XX-1']);
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

describe('two packages of one buyer, alike but for their order IDs,', () => {
	test.each([
		['is taken out, and put back once the other is done', ['BB-1'], ['BB-2']],
		[
			'is taken out, put back, and left when what is done is taken out',
			['BB-1'],
			['BB-1', 'BB-2'],
			['BB-2'],
		],
	])('of which one is refused: it %s', async (_, ...lists: string[][]) => {
		const { failed, done } = await changedAfterwards(['BB-1', 'BB-2'], lists, 'BB-2');

		expect(failed).toEqual([]);
		expect(idsOf(done)).toEqual(['BB-2', 'XX-1']);
		expect(atVendor()).toEqual(['BB-1', 'BB-2', 'XX-1']);
	});

	test('are never taken for each other when the list that had the one has the other', async () => {
		const { failed, done } = await changedAfterwards(['BB-1'], [['BB-2']]);

		expect(failed[0]?.text).toMatch(
			/^Order ID \(item 0\) is "BB-2", and was "BB-1" when an earlier try sent this item; all else is the same/,
		);
		expect(idsOf(done)).toEqual(['XX-1']);
		expect(atVendor()).toEqual(['BB-1', 'XX-1']);
	});
});

test.each([
	['as it was at first', ['BB-1', 'BB-3']],
	['as it was at first, and in between had its new number', ['BB-27', 'BB-3'], ['BB-1', 'BB-3']],
])(
	'a package that was booked under a mended number is not booked again when the list is %s',
	async (_, ...lists: string[][]) => {
		const { failed } = await changedAfterwards(['BB-1', 'BB-3'], [['BB-27'], ...lists], 'BB-3');

		expect(failed[0]?.text).toContain('BB-27');
		expect(atVendor()).toEqual(['BB-27', 'XX-1']);
	},
);
