const sender = {
	name: 'Toko Melati Jaya',
	phone: '081200001234',
	address: 'Jl. Palagan No 12 RT 03 RW 08',
};

const parcel = { weight: 1000, length: 20, width: 30, height: 15 };

/** Tomorrow at this time, as KiriminAja reads it: in WIB (UTC+7), without a zone. */
function tomorrow(): string {
	const wib = new Date(Date.now() + (24 + 7) * 3_600_000);
	return wib.toISOString().slice(0, 19).replace('T', ' ');
}

/** One booking of packages that differ by their order ids, as KiriminAja gets it. docs/contracts/kiriminaja.md §2.5 */
export function bookingBody(orderIds: string[]) {
	return {
		...sender,
		kecamatan_id: 5788,
		kelurahan_id: 31554,
		platform_name: 'n8n',
		schedule: tomorrow(),
		payment_method: 'qris',
		packages: orderIds.map((order_id) => ({
			order_id,
			destination_name: 'Sari Wulandari',
			destination_phone: '081300004321',
			destination_address: 'Jl. Kapasan Gang 3 No 7 Simokerto',
			destination_kecamatan_id: 6152,
			...parcel,
			qty: 1,
			item_name: 'Kaos Polos',
			item_value: 250000,
			shipping_cost: 18000,
			service: 'jne',
			service_type: 'REG23',
			package_type_id: 7,
			insurance_amount: 0,
			add_cost: 0,
			cod: 0,
			drop: false,
		})),
	};
}

/** What all parcels have in common, in columns that are called as the fields are. */
export const parcelColumns = {
	Service: 'jne',
	'Service Type': 'REG23',
	'Shipping Cost': 18000,
	'Item Name': 'Kaos Polos',
	'Item Value': 250000,
	Weight: parcel.weight,
	Length: parcel.length,
	Width: parcel.width,
	Height: parcel.height,
	COD: 0,
};

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** The same in our node: each item is a package, and KiriminAja gets those of one sender and time in one booking. */
export function bookingParameters() {
	return {
		resource: 'expressOrder',
		operation: 'create',
		...sender,
		kecamatanId: byId('5788'),
		kelurahanId: byId('31554'),
		schedule: { __rl: true, mode: 'time', value: tomorrow() },
		paymentMethod: 'qris',
		packageSource: 'inputItems',
		destinationName: '={{ $json.name }}',
		destinationPhone: '={{ $json.phone }}',
		destinationAddress: '={{ $json.address }}',
		destinationKecamatanId: byId('6152'),
		service: 'jne',
		serviceType: 'REG23',
		shippingCost: 18000,
		insuranceAmount: 0,
		itemName: 'Kaos Polos',
		itemValue: 250000,
		...parcel,
		cod: 0,
		orderId: '={{ $json.order }}',
		packageFields: {},
		additionalFields: {},
	};
}
