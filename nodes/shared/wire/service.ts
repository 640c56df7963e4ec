import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestMethods,
} from 'n8n-workflow';
import type { Failure } from './errors';
import type { Tempo } from './pace';

/** A service's own part of the wire; everything else about a request is the same for all of them. */
export interface Service {
	/** As merchants know it, e.g. "KiriminAja". */
	name: string;
	credentialType: string;
	baseUrl(credential: ICredentialDataDecryptedObject): string;
	/** What a JSON answer says. The HTTP status alone is no yes. */
	verdict: (status: number, body: IDataObject) => Verdict;
	/** Its reads may answer without a yes; what they are asked for says enough. */
	lenientReads?: boolean;
	/** How fast it may be asked this. */
	tempo: (request: Exchange) => Tempo;
}

/** `done` and a refusal only when the service said so in its documented way; all else is `unclear`. */
export type Verdict = 'done' | 'unclear' | Refusal;

export interface Refusal {
	text?: string;
	code?: string;
	advice?: string;
	/** The code's meaning is published: no words beside it change that. */
	isKnown?: boolean;
	/** What it is said of may have been done all the same. */
	isUndecided?: boolean;
	/** Said by a gateway, before the service itself got the request. */
	beforehand?: boolean;
}

export interface Exchange {
	method: IHttpRequestMethods;
	path: string;
	query?: IDataObject;
	/** JSON; bytes only with a Content-Type among the headers. */
	body?: IDataObject | Buffer;
	headers?: Record<string, string>;
	/** What a body of bytes was made of, for the secrets among it. */
	fields?: IDataObject;
	/** Changes nothing at the service, so it may be sent again. */
	safe: boolean;
	/** How long to wait for the answer, in milliseconds; 30 seconds for a safe request, 90 for any other. */
	timeout?: number;
	/** Sends with a new access token instead of the one that n8n keeps. */
	withNewToken?: boolean;
}

/** An answer that is no yes. It may hold a body, and that may say otherwise. */
export interface Refused {
	ok: false;
	failure: Failure;
	body?: IDataObject;
}

export type Answer = { ok: true; body: IDataObject } | Refused;
