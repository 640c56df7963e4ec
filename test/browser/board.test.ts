import { chromium, type Browser, type Page } from 'playwright-core';
import { quiet } from '../../demo/editor.ts';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { findChromium } from '../../scripts/chromium.cjs';
import { instantBooking } from '../unit/sandbox/sampleInstantOrders';
import { sampleBooking, samplePackage } from '../unit/sandbox/sampleOrders';
import { control, kiriminAja, kirimo } from '../unit/sandbox/vendorCalls';
import { startReceiver, type WebhookReceiver } from '../unit/sandbox/webhookReceiver';

/** What whoever tries the nodes sees of the sandbox. Needs a Chromium or Chrome (CONTRIBUTING.md). */
const executablePath = findChromium();
const withBrowser = executablePath || process.env.CI ? describe : describe.skip;

withBrowser('the board', () => {
	let sandbox: Sandbox;
	let merchant: WebhookReceiver;
	let browser: Browser;
	let page: Page;
	let complaints: string[];

	beforeAll(async () => {
		sandbox = await startSandbox({ isLocal: true });
		merchant = await startReceiver();
		browser = await chromium.launch({ executablePath, args: quiet });
	}, 60_000);

	beforeEach(async () => {
		sandbox.reset();
		complaints = [];
		page = await browser.newPage();
		page.on('console', (message) => complaints.push(message.text()));
		page.on('pageerror', ({ message }) => complaints.push(message));
		page.on('dialog', (dialog) => {
			complaints.push(dialog.message());
			void dialog.dismiss();
		});
		await page.goto(sandbox.url);
		await page.getByText('live', { exact: true }).waitFor();
	}, 60_000);

	afterEach(async () => {
		await page.close();
		expect(complaints).toEqual([]);
	});

	afterAll(async () => {
		await browser?.close();
		await merchant?.close();
		await sandbox?.close();
	}, 60_000);

	const row = (words: string) => page.getByRole('row').filter({ hasText: words });
	const inRow = (words: string, button: string) =>
		row(words).getByRole('button', { name: button, exact: true });
	const book = async (orderId: string, changes = {}) =>
		await kiriminAja(
			sandbox,
			'v6.2/request_pickup',
			sampleBooking(changes, samplePackage({ order_id: orderId })),
		);
	const link = async (orderId: string, changes = {}) =>
		await kirimo(sandbox, 'action=payment', {
			order_id: orderId,
			amount: 150_000,
			customer_name: 'Budi Santoso',
			customer_email: 'budi@example.com',
			notify_url: merchant.url,
			...changes,
		});

	test('shows a payment as it is made; a press of the mouse pays it, and the webhook appears', async () => {
		await page.getByText('No payments yet').waitFor();
		await link('INV-001');
		await inRow('INV-001', 'Pay').click();

		await page.getByRole('status').getByText('Webhook 00: HTTP 200.').waitFor();
		await row('INV-001').getByText('paid', { exact: true }).waitFor();
		const webhook = page.getByRole('table', { name: 'Webhooks' }).getByRole('row').last();
		await webhook.getByText('HTTP 200').waitFor();
		expect(await webhook.innerText()).toMatch(/paid \(00\)[^]*once/);
		expect(await inRow('INV-001', 'Pay').count()).toBe(0);
		expect(merchant.received.at(-1)?.body).toContain('merchantOrderId=INV-001');
	}, 60_000);

	test('brings an order to its buyer by the keyboard alone, which stays in its row', async () => {
		await kiriminAja(sandbox, 'set_callback', { url: merchant.url });
		await book('MLT-1', { payment_method: 'qris', pin: undefined });
		await inRow('MLT-1', 'Pay bill').waitFor();
		for (let tabs = 0; tabs < 40; tabs += 1) {
			await page.keyboard.press('Tab');
			if ((await page.locator(':focus').innerText()) === 'Pay bill') break;
		}
		for (const label of ['Pay bill', 'Issue AWB', 'Advance: pick up', 'Deliver']) {
			await page.locator(':focus', { hasText: label }).waitFor();
			await page.keyboard.press('Enter');
			await inRow('MLT-1', label).waitFor({ state: 'detached' });
		}

		await page.getByRole('status').getByText('Deliver MLT-1: done.').waitFor();

		expect(await page.locator(':focus').getAttribute('id')).toBe('express-MLT-1');
		expect(await row('MLT-1').first().innerText()).toContain('delivered');
		expect(sandbox.kiriminAja.deliveries.map(({ event, status }) => [event, status])).toEqual([
			['processed_packages', 200],
			['shipped_packages', 200],
			['finished_packages', 200],
		]);
	}, 60_000);

	test('moves the clock on, and links grow old', async () => {
		await link('INV-001');
		const before = await page.locator('#clock').innerText();
		await page.getByRole('button', { name: '+ 1 hour' }).click();
		await row('INV-001').getByText('expired', { exact: true }).waitFor();

		expect(sandbox.kirimo.orders[0]?.status).toBe('expired');
		expect(await page.locator('#clock').innerText()).not.toBe(before);
	}, 60_000);

	test('says so when it is cut off, and what a control route refuses', async () => {
		await link('INV-001');
		await page.route('**/changes', async (route) => await route.abort());
		await page.reload();
		await page.getByText('not connected', { exact: true }).waitFor();
		await control(sandbox, 'kirimo/orders/INV-001/expire');
		await inRow('INV-001', 'Pay').click();
		await page.getByRole('status').getByText('is already expired').waitFor();

		expect(await page.getByRole('status').innerText()).toBe('Payment INV-001 is already expired.');
		expect(complaints.splice(0).join(' ')).toMatch(/ERR_FAILED.*409/);
	}, 60_000);

	test('spoils the answer that was chosen, once, and says so until then', async () => {
		await page.getByLabel('What').selectOption('html500');
		await page.getByLabel('Whose').selectOption('kirimo');
		await page.getByRole('button', { name: 'Spoil' }).click();
		const faults = page.getByRole('list', { name: 'Faults' });
		await faults.getByText('kirimo, 1 ×').waitFor();

		expect((await link('INV-001')).status).toBe(500);
		await page.getByText('No faults wait.').waitFor();
		expect((await link('INV-001')).status).toBe(200);
	}, 60_000);

	test('changes the character of all three, and shows which it is', async () => {
		const strictest = page.getByRole('button', { name: 'strictest' });
		await strictest.click();
		await page.locator('button[aria-pressed="true"]', { hasText: 'strictest' }).waitFor();

		expect(sandbox.kasPro.settings.transferPin).toBe(true);
		expect(await page.getByText('Settings other than at first').innerText()).toMatch(/\d\d$/);
	}, 60_000);

	test('leaves alone what somebody is typing, has opened or is pressing while things happen', async () => {
		await link('INV-001');
		await control(sandbox, 'kirimo/orders/INV-001/pay');
		await row('Duitku 1').getByText('Body').click();
		const minutes = page.getByLabel('Minutes');
		await minutes.fill('9');
		await link('INV-002');
		await row('INV-002').waitFor();
		await control(sandbox, 'kirimo/redeliver/1');
		await inRow('Duitku 2', 'Resend').waitFor();

		expect(await minutes.inputValue()).toBe('9');
		expect(await page.locator('#kirimo-body-1 pre').isVisible()).toBe(true);
		await inRow('INV-002', 'Pay').hover();
		await page.mouse.down();
		await link('INV-003');
		await row('INV-003').waitFor();
		await inRow('INV-002', 'Pay').hover();
		await page.mouse.up();
		await row('INV-002').first().getByText('paid', { exact: true }).waitFor();
	}, 60_000);

	test('shows a name that is a script as a name', async () => {
		const hostile = `<script>alert(1)</script><img src=x onerror=alert(2)>`;
		await link('INV-001', { customer_name: hostile });
		await row(hostile).waitFor();
		await page.reload();
		await row(hostile).waitFor();

		expect(await row(hostile).first().innerText()).toContain(hostile);
		expect(await page.locator('section script, section img').count()).toBe(0);
	}, 60_000);

	test.each([
		['light', 1280],
		['dark', 1280],
		['light', 800],
		['light', 360],
		['dark', 360],
	] as const)(
		'can be read in the %s, %i pixels wide, without scrolling sideways',
		async (colorScheme, width) => {
			await page.emulateMedia({ colorScheme });
			await page.setViewportSize({ width, height: 800 });
			await kiriminAja(sandbox, 'set_callback', { url: `${merchant.url}/${'a'.repeat(200)}` });
			await book('MLT-1');
			await book(`MLT-${'1'.repeat(40)}`);
			await kiriminAja(sandbox, 'v6.2/instant/request_pickup', instantBooking());
			await link('INV-001', { customer_name: 'A'.repeat(120) });
			await control(sandbox, 'kirimo/orders/INV-001/pay');
			await control(sandbox, 'kiriminaja/awb/MLT-1');
			await row('processed_packages').waitFor();
			for (const summary of await page.locator('summary').all()) await summary.click();

			const widest = await page.evaluate<number>('document.documentElement.scrollWidth');
			expect(widest).toBeLessThanOrEqual(width);
			const contrasts = await page.evaluate<Array<[string, number]>>(poorContrasts);
			expect(contrasts).toEqual([]);
		},
		60_000,
	);
});

/** Texts whose contrast to what lies behind them is less than WCAG's 4.5, as a program for the page. */
const poorContrasts = `(() => {
	const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
	const light = ([r, g, b]) => {
		const [x, y, z] = [r, g, b].map((one) => {
			const part = one / 255;
			return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
		});
		return 0.2126 * x + 0.7152 * y + 0.0722 * z;
	};
	const behind = (element) => {
		const color = rgb(getComputedStyle(element).backgroundColor);
		return color[3] === 0 ? behind(element.parentElement) : color;
	};
	const found = [];
	for (const element of document.querySelectorAll('body *')) {
		const own = [...element.childNodes].filter((node) => node.nodeType === 3);
		const text = own.map((node) => node.data.trim()).join(' ').trim();
		if (text === '' || element.closest('noscript, option')) continue;
		const pair = [light(rgb(getComputedStyle(element).color)), light(behind(element))];
		const contrast = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
		if (contrast < 4.5) found.push([text.slice(0, 40), contrast]);
	}
	return found;
})()`;
