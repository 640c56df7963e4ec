import { accounts } from '../../../sandbox/index.ts';
import { errorOutput, retryOnFail, run, transfer, type Order } from '../money/support/merchant';
import { kasProCredential } from '../support/kasPro';
import { useSandbox } from '../support/sandbox';
import { letTimeFly } from '../support/timeFlies';

/** Two partners of KasPro, in one n8n: what one has used up or done is nothing to the other. */

const sandbox = useSandbox();
beforeEach(() => letTimeFly(sandbox));
afterEach(() => jest.restoreAllMocks());
const { otherKasPro } = accounts;
const merchant = { ...transfer, credentials: (url: string) => kasProCredential({ url }) };
const other = { ...transfer, credentials: (url: string) => kasProCredential({ url }, otherKasPro) };
const pay = async (form: typeof merchant, orders: Order[], settings: object = errorOutput) =>
	await run(form, sandbox.current.url, orders, {
		settings,
		credentialId: form === other ? '2' : '1',
	});
const paid = () => sandbox.current.kasPro.transfers.map(({ requestId }) => requestId);

const refs = Array.from({ length: 12 }, (_unused, index) => `PAY-${index}`);
const many = refs.map((ref) => ({ ref, amount: 1_000 }));

test('of more transfers than a minute allows one is refused, the rest waits, and another partner is not kept waiting', async () => {
	const { done, failed } = await pay(merchant, many);
	const waits = jest.spyOn(sandbox.current, 'advance');
	const rest = await pay(other, [{ ref: 'OTHER-1', amount: 1_000 }]);

	expect(waits).not.toHaveBeenCalled();
	expect(done.map(({ requestId }) => requestId)).toEqual(refs.filter((ref) => ref !== 'PAY-10'));
	expect(failed.map(({ outcome }) => outcome)).toEqual(['refused']);
	for (const { text } of failed) expect(text).toMatch(/Rate limit exceeded.*Wait a minute/);
	expect(rest.done).toMatchObject([{ requestId: 'OTHER-1', done: true }]);
	expect(paid()).toEqual([...refs.filter((ref) => ref !== 'PAY-10'), 'OTHER-1']);
});

test('what was refused for that is done later, and nothing twice', async () => {
	const first = await pay(merchant, many);
	const again = many.filter(({ ref }) => !first.done.some(({ requestId }) => requestId === ref));
	const second = await pay(merchant, again, { ...errorOutput, ...retryOnFail });

	expect(second.failed).toEqual([]);
	expect([...paid()].sort()).toEqual([...refs].sort());
});

test('a request ID of one partner is no reason to refuse that of the other', async () => {
	sandbox.current.kasPro.settings.requestIdReuse = 'refused';
	const orders = [{ ref: 'PAY-1', amount: 25_000 }];
	const one = await pay(merchant, orders);
	const two = await pay(other, orders);

	expect([one.done, two.done]).toMatchObject([[{ done: true }], [{ done: true }]]);
	expect(paid()).toEqual(['PAY-1', 'PAY-1']);
});
