import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { startSandbox } from '../sandbox/index.ts';
import { openEditor } from './editor.ts';
import { packedTarball, startN8n } from './n8n.ts';
import { photographPanels } from './panels.ts';
import { credentialsFor } from './story.ts';

/** Puts the forms of all operations side by side, in .cache/panels, before somebody's eyes. */
const { findChromium } = createRequire(import.meta.url)(
	'../scripts/chromium.cjs',
) as typeof import('../scripts/chromium.cjs');

const sandbox = await startSandbox({ isLocal: true });
const n8n = await startN8n({ tarball: packedTarball() });
try {
	await n8n.importCredentials(credentialsFor(sandbox));
	const editor = await openEditor(n8n, String(findChromium()));
	await photographPanels(editor, n8n, join(process.cwd(), '.cache', 'panels'), (path) => {
		process.stdout.write(`${relative(process.cwd(), path)}\n`);
	});
	await editor.close();
} finally {
	await n8n.stop();
	await sandbox.close();
}
