import type { FastifyInstance } from 'fastify';
import { queryText, type Input } from './bodies.ts';
import { BadControlInput, controlInput, refuse, report } from './controlAnswers.ts';
import { redeliver, release, sendNow, type Content, type Delivery, type Sender } from './outbox.ts';

interface Vendor {
	/** The same from somebody else; `how` is what the control call says. */
	forged: (delivery: Delivery, how: string) => Content;
	/** What the vendor does with all that is held before it goes out. */
	gather?: () => void;
}

/** What can be done with webhooks that went out or are held, for every vendor that has any. */
export function deliveryControl(
	app: FastifyInstance,
	base: string,
	sender: Sender,
	{ forged, gather }: Vendor,
): void {
	app.post<{ Params: { n: string } }>(`${base}/redeliver/:n`, async (request, reply) => {
		const { n } = request.params;
		const earlier = sender.state.deliveries.find((one) => String(one.id) === n);
		if (!earlier) return refuse(reply, 404, `No delivery ${n}.`);
		const how = queryText(request, 'forged');
		const sent =
			how === undefined
				? await redeliver(sender, earlier)
				: await sendNow(sender, forged(earlier, how));
		return { deliveries: [report(sent)] };
	});

	app.post(`${base}/release`, async (request) => {
		const input = controlInput(request);
		const seed = wholeNumber(input, 'seed', 1);
		const atOnce = wholeNumber(input, 'atOnce', 1);
		gather?.();
		return { deliveries: (await release(sender, seed, atOnce)).map(report) };
	});
}

function wholeNumber(input: Input, name: string, otherwise: number): number {
	const { [name]: value = otherwise } = input;
	if (!Number.isSafeInteger(value) || Number(value) < 1) {
		throw new BadControlInput(`${name} must be a whole number, 1 or more.`);
	}
	return Number(value);
}
