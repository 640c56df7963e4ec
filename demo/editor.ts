import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Locator, type Page } from 'playwright-core';
import { owner, type N8n } from './n8n.ts';

/** n8n's editor in a real browser, signed in. */
export interface Editor {
	page: Page;
	/** Opens a workflow and waits until its nodes are drawn. */
	openWorkflow(id: string): Promise<void>;
	/** *Import from file* into a new workflow; waits until n8n has stored it, and gives its id. */
	importFile(path: string): Promise<string>;
	/** Opens the newest execution of a workflow. */
	openExecution(workflowId: string): Promise<void>;
	/** Opens the form of a node of the workflow that is open. */
	openNode(name: string): Promise<void>;
	/** Opens the form of a new credential, by the name of its service. */
	newCredential(service: string): Promise<void>;
	/** The field with these words above it, in a credential or a node. */
	fieldOf(label: string): Locator;
	/** Opens *Settings → Community nodes* and fills in the form for a package to install. */
	fillInstallForm(packageName: string): Promise<void>;
	/** Sends that form, and waits until the package is in n8n's list. */
	install(): Promise<void>;
	close(): Promise<void>;
}

/** No sandbox, because in containers one usually runs as root; no background traffic, because there may be no network. */
export const quiet = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

const workflowsOf = async (n8n: N8n) =>
	await n8n.rest<Array<{ id: string }>>('GET', '/rest/workflows');

export async function openEditor(n8n: N8n, executablePath: string): Promise<Editor> {
	const profile = mkdtempSync(join(tmpdir(), 'n8n-editor-'));
	const browser = await chromium.launchPersistentContext(profile, {
		executablePath,
		args: quiet,
		viewport: { width: 1440, height: 900 },
	});
	const close = async () => {
		await browser.close();
		rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
	};
	try {
		const page = await browser.newPage();
		await page.goto(`${n8n.url}/signin`);
		await page
			.locator('input[autocomplete="email"], input[name="emailOrLdapLoginId"]')
			.fill(owner.email);
		await page.locator('input[type="password"]').fill(owner.password);
		await page.locator('button:has-text("Sign in")').click();
		await page.waitForURL((url) => !url.pathname.startsWith('/signin'));
		const drawn = page.locator('[data-test-id="canvas-node"]');
		/** n8n greets a published workflow with a checklist that lies over the canvas. */
		const closeChecklist = async () => {
			const button = page.locator('[data-test-id="suggested-actions-close"]');
			await button.click({ timeout: 5000 }).catch(() => undefined);
		};
		/** By n8n's own menu, which is much faster than loading the editor again. The settings have none, and the form of a node lies over it. */
		const newWorkflow = async () => {
			const menu = page.locator('[data-test-id="universal-add"]');
			const isCovered = await page.locator('[data-test-id="ndv"]').isVisible();
			if (isCovered || !(await menu.isVisible())) await page.goto(n8n.url);
			const before = page.url();
			await menu.click();
			await page.getByText('New workflow').first().click();
			await page.waitForURL((url) => url.href !== before && url.searchParams.has('new'));
			await page.getByText('Add first step').first().waitFor();
		};
		return {
			page,
			async openWorkflow(id) {
				await page.goto(`${n8n.url}/workflow/${id}`);
				await drawn.first().waitFor();
				const { active } = await n8n.rest<{ active: boolean }>('GET', `/rest/workflows/${id}`);
				if (active) await closeChecklist();
			},
			async importFile(path) {
				const known = (await workflowsOf(n8n)).map(({ id }) => id);
				await newWorkflow();
				await page.locator('input[type="file"]').first().setInputFiles(path);
				await drawn.first().waitFor();
				const end = Date.now() + 30_000;
				while (Date.now() < end) {
					const stored = (await workflowsOf(n8n)).find(({ id }) => !known.includes(id));
					if (stored) return stored.id;
					await sleep(100);
				}
				throw new Error(`n8n has not stored ${path}.`);
			},
			async openExecution(workflowId) {
				const { id } = await n8n.waitForExecution((one) => one.workflowId === workflowId);
				await page.goto(`${n8n.url}/workflow/${workflowId}/executions/${id}`);
				await page.locator('[data-test-id^="canvas-node-status-"]').first().waitFor();
				await closeChecklist();
			},
			async openNode(name) {
				await page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).dblclick();
				await page.locator('[data-test-id="parameter-input"]').first().waitFor();
			},
			async newCredential(service) {
				await page.goto(n8n.url);
				await page.locator('[data-test-id="universal-add"]').click();
				await page.getByText('New credential').first().click();
				await page.locator('[data-test-id="new-credential-type-select"] input').fill(service);
				await page.locator('[data-test-id="new-credential-type-select-option"]').first().click();
				await page.getByRole('button', { name: 'Continue' }).click();
			},
			fieldOf(label) {
				// n8n puts a star behind those that are required.
				const words = new RegExp(`^\\s*${label.replace(/[()]/g, '\\$&')}\\s*\\*?\\s*$`);
				const named = page.locator('label').getByText(words);
				return page
					.locator(
						'[data-test-id="parameter-item"], [data-test-id="credential-connection-parameter"]',
					)
					.filter({ has: named })
					.first();
			},
			async fillInstallForm(packageName) {
				await page.goto(`${n8n.url}/settings/community-nodes`);
				// It says more while there is no package yet.
				await page.getByRole('button', { name: /^Install\b/ }).click();
				await page.locator('input[name="packageNameInput"]').fill(packageName);
				await page.locator('[data-test-id="user-agreement-checkbox"]').click();
			},
			async install() {
				await page.locator('[data-test-id="install-community-package-button"]').click();
				await page.locator('[data-test-id="community-package-card"]').waitFor();
			},
			close,
		};
	} catch (error) {
		await close();
		throw error;
	}
}
