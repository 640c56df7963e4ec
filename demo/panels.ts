import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Editor } from './editor.ts';
import type { Driver } from './n8n.ts';

/** Higher than any form, so that one picture has all of it. */
const TALL = 3000;
const SCREEN = { width: 1440, height: 900 };
const ON_A_SHEET = 8;
const MARGIN = 16;

/** A node as it is right after it was put on the canvas, but for its operation. */
interface Fresh {
	name: string;
	type: string;
	parameters: Record<string, string>;
	credentials: Record<string, { name: string }>;
}

interface Picture {
	/** The node's name, and what stands below it on the canvas. */
	words: string[];
	png: Buffer;
	/** How much of the form there is on a common screen before scrolling, in pixels. */
	screen: number;
}

/**
 * Takes a picture of the form of every operation and trigger of ours that n8n offers, and lays them out on sheets for a person to look at. A red
 * line is where the first screen ends. Tells each sheet's path.
 */
export async function photographPanels(
	editor: Editor,
	n8n: Driver,
	folder: string,
	tell: (path: string) => void,
): Promise<void> {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	for (const [service, nodes] of await freshNodes(n8n)) {
		const columns = Math.ceil(Math.sqrt(nodes.length));
		const placed = nodes.map((node, place) => ({
			...node,
			id: `node-${place}`,
			typeVersion: 1,
			position: [(place % columns) * 360, Math.floor(place / columns) * 240],
		}));
		await editor.openWorkflow(
			await n8n.importWorkflow({ name: service, nodes: placed, connections: {} }),
		);
		const pictures: Picture[] = [];
		for (const { name } of nodes) pictures.push(await photograph(editor, name));
		for (let first = 0; first < pictures.length; first += ON_A_SHEET) {
			const sheet = await editor.page.context().newPage();
			await sheet.setContent(sheetOf(pictures.slice(first, first + ON_A_SHEET)));
			const path = join(folder, `${service} ${first / ON_A_SHEET + 1}.png`);
			await sheet.locator('body').screenshot({ path });
			await sheet.close();
			tell(path);
		}
	}
}

interface Described {
	name: string;
	displayName: string;
	properties: INodeProperties[];
	credentials: [{ name: string }];
}

/** By the name of their service. */
async function freshNodes(n8n: Driver): Promise<Map<string, Fresh[]>> {
	const services = new Map<string, Fresh[]>();
	for (const found of await n8n.nodeTypes()) {
		const { name: type, displayName, properties, credentials } = found as unknown as Described;
		if (!type.startsWith('n8n-nodes-indonesia-commerce.') || type.endsWith('Tool')) continue;
		const node = { type, credentials: { [credentials[0].name]: { name: '' } } };
		const resources = choicesOf(properties.filter(({ name }) => name === 'resource'));
		const nodes = resources.flatMap((resource) => {
			const operations = properties.filter(
				({ name, displayOptions }) =>
					name === 'operation' && displayOptions?.show?.resource?.includes(resource.value),
			);
			// n8n's own choice, an HTTP Request in place of the node, has no form.
			const ours = choicesOf(operations).filter(({ value }) => value !== '__CUSTOM_API_CALL__');
			return ours.map((operation) => ({
				...node,
				name: `${resource.name} → ${operation.name}`,
				parameters: { resource: String(resource.value), operation: String(operation.value) },
			}));
		});
		const trigger = { ...node, name: displayName, parameters: {} };
		services.set(displayName, nodes.length > 0 ? nodes : [trigger]);
	}
	return services;
}

const choicesOf = (pickers: INodeProperties[]) =>
	pickers.flatMap(({ options = [] }) => options as INodePropertyOptions[]);

async function photograph(editor: Editor, name: string): Promise<Picture> {
	const { page } = editor;
	const onCanvas = page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	const lines = (await onCanvas.innerText()).split('\n').filter((line) => line.trim() !== '');
	await page.setViewportSize({ ...SCREEN, height: TALL });
	await editor.openNode(name);
	// Columns and lists come later than the form; until they are there it grows.
	const grown = `(() => {
		const { height } = document.querySelector('.parameter-input-list-wrapper').getBoundingClientRect();
		const was = window.formerHeight;
		window.formerHeight = height;
		return height === was;
	})()`;
	await page.waitForFunction(grown, undefined, { polling: 300 });
	const panel = await boxOf(page.locator('[data-test-id="node-parameters"]'));
	const form = await boxOf(page.locator('.parameter-input-list-wrapper').first());
	const height = form.height + form.y - panel.y + 2 * MARGIN;
	const png = await page.screenshot({ clip: { ...panel, height } });
	await page.keyboard.press('Escape');
	await page.locator('[data-test-id="ndv"]').waitFor({ state: 'hidden' });
	await page.setViewportSize(SCREEN);
	return { words: lines.slice(0, 2), png, screen: panel.height - TALL + SCREEN.height };
}

async function boxOf(element: ReturnType<Editor['page']['locator']>) {
	const box = await element.boundingBox();
	if (box === null) throw new Error('The form is not on the screen.');
	return box;
}

function sheetOf(pictures: Picture[]): string {
	const figures = pictures.map(
		({ words, png, screen }) => `<figure>
			<figcaption>${words.map((line) => `<p>${line}</p>`).join('')}</figcaption>
			<div><img src="data:image/png;base64,${png.toString('base64')}"><hr style="top: ${screen}px"></div>
		</figure>`,
	);
	return `<style>
		body { display: flex; flex-wrap: wrap; align-items: start; gap: ${MARGIN}px; width: 1728px; margin: 0; padding: ${MARGIN}px; background: #ccc; font: 14px sans-serif }
		figure { width: 420px; margin: 0; background: #fff }
		figcaption { padding: 8px; background: #333; color: #fff }
		p { margin: 0 }
		div { position: relative; overflow: hidden }
		img { display: block; width: 420px }
		hr { position: absolute; width: 100%; margin: 0; border: 0; border-top: 2px dashed red }
	</style>${figures.join('')}`;
}
