/**
 * The sandbox's map of Indonesia: all provinces, and the cities, districts (kecamatan) and sub-districts
 * (kelurahan) between which its merchants ship. Ids of the published samples are kept; the rest is invented.
 */

export interface City {
	id: number;
	provinsi_id: number;
	kabupaten_name: string;
	type: 'Kabupaten' | 'Kota';
	postal_code: string;
}

export interface District {
	id: number;
	kecamatan_name: string;
	kabupaten_id: number;
}

export interface Subdistrict {
	id: number;
	kelurahan_name: string;
	kecamatan_id: number;
	postcode: string;
}

const provinceNames = [
	'Bali|Bangka Belitung|Banten|Bengkulu|DI Yogyakarta|DKI Jakarta|Gorontalo|Jambi|Jawa Barat|Jawa Tengah',
	'Jawa Timur|Kalimantan Barat|Kalimantan Selatan|Kalimantan Tengah|Kalimantan Timur|Kalimantan Utara',
	'Kepulauan Riau|Lampung|Maluku|Maluku Utara|Nanggroe Aceh Darussalam (NAD)|Nusa Tenggara Barat (NTB)',
	'Nusa Tenggara Timur (NTT)|Papua|Papua Barat|Riau|Sulawesi Barat|Sulawesi Selatan|Sulawesi Tengah',
	'Sulawesi Tenggara|Sulawesi Utara|Sumatera Barat|Sumatera Selatan|Sumatera Utara|Papua Selatan',
	'Papua Pegunungan|Papua Tengah',
];

/** The ids run from 1 in this order. */
export const provinces = provinceNames
	.join('|')
	.split('|')
	.map((provinsi_name, index) => ({ id: index + 1, provinsi_name }));

export const cities: City[] = [
	city(39, 5, 'Bantul', 'Kabupaten', '55715'),
	city(135, 5, 'Gunung Kidul', 'Kabupaten', '55812'),
	city(210, 5, 'Kulon Progo', 'Kabupaten', '55611'),
	city(419, 5, 'Sleman', 'Kabupaten', '55513'),
	city(501, 5, 'Yogyakarta', 'Kota', '55111'),
	city(91, 10, 'Boyolali', 'Kabupaten', '57312'),
	city(344, 10, 'Pati', 'Kabupaten', '59114'),
	city(164, 11, 'Jombang', 'Kabupaten', '61415'),
	city(251, 11, 'Magetan', 'Kabupaten', '63314'),
	city(409, 11, 'Sidoarjo', 'Kabupaten', '61219'),
	city(444, 11, 'Surabaya', 'Kota', '60119'),
	city(225, 18, 'Lampung Tengah', 'Kabupaten', '34212'),
];

const slemanDistricts =
	'Berbah|Cangkringan|Depok|Gamping|Godean|Kalasan|Minggir|Mlati|Moyudan|Ngaglik|Ngemplak|Pakem|Prambanan|Seyegan|Sleman|Tempel|Turi';

export const districts: District[] = [
	district(548, 39, 'Pleret'),
	...slemanDistricts.split('|').map((name, index) => district(5779 + index, 419, name)),
	district(7031, 501, 'Danurejan'),
	district(7035, 501, 'Gondokusuman'),
	district(1251, 91, 'Ngemplak'),
	district(4833, 344, 'Pati'),
	district(2275, 164, 'Mojowarno'),
	district(3550, 251, 'Sidorejo'),
	district(5632, 409, 'Buduran'),
	district(6138, 444, 'Genteng'),
	district(6152, 444, 'Simokerto'),
	district(3175, 225, 'Bandar Surabaya'),
	district(3179, 225, 'Bumi Ratu Nuban'),
];

export const subdistricts: Subdistrict[] = [
	subdistrict(31483, 548, 'Bawuran', '55791'),
	subdistrict(31484, 548, 'Pleret', '55791'),
	subdistrict(31485, 548, 'Segoroyoso', '55791'),
	subdistrict(31486, 548, 'Wonokromo', '55791'),
	subdistrict(31487, 548, 'Wonolelo', '55791'),
	subdistrict(31521, 5781, 'Caturtunggal', '55281'),
	subdistrict(31522, 5781, 'Condongcatur', '55283'),
	subdistrict(31523, 5781, 'Maguwoharjo', '55282'),
	subdistrict(31545, 5786, 'Sinduadi', '55284'),
	subdistrict(31551, 5788, 'Donoharjo', '55581'),
	subdistrict(31552, 5788, 'Minomartani', '55581'),
	subdistrict(31553, 5788, 'Sardonoharjo', '55581'),
	subdistrict(31554, 5788, 'Sariharjo', '55581'),
	subdistrict(31555, 5788, 'Sinduharjo', '55581'),
	subdistrict(31556, 5788, 'Sukoharjo', '55581'),
	subdistrict(31561, 5789, 'Bimomartani', '55584'),
	subdistrict(31562, 5789, 'Wedomartani', '55584'),
	subdistrict(31601, 7031, 'Suryatmajan', '55213'),
	subdistrict(31602, 7031, 'Bausasran', '55211'),
	subdistrict(31611, 7035, 'Terban', '55223'),
	subdistrict(66501, 1251, 'Ngesrep', '57375'),
	subdistrict(66968, 4833, 'Sidokerto', '59111'),
	subdistrict(46310, 2275, 'Sidokerto', '61475'),
	subdistrict(40316, 3550, 'Sidokerto', '63352'),
	subdistrict(70886, 5632, 'Sidokerto', '61252'),
	subdistrict(69241, 6138, 'Embong Kaliasin', '60271'),
	subdistrict(69311, 6152, 'Kapasan', '60141'),
	subdistrict(69312, 6152, 'Simokerto', '60143'),
	subdistrict(74921, 3175, 'Surabaya Baru', '34159'),
	subdistrict(74922, 3175, 'Cabang', '34159'),
	subdistrict(74923, 3175, 'Gaya Baru', '34159'),
	subdistrict(74983, 3179, 'Sidokerto', '34161'),
];

export function findDistrict(id: unknown): District | undefined {
	return districts.find((row) => row.id === id);
}

export function findSubdistrict(id: unknown): Subdistrict | undefined {
	return subdistricts.find((row) => row.id === id);
}

export function cityOf(row: District): City {
	return one(cities, row.kabupaten_id);
}

export function districtOf(row: Subdistrict): District {
	return one(districts, row.kecamatan_id);
}

export function provinceName(row: City): string {
	return one(provinces, row.provinsi_id).provinsi_name;
}

/** Areas refer only to areas of this file. */
function one<Row extends { id: number }>(rows: Row[], id: number): Row {
	const row = rows.find((candidate) => candidate.id === id);
	if (!row) throw new Error(`The sandbox's area data has no row ${id}`);
	return row;
}

function city(
	id: number,
	provinsi_id: number,
	kabupaten_name: string,
	type: City['type'],
	postal_code: string,
): City {
	return { id, provinsi_id, kabupaten_name, type, postal_code };
}

function district(id: number, kabupaten_id: number, kecamatan_name: string): District {
	return { id, kecamatan_name, kabupaten_id };
}

function subdistrict(
	id: number,
	kecamatan_id: number,
	kelurahan_name: string,
	postcode: string,
): Subdistrict {
	return { id, kelurahan_name, kecamatan_id, postcode };
}
