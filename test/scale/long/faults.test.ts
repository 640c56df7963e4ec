import { packedTarball } from '../../../demo/n8n.ts';
import { startQueue, type Member, type Queue } from '../../../demo/queue.ts';
import { publishWaiting } from '../../../demo/queue/waiting.ts';
import { credentialsFor } from '../../../demo/story.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { missingServers } from '../../../scripts/servers.cjs';
import {
	awbIssued,
	booking,
	buyers,
	countsOf,
	inARow,
	items,
	link,
	orderIds,
	retry,
	runsOf,
	send,
	settled,
	startedFor,
	tracking,
	trigger,
	until,
	webhook,
	workerOf,
} from '../support/desk.ts';

/** What a queue goes through in a bad night, one after the other. docs/scaling.md has what it found. */
const withServers = missingServers().length === 0 || process.env.CI ? describe : describe.skip;
const LONG = 600_000;
const say = (text: string) => process.stdout.write(`${text}\n`);

withServers("n8n's queue", () => {
	let sandbox: Sandbox;
	let queue: Queue;

	beforeAll(async () => {
		sandbox = await startSandbox({ isLocal: true });
		sandbox.kiriminAja.creditBalance = 1_000_000_000;
		queue = await startQueue({
			tarball: packedTarball(),
			// The triggers use no expressions; n8n's usual engine would build a virtual machine for each delivery.
			env: { N8N_EXPRESSION_ENGINE: 'legacy', N8N_EXECUTIONS_QUEUE_RECOVERY_INTERVAL: '1' },
		});
		await queue.importCredentials(credentialsFor(sandbox));
	}, LONG);
	afterAll(async () => {
		await queue?.stop();
		await sandbox?.close();
	}, 60_000);

	/** As a vendor does: until it hears 200, five times at most, one after the other. */
	async function deliver(path: string, orderId: string): Promise<number | undefined> {
		let status: number | undefined;
		for (let attempt = 0; attempt < 5 && status !== 200; attempt++) {
			status = await send(queue.url, path, awbIssued(orderId));
		}
		return status;
	}

	/** So many senders at once take what is left. */
	async function deliverAll(path: string, ids: string[], senders: number, each: () => void) {
		const left = [...ids];
		const heard: Array<number | undefined> = [];
		const work = async () => {
			for (let id = left.shift(); id !== undefined; id = left.shift()) {
				heard.push(await deliver(path, id));
				each();
			}
		};
		await Promise.all(Array.from({ length: senders }, work));
		return heard;
	}

	test(
		'loses none of 2,000 events when the processor that takes them is killed in the middle and comes back',
		async () => {
			const path = 'storm';
			const workflow = inARow('Storm', [trigger('kiriminAja', path)]);
			const workflowId = await queue.importWorkflow(workflow);
			await queue.publishWorkflow(workflowId);
			const ids = orderIds('STORM', 2000);
			let done = 0;
			let killed: Promise<void> | undefined;
			const heard = await deliverAll(path, ids, 20, () => {
				if (++done === 700) killed = restarted(processorOf(queue));
			});
			await killed;
			await settled(queue, workflowId);

			expect(countsOf(heard)).toEqual({ 200: 2000 });
			const started = countsOf(await startedFor(queue, workflowId));
			expect(Object.keys(started).sort()).toEqual(ids);
			const twice = Object.values(started).filter((count) => count > 1).length;
			const statuses = countsOf((await runsOf(queue, workflowId)).map(({ status }) => status));
			say(
				`Processor killed: ${twice} of 2,000 events ran twice; runs: ${JSON.stringify(statuses)}`,
			);
		},
		LONG,
	);

	test(
		'makes one link for each of 200 events when the processor is killed in the middle and nothing has a number of its own',
		async () => {
			const path = 'effects';
			const workflow = inARow('Effects', [trigger('kiriminAja', path), link()]);
			const workflowId = await queue.importWorkflow(workflow);
			await queue.publishWorkflow(workflowId);
			const ids = orderIds('EFFECT', 200);
			const before = sandbox.kirimo.orders.length;
			let done = 0;
			let killed: Promise<void> | undefined;
			const heard = await deliverAll(path, ids, 20, () => {
				if (++done === 70) killed = restarted(processorOf(queue));
			});
			await killed;
			await settled(queue, workflowId);

			expect(countsOf(heard)).toEqual({ 200: 200 });
			const links = sandbox.kirimo.orders.slice(before).map((one) => one.customerEmail);
			expect(links.sort()).toEqual(ids.map((id) => `${id.toLowerCase()}@example.com`));
			say(`Effects: ${(await runsOf(queue, workflowId)).length} runs, ${links.length} links`);
		},
		LONG,
	);

	const bookingOf = async (path: string, count = 300) => {
		const nodes = [webhook(path), buyers(count), booking()];
		const workflowId = await queue.importWorkflow(inARow(path, nodes));
		await queue.publishWorkflow(workflowId);
		const before = sandbox.kiriminAja.orders.length;
		return { workflowId, booked: () => sandbox.kiriminAja.orders.slice(before) };
	};
	const receivers = (orders: ReturnType<Awaited<ReturnType<typeof bookingOf>>['booked']>) =>
		new Set(orders.map(({ destination }) => destination.name)).size;
	const slow = (times: number) =>
		sandbox.fault({
			kind: 'latency',
			delayMs: 2_000,
			times,
			path: '/api/mitra/v6.2/request_pickup',
		});
	const firstRun = async (workflowId: string) => {
		const [run] = await runsOf(queue, workflowId);
		if (!run) throw new Error('n8n has no such run.');
		return run;
	};

	/** Presses Retry when n8n leaves no other way; gives what had become of the run before. */
	async function retried(workflowId: string): Promise<string> {
		await settled(queue, workflowId);
		const { id, status } = await firstRun(workflowId);
		if (status !== 'success') await retry(queue, id);
		return status;
	}

	test.each<[string, (executionId: number) => Promise<void>]>([
		['a worker is killed', async (id) => await restarted(workerOf(queue, id))],
		['Redis is restarted', async () => await queue.redis.restart()],
		['PostgreSQL is restarted', async () => await queue.postgres.restart()],
		['the main process is killed', async () => await restarted(queue.main)],
	])(
		'books each of 300 orders once when %s in the middle',
		async (what, strike) => {
			const path = what.replace(/\W/g, '-');
			const { workflowId, booked } = await bookingOf(path);
			slow(6);
			await fetch(`${queue.url}/webhook/${path}`, { method: 'POST' });
			await until(() => booked().length >= 100);
			const { id } = await firstRun(workflowId);
			await strike(id);
			await allUp();
			const left = await retried(workflowId);
			say(`${what}: n8n left the run as "${left}"; ${booked().length} orders are booked`);

			expect(receivers(booked())).toBe(300);
			expect(booked()).toHaveLength(300);
		},
		LONG,
	);

	test(
		'goes on with a payment after every server was restarted',
		async () => {
			const waiting = await publishWaiting(queue, sandbox);
			const id = await waiting.order('INV-NIGHT');
			await queue.redis.restart();
			await queue.postgres.restart();
			await allUp();
			await waiting.pay('INV-NIGHT');
			await until(() => waiting.isBooked('INV-NIGHT'));

			expect((await waiting.ended(id)).status).toBe('success');
		},
		LONG,
	);

	/** Each worker finds the limit by itself, and pauses by itself. */
	test(
		'finds all of 120 parcels, although KiriminAja takes 60 calls a minute and the workers know nothing of each other',
		async () => {
			const { workflowId: bookingId, booked } = await bookingOf('thirty', 30);
			await fetch(`${queue.url}/webhook/thirty`, { method: 'POST' });
			await until(() => booked().length === 30);
			await settled(queue, bookingId);
			const parcels = booked().map(({ orderId }) => orderId);
			const nodes = [webhook('track'), items(parcels.map((orderId) => ({ orderId }))), tracking()];
			const workflowId = await queue.importWorkflow(inARow('Track', nodes));
			await queue.publishWorkflow(workflowId);
			sandbox.kiriminAja.settings.rateLimitPerMinute = 60;
			const before = sandbox.requests.length;
			await Promise.all(
				[1, 2, 3, 4].map(() => fetch(`${queue.url}/webhook/track`, { method: 'POST' })),
			);
			await until(async () => (await runsOf(queue, workflowId)).length === 4);
			await until(
				async () => (await runsOf(queue, workflowId)).every(({ status }) => status === 'success'),
				500,
			);
			sandbox.kiriminAja.settings.rateLimitPerMinute = null;

			const asked = sandbox.requests.slice(before).filter(({ path }) => path.endsWith('/tracking'));
			const throttled = asked.filter(({ status }) => status === 429);
			expect(throttled.length).toBeGreaterThan(0);
			expect(asked.filter(({ status }) => status === 200)).toHaveLength(120);
			const runs = await runsOf(queue, workflowId);
			const busy = new Set(runs.map(({ id }) => workerOf(queue, id).name));
			say(`429: ${throttled.length} answers, ${busy.size} workers, 4 runs of 30 parcels`);
		},
		LONG,
	);

	test(
		'sends a PIN that is wrong once for each worker, and not again',
		async () => {
			const wrong = booking();
			Object.assign(wrong.parameters as object, { pin: '999999' });
			const workflowId = await queue.importWorkflow(
				inARow('Wrong PIN', [webhook('pin'), buyers(1), wrong]),
			);
			await queue.publishWorkflow(workflowId);
			const before = sandbox.requests.length;
			for (let run = 1; run <= 6; run++) {
				await fetch(`${queue.url}/webhook/pin`, { method: 'POST' });
				await until(async () => (await runsOf(queue, workflowId)).length === run);
				await settled(queue, workflowId);
			}

			const runs = await runsOf(queue, workflowId);
			const busy = new Set(runs.map(({ id }) => workerOf(queue, id).name));
			const sent = sandbox.requests
				.slice(before)
				.filter(({ path }) => path.endsWith('/request_pickup'));
			expect(countsOf(runs.map(({ status }) => status))).toEqual({ error: 6 });
			expect(sent).toHaveLength(busy.size);
			say(`Wrong PIN: ${busy.size} workers, sent ${sent.length} times in 6 runs`);
		},
		LONG,
	);

	/** When this changes, refused PINs could be kept there for all workers. docs/scaling.md, Static data */
	test(
		'gives a worker an empty static data, and puts what it writes there in the place of all',
		async () => {
			const note = items([]);
			note.parameters = {
				jsCode: `$getWorkflowStaticData('global')[$input.first().json.body.run] = true;
return [];`,
			};
			const workflowId = await queue.importWorkflow(inARow('Note', [webhook('note'), note]));
			await queue.publishWorkflow(workflowId);
			const stored = `SELECT "staticData" FROM workflow_entity WHERE id = '${workflowId}'`;
			for (const [index, run] of ['first', 'second'].entries()) {
				const body = new URLSearchParams({ run });
				await fetch(`${queue.url}/webhook/note`, { method: 'POST', body });
				await until(async () => (await runsOf(queue, workflowId)).length === index + 1);
				await settled(queue, workflowId);

				const global = { [run]: true };
				expect(await queue.postgres.query(stored)).toEqual([{ staticData: { global } }]);
			}
		},
		LONG,
	);

	/** A processor may end when Redis or PostgreSQL goes; the compose file brings it back, and so does this. */
	async function allUp(): Promise<void> {
		const members = [queue.main, ...queue.processors, ...queue.workers];
		const isUp = async ({ url }: Member) =>
			await fetch(`${url}/healthz/readiness`).then(
				({ ok }) => ok,
				() => false,
			);
		for (const member of members) {
			if (member.hasEnded()) {
				say(`${member.name} had ended, and was started again`);
				await member.restart();
			}
			await until(async () => await isUp(member));
		}
	}
});

async function restarted(member: Member): Promise<void> {
	await member.kill();
	await member.restart();
}

/** The one that takes the events of the last workflow: its log has the most of them. */
function processorOf({ processors }: Queue): Member {
	const busy = (member: Member) => member.log().split('Enqueued execution').length;
	const [most] = [...processors].sort((a, b) => busy(b) - busy(a));
	if (!most) throw new Error('The queue has no processor.');
	return most;
}
