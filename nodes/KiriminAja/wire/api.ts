import type { IDataObject } from 'n8n-workflow';
import { isRow, rowsIn } from '../../shared/values/rows';
import { textIn } from '../../shared/values/texts';
import { speaksOfPin } from '../../shared/ledger/refusals';
import type { Caller } from '../../shared/wire/caller';
import type { Failure } from '../../shared/wire/errors';
import { exchange, orThrow, trimmedUrl } from '../../shared/wire/request';
import type { Answer, Exchange, Service, Verdict } from '../../shared/wire/service';
import { gently, READS, WRITES, type Tempo } from '../../shared/wire/pace';
import { pinAdvice } from './pin';

const HOSTS: Record<string, string> = {
	sandbox: 'https://tdev.kiriminaja.com',
	production: 'https://client.kiriminaja.com',
};

/** KiriminAja's part of the wire. docs/contracts/kiriminaja.md §1 */
const service: Service = {
	name: 'KiriminAja',
	credentialType: 'kiriminAjaApi',
	baseUrl: ({ environment, baseUrl }) => HOSTS[textIn(environment)] ?? trimmedUrl(baseUrl),
	verdict,
	lenientReads: true,
	tempo,
};

export const kiriminAja = {
	/** Asks for something. KiriminAja's reads are POST as well as GET. */
	async read(caller: Caller, path: string, body?: IDataObject): Promise<IDataObject> {
		return orThrow(caller, await this.tryRead(caller, path, body));
	},

	async tryRead(caller: Caller, path: string, body?: IDataObject): Promise<Answer> {
		return await exchange(caller, service, { method: 'POST', path, body, safe: true });
	},

	async get(caller: Caller, path: string, query?: IDataObject): Promise<IDataObject> {
		return orThrow(caller, await this.tryGet(caller, path, query));
	},

	async tryGet(caller: Caller, path: string, query?: IDataObject): Promise<Answer> {
		return await exchange(caller, service, { method: 'GET', path, query, safe: true });
	},

	async baseUrl({ ctx }: Caller): Promise<string> {
		return service.baseUrl(await ctx.getCredentials(service.credentialType));
	},

	/** Changes something: sent once, whatever becomes of the answer. */
	async tryWrite(caller: Caller, path: string, body: IDataObject): Promise<Answer> {
		return await exchange(caller, service, { method: 'POST', path, body, safe: false });
	},

	async tryDelete(caller: Caller, path: string): Promise<Answer> {
		return await exchange(caller, service, { method: 'DELETE', path, safe: false });
	},
};

/** Who tracks or searches too much is shut out. docs/contracts/kiriminaja.md §1.3 */
function tempo({ path, safe }: Exchange): Tempo {
	if (!safe) return WRITES;
	if (path.includes('/tracking')) return gently('tracking');
	return /address/.test(path) ? gently('search') : READS;
}

/** The payload, whose key differs per endpoint. docs/contracts/kiriminaja.md §1.4 */
export function payloadOf(body: IDataObject): unknown {
	return body.datas ?? body.data ?? body.results ?? body.result ?? body.details ?? body.schedules;
}

/** The payload as rows; an endpoint that finds nothing may leave it out. */
export function rowsOf(body: IDataObject): IDataObject[] {
	return rowsIn(payloadOf(body));
}

/**
 * `status: true` is a yes, and HTTP 200 with `status: false` a no, as is any body without a yes from 400 on; a 200 that has no `status` says
 * nothing. docs/contracts/kiriminaja.md §1.5, §1.6
 */
function verdict(status: number, body: IDataObject): Verdict {
	const said = textIn(body.status).toLowerCase();
	if (said === 'true' || said === '1') return status < 400 ? 'done' : 'unclear';
	if (status < 400 && said !== 'false' && said !== '0') return 'unclear';
	const code = codeOf(body);
	const texts = [flatErrors(body.errors), body.text, body.message];
	const text = texts.find((value): value is string => typeof value === 'string' && value !== '');
	const advice =
		status !== 429 && isAboutKey(text)
			? WRONG_KEY
			: (pinAdvice(body.data) ?? adviceOn(code, text, body.errors !== undefined));
	// 400 and 422 stand for anything.
	const hasCode = !/^4(00|22)$/.test(code ?? '') && Object.hasOwn(ADVICE, code ?? '');
	const isKnown = hasCode || speaksOfPin(text ?? '');
	// The number of a pickup is given to what is booked.
	const isUndecided = textIn(body.pickup_number) !== '';
	return { text, code, advice, isKnown, isUndecided };
}

/** The instant family has one code for all failures, so there only the text tells them apart. */
function adviceOn(code = '', text = '', namesFields: boolean): string | undefined {
	const byCode = Object.hasOwn(ADVICE, code) ? ADVICE[code] : undefined;
	const byText = code === '2' ? INSTANT_ADVICE.find(([words]) => words.test(text)) : undefined;
	if (NAME_FORMAT.test(text)) return PLAIN_NAMES;
	return byText?.[1] ?? byCode ?? (namesFields ? ADVICE['422'] : undefined);
}

/** A number in `code`, or a word in `results.error` or `data.error`; both forms are in use. */
function codeOf({ code, results, data }: IDataObject): string | undefined {
	const inner = [results, data].filter(isRow).find(({ error }) => typeof error === 'string');
	if (inner) return textIn(inner.error);
	if (isRow(data) && (data.valid === false || 'attempt' in data)) return 'PIN_INVALID';
	return typeof code === 'number' || typeof code === 'string' ? String(code) : undefined;
}

/** `{field: "text"}` and `{field: ["text", …]}` as one text, which names each field. */
function flatErrors(errors: unknown): string | undefined {
	if (!isRow(errors)) return undefined;
	const named = Object.entries(errors).flatMap(([field, texts]) =>
		[texts]
			.flat()
			.filter((text) => typeof text === 'string')
			.map((text) => (hasName(text, field) ? text : `${field}: ${text}`)),
	);
	return named.join(' ');
}

/** `packages.2.order_id` is named by "The order id …". */
function hasName(text: string, field: string): boolean {
	const name = field.split('.').at(-1) ?? field;
	return text.toLowerCase().replaceAll('_', ' ').includes(name.toLowerCase().replaceAll('_', ' '));
}

/** With which status a wrong key or an unlisted address is answered is not published. docs/contracts/kiriminaja.md §1.1 */
const isAboutKey = (text = '') => /^unauthori[sz]ed|^unauthenticated/i.test(text);

/** A refusal that is about the caller's key or rate, and not about what was sent. */
export function isOfCaller({ httpCode = 0, vendorText }: Failure): boolean {
	return [401, 403, 429].includes(httpCode) || isAboutKey(vendorText);
}

const WRONG_KEY =
	'Check the KiriminAja credential, and whether KiriminAja allows the IP address of this n8n.';
const WRONG_PIN = 'Check the KA Credit PIN. Three wrong ones lock it for about an hour.';
const NO_BALANCE =
	'Top up KA Credit in the KiriminAja dashboard, or choose another Payment Method.';

/** What to do about KiriminAja's own codes. docs/contracts/kiriminaja.md §1.7 */
const ADVICE: Record<string, string> = {
	'4001': WRONG_PIN,
	PIN_INVALID: WRONG_PIN,
	PIN_MAX_ATTEMPT_REACHED:
		'The PIN is locked after three wrong tries. Wait about an hour, or choose another Payment Method.',
	'4002': NO_BALANCE,
	BALANCE_NOT_ENOUGH: NO_BALANCE,
	'4003':
		'KA Credit pays only packages without COD. Book COD packages in a node of their own, with Payment Method Account Default.',
	'4101':
		'The goods are worth more than the courier insures. Choose another service, or leave the insurance out.',
	'400': 'Correct what KiriminAja names, and run the item again.',
	'422': 'Correct the field that KiriminAja names, and run the item again.',
};

/** docs/contracts/kiriminaja.md §2.5 */
const NAME_FORMAT = /\bname format\b/i;
const PLAIN_NAMES =
	"KiriminAja's own plugin sends names in letters, digits and blanks only: Ny Sari for Ny. Sari, Nuraini for Nur'aini. Write it so, and run the item again.";

const INSTANT_ADVICE: Array<[RegExp, string]> = [
	[
		/more than \d+ ?k[mg]/i,
		'Instant couriers take at most 40 kg and go at most 40 km. Check that latitude and longitude are not swapped, or use an express courier (Rate → Get Express).',
	],
	[
		/not found|tidak valid/i,
		'KiriminAja has no instant order of this ID for which this can be done. Check the Order ID, the credential, and with Instant Order → Track how far the order has come.',
	],
];
