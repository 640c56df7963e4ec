import { openEditor, type Editor } from '../../demo/editor.ts';
import { firstShipment, type Seen } from '../../demo/firstShipment.ts';
import { packedTarball, startN8n, type N8n } from '../../demo/n8n.ts';
import { accounts, startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { findChromium } from '../../scripts/chromium.cjs';

/** Somebody who has never seen n8n follows docs/first-shipment.md, field by field. Needs a Chromium or Chrome (CONTRIBUTING.md). */
const chromium = findChromium();
const withBrowser = chromium || process.env.CI ? describe : describe.skip;

withBrowser('the first shipment', () => {
	let sandbox: Sandbox;
	let n8n: N8n;
	let editor: Editor;
	let seen: Seen;

	beforeAll(async () => {
		sandbox = await startSandbox({ isLocal: true });
		n8n = await startN8n({ tarball: packedTarball() });
		editor = await openEditor(n8n, String(chromium));
		const { apiKey } = accounts.kiriminAja;
		seen = await firstShipment(editor, n8n.url, { url: sandbox.url, apiKey });
	}, 600_000);

	afterAll(async () => {
		await editor?.close();
		await n8n?.stop();
		await sandbox?.close();
	}, 60_000);

	test('begins with a key that n8n finds good', () => {
		expect(seen.credential).toContain('Connection tested successfully');
	});

	test('shows the couriers and what they cost, and the cheapest one', () => {
		for (const column of ['service', 'etd', 'total']) expect(seen.rates).toContain(column);
		expect(Number(/(\d+) items/.exec(seen.rates)?.[1])).toBeGreaterThan(5);
		expect(seen.cheapest).toMatch(/\b1 item\b/);
	});

	test('books one order, whose AWB is still to come', () => {
		const { orders } = sandbox.kiriminAja;

		expect(seen.booking).toContain('COBA-1');
		expect(seen.booking).toMatch(/EPR-\d+/);
		expect(orders.map(({ orderId, awb }) => [orderId, awb])).toEqual([['COBA-1', null]]);
	});

	test('gives the same order once more, and books nothing', () => {
		expect(seen.again).toMatch(/alreadyExisted\s*true/);
		expect(seen.again).toContain('COBA-1');
	});

	test('shows where the parcel is', () => {
		expect(seen.tracking).toContain('awaiting_pickup');
	});
});
