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
