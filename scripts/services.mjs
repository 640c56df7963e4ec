// Writes a package for each service out of this one, because n8n verifies packages of one service
// only: a source tree that builds by itself, for a repository of its own.
//   node scripts/services.mjs [--pack] [folder]     .cache/services if none is given
import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import {
	cpSync,
	existsSync,
	globSync,
	mkdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { dirname, join, normalize, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import ts from 'typescript';

const run = promisify(execFile);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (path) => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json'));
const services = ['KasPro', 'KiriminAja', 'Kirimo'];
const nameOf = (service) => `n8n-nodes-${service.toLowerCase()}`;

/** Address of this repository, and of one beside it. */
const source = manifest.repository.url.replace(/^git\+|\.git$/g, '');
const repositoryOf = (name) => `${dirname(source)}/${name}`;

/** What every tree has as it is here. */
const alike = [
	'.gitignore',
	'LICENSE',
	'eslint.config.mjs',
	'pnpm-workspace.yaml',
	'scripts/build.mjs',
	'scripts/gate.mjs',
	'scripts/release.mjs',
	'tsconfig.build.json',
	'tsconfig.json',
];
const tools = [
	'@n8n/eslint-plugin-community-nodes',
	'@types/node',
	'@typescript-eslint/parser',
	'eslint',
	'eslint-plugin-n8n-nodes-base',
	'n8n-workflow',
	'typescript',
];

const importsOf = (text) => ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);

/** The file that an import means. */
function fileOf(from, target) {
	const path = join(dirname(from), target);
	const found = [`${path}.ts`, `${path}/index.ts`].find((file) => existsSync(join(root, file)));
	if (!found) throw new Error(`${from} imports ${target}, which is not there`);
	return found;
}

/** These files, everything that they import, and the packages that all of them take. */
function closureOf(entries) {
	const files = new Set(entries);
	const packages = new Set();
	for (const file of files) {
		for (const target of importsOf(read(file))) {
			if (target.startsWith('.')) files.add(fileOf(file, target));
			else packages.add(target);
		}
	}
	return { files, packages };
}

const linksIn = (text) => [...text.matchAll(/\]\(([^)#\s]+)/g)].map(([, target]) => target);
const isLocal = (target) => !/^[a-z]+:/.test(target);

/** The page of a service with the pictures and contracts that it and the README lead to. */
function pagesOf(service) {
	const page = `${service.toLowerCase()}.md`;
	const ofReadme = linksIn(read(`services/${page}`)).filter((path) => path.endsWith('.png'));
	const pages = new Set([`docs/${page}`, ...ofReadme]);
	for (const file of pages) {
		if (!file.endsWith('.md')) continue;
		const targets = linksIn(read(file)).filter(isLocal);
		for (const path of targets.map((target) => join(dirname(file), target))) {
			if (/^docs\/(images|contracts)\//.test(path)) pages.add(path);
		}
	}
	return pages;
}

/** Links to what the tree does not have lead to where it is. */
function linked(text, file, has) {
	return text.replace(/\]\(([^)#\s]+)/g, (link, target) => {
		const path = normalize(join(dirname(file), target));
		return isLocal(target) && !has(path) ? `](${source}/blob/main/${path}` : link;
	});
}

/** How it is published; handing trees to their repositories is the work of this one alone. */
function workflow() {
	const [own] = read('.github/workflows/publish.yml').split('\n  services:');
	return `${own.trimEnd()}\n`;
}

/** Entries of the changelog that begin with the names of other services are left out. */
function changelogFor(service) {
	const isOthers = (line) => {
		const [, names] = /^- \*\*([^*]+)\*\*/.exec(line) ?? [];
		return names !== undefined && !names.split(', ').includes(service);
	};
	return read('CHANGELOG.md')
		.split('\n')
		.filter((line) => !isOthers(line))
		.join('\n');
}

/** The lockfile without the packages that the tree does not ask for. */
function lockfileFor(dependencies) {
	const [start, importer, rest] = read('pnpm-lock.yaml').split(/^(?=importers:|packages:)/m);
	const [head, ...entries] = importer.split(/^(?= {6}\S)/m);
	const kept = entries.filter((entry) => {
		const [, name] = /^ {6}'?([^':]+)'?:/.exec(entry) ?? [];
		return name in dependencies;
	});
	// The blank line that ends the section may have gone with its last entry.
	return `${start}${head}${kept.join('').trimEnd()}\n\n${rest}`;
}

function manifestFor(service, packages, hasBundle) {
	const name = nameOf(service);
	const own = JSON.parse(read(`services/${service.toLowerCase()}.json`));
	const isOwn = (path) => new RegExp(`/(nodes/${service}/|${service}Api\\.)`).test(path);
	const versions = manifest.devDependencies;
	const needed = [...tools, ...packages, ...[...packages].map((one) => `@types/${one}`)];
	if (hasBundle) needed.push('esbuild');
	const packed = '.cache/pack';
	const [pnpm] = /pnpm@[\d.]+/.exec(read('scripts/setup.mjs'));
	const ofThis = Object.fromEntries(
		['license', 'bugs', 'author', 'private', 'engines', 'files'].map((key) => [key, manifest[key]]),
	);
	return {
		name,
		version: manifest.version,
		...own,
		homepage: `${repositoryOf(name)}#readme`,
		repository: { type: 'git', url: `git+${repositoryOf(name)}.git` },
		...ofThis,
		n8n: {
			...manifest.n8n,
			credentials: manifest.n8n.credentials.filter(isOwn),
			nodes: manifest.n8n.nodes.filter(isOwn),
		},
		scripts: {
			setup: `npx --yes ${pnpm} install --frozen-lockfile --ignore-scripts`,
			build: 'node scripts/build.mjs',
			lint: 'node scripts/gate.mjs source',
			pack: `npm run build && mkdir -p ${packed} && npm pack --silent --ignore-scripts --pack-destination ${packed}`,
			test: `npm run setup && npm run lint && npm run pack && sha256sum --check --quiet tested.sha256 && node scripts/gate.mjs tarball ${packed}/*.tgz`,
		},
		peerDependencies: manifest.peerDependencies,
		devDependencies: Object.fromEntries(
			[...new Set(needed)]
				.filter((one) => one in versions)
				.sort()
				.map((one) => [one, versions[one]]),
		),
	};
}

/** Everything that the package of a service takes along, as paths from the root. */
function contentsOf(service) {
	const page = service.toLowerCase();
	const own = [
		`nodes/${service}/{*.node.{ts,json},__schema__/**/*.json}`,
		`credentials/${service}Api.credentials.ts`,
	];
	const entries = globSync(own, { cwd: root });
	const { files, packages } = closureOf(entries.filter((file) => file.endsWith('.ts')));
	const hasBundle = [...files].some((file) => file.startsWith('bundled/'));
	const examples = globSync('examples/*.json', { cwd: root })
		.filter((file) => renamed(read(file), service).includes(`"${nameOf(service)}.`))
		.sort();
	const paths = [
		...alike,
		...pagesOf(service),
		...globSync(`icons/${page}.*`, { cwd: root }),
		...(hasBundle ? ['bundled/licences.txt'] : []),
		...examples,
		...new Set([...entries, ...files]),
	];
	return { paths, packages, hasBundle, examples };
}

/** With the names of the packages and the repository that a text has in the tree. */
function renamed(text, service) {
	const name = nameOf(service);
	const type = new RegExp(`${manifest.name}\\.(${services.join('|')})`, 'gi');
	return text
		.replace(type, (_type, node) => `${nameOf(node)}.${node}`)
		.replace(new RegExp(`(?<!/)${manifest.name}`, 'g'), name)
		.replaceAll('https://repository.invalid/', `${repositoryOf(name)}/blob/main/`);
}

function readmeFor(service, examples) {
	const rows = examples.map((file) => {
		const text = renamed(read(file), service);
		const used = services.map(nameOf).filter((name) => text.includes(`"${name}.`));
		return `| [${JSON.parse(text).name}](${file}) | ${used.join(', ')} |`;
	});
	const page = service.toLowerCase();
	const slots = {
		name: nameOf(service),
		page,
		source,
		about: read(`services/${page}.md`).trim(),
		examples: rows.join('\n'),
		n8n: JSON.parse(read('host/package.json')).dependencies.n8n,
	};
	return read('services/readme.md').replace(/\{\{(\w+)\}\}/g, (_slot, key) => slots[key]);
}

function writeTree(service, folder) {
	const { paths, packages, hasBundle, examples } = contentsOf(service);
	const own = manifestFor(service, packages, hasBundle);
	const made = {
		'.github/workflows/publish.yml': workflow(),
		'CHANGELOG.md': changelogFor(service),
		'README.md': readmeFor(service, examples),
		'package.json': `${JSON.stringify(own, null, '\t')}\n`,
		'pnpm-lock.yaml': lockfileFor(own.devDependencies),
	};
	const has = (path) => paths.includes(path) || path in made;
	const textOf = (path) => {
		if (path.startsWith('scripts/')) return read(path);
		const text = renamed(read(path), service);
		return path.endsWith('.md') ? linked(text, path, has) : text;
	};

	rmSync(folder, { recursive: true, force: true });
	for (const path of [...paths, ...Object.keys(made)]) {
		const file = join(folder, path);
		mkdirSync(dirname(file), { recursive: true });
		if (path.endsWith('.png')) cpSync(join(root, path), file);
		else writeFileSync(file, made[path] ?? textOf(path));
	}
}

/** Builds and packs a tree with its own scripts, and notes what the build has given. */
async function pack(service, folder, tree) {
	await run(process.execPath, [join(tree, 'scripts', 'build.mjs')], { cwd: tree });
	const sums = globSync('dist/**/*', { cwd: tree, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(tree, join(entry.parentPath, entry.name)))
		.sort()
		.map((file) => `${hash('sha256', readFileSync(join(tree, file)))}  ${file}\n`);
	writeFileSync(join(tree, 'tested.sha256'), sums.join(''));
	for (const old of globSync(`${nameOf(service)}-*.tgz`, { cwd: folder }))
		rmSync(join(folder, old));
	const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder];
	await run('npm', args, { cwd: tree });
	return join(folder, `${nameOf(service)}-${manifest.version}.tgz`);
}

const { values, positionals } = parseArgs({
	options: { pack: { type: 'boolean' } },
	allowPositionals: true,
});
const folder = resolve(positionals[0] ?? join(root, '.cache', 'services'));
const written = services.map(async (service) => {
	const tree = join(folder, nameOf(service));
	writeTree(service, tree);
	console.log(values.pack ? await pack(service, folder, tree) : tree);
});
await Promise.all(written);
