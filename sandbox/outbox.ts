import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isForExamples } from './addresses.ts';
import type { Clock } from './clock.ts';
import { shuffled } from './random.ts';
import { count, counts, oneOf, yesNo, type ValuesOf } from './settings.ts';

/** One webhook as it went out. `status` is what the vendor heard of the last attempt, null when it heard nothing. */
export interface Delivery {
	id: number;
	/** When it was first to go out. */
	at: Date;
	event: string;
	method: 'POST';
	url: string;
	headers: Record<string, string>;
	body: string;
	/** 0 while it is held. */
	attempts: number;
	status: number | null;
	error: string | null;
}

export type Content = Pick<Delivery, 'event' | 'url' | 'headers' | 'body'>;

/**
 * How any of the vendors delivers, none of which is published but for Duitku's five attempts until it hears HTTP 200
 * (docs/contracts/kiriminaja.md §3.5, docs/contracts/duitku-callback.md §1). Part of the settings of each.
 */
export const deliverySettings = (...waits: number[]) => ({
	/** How long it waits before the second attempt, the third and so on; after the last wait it gives up. */
	retryMs: counts(...waits),
	/** What it tries again after: all but HTTP 200, or only HTTP 5xx and no answer at all. */
	retryAfter: oneOf('allBut200', 'breakdowns'),
	/** How long it waits for an answer. */
	answerMs: count(10_000),
	/** The answers to so many first attempts of each delivery get lost: it has arrived, and comes again. */
	lostAnswers: count(0),
	/** So many more of each attempt go out at the same moment. */
	copies: count(0),
	/** Deliveries are only noted; they go out by `release` or `redeliver`, in whatever order. */
	holdDeliveries: yesNo(false),
});

export type DeliverySettings = ValuesOf<ReturnType<typeof deliverySettings>>;

/** A vendor as the outbox sees it. */
export interface Sender {
	state: { deliveries: Delivery[]; settings: DeliverySettings; clock: Clock };
	outbox: Outbox;
}

/** Sends it, unless deliveries are held. Resolves after the first attempt; the others follow by the clock. */
export async function deliver(sender: Sender, content: Content): Promise<Delivery> {
	const delivery = noted(sender, content);
	return sender.state.settings.holdDeliveries ? delivery : await attempt(sender, delivery);
}

/** The same text once more, or a held one for the first time, to where it went or was to go. */
export async function redeliver(sender: Sender, earlier: Delivery): Promise<Delivery> {
	return isHeld(earlier) ? await attempt(sender, earlier) : await sendNow(sender, earlier);
}

/** Sends it, also while others are held. */
export async function sendNow(sender: Sender, content: Content): Promise<Delivery> {
	return await attempt(sender, noted(sender, content));
}

/** Sends what is held in an order that the seed decides, so many at the same moment. */
export async function release(sender: Sender, seed: number, atOnce = 1): Promise<Delivery[]> {
	const held = shuffled(sender.state.deliveries.filter(isHeld), seed);
	for (let from = 0; from < held.length; from += atOnce) {
		const some = held.slice(from, from + atOnce);
		await Promise.all(some.map((delivery) => attempt(sender, delivery)));
	}
	return held;
}

export function isHeld({ attempts }: Delivery): boolean {
	return attempts === 0;
}

function noted({ state }: Sender, { event, url, headers, body }: Content): Delivery {
	const delivery: Delivery = {
		id: (state.deliveries.at(-1)?.id ?? 0) + 1,
		at: state.clock.now(),
		event,
		method: 'POST',
		url,
		headers,
		body,
		attempts: 0,
		status: null,
		error: null,
	};
	state.deliveries.push(delivery);
	return delivery;
}

async function attempt(sender: Sender, delivery: Delivery): Promise<Delivery> {
	const { state, outbox } = sender;
	const { answerMs, copies, lostAnswers, retryMs } = state.settings;
	delivery.attempts += 1;
	const { attempts } = delivery;
	const sent = Array.from({ length: copies + 1 }, () => outbox.post(delivery, answerMs));
	const answers = await Promise.all(sent);
	const heard = answers.find(({ status }) => status === 200) ?? answers[0];
	Object.assign(delivery, attempts <= lostAnswers ? LOST : heard);
	const wait = retryMs[attempts - 1];
	const isForgotten = !state.deliveries.includes(delivery);
	if (wait !== undefined && !isForgotten && isTriedAgain(state.settings, delivery)) {
		state.clock.after(wait, () => attempt(sender, delivery));
	}
	return delivery;
}

function isTriedAgain({ retryAfter }: DeliverySettings, { status }: Delivery): boolean {
	return retryAfter === 'allBut200' ? status !== 200 : status === null || status >= 500;
}

type Heard = Pick<Delivery, 'status' | 'error'>;

const LOST: Heard = { status: null, error: 'the answer was lost on its way' };

export interface Outbox {
	/** Sends once and tells the answer; never throws. */
	post(content: Content, answerMs: number): Promise<Heard>;
	/** Breaks off attempts under way. */
	stop(): void;
}

export function createOutbox(): Outbox {
	let underWay = new AbortController();

	return {
		async post(content, answerMs) {
			try {
				return { status: await post(content, answerMs, underWay.signal), error: null };
			} catch (error) {
				return { status: null, error: error instanceof Error ? error.message : String(error) };
			}
		},
		stop() {
			underWay.abort();
			underWay = new AbortController();
		},
	};
}

/** Plain http rather than fetch: the receiver must see the vendor's headers and no others. */
async function post(
	{ url, headers, body }: Content,
	answerMs: number,
	signal: AbortSignal,
): Promise<number> {
	if (isForExamples(url)) throw new Error(`getaddrinfo ENOTFOUND ${new URL(url).hostname}`);
	const send = url.startsWith('https:') ? httpsRequest : httpRequest;
	return await new Promise((resolve, reject) => {
		const outgoing = send(
			url,
			{
				method: 'POST',
				agent: false,
				headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
				signal,
				timeout: answerMs,
			},
			(answer) => {
				answer.on('error', reject);
				answer.on('end', () => resolve(answer.statusCode ?? 0));
				answer.resume();
			},
		);
		outgoing.on('timeout', () => {
			outgoing.destroy(new Error(`no answer within ${answerMs} milliseconds`));
		});
		outgoing.on('error', reject);
		outgoing.end(body);
	});
}
