import type { Service } from '../question.ts';
import { account } from './account.ts';
import { areas } from './areas.ts';
import { couriers } from './couriers.ts';
import { labels, payments } from './payments.ts';
import { schedules } from './pickupSlots.ts';
import { cod, express, instant } from './rates.ts';
import { tracking } from './tracking.ts';

/** Ten requests a minute is what the sandbox bears. docs/contracts/kiriminaja.md §1.3 */
const PAUSE_MS = 6500;

/** What KiriminAja is asked. docs/contracts/kiriminaja.md */
export const kiriminAja: Service = {
	name: 'KiriminAja',
	docs: 'kiriminaja.md',
	folder: 'kiriminaja',
	credentialType: 'kiriminAjaApi',
	reads: {
		'account.get': 'GET /api/mitra/v6.2/profile',
		'area.getCities': 'POST /api/mitra/city',
		'area.getDistricts': 'POST /api/mitra/kecamatan',
		'area.getProvinces': 'POST /api/mitra/province',
		'area.getSubdistricts': 'POST /api/mitra/kelurahan',
		'area.search': 'GET /api/mitra/v6.1/addresses',
		'courier.getAll': 'POST /api/mitra/couriers',
		'courier.getGroups': 'POST /api/mitra/couriers_group',
		'courier.getServices': 'POST /api/mitra/courier_services',
		'credit.getBalance': 'GET /api/mitra/v6.2/credit/balance',
		'expressOrder.printLabel': 'POST /api/mitra/v6.1/awb/print',
		'expressOrder.track': 'POST /api/mitra/tracking',
		'instantOrder.track': 'GET /api/mitra/v4/instant/tracking/{order_id}',
		'payment.get': 'POST /api/mitra/v2/get_payment',
		'pickupSchedule.getAll': 'POST /api/mitra/v2/schedules',
		'rate.calculateCod': 'POST /api/mitra/calculations/cod',
		'rate.getExpress': 'POST /api/mitra/v6.1/shipping_price',
		'rate.getInstant': 'POST /api/mitra/v4/instant/pricing',
	},
	questions: [
		...account,
		...areas,
		...couriers,
		express,
		cod,
		instant,
		schedules,
		...tracking,
		...payments,
		...labels,
	],
	pause: PAUSE_MS,
	isNo: ({ status, body }) => status >= 400 || body?.status === false,
	textOf: ({ text: words, message }) => words ?? message,
	isAboutKey: ({ status, body = {} }) =>
		[401, 403].includes(status) ||
		(body.status === false && /^unauthori[sz]ed|^unauthenticated/i.test(String(body.text))),
};
