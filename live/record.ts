import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Recorder } from './check.ts';
import { Inventor } from './invent.ts';
import { NotReady } from './keys.ts';
import type { Redactor } from './redact.ts';
import type { Answer, Question, Request, Service } from './question.ts';
import type { Hidden, Row, Shape } from './shape.ts';

/** Where answers are kept when no folder is named. */
export const USUAL_FOLDER = join('.cache', 'live');

/** Fields of requests that hold what the merchant gave. */
const GIVEN: Record<string, Hidden> = {
	order_id: 'number',
	awb: 'number',
	payment_id: 'number',
	mobileNumber: 'phone',
};

interface Exchange {
	name: string;
	request: object;
	response: { http_status: number; body: Row };
}

/** Keeps answers in the form of test/fixtures, with invented people and numbers in them. */
/** So many characters are nothing else, wherever they stand. */
const CERTAIN = 8;

export class Recording implements Recorder {
	/** What was written. */
	readonly files: string[] = [];
	/** What was not, to be on the safe side. */
	readonly leftOut: string[] = [];

	private readonly folder: string;
	private readonly redactor: Redactor;
	private readonly today: string;
	private readonly inventor: Inventor;
	private readonly exchanges = new Map<string, Exchange[]>();

	/**
	 * @param redactor knows the keys, and what is somebody's own
	 * @param today as in 2026-11-22
	 */
	constructor(folder: string, redactor: Redactor, today: string) {
		if (existsSync(folder) && readdirSync(folder).length > 0) {
			throw new NotReady(
				'The folder for the recording is not empty. Name a new one, so that nothing is written over.',
			);
		}
		this.folder = folder;
		this.redactor = redactor;
		this.inventor = new Inventor((made) => redactor.holds(made));
		this.today = today;
	}

	keep(service: Service, question: Question, answer: Answer, shape: Shape): void {
		const { body = {}, status } = answer;
		// What was asked for stands in the answer too.
		const request = this.inventedRequest(service, question, answer.sent);
		const invented = this.inventor.invented(body, shape);
		const file = typeof question.file === 'function' ? question.file(body) : question.file;
		const path = join(service.folder, `${file}.json`);
		if (service.folder !== 'kiriminaja') return this.write(path, invented);
		const { exchange: name = 'ok' } = question;
		const exchange = { name, request, response: { http_status: status, body: invented } };
		const exchanges = [...(this.exchanges.get(path) ?? []), exchange];
		this.exchanges.set(path, exchanges);
		this.write(path, {
			title: `${file}, recorded`,
			confidence: 'recorded',
			notes: [
				`Recorded on ${this.today} by npm run check:live. People, numbers and addresses are invented; amounts and times are as they came.`,
			],
			exchanges,
		});
	}

	private inventedRequest(service: Service, question: Question, sent: Request): Row {
		const { method, path, query, body } = sent;
		const parts = path.split('/');
		const listed = (service.reads[question.operations[0] ?? ''] ?? '').split(' ')[1]?.split('/');
		const isOwn = (place: number) => !question.isForNothing && listed?.[place]?.startsWith('{');
		return {
			method,
			path: parts
				.map((part, place) =>
					isOwn(place) ? encodeURIComponent(this.stands(decodeURIComponent(part))) : part,
				)
				.join('/'),
			headers: {
				Authorization: 'Bearer {api_key}',
				Accept: 'application/json',
				...(body && { 'Content-Type': 'application/json' }),
			},
			...(query && { query: this.inventedFields(question, query) }),
			body: body ? this.inventedFields(question, body) : null,
		};
	}

	/** The numbers that the merchant gave. */
	private inventedFields({ isForNothing }: Question, fields: Row): Row {
		const isOwn = (name: string) => !isForNothing && Object.hasOwn(GIVEN, name);
		const made = (name: string, value: unknown): unknown => {
			if (Array.isArray(value)) return value.map((one) => made(name, one));
			return isOwn(name) && typeof value === 'string' ? this.stands(value, GIVEN[name]) : value;
		};
		return Object.fromEntries(
			Object.entries(fields).map(([name, value]) => [name, made(name, value)]),
		);
	}

	private stands(value: string, as: Hidden = 'number'): string {
		return String(this.inventor.of(value, as));
	}

	/** The last look before anything reaches the disk. */
	private write(path: string, content: object): void {
		const json = `${JSON.stringify(content, null, 2)}\n`;
		if (this.redactor.holds(json, CERTAIN)) {
			this.leftOut.push(path);
			return;
		}
		const target = join(this.folder, path);
		mkdirSync(join(target, '..'), { recursive: true });
		writeFileSync(target, json);
		if (!this.files.includes(path)) this.files.push(path);
	}
}
