import type { IDataObject, IN8nHttpFullResponse } from 'n8n-workflow';
import { rowOr } from '../values/rows';
import { textIn } from '../values/texts';
import type { Failure } from './errors';
import { parseExact } from './exactJson';
import { PATIENCE_MS } from './pace';
import { masked } from './secrets';
import type { Answer, Refusal, Service } from './service';

const READ_OF_PAGE = 10_000;

/**
 * Statuses with which a gateway turns a request away before any work, so that an answer which can't be read is a no all the same. Of any
 * other unreadable answer nobody knows what stands behind it.
 */
export const TURNED_AWAY = [401, 403, 404, 405, 411, 413, 414, 415, 429, 431];

/** Words that say of a request that it is not through yet, or that a part of it is. */
const NOT_THROUGH =
	/\b(?<!(tidak|belum|gagal|not|un|kurang) )(berhasil|sukses|success(ful(ly)?)?)\b|\bsebagian\b|\bpartial|\b(sedang|masih|dalam)( kami)? (di|mem|men)?(proses|buat|cari)|akan (segera )?di ?proses|being processed|still process|in pro(gress|cess)\b/i;

/** Words with which a service that says no means that it does not know. */
const UNDECIDED =
	/\bantri|\bantre|\bqueue|(tidak|belum) (ada )?(me)?(respon|jawaban)|(memberikan|mendapatkan|get|got|receiv\w*|memberi) (a |any )?(respon\w*|jawaban|reply)|menghubungi|koneksi (ke )?[\w ]*(gagal|terputus)|empty reply|curl error|(not|n't) respond|connection (was )?(reset|refused|closed)|gagal terhubung|something went wrong|whoops|unexpected error|undefined (index|variable|array|offset)|terjadi kesalahan|menunggu|\bpending\b|time[ds]?[ -]?out|waktu habis|\brto\b|deadlock|no response|not received|too late|suspect|inoperative|beberapa saat|terputus|gangguan|service unavailable|overload|(server|sistem|system) (is )?(busy|sibuk)|(server|system|internal|general|unknown) error|kesalahan (pada )?(server|sistem)/i;

/** Statuses that tell nothing about the work: it may have been done, or may still be. */
const TELLS_NOTHING = [408, 425, 499];

/** What a service has answered, by its own verdict; without a body that can be read it is a no only where the status says so. */
export function read(
	service: Service,
	safe: boolean,
	response: IN8nHttpFullResponse,
	secrets: string[],
): Answer {
	const { statusCode: status } = response;
	const text = textIn(response.body);
	if (status >= 300 && status < 400) {
		const message = `${service.name} redirected the request (HTTP ${status}) to ${textIn(response.headers.location).split('?')[0] || 'another address'}`;
		const advice =
			'Redirects are not followed. Check the Base URL in the credential, also http or https.';
		return { ok: false, failure: { outcome: 'unknown', message, advice, httpCode: status } };
	}
	const body = parseObject(text);
	if (body === undefined)
		return { ok: false, failure: unreadable(service, response, text, secrets) };
	const verdict = service.verdict(status, body);
	if (verdict === 'done') return { ok: true, body };
	if (verdict !== 'unclear') {
		return { ok: false, failure: refused(service, response, verdict), body };
	}
	if (safe && service.lenientReads && status < 400) return { ok: true, body };
	return {
		ok: false,
		failure: {
			outcome: safe ? 'refused' : 'unknown',
			message: `${service.name}'s answer (HTTP ${status}) says neither yes nor no${saying(body, secrets)}`,
			httpCode: status,
			...passing(status, response.headers),
		},
	};
}

/** A text in an answer that says nothing in the documented way, e.g. "Too many attempts". */
function saying({ message, text, error, errors }: IDataObject, secrets: string[]): string {
	const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
	// A list of fields says more than the sentence that PHP's frameworks put before it.
	const fields = Object.values(rowOr(errors)).flat().filter(isText);
	const said = [...[message, text, error].filter(isText).slice(0, 1), ...fields].join(' ');
	// Masked before it is cut, or a part of a secret would be left.
	return said === '' ? '' : `: ${masked(said, secrets).slice(0, 160)}`;
}

function parseObject(text: string): IDataObject | undefined {
	try {
		const value = parseExact(text);
		return typeof value === 'object' && value !== null && !Array.isArray(value)
			? (value as IDataObject)
			: undefined;
	} catch {
		return undefined;
	}
}

function refused(
	service: Service,
	{ statusCode: status, headers }: IN8nHttpFullResponse,
	{ text, code, advice, isKnown, isUndecided = false, beforehand }: Refusal,
): Failure {
	const open = status >= 500 || TELLS_NOTHING.includes(status);
	// The status may stand in the body, under HTTP 200. docs/contracts/kiriminaja.md §1.5
	const isFault = /^(5\d\d|408|425|499)$/.test(code ?? '');
	const undecided =
		open || isFault || isUndecided || (!isKnown && isUndecidedIn(text ?? '', status));
	const isTooMany = isThrottle({ httpCode: status, vendorCode: code });
	const happened = open
		? `${service.name} could not handle the request (HTTP ${status})`
		: isTooMany
			? `${service.name} is receiving too many requests`
			: `${service.name} ${isUndecided ? 'answered' : 'refused the request'}`;
	return {
		outcome: undecided ? 'unknown' : 'refused',
		message: text ? `${happened}: ${text}` : `${happened}${open ? '' : ` (HTTP ${status})`}`,
		advice: advice ?? adviceFor(service, isTooMany ? 429 : status, headers),
		httpCode: status,
		vendorCode: code,
		vendorText: text,
		beforehand,
		...passing(isTooMany ? 429 : status, headers),
	};
}

/**
 * Whether a no is none, by its words. A throttle may call its server busy and has done nothing; but what it says of this very request counts.
 */
export function isUndecidedIn(text: string, status?: number): boolean {
	return NOT_THROUGH.test(text) || (status !== 429 && UNDECIDED.test(text));
}

function unreadable(
	service: Service,
	{ statusCode: status, headers }: IN8nHttpFullResponse,
	text: string,
	secrets: string[],
): Failure {
	// Enough of a page for its message; the patterns below would take minutes for megabytes of it.
	const excerpt = masked(text.slice(0, 2 * READ_OF_PAGE), secrets)
		.slice(0, READ_OF_PAGE)
		.replace(/<(style|script)[\s\S]*?<\/\1>/gi, ' ')
		.replace(/<[^<>]*>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim()
		.slice(0, 160);
	const what = text.trim() === '' ? 'nothing' : `no JSON but "${excerpt}"`;
	return {
		outcome: TURNED_AWAY.includes(status) ? 'refused' : 'unknown',
		message: `${service.name} answered HTTP ${status} with ${what}`,
		advice:
			adviceFor(service, status, headers) ??
			'Check the Base URL in the credential, or try again later.',
		httpCode: status,
		vendorText: excerpt || undefined,
		...passing(status, headers),
	};
}

/** Too many requests, by the status or by the code that stands in the body in its place. docs/contracts/kiriminaja.md §1.5 */
export const isThrottle = ({ httpCode, vendorCode }: Pick<Failure, 'httpCode' | 'vendorCode'>) =>
	httpCode === 429 || vendorCode === '429';

/** Whether a read may be tried again, and when. */
function passing(status: number, headers: IN8nHttpFullResponse['headers']) {
	return {
		passing: status === 429 || status >= 500 || TELLS_NOTHING.includes(status),
		retryAfter: retryAfter(headers['retry-after']),
	};
}

function adviceFor(
	service: Service,
	status: number,
	headers: IN8nHttpFullResponse['headers'],
): string | undefined {
	const wait = retryAfter(headers['retry-after']);
	if (wait !== undefined && wait > PATIENCE_MS) {
		return `${service.name} asks to wait ${Math.ceil(wait / 60_000)} minutes before the next request.`;
	}
	if (status === 401 || status === 403) {
		return `Check the ${service.name} credential, and whether ${service.name} allows the IP address of this n8n.`;
	}
	if (status === 429) return 'Wait a minute, or send fewer items at a time.';
	if (status >= 500) return `This is on the side of ${service.name}. Try again later.`;
	return undefined;
}

const A_DAY_MS = 86_400_000;

/** Seconds or a date (RFC 9110 §10.2.3) as milliseconds from now. */
function retryAfter(header: unknown): number | undefined {
	if (typeof header !== 'string' || header.trim() === '') return undefined;
	const wait = /^\d+$/.test(header.trim())
		? Number(header) * 1000
		: Date.parse(header) - Date.now();
	return Number.isNaN(wait) ? undefined : Math.min(Math.max(0, wait), A_DAY_MS);
}
