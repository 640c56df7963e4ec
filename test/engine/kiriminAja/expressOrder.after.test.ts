import type { IncomingMessage, ServerResponse } from 'node:http';
import type { INodeParameters } from 'n8n-workflow';
import { answering } from '../support/answering';
import { booking, kiriminAjaCredential, sampleOrder } from '../support/kiriminAja';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/sandbox';

/** What comes after a booking: history, labels, cancellation. */
const sandbox = useSandbox();
type Options = Partial<Parameters<typeof runNode>[0]>;

function run(operation: string, parameters: INodeParameters, options: Options = {}) {
	return runNode({
		type: 'kiriminAja',
		resource: 'expressOrder',
		operation,
		parameters,
		credentials: kiriminAjaCredential(sandbox.current),
		...options,
	});
}

async function booked(orderId: string, changes: INodeParameters = {}, form: INodeParameters = {}) {
	await run('create', booking([{ ...sampleOrder, orderId, ...changes }], form));
	const url = `${sandbox.current.url}/__sandbox/kiriminaja/awb/${orderId}`;
	expect((await fetch(url, { method: 'POST' })).status).toBe(200);
	return String(sandbox.current.kiriminAja.orders.find((order) => order.orderId === orderId)?.awb);
}

test('gives one item for each entry of the history', async () => {
	await booked('SHOP-1');
	const { json } = await run('track', { orderId: 'SHOP-1', return: 'histories' });

	expect(json.length).toBeGreaterThan(1);
	for (const entry of json) {
		expect(entry).toMatchObject({
			orderId: 'SHOP-1',
			status: expect.any(String),
			createdAtIso: expect.stringMatching(/\+07:00$/),
		});
	}
});

describe('Print Label', () => {
	test('fetches one PDF for many AWBs, without the key', async () => {
		const awbs = [await booked('SHOP-1'), await booked('SHOP-2')];
		// The sandbox refuses a download that carries the key.
		const { outputs, error } = await run('printLabel', { awb: awbs.join(', ') });

		expect(error).toBeUndefined();
		const [item] = outputs[0] ?? [];
		expect(item?.json).toMatchObject({
			awbs,
			labels: 2,
			fileName: `labels-${awbs[0]}-and-1-more.pdf`,
		});
		expect(item?.binary?.data).toMatchObject({
			mimeType: 'application/pdf',
			fileName: item?.json.fileName,
		});
		const pdf = Buffer.from(String(item?.binary?.data?.data), 'base64').toString('latin1');
		expect(pdf).toMatch(/^%PDF-/);
		for (const awb of awbs) expect(pdf).toContain(awb);
	});

	test('reads the other nesting of the address, and a list from an expression', async () => {
		const awb = await booked('SHOP-1');
		sandbox.current.kiriminAja.settings.labelUrlNesting = 'nested';
		const { json } = await run(
			'printLabel',
			{ awb: '={{ $json.awbs }}' },
			{ items: [{ awbs: [awb, awb] }] },
		);

		expect(json).toMatchObject([{ awbs: [awb], fileName: `label-${awb}.pdf` }]);
	});

	test('does not follow a redirect', async () => {
		const awb = await booked('SHOP-1');
		sandbox.current.kiriminAja.settings.labelRedirect = true;
		const { error } = await run('printLabel', { awb });

		expect(error?.message).toMatch(/answered HTTP 302 instead of the file$/);
	});

	const labelsAt = (address: (url: string) => string, file: (answer: ServerResponse) => void) => {
		const asked: IncomingMessage[] = [];
		return async (test: (url: string, asked: IncomingMessage[]) => Promise<void>) =>
			await answering(
				(request, answer) => {
					asked.push(request);
					if (request.url === '/api/mitra/v6.1/awb/print') {
						const url = address(`http://${String(request.headers.host)}`);
						answer.end(JSON.stringify({ status: true, text: 'Success', data: { url } }));
					} else file(answer);
				},
				async (url) => await test(url, asked),
			);
	};
	const print = (url: string) =>
		run(
			'printLabel',
			{ awb: 'DEVEL-1' },
			{ credentials: kiriminAjaCredential({ ...sandbox.current, url }) },
		);

	test('goes to no other host by plain http', async () => {
		const elsewhere = labelsAt(
			() => 'http://192.0.2.1/labels.pdf',
			(answer) => void answer.end(),
		);
		await elsewhere(async (url, asked) => {
			const { error } = await print(url);
			expect(error?.message).toBe(
				'KiriminAja named an address for the file that is not https: http://192.0.2.1/labels.pdf',
			);
			expect(asked).toHaveLength(1);
		});
	});

	test('stops at 20 MB', async () => {
		const huge = labelsAt(
			(url) => `${url}/labels.pdf`,
			(answer) => {
				answer.write('%PDF-1.4');
				answer.end(Buffer.alloc(21 * 1024 * 1024));
			},
		);
		await huge(async (url) => {
			const { error } = await print(url);
			expect(error?.message).toMatch(/is larger than 20 MB$/);
		});
	});

	test('takes no web page for a label', async () => {
		const page = labelsAt(
			(url) => `${url}/labels.pdf`,
			(answer) => void answer.end('<html>Login</html>'),
		);
		await page(async (url, asked) => {
			const { error } = await print(url);
			expect(error?.message).toBe("KiriminAja's address for the labels does not hold a PDF");
			expect(asked[1]?.headers.authorization).toBeUndefined();
		});
	});
});

describe('Cancel', () => {
	const reason = 'Alamat pembeli salah';

	test('is queued for a parcel without COD, and done at once for one with COD', async () => {
		const queued = await booked('SHOP-1');
		const immediate = await booked('SHOP-2', { cod: 325000 }, { paymentMethod: 'accountDefault' });

		expect((await run('cancel', { awb: queued, reason })).json).toMatchObject([
			{ awb: queued, canceled: false, queued: true, dateIso: expect.stringMatching(/\+07:00$/) },
		]);
		expect((await run('cancel', { awb: immediate, reason })).json).toMatchObject([
			{ awb: immediate, canceled: true, queued: false },
		]);
	});

	test('finds the cancellation whose answer was lost', async () => {
		const awb = await booked('SHOP-1');
		sandbox.current.fault({ kind: 'resetAfter', path: '/api/mitra/v3/cancel_shipment' });
		const { json, error } = await run('cancel', { awb, reason });

		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ awb, alreadyCanceled: true }]);
	});

	test.each([
		['an order ID in its place', 'SHOP-1'],
		['a parcel of somebody else', 'DEVEL-000000999'],
	])('says of %s that an AWB is wanted, of a parcel that was not picked up', async (_, awb) => {
		await booked('SHOP-1');
		const { error } = await run('cancel', { awb, reason });

		expect(error?.description).toMatch(/^AWB takes the AWB, not the Order ID/);
		expect(error?.context).toMatchObject({ outcome: 'refused' });
	});

	test('asks for a reason of five letters before it sends', async () => {
		const { error } = await run('cancel', { awb: 'DEVEL-1', reason: 'no' });

		expect(error?.message).toBe('Reason (item 0) must have 5 to 200 characters; it has 2.');
		expect(sandbox.current.requests).toHaveLength(0);
	});
});
