import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram } from '../../scripts/servers.cjs';

/** A server beside n8n, on a port of 127.0.0.1. */
export interface Server {
	port: number;
	/** As `systemctl restart` does. */
	restart(): Promise<void>;
	stop(): Promise<void>;
}

export interface User {
	uid: number;
	gid: number;
}

interface Program {
	root: string;
	name: string;
	args: string[];
	port: number;
	folder: string;
	user?: User;
	/** What asks it to shut down. */
	signal?: 'SIGTERM' | 'SIGINT';
	/** Whether it answers. */
	isReady: () => Promise<boolean>;
}

const startLimit = 60_000;
const stopLimit = 15_000;

/** The path of an installed program. */
export function pathOf(name: string): string {
	const path = findProgram(name);
	if (!path) throw new Error(`${name} is not installed here. "npm run setup -- --queue" does it.`);
	return path;
}

/** Starts a server in the foreground and waits until it answers. It ends with this process. */
export async function startServer(program: Program): Promise<Server> {
	let stop = await start(program);
	return {
		port: program.port,
		async restart() {
			await stop();
			stop = await start(program);
		},
		stop: () => stop(),
	};
}

async function start({ root, name, args, folder, user, signal, isReady }: Program) {
	const guard = join(root, 'demo', 'queue', 'endWithParent.mjs');
	const [uid, gid] = user ? [user.uid, user.gid] : ['', ''];
	const command = [guard, String(uid), String(gid), pathOf(name), ...args];
	const child = spawn(process.execPath, command, {
		cwd: folder,
		stdio: ['pipe', 'pipe', 'pipe'],
		detached: true,
	});
	const ended = once(child, 'exit');
	let said = '';
	const listen = (text: string) => void (said = (said + text).slice(-4000));
	child.stdout.setEncoding('utf8').on('data', listen);
	child.stderr.setEncoding('utf8').on('data', listen);

	async function stop(): Promise<void> {
		child.kill(signal ?? 'SIGTERM');
		await Promise.race([ended, sleep(stopLimit, undefined, { ref: false })]);
		// The guard kills what it guards.
		child.stdin.destroy();
		await ended;
	}
	const end = Date.now() + startLimit;
	while (!(await isReady())) {
		const isOver = child.exitCode !== null || child.signalCode !== null;
		if (isOver || Date.now() > end) {
			await stop();
			throw new Error(`${name} did not start. Its last words:\n${said}`);
		}
		await sleep(100);
	}
	return stop;
}
