import '../support/noPauses';
import { callMcpTool, callTool } from '../support/callTool';
import { inTurn, json, lost, type Script } from '../support/scriptedVendor';
import { forms, parcel, payment, retryOnFail, transfer, type Form } from './support/merchant';
import {
	booked,
	BOOKING,
	keepsBooks,
	linked,
	notTracked,
	PAYMENT,
	refusal,
	STATUS,
	TRACKING,
	TRANSFER,
	transferred,
	useBooks,
} from './support/vendors';
import { invitations, NOT_SENT_AGAIN } from './support/words';

/** Our nodes as tools of an agent and of an MCP server: a model that reads too little calls again, and each call may cost money. */

const { vendor, records } = useBooks();
const paysSilently: Script = (call) => {
	transferred(records, call);
	return lost;
};
const made = () => [...records.transfers, ...records.payments, ...records.parcels];
const sent = () => vendor.current.bodiesTo<{ requestId: string }>(TRANSFER);
const settings = retryOnFail;
const ask = { amount: 25_000 };

/** The form with the amount, and the reference if it has one, filled in by the model. */
function tool({ type, resource, operation, parameters, credentials }: Form, ref = '') {
	const filled = JSON.stringify(parameters).replaceAll(
		'={{ $json.amount }}',
		"={{ $fromAI('amount', '', 'number') }}",
	);
	return {
		type,
		resource,
		operation,
		credentials: credentials(vendor.current.url),
		parameters: { ...(JSON.parse(filled) as Form['parameters']), ...referenceOf(type, ref) },
	};
}
const referenceOf = (type: Form['type'], ref: string) =>
	type === 'kasPro' ? { requestId: ref } : { orderId: ref };

describe.each([
	['called by the agent itself', { by: 'wrapper' as const }],
	['called by the agent, which makes its tools anew', { by: 'wrapper' as const, freshTools: true }],
	['run by the engine for the agent', { by: 'engine' as const }],
])('a transfer as a tool %s', (_, how) => {
	test.each(['', 'PAY-1'])(
		'whose answer is lost is paid once, with Retry On Fail and when the model calls again (own reference: %j)',
		async (ref) => {
			vendor.current.on(TRANSFER, paysSilently);
			const { answers } = await callTool(
				{ ...tool(transfer, ref), ...how, settings },
				ask,
				ask,
				ask,
			);

			expect(sent()).toHaveLength(1);
			expect(answers).toHaveLength(3);
			for (const { text } of answers) {
				expect(text).toMatch(/unknown/i);
				expect(text).toContain(sent()[0]?.requestId ?? 'nothing was sent');
				expect(text).toMatch(NOT_SENT_AGAIN);
				expect(invitations(text)).toEqual([]);
			}
		},
	);

	// The engine takes all items from a tool whose node has an error output, the good ones, too: nobody can use that.
	const onErrors = ['continueRegularOutput', 'continueErrorOutput'] as const;
	test.each(how.by === 'engine' ? onErrors.slice(0, 1) : onErrors)(
		'tells the model what happened also with %s',
		async (onError) => {
			vendor.current.on(TRANSFER, paysSilently);
			const { answers } = await callTool(
				{ ...tool(transfer), ...how, settings: { ...settings, onError } },
				ask,
				ask,
			);

			expect(sent()).toHaveLength(1);
			expect(answers).toHaveLength(2);
			for (const { text } of answers) {
				expect(text).toMatch(/unknown/i);
				expect(text).toContain(sent()[0]?.requestId ?? 'nothing was sent');
			}
		},
	);

	test('that was paid is a new transfer when the model asks for another one', async () => {
		const { answers } = await callTool({ ...tool(transfer), ...how }, ask, ask);

		expect(answers.map(({ failed }) => failed)).toEqual([false, false]);
		expect(new Set(sent().map(({ requestId }) => requestId)).size).toBe(2);
	});

	test('that was refused is sent when the model calls again', async () => {
		vendor.current.on(
			TRANSFER,
			inTurn(json({ code: 190010, message: 'Insufficient balance' }), (call) =>
				transferred(records, call),
			),
		);
		const { answers } = await callTool({ ...tool(transfer), ...how }, ask, ask);

		expect(answers[0]?.text).toContain('Insufficient balance');
		expect(answers[1]?.failed).toBe(false);
		expect(made()).toHaveLength(1);
	});

	test('of another amount is paid while the first one is unknown', async () => {
		vendor.current.on(
			TRANSFER,
			inTurn(paysSilently, (call) => transferred(records, call)),
		);
		const { answers } = await callTool({ ...tool(transfer), ...how }, ask, { amount: 30_000 });

		expect(answers[1]?.failed).toBe(false);
		expect(records.transfers.map(({ payments }) => payments[0]?.amount)).toEqual([25_000, 30_000]);
	});

	test.each(['', 'PAY-1'])(
		'asked for twice at the same time is paid once while nobody knows what became of it (own reference: %j)',
		async (ref) => {
			vendor.current.on(TRANSFER, paysSilently);
			const { answers } = await callTool(
				{ ...tool(transfer, ref), ...how, settings },
				[ask, ask],
				ask,
			);

			expect(sent()).toHaveLength(1);
			expect(answers).toHaveLength(3);
			for (const { text } of answers) {
				expect(text).toContain(sent()[0]?.requestId ?? 'nothing was sent');
				expect(text).toMatch(NOT_SENT_AGAIN);
			}
		},
	);

	test('asked for twice at the same time under two numbers of the own is paid twice, and both are told', async () => {
		const { type, resource, operation, credentials, parameters } = tool(transfer);
		const numbered = {
			...{ type, resource, operation, credentials },
			parameters: { ...parameters, requestId: "={{ $fromAI('number', '', 'string') }}" },
		};
		const one = { ...ask, number: 'PAY-1' };
		const { answers } = await callTool(
			{ ...numbered, ...how },
			[one, { ...ask, number: 'PAY-2' }],
			[one, { ...ask, number: 'PAY-3' }],
		);

		// Older engines run the calls of a turn in the other order.
		const numbers = sent().map(({ requestId }) => requestId);
		expect(numbers.sort()).toEqual(['PAY-1', 'PAY-2', 'PAY-3']);
		const told = (turn: number) => answers.slice(2 * turn, 2 * turn + 2).map(({ text }) => text);
		expect(told(0).join()).toContain('PAY-2');
		expect(told(1).join()).toContain('PAY-3');
	});

	test.each(Object.entries({ payment: PAYMENT, parcel: BOOKING }))(
		'like a %s asked for twice at the same time is made once while nobody knows what became of it',
		async (form, aim) => {
			vendor.current.on(aim, lost);
			await callTool({ ...tool(forms[form as 'payment' | 'parcel']), ...how, settings }, [
				ask,
				ask,
			]);

			expect(vendor.current.callsTo(aim)).toHaveLength(1);
		},
	);

	test.each(['', "={{ $fromAI('number', '', 'string') }}"])(
		'like a booking that is unknown is not made by another rate (own reference: %j)',
		async (ref) => {
			vendor.current.on(BOOKING, (call) => {
				booked(records, call);
				return lost;
			});
			vendor.current.on(TRACKING, notTracked);
			const { answers } = await callTool(
				{ ...tool(parcel, ref), ...how },
				{ amount: 18_000, number: 'MODEL-1' },
				{ amount: 19_000, number: 'MODEL-2' },
			);

			expect(records.parcels).toHaveLength(1);
			expect(answers).toHaveLength(2);
			for (const { text } of answers) {
				expect(text).toMatch(/unknown/i);
				expect(text).toContain(records.parcels[0]?.order_id);
				expect(invitations(text)).toEqual([]);
			}
		},
	);

	test('like a booking that is made is another one by another rate', async () => {
		const { answers } = await callTool({ ...tool(parcel), ...how }, ask, { amount: 26_000 });

		expect(answers.map(({ failed }) => failed)).toEqual([false, false]);
		expect(records.parcels.map(({ shipping_cost }) => shipping_cost)).toEqual([25_000, 26_000]);
	});

	test('like a booking with KA Credit asked for twice at the same time is made once under one order id', async () => {
		const booking = tool(parcel, 'ORD-1');
		const parameters = { ...booking.parameters, paymentMethod: 'credit', pin: '482913' };
		const { answers } = await callTool({ ...booking, parameters, ...how, settings }, [ask, ask]);

		expect(answers).toHaveLength(2);
		expect(vendor.current.callsTo(BOOKING)).toHaveLength(1);
	});
});

test.each([
	['payment link', payment, PAYMENT, linked],
	['booking', parcel, BOOKING, booked],
])('a lost %s is looked up, and the model gets it', async (_, form, aim, act) => {
	vendor.current.on(aim, (call) => {
		act(records, call);
		return lost;
	});
	const { answers } = await callTool({ ...tool(form), settings }, ask);

	expect(answers).toMatchObject([{ failed: false }]);
	expect(answers[0]?.text).toContain('"alreadyExisted":true');
	expect(made()).toHaveLength(1);
});

describe.each([
	['which has no execution', {}],
	['which has no execution and no data', { withoutData: true }],
])('as a tool of an MCP server, %s', (_, how) => {
	const call = async (options: Parameters<typeof callMcpTool>[0], args = ask) =>
		await callMcpTool({ ...options, ...how }, args);

	test.each(Object.entries(forms))(
		'each call of %s is an order of its own',
		async (_form, form) => {
			const answers = [await call(tool(form)), await call(tool(form)), await call(tool(form))];

			expect(answers).toMatchObject(Array(3).fill({ failed: false }));
			expect(made()).toHaveLength(3);
		},
	);

	test('a lost transfer is paid once with Retry On Fail', async () => {
		vendor.current.on(TRANSFER, paysSilently);
		const { text, failed } = await call({ ...tool(transfer), settings });

		expect(sent()).toHaveLength(1);
		expect(failed).toBe(true);
		expect(text).toMatch(/unknown/i);
		expect(text).toContain(sent()[0]?.requestId ?? 'nothing was sent');
		expect(invitations(text)).toEqual([]);
	});

	test('a booking with KA Credit is made with its PIN', async () => {
		const credit = { paymentMethod: 'credit', pin: '482913' };
		const booking = tool(parcel);
		const answers = [];
		for (const amount of [18_000, 19_000]) {
			const parameters = { ...booking.parameters, ...credit };
			answers.push(await call({ ...booking, parameters }, { amount }));
		}

		expect(answers.map(({ failed }) => failed)).toEqual([false, false]);
		expect(vendor.current.bodiesTo(BOOKING)).toMatchObject([{ pin: '482913' }, { pin: '482913' }]);
	});

	test('a PIN that was refused in one call does not stand in the way of another PIN', async () => {
		vendor.current.on(BOOKING, inTurn(refusal(4001, 'PIN KA Credit tidak valid.')));
		const booking = tool(parcel);
		const withPin = (pin: string) => ({
			...booking,
			parameters: { ...booking.parameters, paymentMethod: 'credit', pin },
		});
		const refused = await call(withPin('111222'));
		expect(refused.text).toContain('PIN');
		keepsBooks(vendor.current);

		const { failed } = await call(withPin('482914'));

		expect(failed).toBe(false);
	});

	test('a lost payment link is looked up', async () => {
		vendor.current.on(PAYMENT, lost);
		const { text, failed } = await call({ ...tool(payment), settings });

		expect(failed).toBe(true);
		expect(text).toMatch(/unknown/i);
		expect(vendor.current.callsTo(PAYMENT)).toHaveLength(1);
		expect(vendor.current.callsTo(STATUS).length).toBeGreaterThan(0);
	});
});
