import { execFile, execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../n8n/ports.ts';
import { pathOf, startServer, type Server, type User } from './server.ts';

const run = promisify(execFile);

/** PostgreSQL does not run as root; Debian's package brings a user for it. */
function postgresUser(): User | undefined {
	if (process.getuid?.() !== 0) return undefined;
	const id = (kind: string) => Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }));
	return { uid: id('-u'), gid: id('-g') };
}

export interface Postgres extends Server {
	/** The rows of a query. */
	query<Row>(sql: string): Promise<Row[]>;
}

/** A new PostgreSQL with an empty database "n8n", in a folder of its own. */
export async function startPostgres(root: string, base: string): Promise<Postgres> {
	const folder = join(base, 'postgres');
	const user = postgresUser();
	mkdirSync(folder);
	if (user) chownSync(folder, user.uid, user.gid);
	const data = join(folder, 'data');
	const args = ['-D', data, '-U', 'n8n', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
	await run(pathOf('initdb'), args, { cwd: folder, ...user });
	const port = await freePort();
	const psql = async (database: string, sql: string) => {
		const to = ['-X', '-q', '-At', '-h', folder, '-p', String(port), '-U', 'n8n', '-d', database];
		const options = { cwd: folder, maxBuffer: 512 * 1024 * 1024, ...user };
		const { stdout } = await run(pathOf('psql'), [...to, '-c', sql], options);
		return stdout;
	};
	const server = await startServer({
		root,
		name: 'postgres',
		args: ['-D', data, '-k', folder, '-h', '127.0.0.1', '-p', String(port)],
		port,
		folder,
		user,
		// Without waiting for those who are connected.
		signal: 'SIGINT',
		isReady: () => psql('postgres', 'SELECT 1').then(Boolean, () => false),
	});
	await psql('postgres', 'CREATE DATABASE n8n');
	return {
		...server,
		async query<Row>(sql: string) {
			const text = await psql('n8n', `SELECT coalesce(json_agg(q), '[]') FROM (${sql}) q`);
			return JSON.parse(text) as Row[];
		},
	};
}

/** Redis that keeps its jobs over a restart. */
export async function startRedis(root: string, base: string): Promise<Server> {
	const folder = join(base, 'redis');
	mkdirSync(folder);
	const port = await freePort();
	const own = { port: String(port), bind: '127.0.0.1', dir: folder, appendonly: 'yes', save: '' };
	return await startServer({
		root,
		name: 'redis-server',
		args: Object.entries(own).flatMap(([name, value]) => [`--${name}`, value]),
		port,
		folder,
		isReady: () => answersPing(port),
	});
}

function answersPing(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
		const end = (answer: boolean) => {
			socket.destroy();
			resolve(answer);
		};
		socket.once('data', (data) => end(data.toString().startsWith('+PONG')));
		socket.once('error', () => end(false));
	});
}

/** Which port of this machine stands for a host of examples/queue/nginx.conf. */
export type Hosts = Record<string, number>;

/** The nginx.conf of the example with ports of this machine in it. */
export function nginxConf(root: string, port: number, hosts: Hosts): string {
	const text = readFileSync(join(root, 'examples', 'queue', 'nginx.conf'), 'utf8');
	return text
		.replace('listen 80;', `listen 127.0.0.1:${port};`)
		.replace(/server ([\w-]+):5678;/g, (_, host: string) => {
			if (hosts[host] === undefined) throw new Error(`nginx.conf has a host "${host}".`);
			return `server 127.0.0.1:${hosts[host]};`;
		});
}

/** The example's nginx, everything of it in a folder of its own. */
export async function startNginx(
	root: string,
	base: string,
	port: number,
	hosts: Hosts,
): Promise<Server> {
	const folder = join(base, 'nginx');
	mkdirSync(folder);
	const file = join(folder, 'nginx.conf');
	const errors = join(folder, 'error.log');
	const kept = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
		(name) => `${name}_temp_path ${join(folder, name)};`,
	);
	const text = nginxConf(root, port, hosts).replace('http {', `http {\n\t${kept.join('\n\t')}`);
	// Its own user could not write here.
	const user = process.getuid?.() === 0 ? 'user root;\n' : '';
	writeFileSync(file, `${user}daemon off;\npid ${join(folder, 'nginx.pid')};\n${text}`);
	return await startServer({
		root,
		name: 'nginx',
		args: ['-p', folder, '-e', errors, '-c', file],
		port,
		folder,
		isReady: () => answersHttp(port),
	});
}

const answersHttp = (port: number) =>
	fetch(`http://127.0.0.1:${port}/`).then(
		() => true,
		() => false,
	);
