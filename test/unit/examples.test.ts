import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { runInNewContext } from 'vm';
import type { INodeParameters } from 'n8n-workflow';
import { orderToShip } from '../../demo/order.ts';
import { resources as kasPro } from '../../nodes/KasPro/operations';
import { packageSchema } from '../../nodes/KiriminAja/operations/expressOrder/packageForm';
import { resources as kiriminAja } from '../../nodes/KiriminAja/operations';
import { resources as kirimo } from '../../nodes/Kirimo/operations';
import type { Resource } from '../../nodes/shared/run/operation';
import { textIn } from '../../nodes/shared/values/texts';

interface Node {
	name: string;
	type: string;
	position: [number, number];
	parameters: INodeParameters;
	credentials?: Record<string, { id: string }>;
	onError?: string;
	alwaysOutputData?: boolean;
}
interface Example {
	name: string;
	nodes: Node[];
	connections: Record<string, Record<string, Array<Array<{ node: string }>>>>;
}

/** What merchants import has to be safe before they have changed anything. */
const OURS = 'n8n-nodes-indonesia-commerce.';
const folder = join(process.cwd(), 'examples');
const files = readdirSync(folder)
	.filter((file) => file.endsWith('.json'))
	.sort((one, other) => parseInt(one, 10) - parseInt(other, 10));
const examples = files.map((file): [string, Example, string] => {
	const text = readFileSync(join(folder, file), 'utf8');
	return [file, JSON.parse(text) as Example, text];
});

const services: Record<string, Resource[]> = { kasPro, kiriminAja, kirimo };

/** The operation of one of our nodes, when it is no trigger. */
function operationOf({ type, parameters }: Node) {
	return services[type.slice(OURS.length).replace(/Tool$/, '')]
		?.find(({ value }) => value === parameters.resource)
		?.operations.find(({ value }) => value === parameters.operation);
}
const oursIn = ({ nodes }: Example) => nodes.filter(({ type }) => type.startsWith(OURS));

test('the README lists exactly the examples that there are', () => {
	const readme = readFileSync('README.md', 'utf8');
	const listed = [...readme.matchAll(/\| \[([^\]]+)\]\(examples\/([^)]+)\) \|/g)];

	expect(listed.map(([, , file]) => file)).toEqual(files);
	expect(listed.map(([, name]) => name)).toEqual(examples.map(([, { name }]) => name));
});

test.each(examples)('%s has the number of its file', (file, { name }) => {
	expect(file).toMatch(/^\d+-[a-z0-9-]+\.json$/);
	expect(parseInt(name, 10)).toBe(parseInt(file, 10));
});

describe.each(examples)('%s', (_file, example, text) => {
	const note = example.nodes
		.filter(({ type }) => type.endsWith('.stickyNote'))
		.map(({ parameters }) => textIn(parameters.content))
		.join('\n');

	test('has a note that says what to change, first of all the credentials', () => {
		expect(note).toMatch(/\*\*Before you use it\*\*\n1\. Choose your credential in /);
	});

	test('names in its note only nodes and fields that there are', () => {
		const names = example.nodes.map(({ name }) => name);
		// "the nodes of the table" and "the three nodes that …" need no names.
		const meant = [
			...note.matchAll(/(?:[Ii]n|[Rr]eplace|[Ii]nto|of|Run|Open) \*([A-Z][^*]+)\*/g),
		].map(([, name = '']) => name);
		const others = [
			'Order ID',
			'Notify URL',
			'Return URL',
			'Origin District (Kecamatan)',
			'Webhook URLs',
			'Data tables',
			'Orders',
		];
		const known = [...names, ...others, 'Area → Search', 'Payment Method', 'Request ID'];
		expect(meant.filter((name) => !known.includes(name))).toEqual([]);
	});

	test('covers no node with its note', () => {
		const [about, ...others] = example.nodes;
		const { width, height } = about?.parameters as { width: number; height: number };
		const [left = 0, top = 0] = about?.position ?? [];
		const covered = others.filter(
			({ position: [x, y] }) =>
				x < left + width && x + 100 > left && y < top + height && y + 100 > top,
		);
		expect(covered.map(({ name }) => name)).toEqual([]);
	});

	test('draws no node upon another', () => {
		const nodes = example.nodes.filter(({ type }) => !type.endsWith('.stickyNote'));
		const near = ({ position: [x, y] }: Node, { position: [left, top] }: Node) =>
			Math.abs(x - left) < 120 && Math.abs(y - top) < 120;
		const hidden = nodes.filter((node, at) => nodes.slice(0, at).some((one) => near(node, one)));
		expect(hidden.map(({ name }) => name)).toEqual([]);
	});

	test('leaves every credential to be chosen', () => {
		for (const { credentials } of oursIn(example)) {
			expect(Object.values(credentials ?? {}).map(({ id }) => id)).toEqual(['']);
		}
	});

	test('holds no PIN and no fixed date, and speaks for no other platform', () => {
		expect(text).not.toMatch(/"(pin|otp)":/i);
		expect(text).not.toMatch(/\b20\d\d-\d\d-\d\d\b/);
		expect(text).not.toContain('MitraAPI');
		expect(text).not.toMatch(/https?:\/\/(?!([a-z0-9-]+\.)*example\.com\b)/);
	});

	test('books for the next pickup, not for a time that passes', () => {
		const schedules = oursIn(example).flatMap(({ parameters }) => parameters.schedule ?? []);
		expect(schedules.filter((one) => (one as INodeParameters).mode !== 'next')).toEqual([]);
	});

	const writes = oursIn(example).filter((node) => operationOf(node)?.kind === 'write');

	test('says where the items go that a write has not done', () => {
		// A model reads what its tool could not do.
		const careless = writes.filter(
			({ name, type, onError }) =>
				!type.endsWith('Tool') &&
				(onError !== 'continueErrorOutput' ||
					(example.connections[name]?.main?.[1] ?? []).length === 0),
		);
		expect(careless.map(({ name }) => name)).toEqual([]);
	});

	test('says of a write that it is not done only when that is known', () => {
		const behind = ([first, ...rest]: string[], seen: string[] = []): string[] => {
			if (first === undefined) return seen;
			if (seen.includes(first)) return behind(rest, seen);
			const next = (example.connections[first]?.main ?? []).flat().map(({ node }) => node);
			return behind([...rest, ...next], [...seen, first]);
		};
		const told = behind(
			writes.flatMap(
				({ name }) => example.connections[name]?.main?.[1]?.map(({ node }) => node) ?? [],
			),
		);
		const rash = example.nodes.filter(({ name, parameters }) => {
			const said = JSON.stringify(parameters);
			return (
				told.includes(name) &&
				/belum di(bayar|kirim|buat)/.test(said) &&
				!said.includes("outcome === 'unknown'")
			);
		});
		expect(rash.map(({ name }) => name)).toEqual([]);
	});

	test('never says beside what went wrong that nothing was found', () => {
		// With an error output, n8n puts an empty item on the first one as well, and that is answered first.
		const twofold = example.nodes.filter(
			({ alwaysOutputData, onError }) => alwaysOutputData && onError === 'continueErrorOutput',
		);
		expect(twofold.map(({ name }) => name)).toEqual([]);
	});

	test('gives what costs money a number of its own, the same one in every execution', () => {
		const numbers = writes.map(({ name, parameters }) => {
			const { packages } = parameters as { packages?: { package: INodeParameters[] } };
			const [first] = packages?.package ?? [];
			const { orderId, requestId, awb } = { ...parameters, ...first };
			return [name, requestId ?? orderId ?? awb];
		});
		const weak = numbers.filter(
			([, number]) => !/^=.*\{\{/.test(textIn(number)) || /execution|\$now/.test(textIn(number)),
		);
		expect(weak).toEqual([]);
	});

	test('leads every output of every node to a node that there is', () => {
		const names = example.nodes.map(({ name }) => name);
		const ends = Object.entries(example.connections).flatMap(([from, outputs]) => [
			from,
			...Object.values(outputs).flatMap((ends) => ends.flat().map(({ node }) => node)),
		]);
		expect(ends.filter((name) => !names.includes(name))).toEqual([]);
		expect(new Set(names).size).toBe(names.length);
	});

	test('shows an operation that there is in each of our nodes', () => {
		const actions = oursIn(example).filter(({ type }) => !type.endsWith('Trigger'));
		expect(actions.filter((node) => operationOf(node) === undefined)).toEqual([]);
	});
});

describe('what is told of a payment that KasPro has only accepted', () => {
	/** What the shop reads when a node gives this item. */
	function told(file: string, $json: object): string {
		const [, example] = examples.find(([name]) => name.startsWith(file)) ?? [];
		const shop = example?.nodes.find(({ name }) => name === 'Tell the Shop');
		const { parameters } = shop?.parameters.bodyParameters as { parameters: INodeParameters[] };
		const message = parameters.find(({ name }) => name === 'message')?.value;
		const before = { courierWallet: '081234560002', orderId: 'INV-1' };
		const $ = () => ({ isExecuted: true, item: { json: before } });
		return textIn(message)
			.replace(/^=/, '')
			.replace(/\{\{(.*?)\}\}/g, (_, code: string) => textIn(runInNewContext(code, { $json, $ })));
	}
	const accepted = { done: false, pending: true, reference: 'KP-77' };

	test.each(['3-', '6-'])('example %s leads what is not done to the shop', (file) => {
		const [, example] = examples.find(([name]) => name.startsWith(file)) ?? [];
		const next = (name: string, output: number) =>
			example?.connections[name]?.main?.[output]?.map(({ node }) => node);

		expect(next(file === '3-' ? 'Pay the Driver' : 'Settle the Day', 0)).toEqual(['Is It Done?']);
		expect(next('Is It Done?', 1)).toEqual(['Tell the Shop']);
	});

	test('in example 3', () => {
		expect(told('3-', { ...accepted, requestId: 'DRV-INV-1' })).toBe(
			'Kurir pesanan INV-1 belum dibayar: KasPro masih memprosesnya. JANGAN dibayar lagi, tanyakan ke KasPro (KP-77).',
		);
	});

	test('in example 6: the payment, and the cash out', () => {
		expect(told('6-', { ...accepted, requestId: 'DAY-1' })).toBe(
			'Setoran kurir 081234560002 masih diproses KasPro, JANGAN dibayar lagi, tanyakan ke KasPro (KP-77). Pencairannya belum dimulai.',
		);
		expect(told('6-', { ...accepted, requestId: 'CASH-1', reference: null })).toBe(
			'Setoran kurir 081234560002 sudah masuk ke dompetnya, pencairannya masih diproses, jangan dijalankan lagi (CASH-1)',
		);
	});
});

describe.each(['2-', '8-'])('example %s takes an order for paid in full', (start) => {
	const nodes = examples.find(([file]) => file.startsWith(start))?.[1].nodes ?? [];
	const { conditions } = nodes.find(({ name }) => name === 'Paid in Full?')?.parameters
		.conditions as { conditions: Array<{ leftValue: string }> };
	const isPaid = (amount: number, total: unknown): unknown =>
		runInNewContext(/^=\{\{(.*)\}\}$/.exec(conditions[0]?.leftValue ?? '')?.[1] ?? '', {
			$json: { total },
			$: () => ({ item: { json: { amount } } }),
		});

	test.each([150_000, 150_001])('of 150000 with %d', (amount) => {
		expect(isPaid(amount, 150_000)).toBe(true);
	});

	test.each<[number, unknown]>([
		[149_999, 150_000],
		[10_000, '150.000'],
		[10_000, ''],
		[10_000, null],
		[10_000, undefined],
		[10_000, 0],
		[10_000, -5],
		[10_000, 150.5],
	])('and not with %d of %p', (amount, total) => {
		expect(isPaid(amount, total)).toBe(false);
	});
});

describe('example 7 writes into the row of an order whose outcome is unknown', () => {
	const nodes = examples.find(([file]) => file.startsWith('7-'))?.[1].nodes ?? [];
	const { value } = nodes.find(({ name }) => name === 'Write What Went Wrong')?.parameters
		.columns as { value: { status: string } };
	const statusOf = (description: string): unknown =>
		runInNewContext(/^=\{\{(.*)\}\}$/.exec(value.status)?.[1] ?? '', {
			$json: {
				error: { message: 'The outcome of A-1 is unknown: x', outcome: 'unknown', description },
			},
			$prevNode: { name: 'Book the Shipments' },
		});

	test('that it is, so that its AWB finds it', () => {
		expect(statusOf('Look first.')).toBe('The outcome of A-1 is unknown: x. Look first.');
	});

	test('that it is not certain, when the order of another row was sent: the AWB is not its own', () => {
		expect(statusOf('It was sent with other values than this item has. Look first.')).toBe(
			'The outcome of A-1 is not certain: x. It was sent with other values than this item has. Look first.',
		);
	});
});

describe('example 5 asks for the money of what can be booked', () => {
	const nodes = examples.find(([file]) => file.startsWith('5-'))?.[1].nodes ?? [];
	const parametersOf = (name: string) => nodes.find((node) => node.name === name)?.parameters ?? {};
	type Order = ReturnType<typeof orderToShip>;
	type Shipment = Partial<Record<keyof Order['shipment'], unknown>>;

	/** What n8n makes of a field that is one expression. */
	function valueOf(given: unknown, body: object): unknown {
		const code = /^=\{\{(.*)\}\}$/.exec(textIn(given))?.[1];
		const nodeItem = () => ({ item: { json: { body, orderId: (body as Order).invoice } } });
		return code === undefined ? given : runInNewContext(code, { $json: { body }, $: nodeItem });
	}

	function isAskedFor(body: object): boolean {
		const { conditions } = parametersOf('Can It Be Booked?').conditions as {
			conditions: Array<{ leftValue: string }>;
		};
		return conditions.every(({ leftValue }) => valueOf(leftValue, body));
	}

	/** Whether the node that books would send it. */
	function isBookable(body: object): boolean {
		const { packages } = parametersOf('Book the Shipment') as {
			packages: { package: INodeParameters[] };
		};
		const { additionalFields, ...required } = packages.package[0] ?? {};
		const fields = Object.entries({ ...required, ...(additionalFields as object) });
		const values = fields.map(([name, field]) => {
			const given = Object(field) as { value?: unknown };
			return [name, valueOf(given.value ?? field, body)];
		});
		return packageSchema.safeParse(Object.fromEntries(values)).success;
	}

	const good = orderToShip('INV-501');
	const withShipment = (changes: Shipment) => ({
		...good,
		shipment: { ...good.shipment, ...changes },
	});

	test.each<Shipment>([
		{},
		{ phone: '+62 815-6794-8619' },
		{ phone: '081234567' },
		{ note: undefined, zipcode: undefined, provinsiId: undefined, kabupatenId: '' },
		{ weight: '1000', shippingCost: '64000', kecamatanId: '3175' },
	])('a link is made: %j', (changes) => {
		const body = withShipment(changes);
		expect([isAskedFor(body), isBookable(body)]).toEqual([true, true]);
	});

	test.each<Shipment>([
		{ phone: '12' },
		{ phone: '81234567890' },
		{ phone: '08123456' },
		{ phone: '08123456789012' },
		{ phone: undefined },
		{ address: 'Jl. 3' },
		{ address: 'x'.repeat(256) },
		{ name: ' ' },
		{ name: 'x'.repeat(51) },
		{ item: 'x'.repeat(256) },
		{ note: 'x'.repeat(51) },
		{ zipcode: '341590' },
		{ shippingCost: '18.000' },
		{ shippingCost: 0 },
		{ shippingCost: 'Rp 18000' },
		{ itemValue: 999 },
		{ weight: 0.5 },
		{ weight: undefined },
		{ kecamatanId: 'Simokerto' },
		{ provinsiId: 'Lampung' },
		{ service: '' },
	])('none is made: %j', (changes) => {
		const body = withShipment(changes);
		expect([isAskedFor(body), isBookable(body)]).toEqual([false, false]);
	});

	test.each([
		{ ...good, invoice: '1001' },
		{ ...good, invoice: 'INV-1234567890-123456' },
		{ ...good, invoice: undefined },
		{ ...good, shipment: undefined },
	])('none is made for an order without a number that fits, or without its parcel', (body) => {
		expect(isAskedFor(body)).toBe(false);
	});

	test('a second link may be longer, for its parcel goes under the number of the order', () => {
		const second = { ...good, invoice: 'INV-1234567890-12345-L2' };
		expect([isAskedFor(second), isBookable(second)]).toEqual([true, true]);
	});

	test('what went wrong after the money is told with the money, and nothing else is', () => {
		const { connections } = examples.find(([file]) => file.startsWith('5-'))?.[1] ?? {};
		const leadsTo = (name: string) =>
			Object.entries(connections ?? {}).flatMap(([from, { main = [] }]) =>
				main.flat().some(({ node }) => node === name) ? [from] : [],
			);

		expect(leadsTo('Tell the Shop: Paid')).toEqual(['Book the Shipment']);
		expect(JSON.stringify(parametersOf('Tell the Shop: Paid'))).toContain('sudah dibayar Rp');
		expect(leadsTo('Tell the Shop')).not.toContain('Book the Shipment');
		expect(JSON.stringify(parametersOf('Tell the Shop'))).not.toContain('sudah dibayar');
	});
});
