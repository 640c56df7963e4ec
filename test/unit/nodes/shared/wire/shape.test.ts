import { z } from 'zod';
import { checkShape } from '../../../../../nodes/shared/wire/shape';
import { callWith } from '../context';

const documented = z.object({ id: z.string(), rows: z.array(z.object({ cost: z.number() })) });

test('an answer as documented, with or without more, says nothing', () => {
	const call = callWith();
	checkShape(call, documented, { id: 'a', rows: [{ cost: 1, new: true }], more: 1 });

	expect(call.hint).not.toHaveBeenCalled();
});

test('an answer that differs is no failure; a hint names where, not what', () => {
	const call = callWith();
	checkShape(call, documented, { id: 'secret', rows: [{ cost: '1' }, { cost: '2' }] });

	expect(call.hint).toHaveBeenCalledTimes(1);
	expect(call.hint).toHaveBeenCalledWith(expect.stringContaining('rows.0.cost, rows.1.cost.'));
	expect(call.hint).not.toHaveBeenCalledWith(expect.stringContaining('secret'));
});

test('of many differences three are named', () => {
	const call = callWith();
	const rows = Array.from({ length: 50 }, () => ({}));
	checkShape(call, documented, { id: 'a', rows });

	expect(call.hint).toHaveBeenCalledWith(
		expect.stringContaining('at: rows.0.cost, rows.1.cost, rows.2.cost. '),
	);
});
