import { isSameName, repeatedOrderIds } from '../../../../../nodes/KiriminAja/wire/orderIds';

test('names the item that has the order id of an earlier one', () => {
	const entry = (item: number, ...orderIds: Array<string | undefined>) => ({
		item,
		input: { packages: orderIds.map((orderId) => ({ orderId })) },
	});

	expect(repeatedOrderIds([entry(0, 'A-1'), entry(2, 'A-2'), entry(3, 'A-3', 'A-1')])).toEqual(
		new Map([[3, 'Order ID (item 3) must be unique; item 0 has "A-1" too.']]),
	);
	expect(repeatedOrderIds([entry(0, undefined), entry(1, undefined)]).size).toBe(0);
});

test('takes a name that lost its symbols for the same, and another name for another', () => {
	expect(isSameName('Rina K. (Toko A&B)', 'RINA K TOKO AB')).toBe(true);
	expect(isSameName('Rina Kartika', 'Budi Santoso')).toBe(false);
	expect(isSameName(undefined, 'Budi Santoso')).toBe(false);
});
