import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { eventsOf } from '../../nodes/KiriminAja/trigger/events';
import { textIn } from '../../nodes/shared/values/texts';
import { answering } from '../engine/support/answering';
import { byId } from '../engine/support/kiriminAja';
import { runNode, type RunResult } from '../engine/support/runNode';

/** Every published exchange and webhook of KiriminAja: the nodes ask exactly so, and read the answer into what is documented. */
const folder = join(__dirname, '../fixtures/kiriminaja');

interface Exchange {
	name: string;
	request: { method: string; path: string; query?: IDataObject; body: IDataObject | null };
	response: { http_status: number; body: IDataObject };
}
interface Fixture {
	exchanges?: Exchange[];
	deliveries?: Array<{ name: string; body: IDataObject }>;
	data?: unknown[];
}
const fixtureOf = (file: string) =>
	JSON.parse(readFileSync(join(folder, `${file}.json`), 'utf8')) as Fixture;
const files = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));

/** The published bookings are for the next day; the clock goes on from here, so that pauses still end. */
beforeEach(() => {
	const { now } = Date;
	const behind = now() - Date.parse('2026-07-19T12:00:00+07:00');
	jest.spyOn(Date, 'now').mockImplementation(() => now() - behind);
});
afterEach(() => jest.restoreAllMocks());

/** How the node is filled in for an exchange, from what the exchange asks. */
interface Form {
	resource: string;
	operation: string;
	parameters: (request: Exchange['request']) => INodeParameters;
}
const form = (
	resource: string,
	operation: string,
	parameters: Form['parameters'] = () => ({}),
): Form => ({ resource, operation, parameters });

const all = { returnAll: true };
const lastOf = ({ path }: Exchange['request']) => decodeURIComponent(path.split('/').at(-1) ?? '');

const search = form('area', 'search', ({ query }) => ({ search: textIn(query?.search), ...all }));
const cities = form('area', 'getCities', ({ body }) => ({
	provinsiId: byId(textIn(body?.provinsi_id)),
	...all,
}));
const districts = form('area', 'getDistricts', ({ body }) => ({
	kabupatenId: byId(textIn(body?.kabupaten_id)),
	...all,
}));
const subdistricts = form('area', 'getSubdistricts', ({ body }) => ({
	kecamatanId: byId(textIn(body?.kecamatan_id)),
	...all,
}));
const label = form('expressOrder', 'printLabel', ({ body }) => ({
	awb: (body?.awb as string[]).join(', '),
}));
const cancel = form('expressOrder', 'cancel', ({ body }) => ({
	awb: textIn(body?.awb),
	reason: textIn(body?.reason),
}));
const track = form('expressOrder', 'track', ({ body }) => ({
	orderId: textIn(body?.order_id),
	simplify: false,
}));
const pay = form('payment', 'get', ({ body }) => ({
	paymentId: textIn(body?.payment_id),
	qrCode: false,
}));
const validatePin = form('credit', 'validatePin', ({ body }) => ({ pin: textIn(body?.pin) }));
const setCallback = form('account', 'setCallback', ({ body }) => ({ url: textIn(body?.url) }));
const cod = form('rate', 'calculateCod', ({ body }) => ({
	itemPrice: Number(body?.item_price),
	customCod: Number(body?.custom_cod),
	excludeCodAmountValidation: Boolean(body?.exclude_cod_amount_validation),
	data: {
		row: (body?.data as IDataObject[]).map((row) => ({
			courierCode: row.courier_code,
			courierServiceCode: row.courier_service_code,
			shippingCost: row.shipping_cost,
			discountAmount: row.discount_amount,
			insuranceAmount: row.insurance_amount,
		})) as INodeParameters[],
	},
}));
const rates = form('rate', 'getExpress', ({ body }) => ({
	origin: byId(textIn(body?.origin)),
	destination: byId(textIn(body?.destination)),
	weight: Number(body?.weight),
	itemValue: Number(body?.item_value ?? 0),
	return: 'all',
	simplify: false,
	additionalFields: {
		...(body?.subdistrict_origin !== undefined && {
			subdistrictOrigin: byId(textIn(body.subdistrict_origin)),
		}),
		...(body?.subdistrict_destination !== undefined && {
			subdistrictDestination: byId(textIn(body.subdistrict_destination)),
		}),
		...(body?.length !== undefined && {
			length: Number(body.length),
			width: Number(body.width),
			height: Number(body.height),
		}),
		insurance: body?.insurance === 1,
		...(body?.courier !== undefined && { courier: body.courier as string[] }),
	},
}));
const instantRates = form('rate', 'getInstant', ({ body }) => {
	const { origin, destination } = body as { origin: IDataObject; destination: IDataObject };
	return {
		originLat: textIn(origin.lat),
		originLong: textIn(origin.long),
		originAddress: textIn(origin.address),
		destinationLat: textIn(destination.lat),
		destinationLong: textIn(destination.long),
		destinationAddress: textIn(destination.address),
		weight: Number(body?.weight),
		itemPrice: Number(body?.item_price),
		vehicle: textIn(body?.vehicle),
		return: 'all',
		additionalFields: { service: body?.service as string[], timezone: textIn(body?.timezone) },
	};
});
const paymentMethodOf = (body: IDataObject | null) =>
	textIn(body?.payment_method ?? 'accountDefault');
const booking = form('expressOrder', 'create', ({ body }) => ({
	name: textIn(body?.name),
	phone: textIn(body?.phone),
	address: textIn(body?.address),
	kecamatanId: byId(textIn(body?.kecamatan_id)),
	kelurahanId: byId(textIn(body?.kelurahan_id)),
	schedule: { __rl: true, mode: 'time', value: textIn(body?.schedule) },
	paymentMethod: paymentMethodOf(body),
	pin: textIn(body?.pin),
	packageSource: 'json',
	packagesJson: JSON.stringify(body?.packages),
	additionalFields: {
		zipcode: textIn(body?.zipcode),
		latitude: Number(body?.latitude),
		longitude: Number(body?.longitude),
		platformName: textIn(body?.platform_name),
	},
}));
const instantBooking = form('instantOrder', 'create', ({ body }) => ({
	name: textIn(body?.name),
	phone: textIn(body?.phone),
	address: textIn(body?.address),
	addressNote: textIn(body?.address_note),
	zipcode: textIn(body?.zipcode),
	latitude: textIn(body?.latitude),
	longitude: textIn(body?.longitude),
	paymentMethod: paymentMethodOf(body),
	pin: textIn(body?.pin),
	packageSource: 'json',
	packagesJson: JSON.stringify(body?.packages),
}));
const instantTrack = form('instantOrder', 'track', (request) => ({ orderId: lastOf(request) }));
const instantCancel = form('instantOrder', 'cancel', (request) => ({ orderId: lastOf(request) }));

type Expected =
	| { items: Array<Record<string, unknown>>; exactly?: number }
	| { message: string; advice?: string };
const refused = (text: string, advice?: string): Expected => ({
	message: `KiriminAja refused the request: ${text}`,
	advice,
});

/** Each exchange that the nodes can make, and what becomes of it. */
const made: Record<string, Record<string, [Form, Expected]>> = {
	'address-province': {
		ok: [
			form('area', 'getProvinces', () => all),
			{ items: [{ provinceId: '1', province: 'Bali' }], exactly: 7 },
		],
	},
	'address-city': {
		ok: [cities, { items: [{ provinceId: '5', cityId: '39', city: 'Bantul', postcode: '55715' }] }],
	},
	'address-kecamatan': {
		ok: [districts, { items: [{ districtId: '5779', district: 'Berbah', cityId: '419' }] }],
	},
	'address-kelurahan': {
		ok: [
			subdistricts,
			{ items: [{ subdistrictId: '31483', subdistrict: 'Bawuran', districtId: '548' }] },
		],
	},
	'address-search-v6.1': {
		ok: [
			search,
			{
				items: [
					{
						provinceId: '11',
						cityId: '164',
						districtId: '2275',
						subdistrictId: '46310',
						postcode: '61475',
					},
				],
				exactly: 6,
			},
		],
	},
	'awb-print': {
		// The address in the sample leads nowhere; that it is the one that is fetched shows that both shapes are read.
		'shape A (WooCommerce)': [
			label,
			{ message: 'The file could not be fetched from sandbox.invalid' },
		],
		'shape B (PHP README, third party)': [
			label,
			{ message: 'The file could not be fetched from sandbox.invalid' },
		],
		'unknown awb (inferred)': [label, refused('AWB tidak ditemukan')],
	},
	'calculations-cod': {
		minimum: [cod, { items: [{ minimumCustomCod: 29508, totalFee: 9008, isSupportCod: true }] }],
		actual: [cod, { items: [{ minimumCustomCod: 29508, totalFee: 9008, isSupportCod: true }] }],
	},
	'cancel-express': {
		'non-COD queued': [
			cancel,
			{ items: [{ canceled: false, queued: true, dateIso: '2026-07-22T02:00:00+07:00' }] },
		],
		'COD immediate (inferred text)': [cancel, { items: [{ canceled: true, queued: false }] }],
		'already picked up (inferred)': [cancel, refused('Paket tidak dapat dibatalkan')],
	},
	'cancel-instant-v4': {
		ok: [instantCancel, { items: [{ orderId: 'MLT-INS-1001', accepted: true }] }],
		'not found / too late (inferred)': [
			instantCancel,
			refused('order id yang dipilih tidak valid.'),
		],
	},
	'courier-group': {
		ok: [form('courier', 'getGroups'), { items: [{ code: 'regular' }, { code: 'economy' }] }],
	},
	'courier-list': {
		ok: [
			form('courier', 'getAll', () => all),
			{
				items: [
					{ code: 'jne', type: 'Express' },
					{ code: 'gosend', type: 'Instant' },
				],
			},
		],
	},
	'courier-services': {
		ok: [
			form('courier', 'getServices', ({ body }) => ({
				courierCode: byId(textIn(body?.courier_code)),
				...all,
			})),
			{ items: [{ courierGroup: 'regular' }] },
		],
	},
	'courier-set-whitelist': {
		set: [
			form('courier', 'setPreference', ({ body }) => ({ services: body?.services as string[] })),
			{ items: [{ updated: true }] },
		],
		reset: [
			form('courier', 'setPreference', () => ({ services: [] })),
			{ items: [{ updated: true, couriers: [] }] },
		],
	},
	'credit-balance': {
		ok: [form('credit', 'getBalance'), { items: [{ balance: 2000000 }] }],
		'shape typed in node/php/rust SDK (April 2026)': [
			form('credit', 'getBalance'),
			{ items: [{ balance: 2000000 }] },
		],
	},
	'errors-general': {
		'bad key': [
			form('area', 'getProvinces', () => all),
			refused('Unauthorized.', 'Check the KiriminAja credential'),
		],
		'business failure under HTTP 200': [pay, refused('data not found')],
		'rate limit': [
			track,
			{
				message: 'KiriminAja is receiving too many requests: Too Many Attempts.',
				advice: 'Wait a minute',
			},
		],
		'server error': [
			track,
			{
				message: 'KiriminAja could not handle the request (HTTP 500): Server Error',
				advice: 'Try again later',
			},
		],
	},
	'instant-find-new-driver': {
		ok: [
			form('instantOrder', 'findDriver', ({ body }) => ({ orderId: textIn(body?.order_id) })),
			{ items: [{ awb: expect.any(String) }] },
		],
		'bad order': [
			form('instantOrder', 'findDriver', ({ body }) => ({ orderId: textIn(body?.order_id) })),
			refused('order id yang dipilih tidak valid.'),
		],
	},
	'order-express-v6.2': {
		'paid with KA Credit': [
			booking,
			{
				items: [
					{
						orderId: 'MLT-0000001001',
						kjOrderId: 'OKAMLT0000001001',
						pickupNumber: 'EPR-1784512345',
						paymentStatus: 'paid',
						creditBalanceAfter: 1982000,
						awb: null,
					},
				],
				exactly: 1,
			},
		],
		'QRIS / gateway (unpaid)': [
			booking,
			{
				items: [
					{
						orderId: 'MLT-0000001002',
						paymentStatus: 'unpaid',
						qrUrl: 'https://sandbox.invalid/qr/EPR-1784512346',
					},
				],
			},
		],
		COD: [
			booking,
			{
				items: [
					{
						orderId: 'MLT-0000001003',
						paymentStatus: 'pending',
						paymentMethod: 'cash',
						cod: 279508,
					},
				],
			},
		],
		'multi package with items, drop-off': [
			booking,
			{ items: [{ orderId: 'MLT-0000001004' }, { orderId: 'MLT-0000001005' }], exactly: 2 },
		],
		'credit insufficient': [
			booking,
			refused(
				'Saldo KA Credit tidak mencukupi. Saldo saat ini Rp1.500. Total kebutuhan Rp18.000.',
				'Top up KA Credit',
			),
		],
		'pin invalid': [booking, refused('PIN KA Credit tidak valid.', 'Check the KA Credit PIN')],
		'error-code string variant': [booking, refused('PIN tidak valid', 'Check the KA Credit PIN')],
	},
	'order-instant-v6.2': {
		'documented mock, KA Credit': [
			instantBooking,
			{ items: [{ orderId: 'MLT-INS-1001', paid: true }] },
		],
		'observed merchant shape, QRIS unpaid': [
			instantBooking,
			{
				items: [{ orderId: 'MLT-INS-1001', paid: false, awb: null, qrContent: expect.any(String) }],
			},
		],
		'credit insufficient': [
			instantBooking,
			refused(
				'Saldo KA Credit tidak mencukupi. Saldo saat ini Rp10.000. Total kebutuhan Rp27.000.',
				'Top up KA Credit',
			),
		],
		'pin invalid': [
			instantBooking,
			refused('PIN KA Credit tidak valid.', 'Check the KA Credit PIN'),
		],
		'insurance cap': [
			instantBooking,
			refused(
				'Total nilai barang melebihi cap pertanggungan untuk service grab_express tipe car (Rp3.000.000).',
				'worth more than the courier insures',
			),
		],
	},
	'payment-express': {
		unpaid: [
			pay,
			{
				items: [
					{
						paid: false,
						statusCode: '9',
						amount: 18000,
						payTime: '20260719103644',
						createdAtIso: '2026-07-19T10:35:42+07:00',
					},
				],
			},
		],
		paid: [
			pay,
			{ items: [{ paid: true, statusCode: '0', paidAtIso: '2026-07-19T10:39:02+07:00' }] },
		],
		'not found (inferred)': [pay, refused('data not found')],
	},
	'payment-instant': {
		paid: [pay, { items: [{ paymentId: 'PID-1784512400', paid: true, amount: 28000 }] }],
		unpaid: [pay, { items: [{ paid: false, qrContent: '00020101021226SANDBOXQRIS' }] }],
	},
	'pickup-schedules': {
		ok: [
			form('pickupSchedule', 'getAll', () => all),
			{
				items: [
					{ clock: '2026-07-20 14:00:00', clockIso: '2026-07-20T14:00:00+07:00', holiday: false },
				],
			},
		],
	},
	'pin-validate': {
		valid: [validatePin, { items: [{ valid: true, attempt: 1, maxAttempts: 3 }] }],
		wrong: [validatePin, refused('Unable to proceed, pin invalid', '2 tries are left')],
		locked: [
			validatePin,
			refused('Unable to proceed, pin invalid', 'locked until 2026-07-20 11:00:00'),
		],
		'system failure': [validatePin, refused('Failed to validate pin', 'could not check the PIN')],
	},
	'pricing-express-v6.1': {
		ok: [
			rates,
			{
				items: [
					{
						service: 'jne',
						serviceType: 'REG23',
						shippingCost: 18000,
						insuranceAmount: 2500,
						codFee: 8990,
						total: 20500,
					},
				],
				exactly: 4,
			},
		],
		'no coverage (inferred)': [rates, { items: [], exactly: 0 }],
		'minimal request (PHP fullShippingPrice)': [
			rates,
			{ items: [{ service: 'sicepat', shippingCost: 17500 }] },
		],
	},
	'pricing-instant-v4': {
		ok: [
			instantRates,
			{
				items: [{ service: 'gosend', shippingCost: expect.any(Number), total: expect.any(Number) }],
			},
		],
		'too far': [
			instantRates,
			refused('cannot process the request, distance more than 40km', '40 km'),
		],
	},
	profile: {
		'credit account': [
			form('account', 'get'),
			{ items: [{ id: '90001', paysLater: false, hasPin: true }] },
		],
		'TOP account': [
			form('account', 'get'),
			{ items: [{ id: '90002', paysLater: true, hasPin: false }] },
		],
	},
	'set-callback': {
		ok: [
			setCallback,
			{ items: [{ url: 'https://n8n.example.com/webhook/kiriminaja', registered: true }] },
		],
		'unreachable (inferred)': [
			setCallback,
			{ message: 'KiriminAja did not accept the callback URL: The url is not a valid URL.' },
		],
	},
	'tracking-express': {
		'new, no AWB yet': [
			track,
			{
				items: [
					{ orderId: 'MLT-0000001001', awb: null, state: 'awaiting_pickup', statusCode: '101' },
				],
			},
		],
		'in transit': [
			track,
			{
				items: [
					{
						awb: 'DEVEL-000000101',
						state: 'in_transit',
						shippedAtIso: '2026-07-20T11:34:00+07:00',
					},
				],
			},
		],
		'delivered (query by AWB)': [
			track,
			{ items: [{ state: 'delivered', deliveredAtIso: '2026-07-21T16:00:00+07:00' }] },
		],
		returned: [track, { items: [{ state: 'returned', statusCode: '400' }] }],
		'not found (inferred)': [track, refused('data not found')],
	},
	'tracking-instant-v4': {
		'driver allocated': [
			instantTrack,
			{ items: [{ orderId: 'MLT-INS-1001', state: 'driver_assigned' }] },
		],
		'just created': [instantTrack, { items: [{ state: 'finding_driver' }] }],
		'not found': [instantTrack, refused('data not found')],
	},
};

/** Exchanges that the nodes do not make, and why. */
const leftOut: Record<string, Record<string, string>> = {
	'address-city': { 'missing_field (inferred shape)': 'the node asks for the province first' },
	'address-district-by-name': {
		ok: 'asked by the picker of districts: test/engine/kiriminAja/lists.test.ts',
		'no match (inferred)': 'as above',
		'throttled (inferred body)': 'as above; a 429 is read in errors-general',
	},
	'address-kelurahan-by-name-legacy': { ok: 'legacy, replaced by address-search-v6.1' },
	'cancel-express': { 'query-string variant (all SDKs)': 'the node sends a body, as documented' },
	'integrate-setup-key': { ok: 'for shop plugins only' },
	'order-express-v6.1': { 'ok unpaid': 'deprecated, replaced by v6.2' },
	'order-express-v6.2': {
		'cod with credit':
			'the node refuses it before sending: test/engine/kiriminAja/expressOrder.create.test.ts',
		validation: 'the node asks for the district first',
		'validation, field map variant':
			'the node refuses a short address before sending; the shape is read in test/engine/kiriminAja/refusals.test.ts',
	},
	'order-instant-v4': {
		ok: 'deprecated, replaced by v6.2',
		'needs payment': 'deprecated',
		'too far': 'deprecated',
	},
	'order-instant-v6.2': {
		'validation observed (missing note)':
			'the node always sends a note; the shape is read in test/engine/kiriminAja/refusals.test.ts',
		'validation documented': 'the node asks for the coordinates first',
	},
	'preference-legacy': { ok: '2023 plugin only' },
	'pricing-express-v6.1': {
		'validation error (inferred shape)': 'the node asks for the destination first',
		'WooCommerce 2.3 request (kelurahan ids only)': 'the node always sends the districts',
	},
	'set-callback': { 'WooCommerce variant': 'a status that only the plugin sends' },
};

const exchanges = files.flatMap((file) =>
	(fixtureOf(file).exchanges ?? []).map((exchange): [string, string, Exchange] => [
		file,
		exchange.name,
		exchange,
	]),
);

test('knows every published exchange: it is made, or there is a reason why not', () => {
	const unknown = exchanges.filter(([file, name]) => !made[file]?.[name] && !leftOut[file]?.[name]);
	expect(unknown.map(([file, name]) => `${file}: ${name}`)).toEqual([]);
	const published = new Set(exchanges.map(([file, name]) => `${file}: ${name}`));
	const tables: Array<Record<string, object>> = [made, leftOut];
	const listed = tables.flatMap((table) =>
		Object.entries(table).flatMap(([file, names]) =>
			Object.keys(names).map((name) => `${file}: ${name}`),
		),
	);
	expect(listed.filter((entry) => !published.has(entry))).toEqual([]);
});

/** Runs the node against a server that gives the published answer to everything, and hands out what was asked. */
async function replay({ resource, operation, parameters }: Form, { request, response }: Exchange) {
	const asked: Array<Exchange['request']> = [];
	let result: RunResult | undefined;
	await answering(
		async (incoming, answer) => {
			const chunks: Buffer[] = [];
			for await (const chunk of incoming) chunks.push(chunk as Buffer);
			const text = Buffer.concat(chunks).toString('utf8');
			const { pathname, searchParams } = new URL(String(incoming.url), 'http://127.0.0.1');
			expect(incoming.headers.authorization).toBe('Bearer the-key');
			asked.push({
				method: String(incoming.method),
				path: pathname,
				query: Object.fromEntries(searchParams),
				body: text === '' ? null : (JSON.parse(text) as IDataObject),
			});
			// A pause of none, so that the tries of a read that meets a passing fault do not take long.
			answer.writeHead(response.http_status, {
				'content-type': 'application/json',
				'retry-after': '0',
			});
			answer.end(JSON.stringify(response.body));
		},
		async (url) => {
			result = await runNode({
				type: 'kiriminAja',
				resource,
				operation,
				parameters: parameters(request),
				credentials: { kiriminAjaApi: { environment: 'custom', baseUrl: url, apiKey: 'the-key' } },
			});
		},
	);
	return { asked, result: result as RunResult };
}

const table = exchanges.flatMap(([file, name, exchange]) => {
	const entry = made[file]?.[name];
	return entry ? [[file, name, exchange, ...entry] as const] : [];
});

test.each(table)(
	'%s, %s: asks as published and reads the answer',
	async (_file, _name, exchange, how, expected) => {
		const { asked, result } = await replay(how, exchange);

		const { method, path, query = {}, body } = exchange.request;
		expect(asked[0]).toEqual({ method, path, query, body });
		if ('message' in expected) {
			expect(result.error?.message).toBe(expected.message);
			if (expected.advice) expect(result.error?.description).toContain(expected.advice);
			return;
		}
		expect(result.error).toBeUndefined();
		for (const item of expected.items)
			expect(result.json).toContainEqual(expect.objectContaining(item));
		if (expected.exactly !== undefined) expect(result.json).toHaveLength(expected.exactly);
	},
);

const deliveries = files.flatMap((file) =>
	(fixtureOf(file).deliveries ?? []).map((delivery): [string, string, IDataObject] => [
		file,
		delivery.name,
		delivery.body,
	]),
);

test.each(deliveries)('%s, %s: gives one event for each package', (_file, _name, body) => {
	const rows =
		Array.isArray(body.data) && body.data.length > 0
			? body.data
			: [body.data ?? body.packages].flat();
	const events = eventsOf(body);

	expect(events?.map(({ orderId }) => orderId)).toEqual(
		(rows as IDataObject[]).map((row) => textIn(row.order_id)),
	);
	expect(new Set(events?.map(({ eventId }) => eventId)).size).toBe(rows.length);
	for (const event of events ?? []) {
		expect(event.event).toBe(body.method);
		expect(event.verification).toBe('bearer');
	}
});

test('the tables of codes hold what the nodes know', () => {
	const tables = files.filter((file) => file.startsWith('ref-'));
	expect(tables).toHaveLength(5);
	for (const file of tables) expect(fixtureOf(file).data?.length).toBeGreaterThan(0);
});
