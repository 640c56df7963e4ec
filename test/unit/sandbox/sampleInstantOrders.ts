/** A shop in Sleman sends to the centre of Yogyakarta, a bit over four kilometres away. */
export function instantPackage(changes: Record<string, unknown> = {}): Record<string, unknown> {
	return {
		order_id: 'MLT-INS-1',
		destination: instantDestination(),
		service: 'gosend',
		service_type: 'instant',
		vehicle: 'motor',
		package_type_id: 7,
		shipping_cost: 27_000,
		description: 'Paket aksesoris',
		items: [instantItem()],
		...changes,
	};
}

export function instantDestination(changes: Record<string, unknown> = {}): Record<string, unknown> {
	return {
		name: 'Rina Kartika',
		phone: '081300009876',
		latitude: -7.8013,
		longitude: 110.3647,
		address: 'Jl. Contoh Malioboro No 5 Gedongtengen',
		address_note: 'Lobi utama',
		...changes,
	};
}

export function instantItem(changes: Record<string, unknown> = {}): Record<string, unknown> {
	return { name: 'Casing ponsel', price: 150_000, weight: 200, qty: 1, ...changes };
}

export function instantBooking(
	changes: Record<string, unknown> = {},
	...packages: Array<Record<string, unknown>>
): Record<string, unknown> {
	return {
		address: 'Jl. Contoh Palagan No 12 RT 03 RW 08',
		address_note: 'Pagar hijau',
		name: 'Toko Melati Jaya',
		phone: '081200001234',
		latitude: -7.7652,
		longitude: 110.3781,
		zipcode: '55581',
		payment_method: 'credit',
		pin: '123456',
		packages: packages.length > 0 ? packages : [instantPackage()],
		...changes,
	};
}
