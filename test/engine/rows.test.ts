import { operations, prepare, runRow, writes, type Tested } from '../operations';
import { changedBy, recordsOf } from '../operations/row';
import { besideMadeNumbers } from './support/hints';
import { useSandbox } from './support/sandbox';

/** What the rows say of their operations is so: all tests that go through them lean on it. */

const sandbox = useSandbox();

/** What is on record before an operation is run and after it has succeeded. */
async function ran(
	tested: Tested,
	options: Parameters<typeof runRow>[2] = {},
	before = tested.row.before,
) {
	await prepare(sandbox.current, tested, before);
	const recordsBefore = recordsOf(sandbox.current);
	const { length } = sandbox.current.requests;
	const { error, hints } = await runRow(sandbox.current, tested, options);
	expect(error).toBeUndefined();
	expect(besideMadeNumbers({ hints })).toEqual([]);
	expect(sandbox.current.requests.length).toBeGreaterThan(length);
	return { before: recordsBefore, after: recordsOf(sandbox.current) };
}

test.each(writes)(
	'$label leaves on record what its row says, and that is something',
	async (write) => {
		const { before, after } = await ran(write);

		expect(after).toEqual(changedBy(write.row.write.done, before));
		expect(after).not.toEqual(before);
	},
);

const threefold = writes.filter(({ row }) => row.write.three);

test.each(threefold)('three of $label leave on record what the row says of them', async (write) => {
	const { parameters, items, before: preparation, done = {} } = write.row.write.three ?? {};
	const { before, after } = await ran(write, { parameters, items }, preparation);

	expect(after).toEqual(changedBy(done, before));
	expect(after).not.toEqual(changedBy(write.row.write.done, before));
});

test.each(operations.filter(({ kind }) => kind === 'read'))(
	'$label leaves nothing on record',
	async (read) => {
		const { before, after } = await ran(read);

		expect(after).toEqual(before);
	},
);
