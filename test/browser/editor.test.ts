import { openEditor, type Editor } from '../../demo/editor.ts';
import { packedTarball, startN8n, type N8n } from '../../demo/n8n.ts';
import { startRegistry, type Registry } from '../../demo/registry.ts';
import { setUp } from '../../demo/story.ts';
import { name } from '../../package.json';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { findChromium } from '../../scripts/chromium.cjs';

/** What a merchant sees in the editor. Needs a Chromium or Chrome (CONTRIBUTING.md). */
const chromium = findChromium();
const withBrowser = chromium || process.env.CI ? describe : describe.skip;

withBrowser('the editor', () => {
	let registry: Registry;
	let sandbox: Sandbox;
	let n8n: N8n;
	let editor: Editor;
	let workflows: Awaited<ReturnType<typeof setUp>>;

	beforeAll(async () => {
		sandbox = await startSandbox({ isLocal: true });
		registry = await startRegistry();
		registry.publish(packedTarball());
		n8n = await startN8n({ tarball: [], env: registry.env });
		editor = await openEditor(n8n, String(chromium));
	}, 180_000);

	afterAll(async () => {
		await editor?.close();
		await n8n?.stop();
		await sandbox?.close();
		await registry?.close();
	}, 60_000);

	const card = () => editor.page.locator('[data-test-id="community-package-card"]');

	test('says what is wrong with the name of a package', async () => {
		await editor.fillInstallForm('n8n-nodes-indonesia-komersial');
		const { page } = editor;
		await page.locator('[data-test-id="install-community-package-button"]').click();

		const said = page.getByText('Package version does not exist');
		await said.waitFor();
		expect(await said.textContent()).toContain('Package version does not exist');
	}, 60_000);

	test('installs the package', async () => {
		await editor.fillInstallForm(name);
		await editor.install();

		expect(await card().textContent()).toMatch(`${name}5 nodes`);
		workflows = await setUp(n8n, sandbox);
	}, 60_000);

	test('draws the example workflow without a node it does not know', async () => {
		await editor.openWorkflow(workflows.link);
		const { page } = editor;

		const nodes = await page.locator('[data-test-id="canvas-node"]').allTextContents();
		expect(nodes.join(' ')).toContain('Create Payment Link');
		const pictures = page.locator('[data-test-id="canvas-node"] img');
		const drawn = await pictures.evaluateAll((images) =>
			images.map((image) => (image as unknown as { naturalWidth: number }).naturalWidth > 0),
		);
		expect(drawn.length).toBeGreaterThanOrEqual(3);
		expect(drawn).not.toContain(false);
		expect(await page.locator('text=Install this node to use it').count()).toBe(0);
	}, 60_000);

	test('picks a district by typing its name', async () => {
		const { page } = editor;
		await editor.openWorkflow(workflows.booking);
		await editor.openNode('Book the Shipment');
		const field = page.locator('[data-test-id="resource-locator-kecamatanId"]');
		await field.locator('[data-test-id="rlc-mode-selector"]').click();
		await page.locator('[data-test-id="mode-list"]:visible').click();
		await field.locator('[data-test-id="rlc-input"]').click();
		await page.locator('[data-test-id="rlc-search"]').fill('Simokerto');
		const found = page.locator('[data-test-id="rlc-item"]', { hasText: 'Simokerto' }).first();
		await found.click();
		const chosen = await field
			.locator('input[data-test-id="rlc-input"], [data-test-id="rlc-input"] input')
			.first()
			.inputValue();

		expect(chosen).toContain('Simokerto');
	}, 60_000);

	/** A node that books, as a merchant has it right after putting it on the canvas, but for these fields. */
	const openBooking = async (parameters: object) => {
		const { page } = editor;
		const id = await n8n.importWorkflow({
			name: 'Booking',
			nodes: [
				{
					id: 'book',
					name: 'Book',
					type: `${name}.kiriminAja`,
					typeVersion: 1,
					position: [0, 0],
					parameters: { resource: 'expressOrder', operation: 'create', ...parameters },
					credentials: { kiriminAjaApi: { name: 'KiriminAja' } },
				},
			],
			connections: {},
		});
		await editor.openWorkflow(id);
		await editor.openNode('Book');
		return page;
	};

	test('shows a booking in a few fields, and the columns to map when they are asked for', async () => {
		const page = await openBooking({});
		await page.locator('[data-test-id="mapping-mode-select"]').waitFor();
		const shown = async () => await page.locator('[data-test-id="parameter-input"]').count();
		// Locators count twice, once for their mode. With a package's own fields there would be some twenty more.
		expect(await shown()).toBeLessThan(20);
		expect(await page.getByText('Recipient Phone', { exact: true }).count()).toBe(0);

		await page.locator('[data-test-id="mapping-mode-select"]').click();
		await page.getByText('Map Each Column Manually').first().click();
		await page.getByText('Recipient Phone', { exact: true }).waitFor();
		expect(await page.getByText('COD (Rupiah)', { exact: true }).count()).toBe(1);
		expect(await page.getByText('Note', { exact: true }).count()).toBe(0);
	}, 60_000);

	test('picks a courier and its service by what they cost', async () => {
		const byId = (value: string) => ({ __rl: true, mode: 'id', value });
		const page = await openBooking({
			kecamatanId: byId('5788'),
			packageSource: 'inputItems',
			destinationKecamatanId: byId('3175'),
			service: { __rl: true, mode: 'list', value: '' },
			serviceType: { __rl: true, mode: 'list', value: '' },
		});
		const pickFrom = async (field: string, text: RegExp) => {
			const locator = page.locator(`[data-test-id="resource-locator-${field}"]`);
			await locator.locator('[data-test-id="rlc-input"]').click();
			await page.locator('[data-test-id="rlc-item"]', { hasText: text }).first().click();
			return await locator
				.locator('input[data-test-id="rlc-input"], [data-test-id="rlc-input"] input')
				.first()
				.inputValue();
		};

		expect(await pickFrom('service', /^\s*JNE · from Rp/)).toMatch(
			/^JNE · from Rp [\d.]+ · .+ days$/,
		);
		expect(await pickFrom('serviceType', /REG23/)).toMatch(/^JNE REG23 · Rp [\d.]+ · .+ days$/);
	}, 60_000);

	test.each([
		['ongkir', 'KiriminAja'],
		['payment link', 'Kirimo'],
		['wallet', 'KasPro'],
	])(
		'finds "%s" as %s in the list of nodes',
		async (words, name) => {
			const { page } = editor;
			await editor.openWorkflow(workflows.link);
			await page.locator('[data-test-id="node-creator-plus-button"]').click();
			await page.locator('[data-test-id="node-creator-search-bar"]').fill(words);
			const found = page.locator('[data-test-id="node-creator-item-name"]', { hasText: name });
			await found.first().waitFor();

			expect(await found.first().textContent()).toContain(name);
		},
		60_000,
	);

	test('updates the package and takes it out', async () => {
		const { page } = editor;
		registry.publish(packedTarball(), { manifest: { version: '99.0.0' } });
		await page.goto(`${n8n.url}/settings/community-nodes`);
		await card().getByRole('button', { name: 'Update' }).click();
		await page.getByRole('button', { name: 'Confirm update' }).click();
		await card().getByText('v99.0.0').waitFor();

		await card().locator('[data-test-id="action-toggle"]').click();
		await page.getByText('Uninstall package').click();
		await page.getByRole('button', { name: 'Confirm uninstall' }).click();
		await page.getByRole('button', { name: 'Install a community node' }).waitFor();

		expect((await n8n.nodeTypes()).filter((one) => one.name.startsWith(name))).toEqual([]);
	}, 60_000);
});
