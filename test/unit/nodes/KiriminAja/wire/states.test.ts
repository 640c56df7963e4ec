import { instantStateOf } from '../../../../../nodes/KiriminAja/wire/states';

test.each([
	[100, 'unpaid', 'awaiting_payment'],
	[100, 'paid', 'awaiting_awb'],
	[100, 'pending', 'awaiting_pickup'],
	[100, 'refunded', 'canceled'],
	[110, 'unpaid', 'awaiting_payment'],
	[110, 'paid', 'awaiting_pickup'],
	[101, 'paid', 'finding_driver'],
	[105, 'paid', 'awaiting_pickup'],
	['106', 'paid', 'in_transit'],
	[200, 'paid', 'delivered'],
	[300, 'paid', 'canceled'],
	[302, 'unpaid', 'canceled'],
	[350, 'paid', 'cancel_requested'],
	[403, 'paid', 'returning'],
	[400, 'paid', 'returned'],
	[701, 'paid', 'problem'],
	[110, 'something new', 'unknown'],
	[999, 'paid', 'unknown'],
	[undefined, '', 'unknown'],
])('an instant order with code %s whose bill is %s is %s', (code, payment, state) => {
	expect(instantStateOf(code, payment)).toBe(state);
});
