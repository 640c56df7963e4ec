import fastify from 'fastify';
import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import {
	accessSync,
	constants,
	mkdtempSync,
	mkdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** What a package says of itself, as far as it matters here. */
interface Manifest {
	name: string;
	version: string;
	[key: string]: unknown;
}

/** What a version has other than the tarball that it is made from. */
export interface Changes {
	manifest?: Partial<Manifest>;
	/** Texts to be found in a file of the package, and what stands there instead. */
	files?: Record<string, readonly [string, string]>;
}

/** A stand-in for npm's registry on 127.0.0.1, for n8n's own installer and for npm. */
export interface Registry {
	url: string;
	/** With these, n8n's installer and npm find packages here and nowhere else. */
	env: Record<string, string>;
	/** Makes a packed package known, as the latest of its name. */
	publish(tarball: string, changes?: Changes): void;
	/** Sends n8n to another address from now on; without one, back to this registry. */
	moveTo(url?: string): void;
	close(): Promise<void>;
}

/**
 * n8n takes another registry only with a licence, so it goes on naming npm's: an `npm` that is
 * found before the real one adds this one, and of two npm takes the last. What n8n asks npm's
 * registry and its own servers without npm is refused by the proxy that it is given, as it is
 * where there is no network; n8n then asks by `npm view`.
 */
const shim = `#!/bin/sh
exec "$REAL_NPM" "$@" --registry="$(cat "$REGISTRY_FILE")"
`;

export async function startRegistry(): Promise<Registry> {
	const folder = mkdtempSync(join(tmpdir(), 'npm-registry-'));
	const packages = new Map<string, Map<string, { manifest: Manifest; tarball: Buffer }>>();
	const app = fastify({ forceCloseConnections: true });
	app.server.on('connect', (_request, socket: Socket) => {
		socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
	});
	app.addHook('onSend', async (_request, reply) => {
		// A version that was published a moment ago is there to be found.
		reply.header('cache-control', 'no-store');
	});
	app.get<{ Params: { name: string } }>('/:name', async ({ params: { name } }, reply) => {
		const versions = [...(packages.get(name) ?? [])];
		if (versions.length === 0) return reply.code(404).send({ error: 'Not found' });
		return {
			name,
			'dist-tags': { latest: versions.at(-1)?.[0] },
			versions: Object.fromEntries(
				versions.map(([version, { manifest, tarball }]) => {
					const integrity = `sha512-${hash('sha512', tarball, 'base64')}`;
					const address = `${url}/${name}/-/${name}-${version}.tgz`;
					return [version, { ...manifest, dist: { tarball: address, integrity } }];
				}),
			),
		};
	});
	app.get<{ Params: { name: string; file: string } }>('/:name/-/:file', async (request, reply) => {
		const { name, file } = request.params;
		const version = file.slice(name.length + 1, -'.tgz'.length);
		const found = packages.get(name)?.get(version);
		if (!found) return reply.code(404).send({ error: 'Not found' });
		return reply.type('application/octet-stream').send(found.tarball);
	});
	const url = await app.listen({ host: '127.0.0.1', port: 0 });

	const registryFile = join(folder, 'registry');
	const moveTo = (address = url) => writeFileSync(registryFile, address);
	moveTo();
	const bin = join(folder, 'bin');
	mkdirSync(bin);
	writeFileSync(join(bin, 'npm'), shim, { mode: 0o755 });

	return {
		url,
		env: {
			PATH: [bin, process.env.PATH].join(delimiter),
			REAL_NPM: findNpm(),
			REGISTRY_FILE: registryFile,
			npm_config_cache: join(folder, 'cache'),
			// A registry that is down is down at once: npm would try for a minute.
			npm_config_fetch_retries: '0',
			npm_config_update_notifier: 'false',
			HTTPS_PROXY: url,
			https_proxy: url,
			NO_PROXY: '127.0.0.1,localhost,.invalid',
			no_proxy: '127.0.0.1,localhost,.invalid',
		},
		publish(tarball, changes = {}) {
			const packed = changed(tarball, changes, folder);
			const { name, version } = packed.manifest;
			const versions = packages.get(name) ?? new Map<string, typeof packed>();
			packages.set(name, versions.set(version, packed));
		},
		moveTo,
		async close() {
			await app.close();
			rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
		},
	};
}

function findNpm(): string {
	const names = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'npm'));
	const found = names.find((file) => {
		try {
			accessSync(file, constants.X_OK);
			return true;
		} catch {
			return false;
		}
	});
	if (!found) throw new Error('There is no npm on PATH.');
	return found;
}

/** The tarball with its changes, and what it says of itself. */
function changed(tarball: string, changes: Changes, scratch: string) {
	const folder = mkdtempSync(join(scratch, 'package-'));
	execFileSync('tar', ['-xzf', tarball, '-C', folder]);
	const inPackage = (path: string) => join(folder, 'package', path);
	const read = (path: string) => readFileSync(inPackage(path), 'utf8');
	const manifest = { ...(JSON.parse(read('package.json')) as Manifest), ...changes.manifest };
	writeFileSync(inPackage('package.json'), JSON.stringify(manifest));
	for (const [file, [before, after]] of Object.entries(changes.files ?? {})) {
		const text = read(file);
		if (!text.includes(before)) throw new Error(`${file} does not contain ${before}`);
		writeFileSync(inPackage(file), text.replace(before, after));
	}
	const packed = join(folder, 'packed.tgz');
	execFileSync('tar', ['-czf', packed, '-C', folder, 'package']);
	return { manifest, tarball: readFileSync(packed) };
}
