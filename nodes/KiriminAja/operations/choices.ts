import { choice } from '../../shared/values/kinds';

/** The couriers that deliver within hours. docs/contracts/kiriminaja.md §2.2, §2.6 */
export const INSTANT_COURIERS = [
	{ name: 'Borzo', value: 'borzo' },
	{ name: 'GoSend', value: 'gosend' },
	{ name: 'Grab Express', value: 'grab_express' },
];
export const instantCourier = choice('borzo', 'gosend', 'grab_express');

/** KiriminAja's own table also says `motorcycle` and `car`; its example and all clients send these. docs/contracts/kiriminaja.md §5 */
export const VEHICLES = [
	{ name: 'Car', value: 'mobil' },
	{ name: 'Motorcycle', value: 'motor' },
];
export const vehicle = choice('mobil', 'motor');

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
