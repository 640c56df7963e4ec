/**
 * Couriers and their services: docs/contracts/kiriminaja.md §2.2. Every code may be booked;
 * only services with a tariff are offered by the price list.
 */

export type CourierGroup = 'regular' | 'one_day' | 'next_day' | 'economy' | 'cargo' | 'same_day';

export const courierGroups: Array<{ code: CourierGroup; name: string }> = [
	{ code: 'regular', name: 'Regular' },
	{ code: 'one_day', name: 'One Day' },
	{ code: 'next_day', name: 'Next Day' },
	{ code: 'economy', name: 'Ekonomi' },
	{ code: 'cargo', name: 'Cargo' },
	{ code: 'same_day', name: 'Same Day' },
];

export interface Tariff {
	/** Against JNE's regular tariff of the same route. */
	factor: number;
	etd: string;
	discountPercentage: number;
	discountType: 'both' | 'drop_only' | null;
}

export interface CourierService {
	code: string;
	name: string;
	courier_group: CourierGroup;
	cut_off_time: string | null;
	volumetrik: string | null;
	rounded: number | null;
	tariff: Tariff | null;
}

export interface Courier {
	code: string;
	name: string;
	type: 'Express' | 'Instant';
	cod: boolean;
	drop: boolean;
	codFee: string;
	insuranceFee: string;
	minimumInsurance: number;
	/** Coordinates needed (docs/contracts/kiriminaja.md §2.2). */
	geolocation: boolean;
	/** Sub-district ids needed (docs/contracts/kiriminaja.md §2.3). */
	kelurahan: boolean;
	services: CourierService[];
}

export const couriers: Courier[] = [
	courier('tiki', 'Tiki', {}, [
		service('REG', 'Reguler', 'regular', tariff(1.05, '3-4')),
		service('ECO', 'Ekonomi', 'economy', tariff(0.85, '5-7')),
		service('ONS', 'Over Night', 'next_day', null),
		service('SDS', 'Same Day', 'same_day', null),
		service('TRC', 'Trucking', 'cargo', null),
	]),
	courier('posindonesia', 'Pos Indonesia', { geolocation: true, kelurahan: true }, [
		service('901979', 'Pos Reguler', 'regular', tariff(0.95, '3-4')),
		service('901976', 'Pos Nextday', 'next_day', null),
		service('PJB', 'Pos Jumbo', 'cargo', null),
		service('240', 'Pos Kilat Khusus', 'regular', null),
	]),
	courier('paxel', 'Paxel', { kelurahan: true }, [
		service('SAMEDAY', 'Same Day', 'same_day', tariff(1.6, '0-1'), '14:00:00'),
		service('PAXEL BIG', 'Paxel Big', 'cargo', null),
		service('FLSAMEDAY', 'Same Day Flat', 'same_day', null),
	]),
	instant('gosend', 'GoSend', ['instant', 'sameday']),
	courier('ninja', 'Ninja', {}, [service('Standard', 'Standard', 'regular', tariff(0.98, '3-4'))]),
	courier('rpx', 'RPX Logistics', { kelurahan: true }, [
		service('RGP', 'Regular Package', 'regular', tariff(1.1, '3-4')),
		service('NDP', 'Next Day Package', 'next_day', null),
		service('SDP', 'Same Day Package', 'same_day', null),
		service('MDP', 'Mid Day Package', 'one_day', null),
		service('HWP', 'Heavy Weight Package', 'cargo', null),
	]),
	instant('borzo', 'Borzo', ['instant']),
	courier('lion', 'Lion Parcel', { geolocation: true }, [
		service('REGPACK', 'Regpack', 'regular', tariff(0.9, '2-4')),
		service('ONEPACK', 'Onepack', 'one_day', null),
		service('BIGPACK', 'Bigpack', 'cargo', null),
		service('JAGOPACK', 'Jagopack', 'economy', null),
		service('BOSSPACK', 'Bosspack', 'next_day', null),
	]),
	instant('grab_express', 'Grab Express', ['instant', 'sameday']),
	courier('jtcargo', 'J&T Cargo', { volumetrik: '5000' }, [
		service('REG', 'J&T Cargo Reguler', 'cargo', tariff(2.8, '4-6')),
	]),
	courier('sentral', 'Sentral Cargo', { cod: false, volumetrik: '4000', rounded: 0.1 }, [
		service('DARAT', 'Darat', 'cargo', tariff(2.5, '5-7')),
		service('UDARA', 'Udara', 'cargo', null),
	]),
	courier('anteraja', 'AnterAja', {}, [
		service('REG', 'Reguler', 'regular', tariff(0.92, '2-3', 0.05, 'both')),
		service('ND', 'Next Day', 'next_day', tariff(1.35, '1')),
		service('SD', 'Same Day', 'same_day', null),
		service('FLSD', 'Same Day Flat', 'same_day', null),
		service('FLREG', 'Reguler Flat', 'regular', null),
	]),
	courier('ncs', 'NCS Courier', {}, [
		service('NRS', 'Regular Service', 'regular', tariff(1.02, '3-4')),
		service('ONS', 'Overnight Service', 'next_day', null),
		service('NFO', 'NFO', 'one_day', null),
		service('NFS', 'NFS', 'same_day', null),
		service('DRT', 'Darat', 'cargo', null),
		service('NFR', 'NFR', 'regular', null),
	]),
	courier('sicepat', 'Sicepat Express', { drop: true, insuranceFee: '0.0025' }, [
		service('SIUNT', 'SiUntung', 'regular', tariff(0.96, '2-3')),
		service('BBM', 'Best', 'next_day', tariff(1.45, '1')),
		service('GOKIL', 'Gokil', 'cargo', tariff(2.6, '4-6')),
		service('REG', 'Reguler', 'regular', null),
	]),
	courier('sap', 'SAP Courier', {}, [
		service('UDRREG', 'Udara Reguler', 'regular', tariff(1, '2-3')),
		service('DRGREG', 'Darat Reguler', 'economy', tariff(0.8, '4-5')),
		service('UDRONS', 'Udara Overnight', 'next_day', null),
		service('UDRSDS', 'Udara Same Day', 'same_day', null),
		service('FLUDRREG', 'Udara Reguler Flat', 'regular', null),
	]),
	courier('idx', 'ID Express', { drop: true }, [
		service('00', 'Standard', 'regular', tariff(0.94, '2-3')),
		service('03', 'iDlite', 'economy', tariff(0.78, '4-6')),
		service('06', 'iDtruck', 'cargo', tariff(2.4, '5-7')),
		service('01', 'Same Day', 'same_day', null),
		service('FL00', 'Standard Flat', 'regular', null),
	]),
	courier('jne', 'JNE Express', { drop: true, minimumInsurance: 2500 }, [
		service('REG23', 'Reguler', 'regular', tariff(1, '2-3', 0.03, 'drop_only')),
		service('YES23', 'YES', 'next_day', tariff(1.6, '1')),
		service('OKE23', 'OKE', 'economy', tariff(0.82, '4-6')),
		service('JTR23', 'Trucking', 'cargo', tariff(10 / 3, '4-6')),
		service('REG', 'Reguler', 'regular', null, '23:03:00'),
		service('OKE', 'OKE', 'economy', null),
		service('YES', 'YES', 'next_day', null),
		service('REG19', 'Reguler', 'regular', null, '06:03:00'),
		service('OKE19', 'OKE', 'economy', null),
		service('YES19', 'YES', 'next_day', null, '05:05:00'),
		service('JTR', 'Trucking', 'cargo', null),
		service('JTR18', 'Trucking', 'cargo', null),
		...['CTC', 'CTC19', 'CTC23', 'FLCTC19', 'FLCTC23', 'FLREG19', 'FLREG23'].map((code) =>
			service(code, 'Reguler', 'regular', null),
		),
		service('CTCJTR23', 'Trucking', 'cargo', null),
	]),
	courier('jnt', 'J&T Express', { codFee: '0.04' }, [
		service('EZ', 'Reguler', 'regular', tariff(1.055, '3-4', 0.25, 'both'), '10:00:00'),
		service('JND', 'Next Day', 'next_day', null),
		service('JSD', 'Same Day', 'same_day', null),
	]),
	courier('spx', 'SPX Express', {}, [
		service('1', 'Standard', 'regular', tariff(0.9, '2-4')),
		service('3', 'Economy', 'economy', null),
	]),
];

export function findCourier(code: unknown): Courier | undefined {
	return couriers.find((row) => row.code === code);
}

export function findExpressService(
	courierCode: unknown,
	serviceType: unknown,
): CourierService | undefined {
	const row = findCourier(courierCode);
	if (row?.type !== 'Express') return undefined;
	return row.services.find((candidate) => candidate.code === serviceType);
}

interface CourierTraits {
	cod?: boolean;
	drop?: boolean;
	codFee?: string;
	insuranceFee?: string;
	minimumInsurance?: number;
	geolocation?: boolean;
	kelurahan?: boolean;
	volumetrik?: string;
	rounded?: number;
}

function courier(
	code: string,
	name: string,
	traits: CourierTraits,
	services: CourierService[],
): Courier {
	const { volumetrik = '6000', rounded = 0.3, ...rest } = traits;
	return {
		code,
		name,
		type: 'Express',
		cod: true,
		drop: false,
		codFee: '0.03',
		insuranceFee: '0.002',
		minimumInsurance: 0,
		geolocation: false,
		kelurahan: false,
		...rest,
		services: services.map((row) => ({ ...row, volumetrik, rounded })),
	};
}

function instant(code: string, name: string, serviceTypes: string[]): Courier {
	const services = serviceTypes.map((type) => service(type, type, 'same_day', null));
	return { ...courier(code, name, { cod: false }, services), type: 'Instant' };
}

function service(
	code: string,
	name: string,
	courier_group: CourierGroup,
	tariff: Tariff | null,
	cut_off_time: string | null = null,
): CourierService {
	return { code, name, courier_group, cut_off_time, volumetrik: null, rounded: null, tariff };
}

function tariff(
	factor: number,
	etd: string,
	discountPercentage = 0,
	discountType: Tariff['discountType'] = null,
): Tariff {
	return { factor, etd, discountPercentage, discountType };
}
