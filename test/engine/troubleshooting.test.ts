import { row as toUser } from '../operations/KasPro/transfer/toUser';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { KasProApi } from '../../credentials/KasProApi.credentials';
import { KiriminAjaApi } from '../../credentials/KiriminAjaApi.credentials';
import { KirimoApi } from '../../credentials/KirimoApi.credentials';
import { answering, deadAddress } from './support/answering';
import { testCredential } from './support/credentialTest';
import { kasProCredential } from './support/kasPro';
import { booking, kiriminAjaCredential, sampleOrder } from './support/kiriminAja';
import { post as deliver, useKiriminAjaTrigger } from './support/kiriminAjaTrigger';
import { kirimoCredential, samplePayment } from './support/kirimo';
import { genuine, post, postForm, useKirimoTrigger, withoutKey } from './support/kirimoTrigger';
import { runNode } from './support/runNode';
import { letTimeFly } from './support/timeFlies';

/** docs/troubleshooting.md quotes the nodes; a merchant searches it for the words on the screen. Here they are made to say them. */
const { sandbox, serve, order } = useKirimoTrigger();
const serveKiriminAja = useKiriminAjaTrigger();
beforeEach(() => {
	// It is about words here, and some of them come after many tries.
	sandbox.liftLimits();
	letTimeFly(sandbox);
});
afterEach(() => jest.restoreAllMocks());

const page = readFileSync('docs/troubleshooting.md', 'utf8');

/** The quoted lines under each heading. */
const quotes = new Map(
	page.split(/^##+ /m).flatMap((section): Array<[string, string[]]> => {
		const [heading = '', ...lines] = section.split('\n');
		const quoted = lines.flatMap((line) => /^> (.+)$/.exec(line)?.[1] ?? []);
		return quoted.length > 0 ? [[heading, quoted]] : [];
	}),
);

/** `…` in a quote stands for anything. */
function isSaid(quote: string, texts: string[]): boolean {
	const escaped = quote.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
	const words = new RegExp(`^${escaped.join('.+')}$`);
	return texts.some((text) => words.test(text));
}

type Result = Awaited<ReturnType<typeof runNode>>;
type Options = Partial<Parameters<typeof runNode>[0]>;

/** What the merchant reads when it did not work, line by line. */
function wordsOf({ error }: Result): string[] {
	expect(error).toBeDefined();
	return [error?.message ?? '', ...(error?.description ?? '').split('\n')];
}

const run =
	(type: 'kiriminAja' | 'kirimo' | 'kasPro', credential: () => Options['credentials']) =>
	async (resource: string, operation: string, parameters = {}, options: Options = {}) =>
		await runNode({
			type,
			resource,
			operation,
			parameters,
			credentials: credential() ?? {},
			...options,
		});
const kiriminAja = run('kiriminAja', () => kiriminAjaCredential(sandbox.current));
const kirimo = run('kirimo', () => kirimoCredential(sandbox.current));
const kasPro = run('kasPro', () => kasProCredential(sandbox.current));

const types = { kiriminAja: KiriminAjaApi, kirimo: KirimoApi, kasPro: KasProApi };
/** Presses "Test" on a credential, and reads what n8n shows behind *More details*. */
async function pressTest(service: keyof typeof types, changes: IDataObject): Promise<string> {
	const all: Record<string, IDataObject> = {
		...kiriminAjaCredential(sandbox.current),
		...kirimoCredential(sandbox.current),
		...kasProCredential(sandbox.current),
	};
	return await testCredential(new types[service](), { ...all[`${service}Api`], ...changes });
}

const book = async (changes: object = {}, form: INodeParameters = {}) =>
	await kiriminAja('expressOrder', 'create', booking([{ ...sampleOrder, ...changes }], form));
/** The order is the input item, as in a sheet with these rows. */
const bookRows = async (changes: object, rows = 1) =>
	await kiriminAja(
		'expressOrder',
		'create',
		booking([], {
			...sampleOrder,
			packageSource: 'inputItems',
			additionalFields: {},
			...changes,
		}),
		{ items: Array.from({ length: rows }, (_, row) => ({ row })) },
	);
const plainOrder = {
	...sampleOrder,
	destinationKecamatanId: '3175',
	service: 'jne',
	serviceType: 'REG23',
};
/** One row of a sheet whose columns map themselves. */
const bookSheet = async (row: IDataObject) =>
	await kiriminAja('expressOrder', 'create', booking([], { packageSource: 'columns' }), {
		items: [row],
	});
const bookJson = async (orderId?: string) => {
	const packagesJson = JSON.stringify([{ ...plainOrder, orderId }]);
	return await kiriminAja(
		'expressOrder',
		'create',
		booking([], { packageSource: 'json', packagesJson }),
	);
};
const link = async (changes: object = {}) =>
	await kirimo('payment', 'create', { ...samplePayment, ...changes });
const customer = async (changes: IDataObject) =>
	await kasPro(
		'customer',
		'get',
		{ mobileNumber: '081234560001' },
		{ credentials: kasProCredential(sandbox.current, changes as never) },
	);

/** A driver each. */
const payDrivers = async (...drivers: string[]) =>
	await kasPro(
		'transfer',
		'toUser',
		{ ...toUser.parameters, destination: '={{ $json.driver }}', requestId: '' },
		{ items: drivers.map((driver) => ({ driver })) },
	);

const clock = Date.now;
/** What many items read, when each answer takes ten seconds and none is one. */
async function unservedFor(answer: (response: ServerResponse) => void): Promise<string[]> {
	let ahead = 0;
	jest.spyOn(Date, 'now').mockImplementation(() => clock() + ahead);
	let words: string[] = [];
	await answering(
		(_, response) => {
			ahead += 10_000;
			answer(response);
		},
		async (url) => {
			const { json } = await kiriminAja(
				'expressOrder',
				'track',
				{ orderId: '={{ $json.order }}' },
				{
					items: Array.from({ length: 50 }, (_, index) => ({ order: `SHOP-${index}` })),
					credentials: kiriminAjaCredential({ ...sandbox.current, url }),
					settings: { onError: 'continueRegularOutput' },
				},
			);
			words = json.flatMap(({ error }) => {
				const { message = '', description = '' } = error as Record<string, string>;
				return [message, description];
			});
		},
	);
	return words;
}

/** A look at the areas, at another address. */
const askAt = async (url: string, items: IDataObject[] = [{}]) =>
	await kiriminAja(
		'area',
		'getProvinces',
		{},
		{ items, credentials: kiriminAjaCredential({ ...sandbox.current, url }) },
	);

/** The same, of a service that answers everything so. */
async function answered(status: number, headers: Record<string, string>, body: string, times = 1) {
	const texts: string[] = [];
	await answering(
		(_request, answer) => void answer.writeHead(status, headers).end(body),
		async (url) => {
			for (let time = 0; time < times; time++) texts.push(...wordsOf(await askAt(url)));
		},
	);
	return texts;
}

async function control(path: string, body: object = {}) {
	const address = `${sandbox.current.url}/__sandbox/${path}`;
	const answer = await fetch(address, { method: 'POST', body: JSON.stringify(body) });
	expect(answer.status).toBe(200);
}

const html = { 'content-type': 'text/html' };
const json = { 'content-type': 'application/json' };

/** By the heading of the page: what leads to the words that are quoted there. */
const happenings: Record<string, () => Promise<string[]>> = {
	'A credential is red': async () => {
		const { url, kirimo: service } = sandbox.current;
		const wrong = { apiKey: 'KRM-WRONG' };
		const texts = [
			await pressTest('kiriminAja', wrong),
			await pressTest('kirimo', wrong),
			await pressTest('kasPro', { clientSecret: 'wrong' }),
			await pressTest('kasPro', { clientSecret: '' }),
			await pressTest('kasPro', { hmacSecret: 'wrong' }),
			await pressTest('kasPro', { authMode: 'partnerKey', partnerKey: 'wrong' }),
			await pressTest('kasPro', { baseUrl: await deadAddress() }),
			await pressTest('kasPro', { tokenPath: '/nowhere' }),
			await pressTest('kasPro', { baseUrl: '127.0.0.1:8787' }),
		];
		service.settings.badKey = '200';
		texts.push(await pressTest('kirimo', wrong));
		service.settings.ipWhitelist = ['203.0.113.7'];
		texts.push(await pressTest('kirimo', {}));
		for (const baseUrl of [
			await deadAddress(),
			'http://no-such-host.invalid',
			'127.0.0.1:8787',
			'localhost:8787',
			url.replace('http:', 'https:'),
			`${url}/elsewhere`,
		]) {
			const [said, too] = [
				await pressTest('kiriminAja', { baseUrl }),
				await pressTest('kirimo', { baseUrl }),
			];
			expect([baseUrl, too]).toEqual([baseUrl, said]);
			texts.push(said);
		}
		const location = 'https://toko.example.com/login';
		for (const [status, headers] of [
			[200, html],
			[302, { ...html, location }],
			[500, html],
		] as const) {
			await answering(
				(_request, answer) => void answer.writeHead(status, headers).end('<h1>Halo</h1>'),
				async (baseUrl) => {
					texts.push(await pressTest('kiriminAja', { baseUrl }));
					texts.push(await pressTest('kirimo', { baseUrl }));
				},
			);
		}
		return texts;
	},

	'KiriminAja refuses everything (401)': async () =>
		wordsOf(
			await kiriminAja(
				'area',
				'getProvinces',
				{},
				{ credentials: kiriminAjaCredential(sandbox.current, 'a-key-of-production') },
			),
		),

	'Kirimo refuses everything (401 or 403)': async () => {
		const wrong = { credentials: kirimoCredential(sandbox.current, { apiKey: 'KRM-WRONG' }) };
		const texts = wordsOf(await kirimo('balance', 'get', {}, wrong));
		await answering(
			(_request, answer) =>
				void answer.writeHead(403, json).end('{"status":"error","message":"Akses ditolak."}'),
			async (url) => {
				const credentials = kirimoCredential({ url });
				texts.push(...wordsOf(await kirimo('balance', 'get', {}, { credentials })));
			},
		);
		return texts;
	},

	'KasPro refuses everything': async () => [
		...wordsOf(await customer({ clientSecret: 'wrong' })),
		...wordsOf(await customer({ hmacSecret: 'wrong' })),
	],

	"The service can't be reached": async () => [
		...wordsOf(await askAt(await deadAddress())),
		...wordsOf(await askAt('http://no-such-host.invalid')),
		...wordsOf(await askAt('localhost:8787')),
		...wordsOf(await askAt(sandbox.current.url.replace('http:', 'https:'))),
	],

	'A page comes instead of an answer': async () => [
		...(await answered(200, html, '<html><body>Selamat datang</body></html>')),
		...(await answered(302, { location: 'https://client.kiriminaja.com/login' }, '')),
	],

	'What was asked before this got no answer': async () => [
		...(await unservedFor((response) => response.writeHead(503, json).end('{}'))),
		...(await unservedFor((response) => response.destroy())),
		...(await answered(503, { ...json, 'retry-after': '600' }, '{}', 2)),
	],

	'Too many requests (429)': async () => {
		const body = '{"message":"Too Many Attempts."}';
		return [
			...(await answered(429, json, body)),
			...(await answered(429, { ...json, 'retry-after': '600' }, body, 2)),
		];
	},

	'A field is not accepted': async () => [
		...wordsOf(await book({ destinationPhone: '12345' })),
		...wordsOf(await bookSheet({ ...plainOrder, destinationPhone: 81300004321 })),
		...wordsOf(await bookSheet({ ...plainOrder, shippingCost: 'Rp 64.000' })),
		...wordsOf(await bookSheet({ ...plainOrder, weight: '1 kg' })),
		...wordsOf(await book({}, { schedule: { __rl: true, mode: 'list', value: '' } })),
		...wordsOf(await bookSheet({ ...plainOrder, note: 'x'.repeat(77) })),
		...wordsOf(await bookSheet({ ...plainOrder, destinationAddress: 'Jl. 12' })),
		...wordsOf(await link({ amount: 5000 })),
		...wordsOf(await bookSheet({ ...plainOrder, destinationKecamatanId: 'Simokerto' })),
	],

	'The number of an order came out empty': async () => [
		...wordsOf(await bookRows({ orderId: '={{ $json.nope }}' }, 1)),
		...wordsOf(await bookRows({ orderId: '=INV-{{ $json.nope }}' }, 1)),
		...wordsOf(await bookSheet({})),
		...wordsOf(await bookSheet({ 'Order ID': '' })),
		...wordsOf(await bookJson('')),
		...wordsOf(await bookJson()),
	],

	'An order number is not accepted': async () => [
		...wordsOf(await bookSheet({ ...plainOrder, orderId: '1001' })),
		...wordsOf(await bookSheet({ ...plainOrder, orderId: 'INV/20261122/MPL/4123456789' })),
	],

	'Fields are in no column': async () => {
		const { destinationName: _, destinationPhone: __, ...order } = plainOrder;
		return wordsOf(await bookSheet(order));
	},

	'A column is not understood': async () => {
		const { cod: _, weight, ...order } = plainOrder;
		return [
			...wordsOf(await bookSheet({ ...order, weight, 'COD Amount': 325000 })),
			...wordsOf(await bookSheet({ ...order, Weight: 500, weight: 600 })),
			...wordsOf(await bookSheet({ ...order, weight, 'Metode Pembayaran': 'COD' })),
		];
	},

	'Two rows with one order number': async () => {
		const service = "={{ ['jne', 'jnt'][$json.row] }}";
		return [
			...wordsOf(await bookRows({ orderId: 'SHOP-1001' }, 2)),
			...wordsOf(await bookRows({ orderId: 'SHOP-1001', service }, 2)),
			...wordsOf(await bookRows({ orderId: '', service }, 2)),
		];
	},

	'The pickup time has passed': async () => {
		const schedule = { __rl: true, mode: 'time', value: '2020-01-01 10:00:00' };
		const texts = wordsOf(await book({}, { schedule }));
		await answering(
			(_request, answer) => void answer.end(JSON.stringify({ status: true, schedules: [] })),
			async (url) => {
				const form = booking([sampleOrder], { schedule: { __rl: true, mode: 'next', value: '' } });
				const credentials = kiriminAjaCredential({ ...sandbox.current, url });
				const result = await kiriminAja('expressOrder', 'create', form, { credentials });
				texts.push(...wordsOf(result));
			},
		);
		return texts;
	},

	'KiriminAja does not know the order': async () =>
		wordsOf(await kiriminAja('expressOrder', 'track', { orderId: 'NOBODY-1', return: 'shipment' })),

	'KiriminAja refuses a field': async () => [
		...wordsOf(await book({ service: 'JNE' })),
		...wordsOf(await bookRows({ service: 'JNE', orderId: '' }, 20)),
		...wordsOf(await book({ destinationName: "Nur'aini" })),
	],

	"The courier wants the sender's location": async () =>
		wordsOf(await bookRows({ service: 'lion' })),

	'The outcome is unknown': async () => {
		sandbox.current.fault({ kind: 'resetBefore', path: '/api/mitra/v6.2/request_pickup' });
		return wordsOf(await book());
	},

	'The node stops in the middle of a list': async () =>
		wordsOf(await payDrivers('081234560002', '081299999999')),

	'The order ID is taken': async () => {
		await book({ orderId: 'SHOP-1' });
		const texts = wordsOf(await book({ orderId: 'SHOP-1', destinationName: 'Budi Santoso' }));
		await book({ orderId: 'SHOP-2' });
		await control('kiriminaja/cancel/SHOP-2');
		texts.push(...wordsOf(await book({ orderId: 'SHOP-2' })));
		await link();
		return [...texts, ...wordsOf(await link({ amount: 20000 }))];
	},

	'The PIN is wrong': async () => [
		...wordsOf(await book({ orderId: 'SHOP-1' }, { pin: '000000' })),
		...wordsOf(await book({ orderId: 'SHOP-1' }, { pin: '000000' })),
		...wordsOf(await book({}, { pin: '' })),
	],

	'KA Credit is too low': async () => {
		await control('kiriminaja/credit', { balance: 1000 });
		return wordsOf(await book());
	},

	'KA Credit does not pay COD packages': async () => wordsOf(await book({ cod: 325000 })),

	'A hint speaks of COD': async () => {
		const atTheDoor = { paymentMethod: 'accountDefault' };
		const results = [
			await bookSheet({ ...plainOrder, orderId: 'SHOP-1', cod: '' }),
			await book({ orderId: 'SHOP-2', cod: 15000 }, atTheDoor),
		];
		expect(results.map(({ error }) => error)).toEqual([undefined, undefined]);
		return results.flatMap(({ hints }) => hints.map(({ message }) => message));
	},

	'A hint speaks of the weight': async () => {
		const { error, hints } = await book({ weight: 15 });
		expect(error).toBeUndefined();
		return hints.map(({ message }) => message);
	},

	'The payment link has expired': async () => {
		await link();
		await control(`kirimo/orders/${samplePayment.orderId}/expire`);
		return wordsOf(await link());
	},

	'A payment is not found': async () => wordsOf(await kirimo('payment', 'get', { orderId: 'X-1' })),

	'It takes one item only': async () => {
		const items = [{ order: 1 }, { order: 2 }];
		return wordsOf(await kirimo('payment', 'wait', { orderId: 'X-1', timeLimit: 60 }, { items }));
	},

	'It will not wait because of "paid"': async () => {
		await link();
		const { orderId } = samplePayment;
		const items = [{ paid: true }];
		return wordsOf(await kirimo('payment', 'wait', { orderId, timeLimit: 60 }, { items }));
	},

	"The callback can't be registered": async () =>
		wordsOf(
			await kiriminAja('account', 'setCallback', { url: 'http://localhost:5678/webhook/awb' }),
		),

	'A payment was made, and no run started': async () => {
		const trigger = await serve({ verification: 'signature' }, withoutKey);
		const { body } = await postForm(trigger, genuine);
		return [(body as { message: string }).message];
	},
};

test('everything that the page quotes is made to happen here', () => {
	expect([...quotes.keys()].sort()).toEqual(Object.keys(happenings).sort());
	expect([...quotes.values()].flat().length).toBeGreaterThan(30);
});

test.each(Object.entries(happenings))('the nodes say so: %s', async (heading, happen) => {
	const texts = await happen();

	const quoted = quotes.get(heading) ?? [];
	expect(quoted.length).toBeGreaterThan(0);
	expect([quoted.filter((quote) => !isSaid(quote, texts)), texts]).toEqual([[], texts]);
});

describe('what the page says that the Kirimo Trigger answers', () => {
	const rows = [...page.matchAll(/^\| (\d{3})(?: `([^`]+)`)? \| (.+) \|$/gm)].map(
		([, status, words, meaning = '']) => ({ status: Number(status), words, meaning }),
	);
	const answers: Record<number, () => Promise<{ status: number; body: unknown }>> = {
		401: async () => await postForm(await serve(), { ...genuine, signature: '0'.repeat(64) }),
		409: async () => await postForm(await serve(), genuine),
		422: async () => await post(await serve(), '{"merchantCode":', 'application/json'),
		503: async () => {
			await order();
			return await postForm(await serve(), genuine);
		},
	};

	test('is all tried here', () => {
		expect(rows.map(({ status }) => status).sort()).toEqual(Object.keys(answers).map(Number));
	});

	test.each(rows)('$status: $meaning', async ({ status, words }) => {
		const answer = await answers[status]?.();

		expect(answer?.status).toBe(status);
		if (words) expect(answer?.body).toMatchObject({ message: words });
	});
});

test('the KiriminAja Trigger says "Ready" to a browser, and is reached that way', async () => {
	const { url } = await serveKiriminAja();

	expect(page).toContain('`Ready` has to appear');
	expect(await (await fetch(url)).text()).toContain('Ready');
});

test('broken JSON is answered 422 by n8n itself, before KiriminAja is asked who it is', async () => {
	const trigger = await serveKiriminAja();

	expect((await deliver(trigger, '{"method":', {})).status).toBe(422);
	expect((await deliver(trigger, { method: 'shipped_packages' }, {})).status).toBe(401);
});
