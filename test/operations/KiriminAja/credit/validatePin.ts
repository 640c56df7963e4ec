import { pin } from '../../../engine/support/kiriminAja';
import { textIn } from '../../../../nodes/shared/values/texts';
import { refused } from '../published';
import type { Row } from '../../row';

export const row: Row = {
	parameters: { pin },
	// A right one ends the count of the wrong ones before it.
	before: async ({ kiriminAja }) => (kiriminAja.pin.wrongAttempts = 1),
	expected: { wrongTypes: 'right' },
	write: { call: 'POST /api/mitra/v6.2/pin/validate', done: { wrongPins: -1 } },
	secrets: ['the KA Credit PIN'],
	published: {
		fill: ({ body }) => ({ pin: textIn(body?.pin) }),
		exchanges: {
			'pin-validate': {
				valid: { items: [{ valid: true, attempt: 1, maxAttempts: 3 }] },
				wrong: refused('Unable to proceed, pin invalid', '2 tries are left'),
				locked: refused('Unable to proceed, pin invalid', 'locked until 2026-07-20 11:00:00'),
				'system failure': refused('Failed to validate pin', 'could not check the PIN'),
			},
		},
	},
};
