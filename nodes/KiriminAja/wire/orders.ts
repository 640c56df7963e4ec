import type { IDataObject } from 'n8n-workflow';
import type { Found } from '../../shared/ledger/settle';
import { rowsIn } from '../../shared/values/rows';
import { agrees } from '../../shared/values/sameText';
import { textIn } from '../../shared/values/texts';
import type { Failure } from '../../shared/wire/errors';
import type { Answer } from '../../shared/wire/request';

/** What a package was booked with, as far as KiriminAja shows it again. */
export interface Asked {
	orderId: string;
	destinationName: string;
	destinationPhone: string;
	destinationAddress: string;
	/** Rupiah; each of these costs may be the one on record. */
	shippingCosts: number[];
	/** Rupiah; instant orders have none. */
	cod?: number;
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
	canceled: 'is canceled',
	cancel_requested: 'is being canceled',
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
	if (tracked.orderId?.toLowerCase() !== asked.orderId.toLowerCase()) {
		return { unasked: { outcome: 'unknown', message: NOT_OF_THIS } };
	}
	const gone = LOST.includes(tracked.statusCode ?? '')
		? 'is lost, damaged or seized'
		: GONE[tracked.state];
	if (gone) {
		return {
			other: `Order ID ${asked.orderId} was booked before and ${gone}`,
			advice: 'Nothing was booked now. To ship it after all, give it another Order ID.',
		};
	}
	const differences = differencesOf(tracked, asked);
	if (differences.length > 0) {
		return {
			other: `Order ID ${asked.orderId} is already used for another shipment: ${differences.join(', ')}`,
			advice: 'This booking was not repeated. Give each order its own Order ID.',
		};
	}
	return { record: tracked.shipment };
}

const NOT_OF_THIS = 'the answer of its tracking is not about this order';

function differencesOf(tracked: Tracked, asked: Asked): string[] {
	const { name, phone, address } = tracked.destination;
	const { shippingCost, cod } = tracked;
	const costs = asked.shippingCosts;
	return [
		...(agrees(name, asked.destinationName) ? [] : ['another recipient']),
		...(agrees(localPhone(phone), localPhone(asked.destinationPhone)) ? [] : ['another phone']),
		...(agrees(address, asked.destinationAddress) ? [] : ['another address']),
		...(cod == null || cod === asked.cod ? [] : [`COD ${cod} instead of ${asked.cod}`]),
		...(shippingCost === null || costs.includes(shippingCost)
			? []
			: [`shipping cost ${shippingCost} instead of ${costs[0]}`]),
	];
}

function localPhone(phone: unknown): string {
	return textIn(phone).replace(/^\+?62/, '0');
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
	return /sudah (ada|digunakan|dipakai|terdaftar|pernah)|telah (ada|digunakan|dipakai|terdaftar)|terpakai|terdaftar|already|exist|duplica|duplikat|unique|unik/i.test(
		vendorText,
	);
}

/** Refusals that are about the whole request: PIN, balance, key and rate. Any other may be about one of its packages. */
export function isOfOne({ httpCode = 0, vendorCode = '' }: Failure): boolean {
	return ![401, 403, 429].includes(httpCode) && !/^400[12]$|PIN|BALANCE/.test(vendorCode);
}

/** The row about an order among those of an answer, whose order is not promised. */
export function rowOf(rows: unknown, orderId: string): IDataObject | undefined {
	return rowsIn(rows).find((row) => textIn(row.order_id) === orderId);
}

/** KiriminAja answers `JNE` and `Instant` where `jne` and `instant` were sent. docs/contracts/kiriminaja.md §5 */
export function sameSpelling(answered: unknown, sent: string): string {
	const word = typeof answered === 'string' && answered !== '' ? answered : sent;
	return word.toLowerCase() === sent.toLowerCase() ? sent : word;
}
