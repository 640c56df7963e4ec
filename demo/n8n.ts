import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	getExecution,
	listExecutions,
	runWorkflow,
	waitForExecution,
	type Execution,
	type ExecutionSummary,
} from './n8n/executions.ts';
import { installPackage } from './n8n/install.ts';
import { freePort, requireFreePort } from './n8n/ports.ts';
import { startProcess } from './n8n/process.ts';
import { signIn, type Rest } from './n8n/session.ts';
import {
	importCredentials,
	importWorkflow,
	publishWorkflow,
	type Credential,
	type WorkflowFile,
} from './n8n/workflows.ts';

export { installPackage, packedServices, packedTarball } from './n8n/install.ts';
export { owner } from './n8n/session.ts';
export type { Execution, ExecutionSummary, Item, NodeRun } from './n8n/executions.ts';
export type { Credential, WorkflowFile } from './n8n/workflows.ts';

export interface StartOptions {
	/** The packed package to install, or several. */
	tarball: string | string[];
	/** 0 or none: a free one. */
	port?: number;
	/** A folder to keep. Without it a new one is made, and removed by `stop`. */
	userFolder?: string;
	/** More environment variables for n8n. */
	env?: Record<string, string>;
	/** The folder of host/versions.json that n8n is installed in; the pinned one when left out. */
	host?: string;
	/** The root of this repository. */
	root?: string;
}

/** What can be asked of an n8n whose owner is signed in. */
export interface Driver {
	/** `http://127.0.0.1:<port>`, without a slash at the end. */
	url: string;
	rest: Rest;
	importCredentials(credentials: Credential[]): Promise<Credential[]>;
	importWorkflow(workflow: WorkflowFile): Promise<string>;
	publishWorkflow(id: string): Promise<void>;
	runWorkflow(id: string, timeout?: number): Promise<Execution>;
	getExecution(id: string): Promise<Execution>;
	/** The newest hundred, of one workflow or of all. */
	executions(workflowId?: string): Promise<ExecutionSummary[]>;
	waitForExecution(
		matches: (execution: ExecutionSummary) => boolean,
		timeout?: number,
	): Promise<Execution>;
	/** Every node that n8n offers, with its description. */
	nodeTypes(): Promise<Array<{ name: string; displayName: string; [key: string]: unknown }>>;
	credentialTypes(): Promise<Array<{ name: string; displayName: string; [key: string]: unknown }>>;
}

/** A real n8n, running with our package in it. */
export interface N8n extends Driver {
	userFolder: string;
	/** Of the process that runs now. */
	pid(): number;
	/** Everything n8n has printed since the first start. */
	log(): string;
	/** Ends n8n as a power cut would. `restart` brings it back. */
	kill(): Promise<void>;
	/** Stops n8n when it runs, and starts it on the same folder and port. */
	restart(): Promise<void>;
	/** Stops n8n and removes the user folder that was made for it. */
	stop(): Promise<void>;
}

/** Signs the owner in. */
export async function drive(url: string): Promise<Driver> {
	const rest = await signIn(url);
	return {
		url,
		rest,
		importCredentials: (credentials) => importCredentials(rest, credentials),
		importWorkflow: (workflow) => importWorkflow(rest, workflow),
		publishWorkflow: (id) => publishWorkflow(rest, id),
		runWorkflow: (id, timeout) => runWorkflow(rest, id, timeout),
		getExecution: (id) => getExecution(rest, id),
		executions: (workflowId) => listExecutions(rest, workflowId),
		waitForExecution: (matches, timeout) => waitForExecution(rest, matches, timeout),
		nodeTypes: () => rest('GET', '/types/nodes.json'),
		credentialTypes: () => rest('GET', '/types/credentials.json'),
	};
}

export async function startN8n(options: StartOptions): Promise<N8n> {
	const root = options.root ?? process.cwd();
	const port = options.port ? await requireFreePort(options.port, 'N8N_PORT') : await freePort();
	const userFolder = options.userFolder ?? mkdtempSync(join(tmpdir(), 'n8n-indonesia-commerce-'));
	const url = `http://127.0.0.1:${port}`;
	let log = '';
	const processOptions = {
		root,
		userFolder,
		port,
		env: options.env ?? {},
		host: options.host ?? 'host',
		log: (text: string) => void (log += text),
		logTail: () => log.trim().split('\n').slice(-30).join('\n'),
	};
	const removeFolder = () => {
		if (!options.userFolder) rmSync(userFolder, { recursive: true, force: true, maxRetries: 5 });
	};

	let running;
	let driver: Driver;
	try {
		for (const tarball of [options.tarball].flat()) installPackage(tarball, userFolder);
		running = await startProcess(processOptions);
		driver = await drive(url);
	} catch (error) {
		await running?.kill();
		removeFolder();
		throw error;
	}
	let current = running;

	return {
		...driver,
		userFolder,
		pid: () => current.pid,
		log: () => log,
		kill: () => current.kill(),
		async restart() {
			await current.stop();
			current = await startProcess(processOptions);
		},
		async stop() {
			await current.stop();
			removeFolder();
		},
	};
}
