import { readFileSync } from 'node:fs';
import { SERVICES } from '../../../live/keys.ts';
import { accounts } from '../../../sandbox/index.ts';
import { answering, deadAddress } from '../support/answering';
import { useSandbox } from '../support/sandbox';
import { check, keysOf, lying, merchantsDay, type Lie } from './support';

const sandbox = useSandbox();
beforeEach(() => sandbox.liftLimits());

/** Asks all three services, which tell the truth but for one thing. */
async function checkLying(lie: Lie) {
	const numbers = await merchantsDay(sandbox.current);
	return await lying(sandbox.current, lie, async (url) =>
		check({ ...keysOf({ url }), ...numbers }),
	);
}

/** A lie in the answers of one path. */
const at =
	(path: string, change: (body: string) => string): Lie =>
	({ url, text }) =>
		url.includes(path) ? { text: change(text) } : {};

const rename = (path: string, name: string, other: string) =>
	at(path, (body) => body.replaceAll(`"${name}"`, `"${other}"`));

describe('a lie is named, with the place in the documents', () => {
	test.each<[string, Lie, string[]]>([
		[
			'a field has another name',
			rename('/mitra/province', 'provinsi_name', 'province_name'),
			[
				'kiriminaja.md §2.1 (1) documented: the answer has the published keys and types — datas[].provinsi_name is missing',
			],
		],
		[
			'the payload stands under another key',
			rename('/credit/balance', 'results', 'data'),
			[
				'kiriminaja.md §2.7 (27) documented: the answer has the published keys and types — results is missing',
				'the balance stands in results, and not in data as in older SDKs — the balance stands in data',
			],
		],
		[
			'figures are numbers instead of texts',
			at('/shipping_price', (body) => body.replace(/"cost":"(\d+)"/g, '"cost":$1')),
			[
				'results[].cost is a whole number, not a text',
				'the node reads it, without a hint — it says',
			],
		],
		[
			'COD costs another fee',
			at('/shipping_price', (body) =>
				body.replace(
					/"cod_fee_amount":(\d+)/g,
					(_, fee) => `"cod_fee_amount":${Number(fee) + 500}`,
				),
			),
			['§2.3 inferred: cod_fee_amount is', 'cod_fee_amount is another figure in'],
		],
		[
			'a sum is wrong',
			at('/instant/pricing', (body) => body.replace(/"total_price":\d+/, '"total_price":1')),
			[
				'§2.4 inferred: total_price is shipping_costs + admin_fee — total_price is another sum in 1',
			],
		],
		[
			'a no comes with HTTP 200',
			at('/couriers_group', () => '{"status":false,"text":"Sistem sedang sibuk"}'),
			['§2.2 (9) documented', 'it was refused (HTTP 200: Sistem sedang sibuk)'],
		],
		[
			'a page of HTML comes',
			at('/v2/schedules', () => '<!DOCTYPE html><title>Maintenance</title>'),
			['§2.8 (25) documented', 'the answer is HTML (HTTP 200)'],
		],
		[
			'the answer is about another area',
			at('/mitra/kelurahan', (body) => body.replace(/"kecamatan_id":\d+/g, '"kecamatan_id":1')),
			['kecamatan_id is that of another district in'],
		],
		[
			'the answer is about another order',
			at('/mitra/tracking', (body) => body.replace(/"(order_id|awb)":"[^"]+"/g, '"$1":"OTHER-1"')),
			[
				'the answer is about the order ID or AWB that was asked for — it is about another order',
				'it says: KiriminAja answered for "',
			],
		],
		[
			'an order that nobody has is found',
			at('/instant/tracking/LIVE', () => '{"status":true,"text":"success","code":0,"result":{}}'),
			['§1.6 documented', 'something was found where nothing can be'],
		],
		[
			'there is less money than was paid',
			at('action=transactions', (body) => body.replace(/"net_amount":\d+/, '"net_amount":1000')),
			[
				'kirimo.md §3.1 documented: net_amount is amount − fee — net_amount is another figure in 1 of 2',
			],
		],
		[
			'the pages are counted otherwise',
			at('action=transactions', (body) => body.replace(/"total_pages":\d+/, '"total_pages":7')),
			['kirimo.md §3.4 documented: total_pages is total ÷ per_page, rounded up'],
		],
		[
			'a status is another word',
			at('action=status', (body) => body.replace('"paid"', '"settled"')),
			[
				'kirimo.md §3.2 documented: status is pending, paid, failed or expired — status is another word',
			],
		],
		[
			'what is not there is HTTP 200',
			({ url, text }) => (url.includes('LIVE-CHECK') ? { status: 200, text } : {}),
			['kirimo.md §2 documented: a payment that is not there is HTTP 404', '— HTTP 200'],
		],
		[
			'money of a wallet is a number',
			at('/customer-account-inquiry', (body) =>
				body.replace(/"availableBalance":"(\d+)"/, '"availableBalance":$1'),
			),
			['kaspro.md §4.4 documented', 'data.balance.availableBalance is a whole number, not a text'],
		],
		[
			'a code is another',
			at('/customer-account-inquiry', (body) => body.replace('110005', '110006')),
			['kaspro.md §3 documented: a number that nobody has is code 110005 — the code is 110006'],
		],
	])('%s', async (_, lie, words) => {
		const { code, lines, output } = await checkLying(lie);

		const wrong = lines('✖').join('\n');
		for (const one of words) expect(wrong).toContain(one);
		expect(output).toContain('Contradicted:');
		expect(code).toBe(1);
	});

	test('as docs/going-live.md shows it', async () => {
		const page = readFileSync('docs/going-live.md', 'utf8');
		const example = /```text\n([\s\S]*?)```/.exec(page)?.[1]?.trimEnd() ?? '';
		const { output } = await lying(
			sandbox.current,
			at('/mitra/province', (body) => {
				const answer = JSON.parse(body) as { datas: object[] };
				const datas = answer.datas.slice(0, 36).map((row) => ({ ...row, iso_code: 'ID' }));
				return JSON.stringify({ ...answer, datas });
			}),
			async (url) => await check(keysOf({ url })),
		);

		expect(example.split('\n\n')).toHaveLength(2);
		for (const block of example.split('\n\n')) expect(output).toContain(block);
	});

	test.each([
		[200, '<!DOCTYPE html><title>Toko</title>', 'the answer is HTML (HTTP 200)', 1],
		[302, '', 'the answer is empty (HTTP 302)', 1],
		[403, '<html>Forbidden', 'the answer is HTML (HTTP 403)', 2],
		[503, '<html>Maintenance', 'the answer is HTML (HTTP 503)', 2],
	] as const)(
		'a base URL that leads elsewhere looks as it says: HTTP %i',
		async (status, text, words, expected) => {
			const headers = { location: 'https://toko.example.com/' };
			const { code, lines } = await lying(
				sandbox.current,
				() => ({ status, text, headers }),
				async (url) => await check(keysOf({ url })),
			);

			const contradicted = lines('✖');
			expect(contradicted.length > 0).toBe(expected === 1);
			expect(contradicted.filter((line) => !line.includes(words))).toEqual([]);
			expect(lines('·').join('\n')).toContain(words);
			expect(lines('✔')).toEqual([]);
			expect(code).toBe(expected);
		},
	);

	test('each variable of docs/going-live.md is read, and each that is read stands there', () => {
		const page = readFileSync('docs/going-live.md', 'utf8');
		const named = new Set(page.match(/\b(KIRIMINAJA|KIRIMO|KASPRO)_[A-Z_]+\b/g));

		expect([...named].sort()).toEqual(
			SERVICES.flatMap(({ settings }) => settings.map(({ name }) => name)).sort(),
		);
	});

	test('what the documents do not have is named too, and is no contradiction', async () => {
		const { code, lines } = await checkLying(
			at('/mitra/couriers', (body) => body.replaceAll('"code":', '"logo":"x","code":')),
		);

		expect(lines('+')).toEqual([
			'+ not in the documents: datas[].logo is a text',
			'+ not in the documents: datas[].logo is a text',
		]);
		expect(lines('✖')).toEqual([]);
		expect(code).toBe(0);
	});

	test.each(['published', 'texts', 'numbers'] as const)(
		'a KiriminAja that writes its numbers as %s is told from the published one',
		async (numbers) => {
			sandbox.current.kiriminAja.settings.numbers = numbers;
			const { code } = await check(keysOf(sandbox.current));

			expect(code).toBe(numbers === 'published' ? 0 : 1);
		},
	);
});

describe('what can not be seen is not called a lie', () => {
	test('a key that is refused ends the questions to that service', async () => {
		const { code, output } = await check({
			...keysOf(sandbox.current),
			KIRIMINAJA_API_KEY: 'another-key-of-somebody',
		});

		const asked = sandbox.current.requests.filter(({ service }) => service === 'kiriminAja');
		expect(asked).toHaveLength(1);
		expect(output).toMatch(
			/KiriminAja \(.*\): 1 request, then no more: the key was refused \(HTTP 401/,
		);
		expect(code).toBe(2);
	});

	test('nobody answers', async () => {
		const { code, output } = await check(keysOf({ url: await deadAddress() }));

		expect(output).toMatch(/no answer came from .* \(ECONNREFUSED\)/);
		expect(code).toBe(2);
	});

	test('a server that fails has not contradicted anything', async () => {
		const { code, lines } = await checkLying(({ url, text }) =>
			url.includes('/mitra/city') ? { status: 502, text: '<html>Bad gateway' } : { text },
		);

		expect(lines('·')).toContain(
			'· kiriminaja.md §2.1 (2): not seen: the answer is HTML (HTTP 502)',
		);
		expect(code).toBe(0);
	});

	test('a number that is not there is not seen', async () => {
		const { code, lines } = await check({
			...keysOf(sandbox.current),
			KIRIMINAJA_ORDER_ID: 'NOT-THERE-1',
		});

		expect(lines('·').join('\n')).toContain('not seen: it was refused (HTTP 200: data not found)');
		expect(code).toBe(0);
	});
});

describe('it is polite', () => {
	test('between two questions to a real service there is a pause', () => {
		const pauses = SERVICES.map(({ service }) => service.pause);

		// KiriminAja's sandbox bears ten in a minute.
		expect(pauses[0]).toBeGreaterThanOrEqual(6000);
		expect(Math.min(...pauses)).toBeGreaterThanOrEqual(2000);
	});

	test('it waits as long as the service asks, and asks the same again', async () => {
		let isFirst = true;
		const { code, slept } = await checkLying(({ url, text }) => {
			if (!url.includes('action=balance') || !isFirst) return { text };
			isFirst = false;
			return { status: 429, text: '{}', headers: { 'retry-after': '17' } };
		});

		expect(slept.filter((pause) => pause > 0)).toEqual([17_000]);
		expect(code).toBe(0);
	});

	test('with the limit of the sandbox it takes its time and sees everything', async () => {
		sandbox.current.kiriminAja.settings.rateLimitPerMinute = 10;
		const { code, lines } = await check(keysOf(sandbox.current), {
			sleep: async (milliseconds) => await sandbox.current.advance(milliseconds),
		});

		const refused = sandbox.current.requests.filter(({ status }) => status === 429);
		expect(refused).not.toEqual([]);
		expect(lines('✖')).toEqual([]);
		expect(code).toBe(0);
	});

	test('a service that wants to be left alone for long is left alone', async () => {
		await answering(
			(_, answer) => {
				answer.writeHead(429, { 'retry-after': '3600' });
				answer.end('{}');
			},
			async (url) => {
				const { code, output, slept } = await check({
					KIRIMO_API_KEY: accounts.kirimo.apiKey,
					KIRIMO_BASE_URL: url,
				});

				expect(output).toContain(
					'1 request, then no more: it wants to be left alone for 60 minutes',
				);
				expect(slept).toEqual([]);
				expect(code).toBe(2);
			},
		);
	});
});
