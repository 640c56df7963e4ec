import { createHash, randomBytes } from 'crypto';
import type { Caller } from '../wire/caller';
import type { Failure } from '../wire/errors';
import type { Answer } from '../wire/service';
import { isStopped, STOPPED, unlessStopped } from '../wire/stopped';

const HOUR_MS = 60 * 60_000;
const salt = randomBytes(32);

interface Tried {
	until: number;
	/** What the service said of a wrong one; nothing of a right one. */
	refusal?: Failure;
}

/**
 * Secrets that were sent to a service: a PIN or one-time password that was wrong stays wrong, and a few wrong ones lock the account. Kept by
 * this process for an hour, over all executions, as hashes that mean nothing outside it.
 */
const tried = new Map<string, Tried>();
const underWay = new Map<string, Promise<unknown>>();

/**
 * Sends a request that carries a secret, unless the service has refused it within the last hour.
 *
 * @param call      who sends it
 * @param secret    what must not be sent again when it is wrong, with the account it belongs to
 * @param isAbout   whether a refusal is one of the secret, and not of something else
 * @param earlier   what to say instead of sending; what the service said then is added
 */
export async function guarded(
	{ ctx }: Caller,
	secret: string[],
	send: () => Promise<Answer>,
	isAbout: (failure: Failure) => boolean,
	earlier: Failure,
): Promise<Answer> {
	const key = keyOf(secret);
	const known = () => {
		const one = tried.get(key);
		return one && one.until > Date.now() ? one : undefined;
	};
	// The first that carries it shows whether it is right; several at once would lock the account.
	for (let other = underWay.get(key); other && !known(); other = underWay.get(key)) {
		await unlessStopped(ctx, other);
		if (isStopped(ctx)) return { ok: false, failure: STOPPED };
	}
	const { refusal } = known() ?? {};
	if (refusal) return { ok: false, failure: saidEarlier(earlier, refusal) };
	const sent = send();
	const over = sent.then(
		(answer) => remember(key, answer, isAbout),
		() => undefined,
	);
	underWay.set(key, over);
	await over;
	underWay.delete(key);
	return await sent;
}

function remember(key: string, answer: Answer, isAbout: (failure: Failure) => boolean): void {
	const now = Date.now();
	for (const [one, { until }] of tried) if (until <= now) tried.delete(one);
	const refusal = answer.ok || !isAbout(answer.failure) ? undefined : answer.failure;
	if (answer.ok || refusal) tried.set(key, { until: now + HOUR_MS, refusal });
}

function saidEarlier(earlier: Failure, { vendorText, advice }: Failure): Failure {
	const message = vendorText ? `${earlier.message}: ${vendorText}` : earlier.message;
	return { ...earlier, message, advice: [advice, earlier.advice].filter(Boolean).join(' ') };
}

const BAD =
	'invalid|tidak (?:valid|sesuai|cocok|benar|tepat|dikenali?|sama|terdaftar)|salah|keliru|wrong|incorrect|mismatch|not (?:match|valid|correct)|blok|block|lock|kunci|ditolak|reject';
/** A pin on a map is another thing. */
const ON_A_MAP =
	'lokasi|titik|alamat|tujuan|penerima|peta|koordinat|map|point|location|address|coordinate';
const SAYS_SO = [
	new RegExp(`(?<!(?:${ON_A_MAP}) )\\bpin\\b(?:(?!${ON_A_MAP})[^.;])*?(?:${BAD})`, 'i'),
	new RegExp(`(?:${BAD}) (?:\\w+ )?pin\\b(?! (?:${ON_A_MAP}))`, 'i'),
	/verif\w* .*\bpin\b.*(gagal|fail)|verif\w* .*(gagal|fail)\w*.*\bpin\b|(gagal|fail\w*) .*verif\w*.*\bpin\b/i,
];

/** Whether a text says that the PIN is wrong or locked. */
export function speaksOfPin(text: string): boolean {
	return SAYS_SO.some((words) => words.test(text.replaceAll('_', ' ')));
}

/** What a restart of n8n does. */
export function forgetRefused(): void {
	tried.clear();
}

/** Tells secrets apart in what is stored with an execution; only this process can make it, so it gives nothing away. */
export function veiled(secret: string): string {
	return keyOf([secret]).slice(0, 12);
}

function keyOf(secret: string[]): string {
	return createHash('sha256').update(salt).update(JSON.stringify(secret)).digest('hex');
}
