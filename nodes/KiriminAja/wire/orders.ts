import type { IDataObject } from 'n8n-workflow';
import type { Found } from '../../shared/ledger/settle';
import { flagIn } from '../../shared/values/kinds';
import { rowsIn } from '../../shared/values/rows';
import { agrees } from '../../shared/values/sameText';
import { textIn } from '../../shared/values/texts';
import type { Caller } from '../../shared/wire/caller';
import { inputError, type Failure } from '../../shared/wire/errors';
import type { Answer } from '../../shared/wire/service';
import { speaksOfPin } from '../../shared/ledger/refusals';
import { isOfCaller } from './api';

/** What a package was booked with, as far as KiriminAja shows it again. */
export interface Asked {
	orderId: string;
	destinationName: string;
	destinationPhone: string;
	destinationAddress: string;
	/** Rupiah. */
	shippingCost: number;
	/** Rupiah; instant orders have none. */
	cod?: number;
	/** Its number was made, so that only this order can have it, at whatever cost. */
	isNumberMade: boolean;
}

/** What a tracking answer says of an order, in the words of both families. */
export interface Tracked {
	orderId: string | null;
	state: string;
	/** KiriminAja's own code of the state. */
	statusCode: string | null;
	destination: IDataObject;
	shippingCost: number | null;
	cod?: number | null;
	/** The order as output. */
	shipment: IDataObject;
}

/** An order in such a state is not the shipment that a booking wants. docs/contracts/kiriminaja.md §4 */
const GONE: Record<string, string> = {
	canceled: 'is cancelled',
	cancel_requested: 'is being cancelled',
	refused: 'was refused by its recipient',
	returning: 'is on its way back',
	returned: 'has been returned',
};
const LOST = ['303', '333', '500', '555', '701', '702', '703', '704'];

/**
 * What KiriminAja has under an order id, read from an answer of its tracking. One that is canceled or returned, or differs in recipient, COD
 * or cost, is somebody else's or an earlier one. docs/contracts/kiriminaja.md §2.8
 */
export function foundIn(answer: Answer, asked: Asked, read: (body: IDataObject) => Tracked): Found {
	if (!answer.ok) return saysNone(answer.failure) ? 'none' : { unasked: answer.failure };
	const tracked = read(answer.body);
	if (!isIdOf(asked.orderId, tracked.orderId)) return { unasked: NOT_OF_THIS };
	const gone = LOST.includes(tracked.statusCode ?? '')
		? 'is lost, damaged or seized'
		: GONE[tracked.state];
	if (gone) {
		return {
			other: `Order ID ${asked.orderId} was booked before and ${gone}`,
			advice: 'Nothing was booked now. To ship it after all, give it another Order ID.',
		};
	}
	const { name, phone, address } = tracked.destination;
	const isBare = ![name, phone, address].some((one) => textIn(one) !== '');
	if (isBare) {
		const message = 'its tracking shows no recipient';
		return { unasked: { outcome: 'unknown', message } };
	}
	const differences = differencesOf(tracked, asked);
	const isOnlyCod = differencesOf({ ...tracked, cod: null }, asked).length === 0;
	if (differences.length > 0 && asked.isNumberMade && isOnlyCod) {
		return {
			other: `Order ID ${asked.orderId} is booked already, with ${differences.join()}`,
			advice:
				'It was not booked again. If its rate was another one then, it is this order: do not repeat it, or cancel it first where the amount has to be another.',
		};
	}
	if (differences.length > 0) {
		return {
			other: `Order ID ${asked.orderId} is already used for another shipment: ${differences.join(', ')}`,
			advice: 'This booking was not repeated. Give each order its own Order ID.',
		};
	}
	return { record: tracked.shipment };
}

/** What is said of another order says nothing of this one. */
export const NOT_OF_THIS: Failure = {
	outcome: 'unknown',
	message: 'the answer of its tracking is not about this order',
};

function differencesOf(tracked: Tracked, asked: Asked): string[] {
	const { name, phone, address } = tracked.destination;
	const { shippingCost, cod } = tracked;
	return [
		...(agrees(name, asked.destinationName) ? [] : ['another recipient']),
		...(agrees(localPhone(phone), localPhone(asked.destinationPhone)) ? [] : ['another phone']),
		...(agrees(streetOf(address), streetOf(asked.destinationAddress)) ? [] : ['another address']),
		...(cod == null || cod === asked.cod ? [] : [`COD ${cod} instead of ${asked.cod}`]),
		// Less is a discount, and nothing is not known yet.
		...(shippingCost === null || asked.isNumberMade || shippingCost <= asked.shippingCost
			? []
			: [`shipping cost ${shippingCost} instead of ${asked.shippingCost}`]),
	];
}

function streetOf(address: unknown): string {
	return textIn(address).replace(/\b(jalan|jln|jl)\b\.?/gi, 'jl');
}

/** `62…` and `08…` are one number. */
export function localPhone(phone: unknown): string {
	// What is masked stays masked.
	const digits = textIn(phone).replace(/[^\d*•]/g, '');
	return digits.replace(/^(00)?620?|^(?=8)/, '0');
}

/** Whether tracking said that there is no such order. Its words are not documented; any other refusal says nothing about the order. */
function saysNone({ outcome, httpCode, vendorText = '' }: Failure): boolean {
	if (outcome !== 'refused') return false;
	return httpCode === 404 || NOT_THERE.test(vendorText);
}

const NOT_THERE =
	/not found|no data|tidak (di)?temukan|tidak valid|tidak ada|belum ada|belum terdaftar|invalid order/i;

/** The text for a repeated order id is not documented. docs/contracts/kiriminaja.md §1.3 */
export function isTaken({ vendorText = '' }: Failure): boolean {
	return /\b((sudah|telah) (ada|dibuat|digunakan|dipakai|terdaftar|pernah)|unique|unik|tidak boleh sama)\b|(?<!(tidak|belum|bukan|not|n't) )\b(terpakai|terdaftar|already|exists?)\b|duplic|duplik|\b(ganda|kembar)\b/i.test(
		vendorText,
	);
}

/** What to do about a taken order id that the look-up does not find, or not yet: another id could be a second shipment. */
export function advisedIfTaken(answer: Answer): Answer {
	if (answer.ok || !isTaken(answer.failure)) return answer;
	return { ...answer, failure: { ...answer.failure, advice: TAKEN } };
}

const TAKEN =
	'If this is about the Order ID, a shipment was booked under it before, and may be this very one; the tracking may know it only later. Look for it in the KiriminAja dashboard or with Track before you book with another Order ID.';

/** Refusals that are about the whole request: PIN, balance, key and rate. Any other may be about one of its packages. */
export function isOfOne(failure: Failure): boolean {
	const { vendorCode = '', vendorText = '' } = failure;
	if (speaksOfPin(vendorText)) return false;
	return !isOfCaller(failure) && !/^400[12]$|PIN|BALANCE/.test(vendorCode);
}

const NOT_KNOWN =
	'Check the ID and the credential. Express and instant orders are found by their own Track alone, and one that was booked just now may not be known yet: try again in a few minutes.';

/** What to do when KiriminAja says that it has no such thing; its words name nothing. */
export function advisedIfNone(failure: Failure): Failure {
	return saysNone(failure) ? { ...failure, advice: NOT_KNOWN } : failure;
}

/** For an answer that is a yes and holds nothing, as some frameworks say that nothing is there. */
export function saysNothing(call: Caller, asked: string) {
	return inputError(call, `KiriminAja's answer says nothing about ${asked}`, NOT_KNOWN);
}

/** Fails when an answer names an order, and it is not the one that was asked for. */
export function refuseOther(call: Caller, asked: string, named: unknown[]): void {
	const names = named.map(textIn).filter((name) => name !== '');
	const isOurs = names.some((name) => isIdOf(asked, name));
	if (isOurs || names.length === 0) return;
	throw inputError(
		call,
		`KiriminAja answered for "${names.join(' / ')}" instead of ${asked}`,
		'Check the ID; if it is right, tell KiriminAja.',
	);
}

/** Whether a row says that just this package was not done, whatever the answer around it says. */
export function saysNo(row: IDataObject): boolean {
	const { status, success, error, errors } = row;
	const isBad = flagIn(status) === false || flagIn(success) === false;
	const isFilled = [error, errors].some((one) => one && JSON.stringify(one).length > 2);
	return isBad || isFilled || /fail|gagal|error|reject|tolak/i.test(textIn(status));
}

/**
 * Whether an answer about one order is about the one that was asked for. KiriminAja gives accounts a prefix, and nobody knows whether it
 * puts it before an id itself. docs/contracts/kiriminaja.md §2.5
 */
export function isIdOf(sent: string, answered: unknown): boolean {
	const [id, wanted] = [textIn(answered).toLowerCase(), sent.toLowerCase()];
	return id === wanted || (id.endsWith(wanted) && PREFIX.test(id.slice(0, -wanted.length)));
}

const PREFIX = /^[a-z\d]{1,10}[-_]$/;

/** The row about an order among those of an answer, whose order is not promised. */
export function rowOf(rows: unknown, orderId: string): IDataObject | undefined {
	return rowsIn(rows).find((row) => textIn(row.order_id) === orderId);
}

/** KiriminAja answers `JNE` and `Instant` where `jne` and `instant` were sent. docs/contracts/kiriminaja.md §5 */
export function sameSpelling(answered: unknown, sent: string): string {
	const word = typeof answered === 'string' && answered !== '' ? answered : sent;
	return word.toLowerCase() === sent.toLowerCase() ? sent : word;
}
