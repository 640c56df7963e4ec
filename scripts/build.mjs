// Builds this package into dist, as it is published. The packages of single services take this file along.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (path) => join(root, path);
const { repository } = JSON.parse(readFileSync(at('package.json'), 'utf8'));

/** Puts the libraries that n8n does not have into the one file that uses them. */
async function bundle() {
	const { build } = await import('esbuild');
	const licences = readFileSync(at('bundled/licences.txt'), 'utf8');
	const { metafile } = await build({
		absWorkingDir: root,
		entryPoints: ['bundled/qr.ts'],
		outfile: 'dist/bundled/qr.js',
		bundle: true,
		platform: 'neutral',
		mainFields: ['module', 'main'],
		format: 'cjs',
		target: 'es2022',
		banner: { js: `/*!\n${licences}*/` },
		metafile: true,
	});
	// The same wherever it is built: esbuild notes the places of the libraries in comments.
	const built = readFileSync(at('dist/bundled/qr.js'), 'utf8');
	writeFileSync(at('dist/bundled/qr.js'), built.replace(/^(\s*\/\/ ).*node_modules\//gm, '$1'));
	for (const file of Object.keys(metafile.inputs)) {
		const library = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
		if (library && !licences.includes(library)) {
			throw new Error(`bundled/licences.txt does not mention ${library}`);
		}
	}
}

function copyAssets() {
	const assets = ['{nodes,credentials}/**/*.{json,svg}', 'icons/**/*.svg'];
	for (const file of globSync(assets, { cwd: root })) {
		mkdirSync(dirname(at(join('dist', file))), { recursive: true });
		writeFileSync(at(join('dist', file)), readFileSync(at(file)));
	}
}

/** The sources name no repository, so that package.json alone says whose this is. */
function nameRepository() {
	const pages = `${repository.url.replace(/^git\+|\.git$/g, '')}/blob/main/`;
	for (const file of globSync('dist/{nodes,credentials}/**/*.{js,json}', { cwd: root })) {
		const text = readFileSync(at(file), 'utf8');
		const named = text.replaceAll('https://repository.invalid/', pages);
		if (named !== text) writeFileSync(at(file), named);
	}
}

rmSync(at('dist'), { recursive: true, force: true });
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const compile = [tsc, '-p', 'tsconfig.build.json'];
const { status } = spawnSync(process.execPath, compile, { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(1);
if (existsSync(at('bundled'))) await bundle();
copyAssets();
nameRepository();
