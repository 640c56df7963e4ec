import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { textIn } from '../../../../nodes/shared/values/texts';
import { callMcpTool, callTool, type ToolAnswer } from '../../support/callTool';
import {
	buyerOf,
	formFor,
	forms,
	retryOnFail,
	run,
	saidBy,
	saidIn,
	type Form,
	type Order,
	type Said,
} from './merchant';
import type { Act, ModelVendor } from './modelVendor';
import { intentsOf, type Intent, type Schedule } from './schedule';

/** How one item, or one call of a model, ended. */
export interface End {
	intent: Intent;
	/** The output of a success. */
	output?: Record<string, unknown>;
	/** What was said of one that did not succeed. */
	said?: Said;
	/** What the vendor did for this call alone, where every call is an order of its own. */
	acts?: Act[];
	/** How many things the vendor had done when it ended so; what a later round or retry does is no lie of this one. */
	until?: number;
}

export interface Played {
	ends: End[];
	/** Items that ended not at all, twice, or as somebody else's. */
	lostItems: string[];
	/** How many orders of an amount the merchant has given, however often n8n ran them. */
	wanted: (amount: number) => number;
}

const NODE = 'Under Test';

/** The forms with two or three expressions each: thousands of stories wait for them. */
const lean = Object.fromEntries(
	Object.entries(forms).map(([name, form]) => [name, { ...form, parameters: leanOf(form) }]),
) as typeof forms;

function leanOf({ parameters }: Form): INodeParameters {
	const text = JSON.stringify(parameters).replace(
		/"=\{\{ \$json\.(?!ref|name)\w+ \?\? ('[^']*'|\d+) \}\}"/g,
		(_, value: string) => value.replaceAll("'", '"'),
	);
	return JSON.parse(text) as INodeParameters;
}

/** Plays one story in n8n's engine. */
export async function play(schedule: Schedule, url: string, vendor: ModelVendor): Promise<Played> {
	const intents = intentsOf(schedule);
	const [first] = intents;
	if (schedule.before && first && first.reference !== '' && schedule.form !== 'transfer') {
		vendor.seed(first.reference, first.amount, schedule.before);
	}
	const played: Played = {
		ends: [],
		lostItems: [],
		wanted: (amount) => {
			const alike = intents.filter((one) => one.amount === amount);
			return alike
				.map(({ reference }) => timesWanted(schedule, reference))
				.reduce((sum, times) => sum + times, 0);
		},
	};
	const times = isRepeated(schedule) ? 2 : 1;
	for (let time = 0; time < times; time++) {
		if (schedule.how === 'workflow') await playWorkflow(schedule, intents, url, vendor, played);
		else if (schedule.how === 'mcp') await playMcp(schedule, intents, url, vendor, played);
		else await playAgent(schedule, intents, url, vendor, played);
	}
	return played;
}

/** KasPro does not know a request id of another execution again, so nothing can be asked of a second one. */
export const isRepeated = ({ form, repeated, how }: Schedule) =>
	repeated && form !== 'transfer' && how !== 'mcp';

/** A new execution, or a call of an MCP client, is a new order, unless the vendor knows its reference again. */
function timesWanted(schedule: Schedule, reference: string): number {
	if (reference !== '' && schedule.form !== 'transfer') return 1;
	if (schedule.how === 'mcp') return schedule.rounds;
	return isRepeated(schedule) ? 2 : 1;
}

const twice = { ...retryOnFail, maxTries: 2 };
const orderOf = ({ reference, amount }: Intent): Order => ({
	...(reference !== '' && { ref: reference }),
	amount,
	name: buyerOf(amount),
});

async function playWorkflow(
	{ form, onError, rounds, reversed, retries, ...schedule }: Schedule,
	intents: Intent[],
	url: string,
	vendor: ModelVendor,
	played: Played,
): Promise<void> {
	const untils: number[] = [];
	const looping = onError === 'continueErrorOutput';
	const options = {
		settings: { ...(schedule.retryOnFail && twice), onError },
		...(looping && { rounds }),
		timezone: 'UTC',
		again(orders: Order[]) {
			untils.push(vendor.acts.length);
			return reversed ? [...orders].reverse() : orders;
		},
	};
	let result = await run(lean[form], url, intents.map(orderOf), options);
	judgeRuns(result, played, untils, vendor.acts.length);
	for (let retry = 0; retry < retries && result.error; retry++) {
		result = await run(lean[form], url, [], { ...options, retry: result.run });
		judgeRuns(result, played, untils, vendor.acts.length);
	}
}

/** The engine takes all items from a tool whose node has an error output, the good ones, too: nobody can use that. */
const onErrorOf = (how: Schedule['how'], onError: Schedule['onError']) =>
	onError === 'stopWorkflow' || (how === 'engine' && onError === 'continueErrorOutput')
		? {}
		: { onError };

type Result = Awaited<ReturnType<typeof run>>;

/** @param untils what the vendor had done at the end of each round but the last */
function judgeRuns(
	result: Result,
	{ ends, lostItems }: Played,
	untils: number[],
	total: number,
): void {
	const intentsIn = (items: INodeExecutionData[]): Intent[] =>
		items.map(({ json }) => ({ reference: textIn(json.ref), amount: Number(json.amount) }));
	let input = intentsIn(result.itemsOf('Orders'));
	for (const [round, { outputs, error }] of result.runsOf(NODE).entries()) {
		if (round > 0) input = intentsIn(result.runsOf('Again')[round - 1]?.outputs[0] ?? []);
		const until = untils[round] ?? total;
		if (error) {
			const index = Number(error.context?.itemIndex ?? 0);
			const intent = input[index];
			if (intent) ends.push({ intent, until, said: saidIn(error) });
			else lostItems.push(`an error for item ${index}`);
			continue;
		}
		const seen = outputs.flat().map((item) => {
			const { pairedItem, json } = item;
			const index = typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : -1;
			const intent = input[index];
			if (intent)
				ends.push({ intent, until, ...(json.error ? { said: saidBy(item) } : { output: json }) });
			return index;
		});
		const expected = input.map((_, index) => index).join();
		const got = [...seen].sort((a, b) => a - b).join();
		if (got !== expected) lostItems.push(`round ${round}: items ${expected} ended as ${got}`);
	}
}

async function playAgent(
	{ form, how, onError, retryOnFail: retried, rounds, freshTools }: Schedule,
	intents: Intent[],
	url: string,
	vendor: ModelVendor,
	played: Played,
): Promise<void> {
	const untils: number[] = [];
	const asked: Intent[] = [];
	const calls = intents.flatMap((intent) =>
		Array.from({ length: rounds }, (_, round) => (answers: ToolAnswer[]) => {
			if (round > 0 && outputIn(answers.at(-1))) return [];
			if (asked.length > 0) untils.push(vendor.acts.length);
			asked.push(intent);
			return [argsOf(intent)];
		}),
	);
	const { answers } = await callTool(
		{
			...toolOf(formFor(lean[form], intents.map(orderOf)), url),
			by: how === 'engine' ? 'engine' : 'wrapper',
			freshTools,
			settings: { ...(retried && twice), ...onErrorOf(how, onError) },
		},
		...calls,
	);
	if (answers.length !== asked.length) {
		played.lostItems.push(`${asked.length} calls had ${answers.length} answers`);
	}
	asked.forEach((intent, index) =>
		played.ends.push({ ...endOf(intent, answers[index]), until: untils[index] }),
	);
}

/** A model that calls again makes a new order each time: nothing tells it from a second wish. */
async function playMcp(
	{ form, retryOnFail: retried, rounds }: Schedule,
	intents: Intent[],
	url: string,
	vendor: ModelVendor,
	played: Played,
): Promise<void> {
	for (const intent of intents) {
		for (let round = 0; round < rounds; round++) {
			const options = {
				...toolOf(formFor(lean[form], [orderOf(intent)]), url),
				settings: retried ? twice : {},
			};
			const before = vendor.acts.length;
			const end = endOf(intent, await callMcpTool(options, argsOf(intent)));
			played.ends.push({ ...end, acts: vendor.acts.slice(before) });
		}
	}
}

const argsOf = (intent: Intent) => ({ ...orderOf(intent) });

function toolOf({ type, resource, operation, parameters, credentials }: Form, url: string) {
	const filled = JSON.stringify(parameters)
		.replaceAll('={{ $json.amount }}', "={{ $fromAI('amount', '', 'number') }}")
		.replaceAll('={{ $json.ref }}', "={{ $fromAI('ref', '', 'string') }}")
		.replaceAll("={{ $json.name ?? 'Sari Wulandari' }}", "={{ $fromAI('name', '', 'string') }}");
	return {
		type,
		resource,
		operation,
		credentials: credentials(url),
		timezone: 'UTC',
		parameters: JSON.parse(filled) as INodeParameters,
	};
}

function endOf(intent: Intent, answer: ToolAnswer | undefined): End {
	const output = outputIn(answer);
	if (output) return { intent, output };
	const text = answer?.text ?? '';
	// A model reads text only.
	return { intent, said: { text, outcome: /unknown/i.test(text) ? 'unknown' : undefined } };
}

/** The one item of a success. */
function outputIn(answer: ToolAnswer | undefined): Record<string, unknown> | undefined {
	if (!answer || answer.failed) return undefined;
	try {
		const items = JSON.parse(answer.text) as Array<Record<string, unknown>>;
		const [item] = items;
		return items.length === 1 && item && !('error' in item) ? item : undefined;
	} catch {
		return undefined;
	}
}
