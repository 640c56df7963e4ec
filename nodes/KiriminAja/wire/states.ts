import { textOrNull } from '../../shared/values/texts';

/**
 * A plain word for each of KiriminAja's package codes. Codes may change without notice, so an unknown one is `unknown` and the raw code
 * stands beside it. docs/contracts/kiriminaja.md §4.1
 */
const STATES: Record<string, number[]> = {
	awaiting_pickup: [100, 101, 102, 105, 110],
	in_transit: [103, 104, 106, 107, 211],
	redelivery: [152],
	delivered: [200],
	cancel_requested: [350],
	canceled: [300, 302],
	refused: [301, 310, 311],
	returning: [401, 402, 403, 404, 405, 406],
	returned: [400],
	problem: [210, 303, 333, 500, 555, 701, 702, 703, 704, 901, 902, 903, 904, 905],
};

const STATE_OF = new Map(
	Object.entries(STATES).flatMap(([state, codes]) => codes.map((code) => [String(code), state])),
);

export function stateOf(code: unknown): string {
	return STATE_OF.get(textOrNull(code) ?? '') ?? 'unknown';
}

/** An instant order's words by code, and where a code alone does not say enough, by payment. docs/contracts/kiriminaja.md §4.2 */
const INSTANT_STATES: Record<string, number[]> = {
	finding_driver: [101],
	awaiting_pickup: [105],
	in_transit: [106],
	delivered: [200],
	cancel_requested: [350],
	canceled: [300, 302],
	returning: [401, 402, 403, 404, 405],
	returned: [400],
	problem: [301, 303, 333, 500, 555, 701, 702],
};

const INSTANT_STATE_OF = new Map(
	Object.entries(INSTANT_STATES).flatMap(([state, codes]) =>
		codes.map((code) => [String(code), state]),
	),
);

const INSTANT_STATE_BY_PAYMENT = new Map([
	['100 pending', 'awaiting_pickup'],
	['100 unpaid', 'awaiting_payment'],
	['100 paid', 'awaiting_awb'],
	['100 refunded', 'canceled'],
	['110 paid', 'awaiting_pickup'],
	['110 unpaid', 'awaiting_payment'],
]);

export function instantStateOf(code: unknown, paymentStatus: string): string {
	return (
		INSTANT_STATE_BY_PAYMENT.get(`${textOrNull(code)} ${paymentStatus}`) ??
		INSTANT_STATE_OF.get(textOrNull(code) ?? '') ??
		'unknown'
	);
}
