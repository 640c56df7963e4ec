import type { Row, Shape } from './shape.ts';

/** How sure docs/contracts is of a fact: an official page, other public material, or our own reading. */
export type Mark = 'documented' | 'public' | 'inferred';

/** Where a fact stands, e.g. `kiriminaja.md §2.1 (1)`; the number in brackets is that of an endpoint. */
export interface Source {
	section: string;
	mark: Mark;
}

export interface Fact extends Source {
	says: string;
	look(answer: Answer, known: Known): Finding;
}

/** True when it is so, the difference when it is not, nothing when this answer can't show it. */
export type Finding = true | string | undefined;

export interface Answer {
	status: number;
	/** What was parsed; missing when the text is no JSON. */
	body?: Row;
	text: string;
	headers: Record<string, string>;
	sent: Request;
}

export interface Request {
	method: 'GET' | 'POST';
	path: string;
	query?: Record<string, string>;
	body?: Row;
}

/** What earlier answers and the merchant have told. */
export interface Known {
	/** By the name of its environment variable. */
	given: Record<string, string>;
	provinceId?: number;
	cityId?: number;
	destination?: { district: number; subdistrict?: number };
	origin?: { district: number; subdistrict?: number };
	courier?: string;
	rate?: { service: string; type: string; cost: number; discount: number; insurance: number };
	order?: string;
	pages?: number;
}

/** One request, and what the documents say of its answer. */
export interface Question extends Source {
	/** Which of the nodes' operations ask it; all of kind read. */
	operations: string[];
	/** What is asked, where the operation is asked more than once. */
	about?: string;
	/** The request, or why it can't be made. */
	request(known: Known): Request | { missing: string };
	/** What the form of the node has when it asks just this; the node then reads the answer too. */
	form?(known: Known, answer: Answer): Row;
	shape: Shape | ((body: Row) => Shape);
	facts?: Fact[];
	learn?(body: Row, known: Known): void;
	/** Asks for what nobody has, so that the answer is a no. */
	isForNothing?: true;
	/** The file of a recording, and in KiriminAja's the name of the exchange. */
	file: string | ((body: Row) => string);
	exchange?: string;
}

export interface Service {
	name: string;
	/** Of docs/contracts, and of recordings. */
	docs: string;
	folder: string;
	credentialType: string;
	/** The one call of each read operation, as `METHOD /path`; `{…}` stands for one part of it. Nothing else can be asked. */
	reads: Record<string, string>;
	questions: Question[];
	/** Between two requests, in milliseconds. */
	pause: number;
	isNo(answer: Answer): boolean;
	/** What a refusal says. */
	textOf(body: Row): unknown;
	/** Says that the key is not known, whatever its status. */
	isAboutKey(answer: Answer): boolean;
}
