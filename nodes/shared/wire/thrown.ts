import { NOTHING_SENT, NothingSent, type Failure } from './errors';
import type { Service } from './service';
import { STOPPED_ON_THE_WAY } from './stopped';

export const NO_WEB_ADDRESS = 'has a Base URL in the credential that is no web address';

/** Network codes that come before a connection stands, or before anything is written to it. */
const NEVER_ARRIVED: Record<string, string> = {
	ECONNREFUSED: 'refused the connection',
	ENOTFOUND: 'could not be found under its host name',
	EAI_AGAIN: 'could not be found under its host name, because name look-up did not answer',
	CERT_HAS_EXPIRED: 'has an expired certificate',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'has a self-signed certificate',
	ERR_INVALID_URL: NO_WEB_ADDRESS,
	ERR_INVALID_CHAR: 'can not be sent a character that stands in a key or header',
};

/** A chain of wrapped causes is never longer. */
const MOST_CAUSES = 5;

interface Cause {
	code?: unknown;
	syscall?: unknown;
	message?: string;
	/** Of an error of n8n: the code and the texts of what it wraps. */
	httpCode?: string | null;
	messages?: string[];
}

/** What was thrown and what it wraps: n8n replaces its text, and up to 2.23 drops it. */
function causesOf(thrown: unknown): Cause[] {
	const causes = [];
	for (let one = thrown; typeof one === 'object' && one !== null;) {
		if (causes.push(one) > MOST_CAUSES) break;
		one = (one as { cause?: unknown }).cause;
	}
	return causes;
}

/** The first that has a code of the network; of one that n8n has dropped, what n8n's own error says of it. */
function networkCause(causes: Cause[]): Cause {
	const found = causes.find(({ code }) => typeof code === 'string');
	const [{ httpCode: code, messages: [message = ''] = [] } = {}] = causes;
	// As Node words it: "connect EHOSTUNREACH 203.0.113.9:443".
	return found ?? { code, syscall: code && message.split(' ')[0], message };
}

/**
 * What n8n's request helper threw. Nothing counts as unsent but what is known to have come before sending. The code's name stays out of
 * our message, because n8n would replace a message that has it.
 */
export function failureOfThrown(service: Service, timeout: number, thrown: unknown): Failure {
	const causes = causesOf(thrown);
	const { code, syscall, message } = networkCause(causes);
	const before = causes.find((cause) => cause instanceof NothingSent);
	if (before || code === NOTHING_SENT) {
		return { outcome: 'unsent', message: String((before ?? { message }).message), passing: false };
	}
	// Whoever answers the first words of https in plain http has got nothing else.
	if (code === 'EPROTO' && /wrong.version.number/i.test(String(message))) {
		return neverArrived(service, 'does not speak https at the Base URL in the credential');
	}
	const isKnown = Object.hasOwn(NEVER_ARRIVED, String(code));
	if (isKnown || syscall === 'connect' || syscall === 'getaddrinfo') {
		return neverArrived(service, NEVER_ARRIVED[String(code)] ?? 'could not be reached');
	}
	if (code === 'ERR_CANCELED') return STOPPED_ON_THE_WAY;
	if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') return timedOut(service, timeout);
	return {
		outcome: 'unknown',
		message: `The connection to ${service.name} broke before its answer arrived`,
		advice: 'Try again later.',
		passing: true,
	};
}

export const neverArrived = ({ name }: Service, why: string): Failure => ({
	outcome: 'unsent',
	message: `${name} ${why}`,
	advice: 'Nothing was sent. Check the Base URL in the credential and the network of this n8n.',
	passing: true,
});

export const timedOut = ({ name }: Service, timeout: number): Failure => ({
	outcome: 'unknown',
	message: `${name} did not answer within ${timeout / 1000} seconds`,
	advice: 'Try again later.',
	passing: true,
});
