import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICES } from '../../../live/keys.ts';
import type { Answer, Question } from '../../../live/question.ts';
import { compare, isObject, type Row } from '../../../live/shape.ts';
import { operations } from '../../operations';

const root = process.cwd();
const services = SERVICES.map(({ service }) => service);
const questions = services.flatMap((service) =>
	service.questions.map((question) => ({ service, question })),
);
const facts = questions.flatMap(({ question }) => [question, ...(question.facts ?? [])]);

describe('each fact names where it stands', () => {
	test.each([...new Set(facts.map(({ section }) => section))])('%s is there', (anchor) => {
		const [, file = '', section = '', endpoint] =
			/^(\w+\.md) §([\d.]+)(?: \((\d+)\))?$/.exec(anchor) ?? [];
		const page = readFileSync(join(root, 'docs/contracts', file), 'utf8');
		const heading = new RegExp(`^#{2,3} ${section.replace('.', '\\.')}\\.? `, 'm').exec(page);

		expect(heading).not.toBeNull();
		if (endpoint === undefined) return;
		const rest = page.slice((heading?.index ?? 0) + 4);
		const own = rest.slice(0, /^#{2,3} /m.exec(rest)?.index);
		expect(own).toMatch(new RegExp(`^\\*\\*${endpoint}\\. `, 'm'));
	});

	test('a service speaks of its own page', () => {
		for (const { service, question } of questions) {
			for (const { section } of [question, ...(question.facts ?? [])]) {
				expect(section.split(' ')[0]).toBe(service.docs);
			}
		}
	});
});

describe('what is asked', () => {
	const reads = operations.filter(({ kind }) => kind === 'read');

	test('every operation of kind read is asked by a call of its own, and no other one has a call', () => {
		const listed = services.flatMap(({ name, reads: calls }) =>
			Object.keys(calls).map((operation) => `${name} ${operation}`),
		);
		const asked = questions.flatMap(({ service, question }) =>
			question.operations.map((operation) => `${service.name} ${operation}`),
		);
		const names: Record<string, string> = {
			kiriminAja: 'KiriminAja',
			kirimo: 'Kirimo',
			kasPro: 'KasPro',
		};
		const expected = reads.map(({ type, name }) => `${names[type]} ${name}`).sort();

		expect(listed.sort()).toEqual(expected);
		expect([...new Set(asked)].sort()).toEqual(expected);
	});

	test('no call is one of those that the tests know as a write', () => {
		const calls = services.flatMap(({ reads: own }) => Object.values(own));
		const writes = operations.flatMap(({ row }) => row.write?.call ?? []);

		expect(writes.length).toBeGreaterThan(10);
		expect(calls.filter((call) => writes.includes(call.replace(/\?.*/, '')))).toEqual([]);
	});
});

/** Published answers, and by which question they are the answer. */
interface Exchange {
	name: string;
	request: Answer['sent'];
	response: { http_status: number; body: Row };
}

/** The question whose answer an exchange of KiriminAja is. */
function questionOf(file: string, { response: { body } }: Exchange): Question | undefined {
	const isNo = body.status !== true;
	return services[0]?.questions.find(
		(one) =>
			(typeof one.file === 'function' ? one.file(body) : one.file) === file &&
			(one.isForNothing ?? false) === isNo,
	);
}

/** Answers that are published and are not what these questions get. */
const others: Record<string, string> = {
	'awb-print: shape B (PHP README, third party)': 'said to be of older clients',
	'credit-balance: shape typed in node/php/rust SDK (April 2026)': 'said to be a guess of SDKs',
};

describe('the published answers are what the questions hold for published', () => {
	const folder = join(root, 'test/fixtures/kiriminaja');
	const exchanges = readdirSync(folder).flatMap((file) => {
		const { exchanges: own = [] } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
			exchanges?: Exchange[];
		};
		return own.flatMap((exchange) => {
			const question = questionOf(file.replace('.json', ''), exchange);
			const title = `${file.replace('.json', '')}: ${exchange.name}`;
			return question && !others[title] ? [{ title, question, exchange }] : [];
		});
	});

	test('they are of all questions to KiriminAja', () => {
		const known = new Set(exchanges.map(({ question }) => question));

		expect(services[0]?.questions.filter((question) => !known.has(question))).toEqual([]);
	});

	test.each(exchanges)('$title', ({ question, exchange: { response } }) => {
		const { body } = response;
		const shape = typeof question.shape === 'function' ? question.shape(body) : question.shape;

		expect(compare(body, shape)).toMatchObject({ wrong: [], more: [] });
	});

	test.each([
		['kirimo', 'balance.response.200', 'balance.get'],
		['kirimo', 'transactions.page1-of-2.response.200', 'payment.getAll'],
		['kirimo', 'transactions.empty.response.200', 'payment.getAll'],
		['kirimo', 'status.paid.response.200', 'payment.get'],
		['kirimo', 'status.pending.response.200', 'payment.get'],
		['kirimo', 'status.failed.response.200', 'payment.get'],
		['kirimo', 'status.expired.response.200', 'payment.get'],
		['kirimo', 'error.404.response', 'payment.get'],
		['kaspro', 'customer-inquiry.response.success', 'customer.get'],
		['kaspro', 'customer-inquiry.response.success.numeric-mobile', 'customer.get'],
		['kaspro', 'customer-inquiry.response.not-found', 'customer.get'],
	])('%s: %s', (name, file, operation) => {
		const text = readFileSync(join(root, 'test/fixtures', name, `${file}.json`), 'utf8');
		const body = JSON.parse(text) as Row;
		const isNo = !isObject(body.data);
		const question = questions.find(
			(one) =>
				one.service.folder === name &&
				one.question.operations.includes(operation) &&
				(one.question.isForNothing ?? false) === isNo,
		)?.question as Question;
		const shape = typeof question.shape === 'function' ? question.shape(body) : question.shape;

		expect(compare(body, shape)).toMatchObject({ wrong: [], more: [] });
	});
});
