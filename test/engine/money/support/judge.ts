import type { Act, ModelVendor } from './modelVendor';
import { isRepeated, type End, type Played } from './play';
import { intentsOf, isDoubled, type Intent, type Schedule } from './schedule';
import { denials, invitations } from './words';

/** What is wrong with a story, as sentences; none when all that must hold has held. */
export function complaintsAbout(schedule: Schedule, played: Played, vendor: ModelVendor): string[] {
	const intents = intentsOf(schedule);
	const amounts = [...new Set(intents.map(({ amount }) => amount))];
	return [
		...played.lostItems,
		...amounts.flatMap((amount) => doneTooOften(amount, played, vendor)),
		...played.ends.flatMap((end) => complaintsAboutEnd(end, intents, schedule, vendor)),
		...repeatedSuccesses(played),
		...(schedule.how === 'workflow' ? sentDoubled(intents, vendor) : []),
		...(isUndisturbed(schedule, intents) ? undone(intents, played, vendor) : []),
	];
}

const freshActsOf = (acts: Act[], amount: number) =>
	acts.filter((act) => act.amount === amount && act.from === undefined);

function doneTooOften(amount: number, { wanted }: Played, vendor: ModelVendor): string[] {
	const count = freshActsOf(vendor.acts, amount).length;
	return count > wanted(amount)
		? [
				`the vendor has done the order of ${amount} ${count} times; it was wanted ${wanted(amount)} times`,
			]
		: [];
}

function complaintsAboutEnd(
	{ intent, output, said, acts, until }: End,
	intents: Intent[],
	schedule: Schedule,
	vendor: ModelVendor,
): string[] {
	const what = `the order of ${intent.amount}`;
	const wrongs: Array<[boolean, string]> = [
		[(acts ?? []).length > 1, `was done ${acts?.length} times by one call`],
	];
	if (output) wrongs.push(...wrongsOfSuccess(intent, output, vendor, isModels(schedule)));
	else {
		const { text = '', outcome } = said ?? {};
		const done = acts ?? actsOnlyFor(intent, intents, schedule, vendor.acts.slice(0, until));
		const isUnknown = outcome === 'unknown';
		wrongs.push(
			[text.trim() === '', 'ended without a word'],
			[
				isUnknown && !vendor.written.some((reference) => text.includes(reference)),
				`is unknown, and nothing that was sent is quoted: "${text}"`,
			],
			[
				isUnknown && done.length > 0 && !done.some(({ reference }) => text.includes(reference)),
				`is done as ${done.map(({ reference }) => reference).join()}, which is not quoted: "${text}"`,
			],
			[
				(outcome === 'refused' || outcome === 'unsent') && done.length > 0,
				`is done, and called ${String(outcome)}: "${text}"`,
			],
			[
				(isUnknown || done.length > 0) && invitations(text).length > 0,
				`may be done, and the merchant is told to do it again: "${invitations(text).join()}"`,
			],
			[
				isUnknown &&
					denials(text).length > 0 &&
					![...vendor.denied].some((reference) => text.includes(reference)),
				`is said not to be there, which the vendor has not said: "${denials(text).join()}"`,
			],
		);
	}
	return wrongs.filter(([isWrong]) => isWrong).map(([, wrong]) => `${what} ${wrong}`);
}

/** What the vendor did for this very order; nothing where that cannot be told, as of orders that are alike. */
function actsOnlyFor(intent: Intent, intents: Intent[], schedule: Schedule, acts: Act[]): Act[] {
	const alike = intents.filter(({ amount }) => amount === intent.amount);
	if (alike.length > 1 || isRepeated(schedule)) return [];
	return freshActsOf(acts, intent.amount);
}

const referenceIn = (output: Record<string, unknown>) => String(output.requestId ?? output.orderId);

function wrongsOfSuccess(
	intent: Intent,
	output: Record<string, unknown>,
	{ acts, confirmed }: ModelVendor,
	isModelsCall: boolean,
): Array<[boolean, string]> {
	const reference = referenceIn(output);
	const records = acts.filter((act) => act.reference === reference);
	// KasPro takes a reference twice: two MCP clients that use the same one are each right.
	const record = records.find((act) => act.amount === intent.amount) ?? records[0];
	const called = `is called done as ${reference}, but`;
	return [
		[record === undefined, `${called} the vendor has no such record`],
		[
			record !== undefined && record.amount !== intent.amount,
			`${called} that is the order of ${record?.amount}`,
		],
		[
			record?.from === 'canceled' || record?.from === 'foreign',
			`${called} that record is ${record?.from}`,
		],
		[!confirmed.has(reference), `${called} the vendor has never confirmed it`],
		[
			// What a model asks for again under a new number is what was lost before, if it is the same in all else.
			intent.reference !== '' &&
				reference !== intent.reference &&
				!(isModelsCall && record?.amount === intent.amount),
			`${called} its own reference is ${intent.reference}`,
		],
	];
}

/** Two orders without references, that are both done, are not one. */
function repeatedSuccesses({ ends }: Played): string[] {
	const own = ends.flatMap(({ intent, output }) =>
		output && intent.reference === '' ? [referenceIn(output)] : [],
	);
	const twice = own.filter((reference, index) => own.indexOf(reference) !== index);
	return twice.map((reference) => `two orders are called done as ${reference}`);
}

function sentDoubled(intents: Intent[], { written }: ModelVendor): string[] {
	return [...new Set(written)]
		.filter((reference) => isDoubled(intents, reference))
		.map((reference) => `${reference} stands on two items, and was sent`);
}

function isUndisturbed(
	{ writeFaults, lookupFaults, before }: Schedule,
	intents: Intent[],
): boolean {
	return (
		before === undefined &&
		[...writeFaults, ...lookupFaults].every((fault) => fault === 'ok') &&
		!intents.some(({ reference }) => isDoubled(intents, reference))
	);
}

/** Without faults, every order is done as often as it is wanted, and called so. */
function undone(intents: Intent[], { ends, wanted }: Played, vendor: ModelVendor): string[] {
	const amounts = [...new Set(intents.map(({ amount }) => amount))];
	return [
		...amounts
			.filter((amount) => freshActsOf(vendor.acts, amount).length !== wanted(amount))
			.map((amount) => `nothing went wrong, but the order of ${amount} is not done as wanted`),
		...ends
			.filter(({ output }) => output === undefined)
			.map(({ said }) => `nothing went wrong, but it was said: "${said?.text}"`),
	];
}

/** Of an agent, whose model words a call anew. */
const isModels = ({ how }: Schedule) => how === 'agent' || how === 'engine';
