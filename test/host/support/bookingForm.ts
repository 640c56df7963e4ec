const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** The fields of a booking: a parcel paid with KA Credit and picked up tomorrow, its order ID left empty. */
export function bookingForm(pin: string, recipient: string) {
	const tomorrow = new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
	return {
		resource: 'expressOrder',
		operation: 'create',
		name: 'Toko Sumber Rejeki',
		phone: '6281234567890',
		address: 'Jalan Palagan No 32, Sleman',
		kecamatanId: byId('5788'),
		kelurahanId: byId('31554'),
		schedule: { __rl: true, mode: 'time', value: `${tomorrow} 10:00:00` },
		paymentMethod: 'credit',
		pin,
		packageSource: 'inputItems',
		destinationName: recipient,
		destinationPhone: '081300004321',
		destinationAddress: 'Jl. Kapasan Gang 3 No 7, Surabaya',
		destinationKecamatanId: byId('3175'),
		service: 'jne',
		serviceType: 'REG23',
		shippingCost: 64_000,
		insuranceAmount: 0,
		itemName: 'Sepatu',
		itemValue: 250_000,
		weight: 1000,
		length: 20,
		width: 30,
		height: 15,
		cod: 0,
		orderId: '',
		packageFields: {},
		additionalFields: {},
	};
}
