import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { accounts, startSandbox } from '../sandbox/index.ts';
import { openEditor } from './editor.ts';
import { firstShipment } from './firstShipment.ts';
import { packedTarball, startN8n } from './n8n.ts';
import { startRegistry } from './registry.ts';
import { setUp, story } from './story.ts';

/** Takes the pictures of the documentation anew, from the real editor. */
const { findChromium } = createRequire(import.meta.url)(
	'../scripts/chromium.cjs',
) as typeof import('../scripts/chromium.cjs');
const folder = join(process.cwd(), 'docs', 'images');
mkdirSync(folder, { recursive: true });

/** Ends when what slides in has come to its place. */
const standsStill = async () => {
	const moving = document
		.getAnimations()
		.filter(({ effect }) => effect?.getTiming().iterations !== Infinity);
	await Promise.allSettled(moving.map(({ finished }) => finished));
};

const sandbox = await startSandbox({ isLocal: true });
const registry = await startRegistry();
registry.publish(packedTarball());
const n8n = await startN8n({ tarball: [], env: registry.env });
try {
	const editor = await openEditor(n8n, String(findChromium()));
	const save = async (name: string) => {
		await editor.page.evaluate(standsStill);
		await editor.page.screenshot({ path: join(folder, `${name}.png`) });
		process.stdout.write(`docs/images/${name}.png\n`);
	};
	await editor.fillInstallForm('n8n-nodes-indonesia-commerce');
	await save('community-nodes');
	await editor.install();
	const { apiKey } = accounts.kiriminAja;
	await firstShipment(editor, n8n.url, { url: sandbox.url, apiKey }, save);
	const workflows = await setUp(n8n, sandbox);
	const told: string[] = [];
	for await (const { title } of story(n8n, sandbox, workflows)) told.push(title);
	await editor.page.goto(sandbox.url);
	await editor.page.getByText('live', { exact: true }).waitFor();
	await save('sandbox-board');
	await editor.openExecution(workflows.booking);
	await save('demo-workflow');
	for (const [name, workflow, node] of [
		['kiriminaja-booking', workflows.booking, 'Book the Shipment'],
		['kiriminaja-rates', workflows.link, 'Compare Rates'],
		['kiriminaja-trigger', workflows.driver, 'AWB or Delivery'],
		['kirimo-payment', workflows.link, 'Create Payment Link'],
		['kirimo-trigger', workflows.booking, 'Payment Received'],
		['kaspro-transfer', workflows.driver, 'Pay the Driver'],
	] as const) {
		await editor.openExecution(workflow);
		await editor.openNode(node);
		await save(name);
	}
	await editor.close();
	process.stdout.write(`${told.length} steps told\n`);
} finally {
	await n8n.stop();
	await sandbox.close();
	await registry.close();
}
