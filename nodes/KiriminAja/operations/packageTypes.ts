/** What a package can be, from KiriminAja's own plugin. docs/contracts/kiriminaja.md §2.5 */
export const PACKAGE_TYPES = [
	{ name: 'Accessories', value: 6 },
	{ name: 'Clothing', value: 2 },
	{ name: 'Documents', value: 4 },
	{ name: 'Electronics & Gadgets', value: 1 },
	{ name: 'Fragile', value: 3 },
	{ name: 'Health & Beauty', value: 9 },
	{ name: 'Household Appliances', value: 5 },
	{ name: 'Others', value: 7 },
	{ name: 'Sports & Entertainment', value: 10 },
	{ name: 'Valuable Documents', value: 8 },
];
