import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Puts a packed community package where n8n's own installer puts it. */
export function installPackage(tarball: string, userFolder: string): void {
	const nodes = join(userFolder, '.n8n', 'nodes');
	const unpacked = join(nodes, 'unpacked');
	mkdirSync(unpacked, { recursive: true });
	mkdirSync(join(nodes, 'node_modules'), { recursive: true });
	execFileSync('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1']);
	const packed = readFileSync(join(unpacked, 'package.json'), 'utf8');
	const { name, version } = JSON.parse(packed) as { name: string; version: string };
	renameSync(unpacked, join(nodes, 'node_modules', name));
	const file = join(nodes, 'package.json');
	const before = existsSync(file)
		? (JSON.parse(readFileSync(file, 'utf8')) as { dependencies: Record<string, string> })
		: { name: 'installed-nodes', private: true, dependencies: {} };
	const dependencies = { ...before.dependencies, [name]: version };
	writeFileSync(file, JSON.stringify({ ...before, dependencies }));
}

/** The tarballs of the single services and their source trees, packed for this run or now. */
export function packedServices(root = process.cwd()): string[] {
	const scripts = join(root, 'scripts', 'services.mjs');
	if (!process.env.PACKAGE_SERVICES) execFileSync(process.execPath, [scripts, '--pack']);
	const folder = process.env.PACKAGE_SERVICES || join(root, '.cache', 'services');
	return globSync('*.tgz', { cwd: folder }).map((name) => join(folder, name));
}

/** The tarball that was packed for this run, or one packed now. */
export function packedTarball(root = process.cwd()): string {
	if (process.env.PACKAGE_TARBALL) return process.env.PACKAGE_TARBALL;
	const gulp = join(root, 'node_modules', 'gulp', 'bin', 'gulp.js');
	const printed = execFileSync(process.execPath, [gulp, '--silent', 'pack'], { cwd: root });
	return printed.toString().trim().split('\n').at(-1) ?? '';
}
