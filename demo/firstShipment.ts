import { readFileSync } from 'node:fs';
import type { Editor } from './editor.ts';

/** A field of a form as the page names it, and what it says to enter. */
type Row = [field: string, value: string];

/** What a page says to enter, by the heading under which it stands: the cells of its tables, without their heads. */
export function formsOf(page: string): Record<string, string[][]> {
	const sections = page.split(/^## /m).slice(1);
	return Object.fromEntries(
		sections.map((section) => {
			const [heading = '', ...lines] = section.split('\n');
			const [, , ...rows] = lines.filter((line) => line.startsWith('| '));
			const cellsOf = (row: string) =>
				row
					.split('|')
					.slice(1, -1)
					.map((cell) => cell.replaceAll('`', '').trim());
			return [heading, rows.map(cellsOf)];
		}),
	);
}

interface StandIn {
	url: string;
	apiKey: string;
}

/** What somebody reads after each step: what n8n says of the credential, and the output at the right of each node. */
export type Seen = Record<
	'credential' | 'rates' | 'cheapest' | 'booking' | 'again' | 'tracking',
	string
>;

/** Does in the editor what docs/first-shipment.md says, by the words on the screen; `picture` is called where the page has one. */
export async function firstShipment(
	editor: Editor,
	n8nUrl: string,
	{ url, apiKey }: StandIn,
	picture: (name: string) => Promise<void> = () => Promise.resolve(),
): Promise<Seen> {
	const { page } = editor;
	page.setDefaultTimeout(60_000);
	const seen: Partial<Seen> = {};
	const forms = formsOf(readFileSync('docs/first-shipment.md', 'utf8'));
	const rowsUnder = (heading: string): string[][] => {
		const { [heading]: rows = [] } = forms;
		if (rows.length === 0) throw new Error(`docs/first-shipment.md has no form: ${heading}`);
		return rows;
	};
	const formUnder = (heading: string) =>
		rowsUnder(heading).map(([field = '', value = '']): Row => [field, value]);

	async function fill([label, value]: Row): Promise<void> {
		const field = editor.fieldOf(label);
		await field.waitFor();
		const select = field.locator('.el-select');
		if (value === 'Next Slot') {
			await field.locator('[data-test-id="rlc-mode-selector"]').click();
			await page.locator('[data-test-id^="mode-"]:visible', { hasText: value }).click();
		} else if (await field.locator('[data-test-id^="resource-locator-"]').count()) {
			await field.locator('[data-test-id="rlc-input"]').first().click();
			await page.locator('[data-test-id="rlc-search"]:visible').fill(value);
			await page.locator('[data-test-id="rlc-item"]:visible', { hasText: value }).first().click();
		} else if (await select.count()) {
			await select.first().click();
			await page.locator('.el-select-dropdown__item:visible', { hasText: value }).first().click();
		} else {
			await field.locator('input, textarea').first().fill(value);
		}
	}

	const entries = page.locator('[data-test-id="node-creator-item-name"]');
	async function choose(words: string): Promise<void> {
		await entries.filter({ hasText: words }).first().click();
	}
	const search = page.locator('[data-test-id="node-creator-search-bar"]');

	/** Puts the node that does this behind the last one. */
	async function addNode(action: string): Promise<void> {
		await page.locator('[data-test-id="canvas-handle-plus"]').last().click();
		await search.fill('KiriminAja');
		await choose('KiriminAja');
		await entries.filter({ hasText: action }).first().waitFor();
		if (seen.rates === undefined) await picture('first-node');
		await choose(action);
	}

	/** The words of the output at the right, once these are among them. */
	async function execute(expected: string): Promise<string> {
		await page.locator('[data-test-id="node-execute-button"]').click();
		const output = page.locator('[data-test-id="output-panel"]');
		await output.getByText(expected, { exact: true }).first().waitFor();
		return await output.innerText();
	}

	async function closeForm(): Promise<void> {
		await page.keyboard.press('Escape');
		await page.locator('[data-test-id="output-panel"]').waitFor({ state: 'hidden' });
	}

	await editor.newCredential('KiriminAja');
	const typed: Record<string, string> = { 'Base URL': url, 'API Key': apiKey };
	for (const [label = '', , standIn = ''] of rowsUnder('1. Save your key')) {
		await fill([label, typed[label] ?? standIn]);
	}
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	const tested = page.locator('[data-test-id="credentials-config-container-test-success"]');
	await tested.waitFor();
	seen.credential = await tested.innerText();
	await picture('first-credential');

	await page.goto(n8nUrl);
	await page.locator('[data-test-id="universal-add"]').click();
	await page.getByText('New workflow').first().click();
	await page.getByText('Add first step').first().waitFor();
	await page.locator('[data-test-id="canvas-add-button"]').first().click();
	await choose('Trigger manually');

	const prices = formUnder('3. Ask what it costs');
	await addNode('Get express rates');
	for (const row of prices.filter(([field]) => field !== 'Return')) await fill(row);
	seen.rates = await execute('etd');
	await picture('first-rates');
	for (const row of prices.filter(([field]) => field === 'Return')) await fill(row);
	seen.cheapest = await execute('1 item');
	await closeForm();

	await addNode('Create an express order');
	for (const row of formUnder('4. Book it')) await fill(row);
	seen.booking = await execute('pickupNumber');
	await page.locator('[data-test-id="output-panel"]').getByText('Schema', { exact: true }).click();
	await picture('first-booking');
	seen.again = await execute('true');
	await closeForm();

	await addNode('Track an express order');
	for (const row of formUnder('5. See where it is')) await fill(row);
	seen.tracking = await execute('state');
	return seen as Seen;
}
