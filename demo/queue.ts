import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drive, type Driver } from './n8n.ts';
import { installPackage } from './n8n/install.ts';
import { freePort, requireFreePort } from './n8n/ports.ts';
import { startProcess, type N8nProcess, type ProcessOptions } from './n8n/process.ts';
import {
	startNginx,
	startPostgres,
	startRedis,
	type Hosts,
	type Postgres,
} from './queue/servers.ts';
import type { Server } from './queue/server.ts';

export interface QueueOptions {
	tarball: string;
	/** Of the balancer. 0 or none: a free one. */
	port?: number;
	workers?: number;
	/** More environment variables for every n8n. */
	env?: Record<string, string>;
	root?: string;
}

/** One of the n8n processes of a queue. */
export interface Member {
	name: string;
	/** Past the balancer. A worker only says here whether it is ready. */
	url: string;
	log(): string;
	/** Whether it has ended by itself or by force. */
	hasEnded(): boolean;
	kill(): Promise<void>;
	/** Brings it back on its own folder and port, after stopping it when it runs. */
	restart(): Promise<void>;
	stop(): Promise<void>;
}

/** n8n in queue mode behind nginx, as examples/queue describes it: the same n8n.env and nginx.conf, processes in place of containers. */
export interface Queue extends Driver {
	main: Member;
	processors: Member[];
	workers: Member[];
	postgres: Postgres;
	redis: Server;
	nginx: Server;
	/** One more worker. */
	addWorker(): Promise<Member>;
	/** Stops everything and removes its folders. */
	stop(): Promise<void>;
}

/** Invented, and of no use anywhere else. */
const ENCRYPTION_KEY = 'key-of-the-throw-away-queue';

/** The variables of an env file. */
export function readEnv(file: string): Record<string, string> {
	const lines = readFileSync(file, 'utf8').split('\n');
	const pairs = lines.filter((line) => /^\w+=/.test(line)).map((line) => line.split(/=(.*)/s));
	return Object.fromEntries(pairs.map(([name = '', value = '']) => [name, value]));
}

export async function startQueue(options: QueueOptions): Promise<Queue> {
	const root = options.root ?? process.cwd();
	const base = mkdtempSync(join(tmpdir(), 'n8n-queue-'));
	// PostgreSQL's user has to get into its own folder.
	chmodSync(base, 0o755);
	const port = options.port ? await requireFreePort(options.port, 'N8N_PORT') : await freePort();
	const url = `http://127.0.0.1:${port}`;
	const servers: Server[] = [];
	const members: Member[] = [];
	const kept = <One extends Server>(server: One): One => {
		servers.push(server);
		return server;
	};
	async function stop(): Promise<void> {
		// What they were at is thrown away with the folders.
		await Promise.all([...members].map((one) => one.kill()));
		await Promise.all(servers.map((one) => one.stop()));
		rmSync(base, { recursive: true, force: true, maxRetries: 5 });
	}

	try {
		const [postgres, redis] = await Promise.all([
			startPostgres(root, base).then(kept),
			startRedis(root, base).then(kept),
		]);
		installPackage(options.tarball, join(base, 'package'));
		const env = {
			...readEnv(join(root, 'examples', 'queue', 'n8n.env')),
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(redis.port),
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(postgres.port),
			N8N_ENCRYPTION_KEY: ENCRYPTION_KEY,
			N8N_WEBHOOK_URL: url,
			N8N_EDITOR_BASE_URL: url,
			...options.env,
		};
		const start = async (name: string, command: ProcessOptions['command']) => {
			const member = await startMember({ root, base, name, command, env });
			members.push(member);
			return member;
		};

		// It makes the tables that the others read.
		const main = await start('main', 'start');
		const workerNames = Array.from({ length: options.workers ?? 2 }, (_, n) => `worker-${n + 1}`);
		const [processors, workers] = await Promise.all([
			Promise.all(['processor-1', 'processor-2'].map((name) => start(name, 'webhook'))),
			Promise.all(workerNames.map((name) => start(name, 'worker'))),
		]);
		const hosts: Hosts = Object.fromEntries(
			[main, ...processors].map((one) => [one.name, Number(new URL(one.url).port)]),
		);
		const nginx = kept(await startNginx(root, base, port, hosts));
		return {
			...(await drive(url)),
			main,
			processors,
			workers,
			postgres,
			redis,
			nginx,
			async addWorker() {
				const worker = await start(`worker-${workers.length + 1}`, 'worker');
				workers.push(worker);
				return worker;
			},
			stop,
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

interface MemberOptions extends Pick<ProcessOptions, 'root' | 'command' | 'env'> {
	base: string;
	name: string;
}

async function startMember({ root, base, name, command, env }: MemberOptions): Promise<Member> {
	const userFolder = join(base, name);
	mkdirSync(join(userFolder, '.n8n'), { recursive: true });
	// One installed package for all, as the volume of compose.yaml.
	symlinkSync(join(base, 'package', '.n8n', 'nodes'), join(userFolder, '.n8n', 'nodes'));
	let log = '';
	const options: ProcessOptions = {
		root,
		command,
		userFolder,
		port: await freePort(),
		env,
		host: 'host',
		log: (text) => void (log += text),
		logTail: () => `${name}: ${log.trim().split('\n').slice(-30).join('\n')}`,
	};
	let current: N8nProcess = await startProcess(options);
	return {
		name,
		url: `http://127.0.0.1:${options.port}`,
		log: () => log,
		hasEnded: () => current.hasEnded(),
		kill: () => current.kill(),
		async restart() {
			await current.stop();
			current = await startProcess(options);
		},
		stop: () => current.stop(),
	};
}
