import type { Failure } from '../../shared/wire/errors';

interface Entry {
	item: number;
	input: { packages: Array<{ orderId?: string }> };
}

/** Two items with one order id are most likely the same order twice. */
export function repeatedOrderIds(entries: Entry[]): Map<number, string> {
	const firstItem = new Map<string, number>();
	const conflicts = new Map<number, string>();
	for (const { item, input } of entries) {
		for (const { orderId } of input.packages) {
			if (orderId === undefined) continue;
			const other = firstItem.get(orderId) ?? item;
			firstItem.set(orderId, other);
			if (other === item) continue;
			conflicts.set(
				item,
				`Order ID (item ${item}) must be unique; item ${other} has "${orderId}" too.`,
			);
		}
	}
	return conflicts;
}

/** The text for a repeated order id is not documented. docs/contracts/kiriminaja.md §1.3 */
export function isTaken({ vendorText = '' }: Failure): boolean {
	return /sudah ada|already|exist|duplicate|terdaftar/i.test(vendorText);
}

/** Whether a shipment's recipient is the one that was asked for; KiriminAja drops symbols from names. */
export function isSameName(one: unknown, other: unknown): boolean {
	return lettersOf(one) === lettersOf(other);
}

function lettersOf(name: unknown): string {
	return String(name ?? '')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]/gu, '');
}
