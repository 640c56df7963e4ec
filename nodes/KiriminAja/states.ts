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
	return STATE_OF.get(String(code)) ?? 'unknown';
}
