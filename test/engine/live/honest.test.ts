import { operations } from '../../operations';
import { SERVICES } from '../../../live/keys.ts';
import { useSandbox } from '../support/sandbox';
import { check, keysOf, merchantsDay } from './support';

const sandbox = useSandbox();
beforeEach(() => sandbox.liftLimits());

describe('against a service that is as its documents say', () => {
	test('every fact is confirmed, when there is something of each kind to ask about', async () => {
		const numbers = await merchantsDay(sandbox.current);
		const { code, output, lines } = await check({ ...keysOf(sandbox.current), ...numbers });

		expect(lines('✖')).toEqual([]);
		expect(lines('+')).toEqual([]);
		// The bill of the parcel is paid.
		expect(lines('·')).toEqual([
			'· kiriminaja.md §2.7 (24) documented: an unpaid bill has no paid_at — not seen: the answer has nothing to see it by',
		]);
		expect(output).toMatch(/Facts of docs\/contracts: 1\d\d confirmed, 0 contradicted, 1 not seen/);
		expect(code).toBe(0);
	});

	test('every read of the three nodes is asked, and is read by the node itself', async () => {
		const numbers = await merchantsDay(sandbox.current);
		const { output } = await check({ ...keysOf(sandbox.current), ...numbers });

		const blocks = output.split('\n\n');
		for (const { label } of operations.filter(({ kind }) => kind === 'read')) {
			const name = label.replace(/^\w+: /, '');
			const own = blocks.filter((block) => block.split('   ')[0]?.includes(name));
			expect([name, own.some((block) => /✔ .*the node reads it/.test(block))]).toEqual([
				name,
				true,
			]);
		}
	});

	test('what nobody has given a number for is asked with one that nobody has, and said to be not seen', async () => {
		const { code, lines } = await check(keysOf(sandbox.current));

		expect(lines('✖')).toEqual([]);
		expect(lines('·')).toContain(
			'· kiriminaja.md §2.8 (21): not seen: no instant order ID was given (KIRIMINAJA_INSTANT_ORDER_ID)',
		);
		expect(code).toBe(0);
	});

	test('nothing but reads arrives, one after the other, and nothing is changed', async () => {
		const numbers = await merchantsDay(sandbox.current);
		const { requests } = sandbox.current;
		requests.length = 0;
		const before = JSON.stringify([
			sandbox.current.kiriminAja.orders,
			sandbox.current.kirimo.orders,
		]);
		await check({ ...keysOf(sandbox.current), ...numbers });

		const calls = requests.map(({ method, path, query }) => {
			const action = typeof query.action === 'string' ? `?action=${query.action}` : '';
			return `${method} ${path.replace(/(instant\/tracking\/).*/, '$1{order_id}')}${action}`;
		});
		const listed = SERVICES.flatMap(({ service }) => Object.values(service.reads));
		expect(new Set(calls)).toEqual(new Set([...listed, 'POST /authentication-server/oauth/token']));
		expect(calls.length).toBeLessThan(32);
		expect(JSON.stringify([sandbox.current.kiriminAja.orders, sandbox.current.kirimo.orders])).toBe(
			before,
		);
	});

	test('a service without a key is left out', async () => {
		const { KIRIMO_API_KEY, KIRIMO_BASE_URL } = keysOf(sandbox.current);
		const { output, code } = await check({ KIRIMO_API_KEY, KIRIMO_BASE_URL });

		expect(output).not.toContain('KiriminAja');
		expect(sandbox.current.requests.map(({ service }) => service)).not.toContain('kiriminAja');
		expect(code).toBe(0);
	});
});
