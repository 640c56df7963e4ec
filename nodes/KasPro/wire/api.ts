import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';
import type { Failure } from '../../shared/wire/errors';
import { guarded, speaksOfPin } from '../../shared/ledger/refusals';
import { camelKeys } from '../../shared/run/items';
import type { Caller } from '../../shared/wire/caller';
import { TURNED_AWAY } from '../../shared/wire/answer';
import { exchange, orThrow, trimmedUrl } from '../../shared/wire/request';
import type { Answer, Exchange, Service, Verdict } from '../../shared/wire/service';
import { numberIn } from '../../shared/values/kinds';
import { rowOr } from '../../shared/values/rows';
import { textIn } from '../../shared/values/texts';
import { READS, WRITES } from '../../shared/wire/pace';
import { pinsIn } from '../../shared/wire/secrets';
import { isStopped, unlessStopped } from '../../shared/wire/stopped';

/** Done, and accepted but still under way. docs/contracts/kaspro.md §3 */
const DONE = 0;
const PENDING = 1;

/** KasPro's part of the wire. docs/contracts/kaspro.md §2, §3 */
const service: Service = {
	name: 'KasPro',
	credentialType: 'kasProApi',
	baseUrl: ({ baseUrl }) => trimmedUrl(baseUrl),
	verdict,
	tempo: ({ method }) => (method === 'GET' ? READS : WRITES),
};

/** What an operation says about a request; method and safety come from how it is sent. */
export type Request = Pick<Exchange, 'path' | 'query' | 'body' | 'fields' | 'headers' | 'timeout'>;

export const kasPro = {
	/** Asks for something; the answer is the finished one. */
	async get(caller: Caller, request: Request): Promise<IDataObject> {
		return orThrow(caller, await kasPro.tryGet(caller, request));
	},

	async tryGet(caller: Caller, request: Request): Promise<Answer> {
		const answer = await signed(caller, { ...request, method: 'GET', safe: true });
		if (!answer.ok) return answer;
		const body = camelKeys(answer.body);
		return isPending(body) ? { ok: false, failure: STILL_WORKING } : { ok: true, body };
	},

	/** Moves money, changes an account or sends somebody a message: sent once, whatever becomes of the answer. */
	async tryOnce(
		caller: Caller,
		request: Request,
		method: IHttpRequestMethods = 'POST',
	): Promise<Answer> {
		const answer = await withPins(
			caller,
			request,
			async () => await signed(caller, { ...request, method, safe: false }),
		);
		if (answer.ok) return { ok: true, body: camelKeys(answer.body) };
		// Its code says all: nothing else in the body could speak against it.
		return { ok: false, failure: answer.failure };
	},
};

/** KasPro may ask for a wallet's PIN among the additional fields; a few wrong ones lock the wallet. docs/contracts/kaspro.md §6 */
async function withPins(
	caller: Caller,
	{ body, fields, headers }: Request,
	send: () => Promise<Answer>,
): Promise<Answer> {
	const said = (Buffer.isBuffer(body) ? fields : body) ?? {};
	const pins = pinsIn({ said, headers });
	if (pins.length === 0) return await send();
	const isAboutPin = ({ vendorText = '' }: Failure) => speaksOfPin(vendorText);
	return await guarded(
		caller,
		// Another wallet may have the same digits, and its own tries.
		[credentialIdOf(caller), textIn(said.mobileNumber), ...pins],
		send,
		isAboutPin,
		PIN_REFUSED_EARLIER,
	);
}

const PIN_REFUSED_EARLIER: Failure = {
	outcome: 'unsent',
	message: 'KasPro refused this PIN within the last hour, so it was not sent again',
	advice: 'A few wrong PINs lock the wallet: correct the PIN and run the workflow again.',
};

const STILL_WORKING: Failure = {
	outcome: 'refused',
	message: 'KasPro is still working on this request (code 1)',
	advice: 'Ask again later.',
	vendorCode: String(PENDING),
};

/** With a new access token for every 400 and 403, wrong keys would cost two calls more for each item. */
const RENEW_AFTER_MS = 60_000;

/** The last renewal of each credential's token: when it began, and its end. */
const renewals = new Map<string, { at: number; over: Promise<unknown> }>();

/**
 * Sends a request, and once more with a new access token when the gateway has turned it away, because it may call an expired one 400, 401
 * or 403: what it turns away has not reached the wallet. An answer with a result code comes from the wallet, and is never sent again, so
 * n8n's own renewal, which looks at the status only, is not used. docs/contracts/kaspro.md §2.4
 */
async function signed(caller: Caller, request: Exchange): Promise<Answer> {
	const begun = Date.now();
	const answer = await exchange(caller, service, request);
	if (answer.ok || !isTurnedAway(answer.failure)) return answer;
	const { authMode, baseUrl, clientId } = await caller.ctx.getCredentials(service.credentialType);
	if (authMode !== 'oauth2Hmac') return answer;
	// n8n keeps a token for each credential, also for two of the same client.
	const key = JSON.stringify([credentialIdOf(caller), baseUrl, clientId]);
	const last = renewals.get(key);
	// Another request renews it, or has done so since this one left: n8n has a newer token.
	if (last && last.at >= begun) {
		await unlessStopped(caller.ctx, last.over);
		// The gateway's no still holds: nothing was done.
		if (isStopped(caller.ctx)) return answer;
		return await orFirst(answer, exchange(caller, service, request));
	}
	const saysExpired = answer.failure.httpCode === 401;
	if (!saysExpired && last && begun - last.at < RENEW_AFTER_MS) return answer;
	const again = orFirst(answer, exchange(caller, service, { ...request, withNewToken: true }));
	renewals.set(key, { at: Date.now(), over: again });
	return await again;
}

const credentialIdOf = ({ ctx }: Caller) =>
	String(ctx.getNode().credentials?.[service.credentialType]?.id);

function isTurnedAway({ outcome, httpCode, vendorCode, beforehand }: Failure): boolean {
	return outcome === 'refused' && vendorCode === undefined && (beforehand || httpCode === 401);
}

/** What could not leave a second time leaves the answer to the first one as it was. */
async function orFirst(first: Answer, second: Promise<Answer>): Promise<Answer> {
	const again = await second;
	return !again.ok && again.failure.outcome === 'unsent' ? first : again;
}

/** Code 1 means accepted and under way; whether it ends well is not known yet. */
export function isPending(body: IDataObject): boolean {
	return numberIn(body.code) === PENDING;
}

export function isDone(body: IDataObject): boolean {
	return numberIn(body.code) === DONE;
}

function isGood(code: number | undefined): boolean {
	return code === DONE || code === PENDING;
}

/**
 * The codes 0 and 1 are a yes, and any other is a no, also under an HTTP status that says otherwise; numbers and digits in text are the same.
 * A yes under an HTTP error is neither, and so is what has no code. Only the gateway in front of the API, with the shape of its own
 * `{"error": "…"}`, and HTTP statuses that come before any work are a no without one. docs/contracts/kaspro.md §2.4, §3
 */
function verdict(status: number, body: IDataObject): Verdict {
	// Not `camelKeys`, which renames `error`; only the stray blanks around keys are taken off.
	const { message, error, ...rest } = Object.fromEntries(
		Object.entries(body).map(([key, value]) => [key.trim(), value]),
	);
	const told = numberIn(rest.code);
	if (isGood(told)) return status < 400 ? 'done' : 'unclear';
	// A code that only repeats the status is the gateway's, as is every 401 without one: an expired token.
	const code = status === 401 && told === status ? undefined : told;
	const isGateway = typeof error === 'string' && Object.keys(body).length === 1;
	const isNo = isGateway ? status >= 400 : TURNED_AWAY.includes(status);
	if (code === undefined && (!isNo || (rest.code !== undefined && told === undefined)))
		return 'unclear';
	// For these the status says more about what to do than an unknown code or the gateway's text.
	const plain = [401, 403, 429].includes(status) || status >= 500;
	if (code === undefined) {
		const text = (isGateway ? error : saidIn(message)) ?? 'its answer has no result code';
		const isUndecided = status !== 401 && mayHaveDoneIt(text);
		const isEarly = !isUndecided && (status === 400 || status === 403);
		const beforehand = isGateway ? isEarly : undefined;
		const advice = plain || isUndecided || !isGateway ? undefined : GATEWAY_ADVICE;
		return { text, advice, beforehand, isUndecided, isKnown: status === 401 };
	}
	const said = saidIn(message) ?? '';
	const isKnown = Object.hasOwn(ADVICE, code);
	return {
		text: `${said || 'no reason given'} (code ${code})`,
		code: String(code),
		advice: ADVICE[code] ?? (plain ? undefined : OTHER_ADVICE),
		isKnown,
		isUndecided: !isKnown && (!isPlainNo(said) || hasTransaction(rest.data)),
	};
}

const WHO =
	'customer|pelanggan|nasabah|user|pengguna|agen|agent|merchant|partner|account|akun|rekening|wallet|dompet|pocket|number|nomor|mobile|msisdn|phone|destination|tujuan|recipient|penerima|bank|biller|product|produk|denom|bill|tagihan';
const WHAT =
	'amount|nominal|jumlah|param\\w*|field|format|signature|body|pin|otp|code|kode|currency|token|header|date|tanggal';
const NOT_RIGHT =
	'not (?:found|exist\\w*|registered|active|valid|allowed|eligible|supported)|(?:tidak|belum|bukan) (?:di)?(?:temukan|terdaftar|ada|aktif|valid|sesuai|dikenal\\w*|benar|izinkan|perbolehkan|dukung)|inactive|invalid|salah|unknown|wrong|incorrect|mismatch|missing|block\\w*|(?:di|ter)?blokir|suspended|closed|(?:di)?tutup|frozen|(?:di)?bekukan|locked|(?:di|ter)?kunci|expired|k[ae]dalu\\w+';

/**
 * KasPro publishes no codes, and a payment can't be looked up: only sentences that can mean nothing else make a refusal of one, such as that
 * somebody is not known, or that there is not enough. Of all others nobody knows whether they are about this payment, one that is there
 * already, or one that is still on its way.
 */
const PLAIN_NO = [
	new RegExp(`\\b(?:${WHO}|${WHAT})\\b[^.;]{0,30}\\b(?:${NOT_RIGHT})\\b`, 'i'),
	new RegExp(`\\b(?:${NOT_RIGHT})\\b[^.;]{0,20}\\b(?:${WHO}|${WHAT})\\b`, 'i'),
	/insufficient|not enough|\b(saldo|dana|balance|funds?)\b[\w ]{0,20}\b(kurang|(tidak|belum) (men)?cukup)|\bkurang saldo/i,
	/\b(limit|batas|maxim\w*|maksim\w*|quota|kuota)\b[^.;]{0,40}\b(reached|tercapai|terlampaui|habis)|\b(amount|nominal|jumlah|limit|batas)\b[^.;]{0,30}\b(exceed\w*|melebihi|maxim\w*|maksim\w*|minim\w*|terlampaui|(kurang|lebih) dari)|\b(exceed\w*|melebihi|below|above|maxim\w*|maksim\w*|minim\w*)\b[^.;]{0,30}\b(amount|nominal|jumlah|limit|batas|transfer|transaksi|transaction|balance|saldo)/i,
	/\b(is required|are required|wajib|harus (di)?isi|tidak boleh kosong|must be)\b/i,
	/forbidden|access denied|unauthori[sz]ed|not (allowed|permitted)|tidak (diizinkan|diperbolehkan|berhak)/i,
	/^(bad request|((the |this |your )?(transaction|transaksi|transfer|payment|pembayaran|request|permintaan) )?((is|was|has been|telah) )?(ditolak|rejected|declined|refused|denied|gagal|failed|unsuccessful|tidak berhasil)( (oleh|by) [\w ]+)?)[.!]?$/i,
];

/** Money that has left, an answer that has not come, or another payment like this one: beside such words nothing is a plain no. */
const LEAVES_OPEN =
	/respon|tunggu|waktu|time|status|connect|kone[kc]|hubung|debit|debet|potong|deduct|revers|re[ck]on[cs]il|review|tinjau|serupa|identi[ck]|\bsame\b|\bsama\b|similar|update|network|jaringan|sistem|system|server|\bhost\b|switching|proses|process/i;

/** What is there, done, used or paid already, or stands twice; and any word of success. */
const HAS_DONE_IT =
	/duplic|duplik|ganda|\bdouble|repeat|idempoten|\buni(que|k)\b|boleh sama|berbeda|terpakai|(?<!not )\bexists?\b|\b(already|sudah|telah|pernah|been|was|is)\b[\w ]{0,20}\b(process|(di ?)?(proses|bayar|kirim|lakukan|guna|pakai|catat|buat)|tercatat|paid|sent|done|complet|selesai|used|taken|ada\b|created)|berhasil|sukses|success/i;

/** "Tidak berhasil" and "unsuccessful" are no success. */
const NO_SUCCESS = /\b(tidak|belum|gagal|not|un-?|in)[- ]?(berhasil|sukses|success\w*)/gi;

function mayHaveDoneIt(text: string): boolean {
	return HAS_DONE_IT.test(text.replace(NO_SUCCESS, ''));
}

function isPlainNo(text: string): boolean {
	const isNo = PLAIN_NO.some((words) => words.test(text));
	return isNo && !LEAVES_OPEN.test(text) && !mayHaveDoneIt(text);
}

/** A refusal that shows the number of a payment may be about one that is there. docs/contracts/kaspro.md §4.5 */
function hasTransaction(data: unknown): boolean {
	const isNumber = (name: string) =>
		/^(reff?|trx|transaction|journal|receipt)_?(id|no|number)$/i.test(name);
	return Object.entries(rowOr(data)).some(
		([name, value]) => isNumber(name) && textIn(value) !== '',
	);
}

/** A sentence, also when it comes in pieces: by field or in a list. */
function saidIn(message: unknown): string | undefined {
	const pieces =
		typeof message === 'object' && message !== null ? Object.values(message) : [message];
	return (
		pieces
			.flat()
			.map((piece) => textIn(piece).trim())
			.filter(Boolean)
			.join(' ') || undefined
	);
}

const GATEWAY_ADVICE =
	"KasPro's gateway refused the call before it reached the wallet. Check HMAC Key, HMAC Secret and Base URL in the KasPro credential, and the clock of this n8n.";
const OTHER_ADVICE =
	'KasPro does not publish the meaning of its codes. Ask your KasPro contact where its own words do not say what to do.';

/** The number is a customer already. docs/contracts/kaspro.md §3 */
export const ALREADY_REGISTERED = 110001;

/** Nobody has the number. docs/contracts/kaspro.md §3 */
export const NOT_A_CUSTOMER = 110005;

/** What to do about the codes that are known. docs/contracts/kaspro.md §3 */
export const ADVICE: Record<number, string> = {
	[ALREADY_REGISTERED]:
		'This mobile number already is a KasPro customer. Look it up with Customer → Get.',
	[NOT_A_CUSTOMER]:
		'Check the mobile number; KasPro knows it as 08…. Its owner has to be a KasPro customer.',
};
