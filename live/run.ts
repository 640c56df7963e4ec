import { rmSync } from 'node:fs';
import { setTimeout as sleepFor } from 'node:timers/promises';
import type { Nodes } from './ask.ts';
import { checkService, type Report } from './check.ts';
import { NotReady, readyFrom, SERVICES, type Ask, type Ready } from './keys.ts';
import { Recording, USUAL_FOLDER } from './record.ts';
import { Redactor } from './redact.ts';
import { exitCodeOf, linesOf, summaryOf } from './report.ts';

export interface Surroundings {
	/** What stands behind the command; never a key. */
	args: string[];
	env: Record<string, string | undefined>;
	print: (line: string) => void;
	/** The nodes' operations and credential, by the name of the service. */
	nodesOf: (service: string) => Nodes;
	/** On a terminal only. */
	ask?: Ask;
	/** Told when the person has been asked everything. */
	doneAsking?: () => void;
	/** For recordings of which nobody says where; emptied before. */
	cache?: string;
	sleep?: (milliseconds: number) => Promise<void>;
	today?: string;
}

const USAGE = `npm run check:live [-- --record [folder]]

Asks KiriminAja, Kirimo and KasPro with your own keys all that costs nothing and changes nothing, and says which facts of docs/contracts are so.
Keys come from the environment or from your terminal, never from the command: ${SERVICES.map(({ settings }) => settings[0]?.name).join(', ')} and the others of docs/going-live.md.
--record keeps the answers as fixtures with invented people and numbers, in ${USUAL_FOLDER} or in a new folder that you name.`;

/** The whole command; gives its exit code. */
export async function run(surroundings: Surroundings): Promise<number> {
	const { env, nodesOf, ask, sleep = (milliseconds) => sleepFor(milliseconds) } = surroundings;
	const redactor = new Redactor();
	// All that is ever printed goes through here.
	const print = (line: string) => surroundings.print(redactor.clean(line));
	const { isHelp, isRecorded, folder, isUnknown } = read(surroundings.args);
	if (isHelp || isUnknown) {
		// The argument is not repeated: it may be a key.
		if (isUnknown)
			print('There is an argument that is not known here. Keys never stand in the command.\n');
		print(USAGE);
		return isHelp ? 0 : 2;
	}
	try {
		const ready = await readyServices(env, ask);
		surroundings.doneAsking?.();
		for (const { secrets } of ready) redactor.hideSecrets(secrets);
		if (ready.length === 0) {
			print(`No key was given, so nothing was asked.\n\n${USAGE}`);
			return 2;
		}
		const today = surroundings.today ?? new Date().toISOString().slice(0, 10);
		const recorder = isRecorded
			? new Recording(folderOf(surroundings, folder), redactor, today)
			: undefined;
		const reports: Report[] = [];
		for (const { service, credential, given } of ready) {
			print(`${service.name}: facts of docs/contracts/${service.docs}`);
			const report = await checkService({
				service,
				nodes: nodesOf(service.name),
				credential,
				given,
				redactor,
				sleep,
				recorder,
				onAsked: (asked) => print(`\n${linesOf(asked).join('\n')}`),
			});
			reports.push(report);
			print('');
		}
		for (const line of summaryOf(reports)) print(line);
		if (recorder) print(`Recorded: ${recorder.files.join(', ') || 'nothing'}`);
		for (const file of recorder?.leftOut ?? [])
			print(`Not recorded, because somebody's own would be in it: ${file}`);
		print(
			'Nothing was booked, paid or changed. What only a booking or a webhook can show was not looked at.',
		);
		return exitCodeOf(reports);
	} catch (error) {
		const { message, stack } = error as Error;
		// A trace could quote what was sent.
		print(error instanceof NotReady ? message : redactor.quoted(`The check broke off: ${message}`));
		if (!(error instanceof NotReady) && stack) print(stack.replace(/^[\s\S]*?(?=\n\s+at )/, ''));
		return 2;
	}
}

/** The cache is ours to empty, and nothing else is. */
function folderOf({ cache = USUAL_FOLDER }: Surroundings, named?: string): string {
	if (named === undefined) rmSync(cache, { recursive: true, force: true });
	return named ?? cache;
}

async function readyServices(env: Surroundings['env'], ask?: Ask): Promise<Ready[]> {
	const ready: Ready[] = [];
	for (const settings of SERVICES) {
		const one = await readyFrom(settings, env, ask);
		if (one) ready.push(one);
	}
	return ready;
}

function read(args: string[]) {
	const [first, second, ...others] = args;
	const isHelp = first === '--help' || first === '-h';
	const isRecord = first === '--record';
	const isFolder = second === undefined || !second.startsWith('-');
	const isUnknown =
		first !== undefined && !isHelp && !(isRecord && isFolder && others.length === 0);
	return { isHelp, isUnknown, isRecorded: isRecord, folder: second };
}
