import { Readable } from 'node:stream';
import { operationIn, type Nodes } from './ask.ts';
import type { Answer, Known, Question, Request, Service } from './question.ts';
import type { Row } from './shape.ts';

/** What became of an answer in a node: nothing to say, or what it says of it. */
export type Reading = { isRead: true } | { isRead: false; says: string };

/**
 * Gives an answer that has come to the node's own operation, as if n8n had asked. Nothing is sent: the node gets the text that is there, and
 * no file that it names.
 */
export async function read(
	service: Service,
	nodes: Nodes,
	question: Question,
	known: Known,
	answer: Answer,
	credential: Record<string, string>,
): Promise<Reading[]> {
	const form = question.form?.(known, answer);
	if (form === undefined) return [];
	const readings: Reading[] = [];
	for (const name of question.operations) {
		readings.push(await readAs(name, form, service, nodes, question, answer, credential));
	}
	return readings;
}

async function readAs(
	name: string,
	form: Row,
	{ credentialType }: Service,
	{ resources }: Nodes,
	{ isForNothing }: Question,
	answer: Answer,
	credential: Record<string, string>,
): Promise<Reading> {
	const operation = operationIn(resources, name)?.operation;
	const input = operation?.request.safeParse({ simplify: false, ...form });
	if (!operation?.run || !input?.success) return no(`its form does not take what was asked`);
	const hints: string[] = [];
	const asked: Request[] = [];
	const replay = (type: string, { method, url, qs, body }: Options) => {
		if (type !== credentialType) throw new Error(`No credential ${type}`);
		asked.push({ method, path: url, query: qs, body } as Request);
		const { status: statusCode, text, headers } = answer;
		return Promise.resolve({ statusCode, body: text, headers: { ...headers, 'retry-after': '0' } });
	};
	const ctx = {
		getNode: () => ({ name: 'check:live', type: credentialType, credentials: {} }),
		getCredentials: () => Promise.resolve({ environment: 'custom', ...credential }),
		getInputData: () => [{ json: {} }],
		putExecutionToWait: () => Promise.resolve(),
		helpers: {
			httpRequestWithAuthentication: replay,
			// The labels themselves, which are full of names.
			httpRequest: () =>
				Promise.resolve({ statusCode: 200, body: Readable.from([Buffer.from('%PDF-')]) }),
			prepareBinaryData: () => Promise.resolve({}),
		},
	};
	const call = { ctx, item: 0, references: [], hint: (message: string) => hints.push(message) };
	let error: NodeError | undefined;
	try {
		await operation.run(call, input.data);
	} catch (thrown) {
		error = thrown as NodeError;
	}
	const [first] = asked;
	if (!first || !isSame(first, answer.sent)) return no('it asks for this with another request');
	if (isForNothing) {
		if (error?.context?.outcome === 'refused') return { isRead: true };
		return no(error ? `it says: ${error.message}` : 'it takes the answer for what was asked for');
	}
	if (error) return no(`it says: ${error.message}`);
	return hints.length === 0 ? { isRead: true } : no(`it says: ${hints.join(' ')}`);
}

interface Options {
	method: string;
	url: string;
	qs?: Record<string, unknown>;
	body?: unknown;
}

interface NodeError extends Error {
	context?: { outcome?: string };
}

const no = (says: string): Reading => ({ isRead: false, says });

/** Texts and numbers are one in a query; what is undefined is not sent. */
function isSame(one: Request, other: Request): boolean {
	const plain = ({ method, path, query = {}, body = {} }: Request) =>
		JSON.stringify([
			method,
			path,
			sorted(Object.fromEntries(Object.entries(query).map(([key, value]) => [key, String(value)]))),
			sorted(body),
		]);
	return plain(one) === plain(other);
}

function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
	return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
