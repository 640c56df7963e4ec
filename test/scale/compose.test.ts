import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { readEnv } from '../../demo/queue.ts';
import { pathOf } from '../../demo/queue/server.ts';
import { nginxConf } from '../../demo/queue/servers.ts';
import { dependencies } from '../../host/package.json';
import { missingServers } from '../../scripts/servers.cjs';

/** Containers cannot be started here. What the compose file says is what queue.test.ts has running as processes. */
interface Service {
	image: string;
	command?: string | string[];
	env_file?: string[];
	environment?: Record<string, string>;
	volumes?: string[];
	depends_on?: Record<string, { condition: string }>;
}
const folder = join(process.cwd(), 'examples', 'queue');
const { parse } = createRequire(join(process.cwd(), 'host', 'package.json'))('yaml') as {
	parse: (text: string, options: object) => { services: Record<string, Service>; volumes: object };
};
const text = readFileSync(join(folder, 'compose.yaml'), 'utf8');
const { services, volumes } = parse(text, { merge: true });
const isN8n = ({ image }: Service) => image.includes('/n8n:');
const n8ns = Object.entries(services).filter(([, service]) => isN8n(service));
const named = (name: string): Service => {
	const service = services[name];
	if (!service) throw new Error(`compose.yaml has no service "${name}"`);
	return service;
};
const env = readEnv(join(folder, 'n8n.env'));

test('it has the processes that the tests have, of the pinned n8n', () => {
	const commands = n8ns.map(([name, { command }]) => `${name}: ${String(command)}`);

	expect(commands).toEqual([
		'main: start',
		'processor-1: webhook',
		'processor-2: webhook',
		'worker-1: worker',
		'worker-2: worker',
	]);
	const images = new Set(n8ns.map(([, { image }]) => image));
	expect([...images]).toEqual([`docker.n8n.io/n8nio/n8n:${dependencies.n8n}`]);
});

test('all of them have the settings of n8n.env and the one installed package', () => {
	for (const [name, service] of n8ns) {
		expect([name, service.env_file]).toEqual([name, ['n8n.env', '.env']]);
		expect([name, service.volumes]).toEqual([name, ['./nodes:/home/node/.n8n/nodes']]);
	}
	expect(env).toMatchObject({ EXECUTIONS_MODE: 'queue', QUEUE_WORKER_STALLED_INTERVAL: '0' });
	expect(services).toHaveProperty([env.QUEUE_BULL_REDIS_HOST ?? '']);
	expect(services).toHaveProperty([env.DB_POSTGRESDB_HOST ?? '']);
	expect(named('postgres').environment).toMatchObject({
		POSTGRES_DB: env.DB_POSTGRESDB_DATABASE,
		POSTGRES_USER: env.DB_POSTGRESDB_USER,
	});
});

test('nobody waits for somebody who is not there', () => {
	for (const [name, { depends_on = {} }] of Object.entries(services)) {
		const others = Array.isArray(depends_on) ? depends_on.map(String) : Object.keys(depends_on);
		expect([name, others.filter((other) => !services[other])]).toEqual([name, []]);
	}
	expect(Object.keys(volumes)).toEqual(['postgres', 'redis']);
});

test('its nginx has the lines that the tests have, with ports of this machine for its hosts', () => {
	expect(named('nginx').volumes).toEqual(['./nginx.conf:/etc/nginx/nginx.conf:ro']);
	const own = readFileSync(join(folder, 'nginx.conf'), 'utf8');
	const hosts = { main: 1, 'processor-1': 2, 'processor-2': 3 };
	const rendered = nginxConf(process.cwd(), 80, hosts);

	for (const host of Object.keys(hosts)) expect(services).toHaveProperty([host]);
	const back = Object.entries(hosts).reduce(
		(conf, [host, port]) => conf.replace(`127.0.0.1:${port};`, `${host}:5678;`),
		rendered.replace('127.0.0.1:80;', '80;'),
	);
	expect(back).toBe(own);
	expect(own).toContain('hash $uri consistent;');
});

const installed = missingServers().length === 0 ? test : test.skip;
installed('its servers are none newer than those that the tests have', () => {
	for (const [service, program] of [
		['postgres', 'postgres'],
		['redis', 'redis-server'],
	] as const) {
		const said = execFileSync(pathOf(program), ['--version'], { encoding: 'utf8' });
		const [major = 0] = [...said.matchAll(/(\d+)\.\d+/g)].map(([, digits]) => Number(digits));
		const [, wanted] = named(service).image.split(':');
		expect([service, major >= Number(wanted)]).toEqual([service, true]);
	}
});

test('every file that it names is there', () => {
	for (const file of ['n8n.env', 'nginx.conf']) expect(existsSync(join(folder, file))).toBe(true);
});
