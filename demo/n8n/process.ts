import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './ports.ts';

/** One n8n that is running, from its start until it has ended. */
export interface N8nProcess {
	pid: number;
	/** Whether it has ended by itself or by force. */
	hasEnded(): boolean;
	/** Asks n8n to shut down, and ends it and its children by force when it takes too long. */
	stop(): Promise<void>;
	/** Ends n8n and its children at once, as a power cut would. */
	kill(): Promise<void>;
}

export interface ProcessOptions {
	/** What n8n is to be; all in one when left out. */
	command?: 'start' | 'webhook' | 'worker';
	root: string;
	userFolder: string;
	port: number;
	env: Record<string, string>;
	host: string;
	log: (text: string) => void;
	logTail(): string;
}

const startLimit = 120_000;
const stopLimit = 15_000;
/** It asks n8n's servers for a list; an n8n that has no such module does not start when it is told to leave it out. */
const registry = 'mcp-registry';

function environment(
	options: ProcessOptions,
	installed: string,
	brokerPort: number,
): NodeJS.ProcessEnv {
	const { NODE_PATH, NODE_OPTIONS, JEST_WORKER_ID, NODE_ENV, ...inherited } = process.env;
	const url = `http://127.0.0.1:${options.port}/`;
	return {
		...inherited,
		NODE_ENV: 'production',
		N8N_USER_FOLDER: options.userFolder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(options.port),
		// Where a worker says that it is ready.
		...(options.command === 'worker' && {
			QUEUE_HEALTH_CHECK_PORT: String(options.port),
			N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
		}),
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_WEBHOOK_URL: url,
		N8N_EDITOR_BASE_URL: url,
		N8N_SECURE_COOKIE: 'false',
		// Nothing here talks to n8n's servers.
		...(existsSync(join(installed, 'dist', 'modules', registry)) && {
			N8N_DISABLED_MODULES: registry,
		}),
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
		...options.env,
	};
}

async function ready(port: number, child: ChildProcess, options: ProcessOptions): Promise<void> {
	const isOk = async (path: string) =>
		await fetch(`http://127.0.0.1:${port}${path}`).then(
			({ ok }) => ok,
			() => false,
		);
	const end = Date.now() + startLimit;
	while (Date.now() < end) {
		if (child.exitCode !== null || child.signalCode !== null) {
			throw new Error(`n8n ended while it was starting. Its last words:\n${options.logTail()}`);
		}
		// Up to 2.0 n8n calls itself ready before it knows the paths of its editor.
		const hasEditor = (options.command ?? 'start') === 'start';
		const isReady = await isOk('/healthz/readiness');
		if (isReady && (!hasEditor || (await isOk('/rest/settings')))) return;
		await sleep(100);
	}
	throw new Error(
		`n8n was not ready after ${startLimit / 1000} s. Its last words:\n${options.logTail()}`,
	);
}

/** Starts n8n on a user folder and waits until it answers. */
export async function startProcess(options: ProcessOptions): Promise<N8nProcess> {
	const installed = join(options.root, options.host, 'node_modules', 'n8n');
	const guard = join(options.root, 'demo', 'n8n', 'endWithParent.mjs');
	const command = [guard, join(installed, 'bin', 'n8n'), options.command ?? 'start'];
	const child = spawn(process.execPath, command, {
		cwd: options.userFolder,
		env: environment(options, installed, await freePort()),
		stdio: ['pipe', 'pipe', 'pipe'],
		detached: true,
	});
	const ended = once(child, 'exit');
	child.stdout?.setEncoding('utf8').on('data', options.log);
	child.stderr?.setEncoding('utf8').on('data', options.log);

	async function kill(): Promise<void> {
		try {
			if (child.pid) process.kill(-child.pid, 'SIGKILL');
		} catch {
			// The whole group is gone already.
		}
		await ended;
	}
	async function stop(): Promise<void> {
		child.kill('SIGTERM');
		await Promise.race([ended, sleep(stopLimit, undefined, { ref: false })]);
		await kill();
	}

	try {
		await ready(options.port, child, options);
	} catch (error) {
		await kill();
		throw error;
	}
	const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
	return { pid: child.pid ?? 0, hasEnded, stop, kill };
}
