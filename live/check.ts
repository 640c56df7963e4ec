import { Asker, NoAnswer, operationIn, type Nodes } from './ask.ts';
import type { Answer, Known, Question, Request, Service, Source } from './question.ts';
import { read } from './read.ts';
import type { Redactor } from './redact.ts';
import { compare, type Shape } from './shape.ts';

/** What one look at one answer has shown of one fact. */
export interface Result extends Source {
	kind: 'confirmed' | 'contradicted' | 'not seen';
	says: string;
	/** How it is instead, or why it could not be seen. */
	but?: string;
}

export interface Asked {
	/** As merchants find it, e.g. "Area → Get Provinces". */
	title: string;
	call: string;
	results: Result[];
	/** What is in the answer, and not in the documents. */
	more: string[];
}

export interface Report {
	service: Service;
	host: string;
	asked: Asked[];
	/** How many requests have left. */
	sent: number;
	/** Why the service was not asked any more. */
	stopped?: string;
}

export interface Recorder {
	keep(service: Service, question: Question, answer: Answer, shape: Shape): void;
}

export interface Options {
	service: Service;
	nodes: Nodes;
	/** As the nodes' credential has them. */
	credential: Record<string, string>;
	given: Record<string, string>;
	redactor: Redactor;
	sleep: (milliseconds: number) => Promise<void>;
	recorder?: Recorder;
	/** Told of each question when it has been asked. */
	onAsked?: (asked: Asked) => void;
}

const KEYS_AND_TYPES = 'the answer has the published keys and types';
const readBy = ({ isForNothing }: Question) =>
	isForNothing ? 'the node takes it for a no' : 'the node reads it, without a hint';

/** Asks a service all its questions, and holds the answers against docs/contracts and against the nodes. */
export async function checkService(options: Options): Promise<Report> {
	const { service, nodes, credential, given, sleep, onAsked } = options;
	const asker = new Asker(service, nodes, credential, sleep);
	const host = new URL(credential.baseUrl ?? '').host;
	const report: Report = { service, host, asked: [], sent: 0 };
	const known: Known = { given };
	for (const question of service.questions) {
		const asked = await askOne(question, known, asker, options, report);
		report.asked.push(asked);
		report.sent = asker.sent;
		onAsked?.(asked);
	}
	return report;
}

async function askOne(
	question: Question,
	known: Known,
	asker: Asker,
	options: Options,
	report: Report,
): Promise<Asked> {
	const { service, nodes } = options;
	const asked: Asked = {
		title: titleOf(question, nodes),
		call: service.reads[question.operations[0] ?? ''] ?? '',
		results: [],
		more: [],
	};
	const unseen = (but: string) => {
		asked.results = factsOf(question).map((fact) => ({ ...fact, kind: 'not seen', but }));
		return asked;
	};
	if (report.stopped !== undefined) return unseen('it was not asked any more');
	const request = question.request(known);
	if ('missing' in request) return unseen(request.missing);
	let answer: Answer;
	try {
		answer = await asker.ask(question, request);
	} catch (error) {
		if (!isExpected(error)) throw error;
		report.stopped = options.redactor.quoted(error.message);
		return unseen(report.stopped);
	}
	// A token that was fetched on the way.
	options.redactor.hideSecrets([options.credential.accessToken ?? '']);
	await judge(question, request, answer, known, options, asked, report);
	return asked;
}

/** A network, a pause, and what a credential says of its own fields. */
function isExpected(error: unknown): error is Error {
	return error instanceof NoAnswer || (error as Error).constructor.name === 'NothingSent';
}

async function judge(
	question: Question,
	request: Request,
	answer: Answer,
	known: Known,
	{ service, nodes, credential, redactor, recorder }: Options,
	asked: Asked,
	report: Report,
): Promise<void> {
	const { status, body, text } = answer;
	/** A lie is one, however many facts stand behind it. */
	const all = (kind: Result['kind'], but: string) =>
		void (asked.results = factsOf(question).map((fact, index) => ({
			...fact,
			kind: index === 0 ? kind : 'not seen',
			but,
		})));
	if (body === undefined) {
		const what = /^\s*</.test(text) ? 'HTML' : text.trim() === '' ? 'empty' : 'no JSON object';
		const but = `the answer is ${what} (HTTP ${status})`;
		return all(status >= 500 || [401, 403].includes(status) ? 'not seen' : 'contradicted', but);
	}
	const shape = typeof question.shape === 'function' ? question.shape(body) : question.shape;
	const isNo = service.isNo(answer);
	// The words of a no are needed, and have no place of their own in the shape of a yes.
	hideOwn(body, isNo && !question.isForNothing ? undefined : shape, redactor);
	if (isNo && !(question.isForNothing && status === 404)) {
		const words = `HTTP ${status}: ${wordsIn(service.textOf(body), redactor)}`;
		if (service.isAboutKey(answer)) {
			report.stopped = `the key was refused (${words})`;
			return all('not seen', report.stopped);
		}
		if (status >= 500) return all('not seen', words);
		if (!question.isForNothing) {
			// What was given may not be there; what everybody can ask for has to be.
			const isGiven = Object.values(known.given).some((value) => mentions(request, value));
			return all(isGiven ? 'not seen' : 'contradicted', `it was refused (${words})`);
		}
	}
	if (!isNo && question.isForNothing) {
		const but = 'something was found where nothing can be';
		return all('contradicted', but);
	}
	const result = (source: Source, says: string, finding: true | string | undefined): Result => ({
		section: source.section,
		mark: source.mark,
		says,
		kind: finding === true ? 'confirmed' : finding === undefined ? 'not seen' : 'contradicted',
		...(finding === undefined && { but: 'the answer has nothing to see it by' }),
		...(typeof finding === 'string' && { but: redactor.quoted(finding) }),
	});

	const { wrong, more, empty } = compare(body, shape);
	const places = wrong.map(({ place, says }) => `${place} ${says}`);
	const shapes = places.length > 0 ? places : [true as const];
	asked.results.push(...shapes.map((finding) => result(question, KEYS_AND_TYPES, finding)));
	for (const list of empty) {
		const rows = result(
			question,
			`the rows of ${list} have the published keys and types`,
			undefined,
		);
		asked.results.push({ ...rows, but: 'there are none' });
	}
	asked.more = more.map(({ place, says }) => redactor.quoted(`${place} ${says}`));
	for (const fact of question.facts ?? []) {
		asked.results.push(result(fact, fact.says, fact.look(answer, known)));
	}
	for (const reading of await read(service, nodes, question, known, answer, credential)) {
		asked.results.push(result(question, readBy(question), reading.isRead || reading.says));
	}
	recorder?.keep(service, question, answer, shape);
	question.learn?.(body, known);
}

function wordsIn(text: unknown, redactor: Redactor): string {
	return (typeof text === 'string' && redactor.quoted(text)) || 'without words';
}

/** All that a question can show. */
function factsOf(question: Question): Array<Source & { says: string }> {
	const { section, mark, facts = [] } = question;
	return [
		{ section, mark, says: KEYS_AND_TYPES },
		...facts.map((fact) => ({ section: fact.section, mark: fact.mark, says: fact.says })),
		...(question.form
			? question.operations.map(() => ({ section, mark, says: readBy(question) }))
			: []),
	];
}

function titleOf({ operations, about }: Question, { resources }: Nodes): string {
	const names = operations.map((name) => {
		const found = operationIn(resources, name);
		return found ? `${found.resource.name} → ${found.operation.name}` : name;
	});
	return `${names.join(', ')}${about ? ` (${about})` : ''}`;
}

function mentions(request: Request, value: string): boolean {
	const { path, query = {}, body = {} } = request;
	const texts = [decodeURIComponent(path), ...Object.values(query), JSON.stringify(body)];
	return texts.some((text) => text.includes(value));
}

/** Names of keys that the documents do not have, and that may hold what is somebody's own. */
const OWN =
	/name|phone|mobile|mail|address|alamat|receiver|driver|awb|order|payment|account|track|user|id$|url|key|token/i;

/** What stands where people's own things stand is not to be printed, wherever it stands else. */
function hideOwn(value: unknown, shape: Shape | undefined, redactor: Redactor, name = ''): void {
	if (Array.isArray(value)) {
		const rows = shape?.kind === 'list' ? shape.rows : undefined;
		for (const row of value) hideOwn(row, rows, redactor, name);
		return;
	}
	if (typeof value === 'object' && value !== null) {
		const inner = shape?.kind === 'keys' ? shape.keys : {};
		for (const [key, entry] of Object.entries(value)) hideOwn(entry, inner[key], redactor, key);
		return;
	}
	const isOwn = shape?.kind === 'leaf' ? shape.hides !== undefined : OWN.test(name);
	if (isOwn) redactor.hide(value);
}
