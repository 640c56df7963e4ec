import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accounts, startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { call, control, type Answer, type Fields, type Json } from '../unit/sandbox/vendorCalls';
import { startReceiver, type WebhookReceiver } from '../unit/sandbox/webhookReceiver';
import { departures, shapeOf } from './jsonShape';

/** Replays KiriminAja's published exchanges against the sandbox and compares status and shape of what comes back. */

const fixtures = join(__dirname, '../fixtures');
const read = (path: string) => JSON.parse(readFileSync(join(fixtures, path), 'utf8')) as Fixture;

interface Fixture {
	exchanges?: Exchange[];
	deliveries?: Delivery[];
}

interface Exchange {
	name: string;
	request: Request;
	response: { http_status: number; body: Json };
}

interface Request {
	method: string;
	path: string;
	query?: Record<string, string> | null;
	headers: { Authorization: string };
	body: Fields | null;
}

interface Delivery {
	name: string;
	headers: Record<string, string>;
	body: Json;
}

let sandbox: Sandbox;
let merchant: WebhookReceiver;
beforeAll(async () => {
	sandbox = await startSandbox();
	merchant = await startReceiver();
});
beforeEach(() => {
	sandbox.reset();
	// The published pickups lie in the past.
	sandbox.kiriminAja.settings.pickupTimes = 'any';
	merchant.received.length = 0;
});
afterAll(async () => {
	await merchant.close();
	await sandbox.close();
});

function expectShape(actual: unknown, ...published: unknown[]): void {
	expect(departures(actual, shapeOf(...published))).toEqual([]);
}

/** A published request, to be changed at will. */
function requestOf(file: string, isWanted: (exchange: Exchange, index: number) => boolean) {
	const found = read(`kiriminaja/${file}.json`).exchanges?.find(isWanted);
	if (!found) throw new Error(`${file} has no such exchange`);
	return found.request;
}

async function send(request: Request): Promise<Answer> {
	const query = request.query ? `?${new URLSearchParams(request.query)}` : '';
	const authorization = request.headers.Authorization.replace(
		'{api_key}',
		accounts.kiriminAja.apiKey,
	);
	return await call(`${sandbox.url}${request.path}${query}`, {
		method: request.method,
		body: request.body ?? undefined,
		headers: { authorization },
	});
}

const bookSample = (wanted = 'paid with KA Credit') =>
	send(requestOf('order-express-v6.2', ({ name }) => name === wanted));

async function advance(times: number, query = ''): Promise<void> {
	for (let step = 0; step < times; step += 1) {
		await control(sandbox, `kiriminaja/advance/MLT-0000001001${query}`);
	}
}

async function billed(): Promise<void> {
	await bookSample();
	await bookSample('QRIS / gateway (unpaid)');
}

const instantOrderId = 'MLT-INS-1001';
const bookInstant = (exchange = 0) =>
	send(requestOf('order-instant-v6.2', (_, index) => index === exchange));
const advanceInstant = () => control(sandbox, `kiriminaja/advance/${instantOrderId}`);

/** The v4 booking makes its own order id, from the number of the payment. */
async function bookInstantV4(payment: number, accountPayment: 'CREDIT' | 'TOP'): Promise<void> {
	sandbox.kiriminAja.counters.pickup = payment;
	sandbox.kiriminAja.settings.accountPayment = accountPayment;
	await send(requestOf('order-instant-v4', (_, index) => index === 0));
}

async function twoAwbs(): Promise<void> {
	await bookSample();
	await advance(1);
	await bookSample('COD');
	await control(sandbox, 'kiriminaja/awb/MLT-0000001003');
}

interface Replay {
	/** What must have happened before the exchange. */
	before?: () => unknown;
	/** A change to the request, where the published one cannot work on this machine. */
	change?: (request: Request) => void;
	/** Other examples that the answer may be like, where this exchange shows fewer kinds of rows than there are. */
	alsoLike?: (all: Exchange[]) => Json[];
	/** The text of this refusal is invented on both sides; only its shape must agree. */
	inventedText?: true;
}

/** The table of docs/contracts/kiriminaja.md §2.3 has cut-off times; no published row does. */
function pricesWithCutOff(all: Exchange[]): Json[] {
	const answers = all.map((one) => one.response.body).filter((body) => body.status);
	const cutOff = structuredClone(answers.slice(0, 1));
	for (const { results } of cutOff) Object.assign(results[0] ?? {}, { cut_off_time: '10:00:00' });
	return [...answers, ...cutOff];
}

/** Exchanges that need a word; the others are replayed as they are. */
const replays: Record<string, Replay> = {
	'address-district-by-name: throttled (inferred body)': {
		before: () => (sandbox.kiriminAja.settings.rateLimitPerMinute = 0),
	},
	'awb-print: shape A (WooCommerce)': { before: twoAwbs },
	'awb-print: shape B (PHP README, third party)': {
		async before() {
			sandbox.kiriminAja.settings.labelUrlNesting = 'nested';
			await twoAwbs();
		},
	},
	'cancel-express: non-COD queued': { before: () => bookSample().then(() => advance(1)) },
	'cancel-express: query-string variant (all SDKs)': {
		before: () => bookSample().then(() => advance(1)),
	},
	'cancel-express: COD immediate (inferred text)': {
		async before() {
			sandbox.kiriminAja.counters.awb = 103;
			await bookSample('COD');
			await control(sandbox, 'kiriminaja/awb/MLT-0000001003');
		},
	},
	'cancel-express: already picked up (inferred)': {
		before: () => bookSample().then(() => advance(2)),
	},
	'cancel-instant-v4: ok': { before: () => bookInstant() },
	'errors-general: bad key': {
		change: (request) => (request.headers.Authorization = 'Bearer wrong'),
	},
	'errors-general: rate limit': {
		before: () => (sandbox.kiriminAja.settings.rateLimitPerMinute = 0),
	},
	'instant-find-new-driver: ok': { before: () => bookInstantV4(1_784_512_402, 'TOP') },
	'order-instant-v4: ok': {
		before: () => (sandbox.kiriminAja.settings.accountPayment = 'TOP'),
	},
	'order-instant-v6.2: observed merchant shape, QRIS unpaid': {
		before: () => (sandbox.kiriminAja.settings.instantShape = 'observed'),
	},
	'order-instant-v6.2: validation observed (missing note)': {
		before: () => (sandbox.kiriminAja.settings.errorStyle = 'http4xx'),
	},
	'order-instant-v6.2: credit insufficient': {
		before: () => (sandbox.kiriminAja.creditBalance = 10_000),
	},
	'order-express-v6.2: credit insufficient': {
		before: () => (sandbox.kiriminAja.creditBalance = 1_500),
	},
	'order-express-v6.2: validation, field map variant': {
		before: () =>
			Object.assign(sandbox.kiriminAja.settings, { errorStyle: 'http4xx', errorShape: 'E3' }),
		inventedText: true,
	},
	'order-express-v6.2: error-code string variant': {
		before: () => (sandbox.kiriminAja.settings.errorShape = 'E5'),
		inventedText: true,
	},
	'payment-express: unpaid': { before: billed },
	'payment-express: paid': {
		before: () => billed().then(() => control(sandbox, 'kiriminaja/pay/EPR-1784512346')),
	},
	'payment-instant: paid': {
		async before() {
			sandbox.kiriminAja.counters.pickup = 1_784_512_400;
			await bookInstant();
		},
	},
	'payment-instant: unpaid': { before: () => bookInstantV4(1_784_512_403, 'CREDIT') },
	'pin-validate: locked': {
		async before() {
			const wrong = requestOf('pin-validate', (_, index) => index === 1);
			await send(wrong);
			await send(wrong);
		},
		inventedText: true,
	},
	'pin-validate: system failure': {
		before: () => (sandbox.kiriminAja.settings.accountPayment = 'TOP'),
	},
	'pricing-express-v6.1: minimal request (PHP fullShippingPrice)': {
		alsoLike: pricesWithCutOff,
	},
	'pricing-express-v6.1: WooCommerce 2.3 request (kelurahan ids only)': {
		alsoLike: pricesWithCutOff,
	},
	'pricing-express-v6.1: ok': { alsoLike: pricesWithCutOff },
	'profile: TOP account': {
		before: () => (sandbox.kiriminAja.settings.accountPayment = 'TOP'),
	},
	'set-callback: ok': { change: ({ body }) => Object.assign(body ?? {}, { url: merchant.url }) },
	'set-callback: WooCommerce variant': {
		change: ({ body }) =>
			Object.assign(body ?? {}, { url: `${merchant.url}?feed=kiriminaja-callback` }),
	},
	'tracking-express: new, no AWB yet': { before: () => bookSample() },
	'tracking-express: in transit': { before: () => bookSample().then(() => advance(2)) },
	'tracking-express: delivered (query by AWB)': {
		before: () => bookSample().then(() => advance(3)),
	},
	'tracking-instant-v4: driver allocated': { before: () => bookInstant().then(advanceInstant) },
	'tracking-instant-v4: just created': { before: () => bookInstant() },
	'tracking-express: returned': {
		async before() {
			await bookSample();
			await advance(2);
			await advance(1, '?to=sender');
			await advance(1);
		},
	},
};

const isReference = 'a table, no exchange';

/** Fixtures that are not replayed, and why. */
const left: Record<string, string> = {
	'ref-cities-sample': isReference,
	'ref-couriers': isReference,
	'ref-package-types': isReference,
	'ref-provinces': isReference,
	'ref-status-codes': isReference,
	'credit-balance: shape typed in node/php/rust SDK (April 2026)':
		'from SDK mocks only; the documented shape is served',
	'errors-general: server error': 'the sandbox’s faults answer 500 in HTML',
	'errors-general: business failure under HTTP 200':
		'get_payment’s own fixture has the same refusal with its method',
};

const kiriminAjaFiles = readdirSync(join(fixtures, 'kiriminaja')).map((file) =>
	file.replace('.json', ''),
);
const exchanges = kiriminAjaFiles
	.filter((file) => !(file in left))
	.flatMap((file) => {
		const all = read(`kiriminaja/${file}.json`).exchanges ?? [];
		return all.map((exchange) => ({ title: `${file}: ${exchange.name}`, exchange, all }));
	});

describe('KiriminAja answers as published', () => {
	it.each(exchanges.filter(({ title }) => !(title in left)))('$title', async (row) => {
		const { title, exchange, all } = row;
		const replay = replays[title] ?? {};
		const request = structuredClone(exchange.request);
		await replay.before?.();
		replay.change?.(request);
		const answer = await send(request);
		const { http_status, body } = exchange.response;
		expect(answer.status).toBe(http_status);
		// Refusals have texts that clients show: they must agree to the letter.
		if (body.status !== true && !replay.inventedText) return expect(answer.body).toEqual(body);
		expectShape(answer.body, body, ...(replay.alsoLike?.(all) ?? []));
	});

	it('in every exchange of the fixtures but those left out for a reason', () => {
		const titles = new Set([...kiriminAjaFiles, ...exchanges.map(({ title }) => title)]);
		const named = [...Object.keys(left), ...Object.keys(replays)];
		expect(named.filter((name) => !titles.has(name))).toEqual([]);
		expect(exchanges.length).toBeGreaterThan(50);
	});
});

/** Lets one thing happen, and what must be before it. */
type Story = () => Promise<unknown>;

const happens = (event: string, more: Fields = {}) =>
	control(sandbox, 'kiriminaja/event/MLT-0000001001', { event, ...more });
const cancelExpress = () =>
	control(sandbox, 'kiriminaja/cancel/MLT-0000001001', { reason: '3pl rejection' });
const returnStarted: Story = async () => {
	await advance(2);
	await advance(1, '?to=sender');
};
const returned: Story = async () => {
	await returnStarted();
	await advance(1);
};

const expressStories: Record<string, Story> = {
	'webhook-express-processed_packages': () => advance(1),
	'webhook-express-shipped_packages': () => advance(2),
	'webhook-express-finished_packages': () => advance(3),
	'webhook-express-canceled_packages': () => advance(1).then(cancelExpress),
	'webhook-express-returned_packages: return started': returnStarted,
	'webhook-express-returned_packages': returned,
	'webhook-express-return_finished_packages': () =>
		returned().then(() => happens('return_finished_packages')),
	'webhook-express-undocumented: problem_packages (shape inferred)': () =>
		advance(2).then(() => happens('problem_packages')),
	'webhook-express-undocumented: validated_packages': () =>
		advance(1).then(() => happens('validated_packages', { shippingCost: 21_000 })),
	'webhook-express-undocumented: rejected_packages': () =>
		advance(1).then(() => happens('rejected_packages')),
	'webhook-express-undocumented: corrected_packages (2023)': () =>
		advance(1).then(() => happens('corrected_packages')),
};

const instantStories: Record<string, Story> = {
	'webhook-instant-processed_packages': () => control(sandbox, `kiriminaja/awb/${instantOrderId}`),
	'webhook-instant-shipped_packages': advanceInstant,
	'webhook-instant-finished_packages': () => advanceInstant().then(advanceInstant),
	'webhook-instant-canceled_packages': () =>
		advanceInstant().then(() => control(sandbox, `kiriminaja/cancel/${instantOrderId}`)),
	'webhook-instant-update_instant_packages-legacy': advanceInstant,
};

/** The same event can be published with a reason and without, with a QR and without. */
function published(body: Json): Json[] {
	const other = structuredClone(body);
	const row = other.data[0];
	if (row?.reason === null) row.reason = '';
	if (other.payment?.qr_content) other.payment.pay_time = other.payment.qr_content = null;
	return [body, other];
}

const storyOf = (stories: Record<string, Story>, file: string, name: string) =>
	stories[`${file}: ${name}`] ?? stories[file];

describe('KiriminAja sends the webhooks as published', () => {
	const deliveries = kiriminAjaFiles
		.filter((file) => file.startsWith('webhook-'))
		.flatMap((file) =>
			(read(`kiriminaja/${file}.json`).deliveries ?? []).map((delivery) => ({
				file,
				name: delivery.name,
				delivery,
			})),
		);

	it.each(deliveries)('$file: $name', async ({ file, name, delivery }) => {
		const isShort = name.includes('short') || name.includes('minimal');
		const isTextTime = isShort || name.includes('rejected');
		Object.assign(sandbox.kiriminAja.settings, {
			webhookStyle: isShort ? 'short' : 'complete',
			webhookTime: isTextTime ? 'legacy' : 'iso',
			instantWebhook: file.endsWith('legacy') ? 'legacy' : 'current',
		});
		sandbox.kiriminAja.callbackUrl = merchant.url;
		const isExpress = file.startsWith('webhook-express');
		await (isExpress ? bookSample() : bookInstant());
		await storyOf(isExpress ? expressStories : instantStories, file, name)?.();
		const received = merchant.received.at(-1);
		const body = JSON.parse(received?.body ?? 'null') as Json | null;
		expect(body?.method).toBe(delivery.body.method);
		expectShape(body, ...published(delivery.body));
		for (const [header, value] of Object.entries(delivery.headers)) {
			const expected = value.replace('{api_key}', accounts.kiriminAja.apiKey);
			expect(received?.headers[header.toLowerCase()]).toBe(expected);
		}
	});
});
