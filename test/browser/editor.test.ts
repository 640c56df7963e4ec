import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import { openEditor, type Editor } from '../../demo/editor.ts';
import { packedTarball, startN8n, type N8n, type WorkflowFile } from '../../demo/n8n.ts';
import { startRegistry, type Registry } from '../../demo/registry.ts';
import { productionUrlOf, setUp } from '../../demo/story.ts';
import { name } from '../../package.json';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { findChromium } from '../../scripts/chromium.cjs';
import { until } from '../host/support/until';
import { kirimo } from '../unit/sandbox/vendorCalls';

/** What a merchant sees in the editor. Needs a Chromium or Chrome (CONTRIBUTING.md). */
const chromium = findChromium();
const folder = join(process.cwd(), 'examples');
const examples = readdirSync(folder).filter((file) => file.endsWith('.json'));
const withBrowser = chromium || process.env.CI ? describe : describe.skip;

withBrowser('the editor', () => {
	let registry: Registry;
	let sandbox: Sandbox;
	let n8n: N8n;
	let editor: Editor;
	let workflows: Awaited<ReturnType<typeof setUp>>;
	/** What n8n says of the package, right after a merchant has installed it. */
	let installed: string | null;

	beforeAll(async () => {
		sandbox = await startSandbox({ isLocal: true });
		registry = await startRegistry();
		registry.publish(packedTarball());
		n8n = await startN8n({ tarball: [], env: registry.env });
		editor = await openEditor(n8n, String(chromium));
		await editor.fillInstallForm(name);
		await editor.install();
		installed = await card().textContent();
		workflows = await setUp(n8n, sandbox);
	}, 300_000);

	afterAll(async () => {
		await editor?.close();
		await n8n?.stop();
		await sandbox?.close();
		await registry?.close();
	}, 60_000);

	const card = () => editor.page.locator('[data-test-id="community-package-card"]');

	test('installs the package', () => {
		expect(installed).toMatch(`${name}5 nodes`);
	});

	test('says what is wrong with the name of a package', async () => {
		await editor.fillInstallForm('n8n-nodes-indonesia-komersial');
		const { page } = editor;
		await page.locator('[data-test-id="install-community-package-button"]').click();

		const said = page.getByText('Package version does not exist');
		await said.waitFor();
		expect(await said.textContent()).toContain('Package version does not exist');
	}, 60_000);

	test('says in red what may be wrong with an API key that was typed in', async () => {
		const { page } = editor;
		await editor.newCredential('KiriminAja');
		await editor.fieldOf('Environment').locator('.el-select').click();
		await page.locator('.el-select-dropdown__item:visible', { hasText: 'Custom' }).click();
		await editor.fieldOf('Base URL').locator('input').fill(sandbox.url);
		await editor.fieldOf('API Key').locator('input').fill('the-key-of-the-other-environment');
		await page.getByRole('button', { name: 'Save', exact: true }).click();
		await page.getByText('More details').click();

		const red = page.locator('.el-tag--danger:visible');
		expect(await red.innerText()).toMatch(
			/Couldn’t connect[^]+KiriminAja does not accept this key\. Check the key, the environment, and whether the IP address/,
		);
		expect(await page.getByText('Connection tested successfully').isVisible()).toBe(false);
	}, 60_000);

	test('publishes a trigger, and shows the execution of a payment pressed on the board', async () => {
		const { page } = editor;
		const workflow: WorkflowFile = {
			name: 'Paid',
			nodes: [
				{
					id: 'paid',
					name: 'Paid',
					type: `${name}.kirimoTrigger`,
					typeVersion: 1,
					position: [0, 0],
					parameters: {},
					webhookId: 'c1b7f0b2-5d0e-4a55-9c5e-3f3f6f1d2a10',
					credentials: { kirimoApi: { name: 'Kirimo' } },
				},
			],
			connections: {},
		};
		await editor.openWorkflow(await n8n.importWorkflow(workflow));
		await page.locator('[data-test-id="workflow-open-publish-modal-button"]').click();
		await page.locator('[data-test-id="workflow-publish-button"]').click();
		await page.getByRole('button', { name: 'Got it' }).click();
		await kirimo(sandbox, 'action=payment', {
			order_id: 'INV-BOARD',
			amount: 150_000,
			customer_name: 'Budi Santoso',
			customer_email: 'budi@example.com',
			notify_url: productionUrlOf(n8n, workflow),
		});

		const board = await page.context().newPage();
		await board.goto(sandbox.url);
		const row = board.getByRole('row').filter({ hasText: 'INV-BOARD' });
		await row.getByRole('button', { name: 'Pay', exact: true }).click();
		await board.getByText('Webhook 00: HTTP 200.').waitFor();
		await board.close();
		await page.getByRole('radio', { name: 'Executions' }).click();

		const execution = page.locator('[data-test-id^="execution-details-"]');
		await execution.getByText('Succeeded in').waitFor();
		expect(await execution.count()).toBe(1);
		await page.locator('[data-test-id="canvas-node-status-success"]').first().waitFor();
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

	/** One of our nodes as a merchant has it right after putting it on the canvas, but for these fields. */
	const openFresh = async (type: string, parameters: object) => {
		const { page } = editor;
		const id = await n8n.importWorkflow({
			name: 'Fresh',
			nodes: [
				{
					id: 'start',
					name: 'Start',
					type: 'n8n-nodes-base.manualTrigger',
					typeVersion: 1,
					position: [-220, 0],
					parameters: {},
				},
				{
					id: 'fresh',
					name: 'Fresh',
					type: `${name}.${type}`,
					typeVersion: 1,
					position: [0, 0],
					parameters,
					credentials: {
						[`${type}Api`]: { name: type.charAt(0).toUpperCase() + type.slice(1) },
					},
				},
			],
			connections: { Start: { main: [[{ node: 'Fresh', type: 'main', index: 0 }]] } },
		});
		await editor.openWorkflow(id);
		await editor.openNode('Fresh');
		const stored = async () => await n8n.rest<WorkflowFile>('GET', `/rest/workflows/${id}`);
		return { page, stored };
	};

	const openBooking = async (parameters: object) => {
		const create = { resource: 'expressOrder', operation: 'create' };
		return (await openFresh('kiriminAja', { ...create, ...parameters })).page;
	};

	const transfer = {
		resource: 'transfer',
		operation: 'toUser',
		mobileNumber: '081234560001',
		destination: '081234560002',
		requestId: 'TYPED-1',
	};
	const link = {
		resource: 'payment',
		operation: 'create',
		customerName: 'Sari',
		customerEmail: 'sari@example.com',
		orderId: 'TYPED-1',
	};
	test.each([
		['kasPro', transfer],
		['kirimo', link],
	])(
		'%s refuses an amount that was typed with the points of thousands',
		async (type, parameters) => {
			const { page, stored } = await openFresh(type, parameters);
			const field = page
				.locator('[data-test-id="parameter-item"]', { hasText: 'Amount (Rupiah)' })
				.last()
				.locator('input')
				.first();
			await field.fill('');
			await field.pressSequentially('250.000');
			await field.press('Tab');
			// The editor takes what is typed a moment later.
			await until(async () => {
				await page.keyboard.press('Control+s');
				const parameters = (await stored()).nodes[1]?.parameters as INodeParameters | undefined;
				return parameters?.amount === '250.000';
			});
			await page.locator('[data-test-id="node-execute-button"]').click();
			const said = page
				.locator('[data-test-id="output-panel"]')
				.getByText(/Amount \(Rupiah\) \(item 0\)/);
			await said.first().waitFor();

			expect(await field.inputValue()).toBe('250.000');
			expect(await said.first().innerText()).toContain('it is "250.000"');
			const made = [...sandbox.kasPro.transfers, ...sandbox.kirimo.orders];
			expect(made.filter((one) => Object.values(one).includes('TYPED-1'))).toEqual([]);
		},
		60_000,
	);

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

	test('shows the fields of a node that has never run, and takes one by dragging', async () => {
		const { page } = editor;
		await editor.openWorkflow(workflows.link);
		await editor.openNode("Buyer's Choice");
		const preview = page.locator('[data-test-id="run-data-schema-item"]');
		await preview.filter({ hasText: 'codAmount' }).waitFor();
		const names = await preview
			.locator('[data-test-id="run-data-schema-node-name"]')
			.allInnerTexts();
		expect(names.map((name) => name.trim())).toEqual(
			expect.arrayContaining(['service', 'serviceType', 'etd', 'shippingCost', 'total', 'cod']),
		);
		expect(await page.locator('[data-test-id="schema-preview-warning"]').count()).toBe(1);

		const field = page
			.locator('[data-test-id="parameter-input"]', { hasText: '$json.serviceType' })
			.last();
		await preview
			.filter({ hasText: 'codAmount' })
			.locator('[data-test-id="run-data-schema-node-name"]')
			.hover();
		await page.mouse.down();
		const { x, y, width, height } = (await field.boundingBox()) ?? {
			x: 0,
			y: 0,
			width: 0,
			height: 0,
		};
		await page.mouse.move(x + width / 2, y + height / 2, { steps: 10 });
		await page.mouse.up();
		const taken = page.locator('[data-test-id="parameter-input"]', {
			hasText: '$json.codAmount',
		});
		await taken.waitFor();
		expect(await taken.count()).toBe(1);
	}, 60_000);

	test.each(examples)(
		'imports %s from its file, with the only credentials there are',
		async (file) => {
			const { page } = editor;
			const id = await editor.importFile(join(folder, file));
			const { nodes } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as WorkflowFile;
			const ours = nodes.filter(({ type }) => type.startsWith(name));
			const stored = await n8n.rest<WorkflowFile>('GET', `/rest/workflows/${id}`);

			expect(stored.nodes.map((node) => node.name)).toEqual(nodes.map((node) => node.name));
			const chosen = stored.nodes.flatMap(({ credentials = {} }) => Object.values(credentials));
			expect(chosen).toHaveLength(ours.length);
			expect(chosen.filter((one) => !one.id)).toEqual([]);
			expect(await page.locator('text=Install this node to use it').count()).toBe(0);
			// Nobody here has a credential of somebody else's, such as a model's.
			const others = nodes.filter((node) => node.credentials && !node.type.startsWith(name));
			expect(await page.locator('[data-test-id="node-issues"]').count()).toBe(others.length);
			// A note that does not fit its paper hides how it ends.
			const papers = page.locator('.n8n-sticky > div:first-child');
			const cut = await papers.evaluateAll((all) =>
				(all as unknown as Array<{ scrollHeight: number; clientHeight: number }>).filter(
					({ scrollHeight, clientHeight }) => scrollHeight > clientHeight,
				),
			);
			expect([await papers.count(), cut.length]).toEqual([1, 0]);
		},
		60_000,
	);

	test('runs a workflow that was imported from its file', async () => {
		const id = await editor.importFile(join(folder, '14-cancel.json'));
		await n8n.publishWorkflow(id);
		const answer = await fetch(`${n8n.url}/webhook/cancel-shipment`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ invoice: 'INV-404', reason: 'Buyer changed his mind' }),
		});

		expect(answer.status).toBe(409);
		expect(await answer.json()).toMatchObject({ orderId: 'INV-404', canceled: null });
	}, 60_000);

	test('runs the sheet of example 7 from the trigger that its note names', async () => {
		const { page } = editor;
		const id = await editor.importFile(join(folder, '7-sheet-to-awb.json'));
		// n8n begins with the trigger of a service when there is one, wherever it stands.
		const button = page.locator('[data-test-id="execute-workflow-button"]');
		await button.getByText('from AWB Issued').waitFor();
		await page.getByRole('button', { name: 'Select trigger node' }).click();
		await page.getByRole('menuitem', { name: 'from Book New Orders' }).click();
		await button.getByText('from Book New Orders').waitFor();
		await button.click();
		const { nodes } = await n8n.waitForExecution(
			(one) => one.workflowId === id && one.status === 'success',
		);

		expect(Object.keys(nodes)).toEqual(['Book New Orders', 'Orders Table', 'New Orders']);
	}, 60_000);

	const importNodes = async (title: string, nodes: string[]) =>
		await n8n.importWorkflow({
			name: title,
			nodes: nodes.map((node, place) => ({
				id: node,
				name: node,
				type: `${name}.${node}`,
				typeVersion: 1,
				position: [place * 220, 0],
				parameters: {},
			})),
			connections: {},
		});

	const sentences = {
		KiriminAja: 'Compare rates, book and track shipments in Indonesia',
		Kirimo: 'Get paid in Indonesia',
		KasPro: 'Register and look up wallet customers',
	};

	test('finds the nodes by the words of merchants, and says what node and trigger do', async () => {
		const { page } = editor;
		// One of its own: n8n keeps a workflow that a page has changed from the next page for up to two minutes.
		await editor.openWorkflow(await importNodes('Words', ['kasPro']));
		await page.locator('[data-test-id="node-creator-plus-button"]').click();
		const names = page.locator('[data-test-id="node-creator-item-name"]');
		const entry = (name: string) => names.getByText(name, { exact: true });
		for (const [words, name] of [
			['ongkir', 'KiriminAja'],
			['tagihan', 'Kirimo'],
			['cek ongkir', 'KiriminAja'],
			['pembayaran', 'Kirimo'],
			['kurir', 'KiriminAja'],
			['payment link', 'Kirimo'],
			['pengiriman', 'KiriminAja'],
			['bayar', 'Kirimo'],
			['kirim paket', 'KiriminAja'],
			['kirim uang', 'KasPro'],
			['alamat', 'KiriminAja'],
			['link pembayaran', 'Kirimo'],
			['kecamatan', 'KiriminAja'],
			['virtual account', 'Kirimo'],
			['ongkir COD', 'KiriminAja'],
			['wallet', 'KasPro'],
		] as const) {
			await page.locator('[data-test-id="node-creator-search-bar"]').fill(words);
			await names
				.first()
				.filter({ hasText: new RegExp(`^\\s*${name}\\s*$`) })
				.waitFor();
			await page.getByText(sentences[name]).first().waitFor();
		}
		expect(await entry('KasPro').count()).toBeGreaterThan(0);
	}, 120_000);

	test('says below fresh nodes in words with what they begin', async () => {
		const fresh = ['kiriminAja', 'kirimo', 'kasPro', 'kiriminAjaTrigger', 'kirimoTrigger'];
		await editor.openWorkflow(await importNodes('Fresh', fresh));
		const nodes = editor.page.locator('[data-test-id="canvas-node"]');
		for (const [place, words] of [
			'Get Express: Rate',
			'Create: Payment',
			'Get: Customer',
			'AWB Issued',
			'Paid',
		].entries()) {
			await nodes.filter({ hasText: fresh[place] }).filter({ hasText: words }).first().waitFor();
		}
		expect(await nodes.count()).toBe(5);
	}, 60_000);

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
