import { html } from 'hono/html';
import type { KiriminAja } from '../kiriminaja/state.ts';
import type { Kirimo } from '../kirimo/state.ts';
import { isHeld, type Delivery } from '../outbox.ts';
import { badge, moment, newestFirst, table, two, type Html, type Event } from './parts.ts';

/** The webhooks of both services that send any, and what became of them. */
export function deliveries(kiriminAja: KiriminAja, kirimo: Kirimo): Html {
	const rows = newestFirst([
		...kiriminAja.state.deliveries.map((one) => row(one, 'KiriminAja', 'kiriminaja')),
		...kirimo.state.deliveries.map((one) => row(one, 'Duitku', 'kirimo')),
	]);
	const { callbackUrl } = kiriminAja.state;
	return html`<h2>Webhooks <span class="count">${rows.length}</span></h2>
		<p>
			KiriminAja calls
			${callbackUrl === null ? 'nobody: no callback is registered' : html`<code>${callbackUrl}</code>`}.
			Duitku calls the Notify URL of each payment.
		</p>
		${table(
			'Webhooks',
			['Webhook', 'Sent', 'To', 'Heard', 'Press'],
			rows,
			'None yet. They go out when something happens to an order or a payment.',
		)}`;
}

function row(delivery: Delivery, sender: string, path: string): Event {
	const { id, event, at, url, body, attempts } = delivery;
	return {
		id: `${path}-webhook-${id}`,
		at,
		cells: [
			two(html`<strong>${meanings[event] ?? event}</strong>`, `${sender} ${id}`),
			two(moment(at), times(attempts)),
			html`<span class="url">${url}</span>
				<details id="${path}-body-${id}">
					<summary>Body</summary>
					<pre>${body}</pre>
				</details>`,
			heard(delivery),
		],
		levers: [{ label: isHeld(delivery) ? 'Send' : 'Resend', path: `${path}/redeliver/${id}` }],
	};
}

/** Duitku's are told apart by their resultCode alone: docs/contracts/duitku-callback.md §4. */
const meanings: Partial<Record<string, string>> = {
	'00': 'paid (00)',
	'01': 'failed (01)',
	'02': 'failed (02)',
};

function times(attempts: number): string {
	return ['not yet', 'once', 'twice'][attempts] ?? `${attempts} times`;
}

function heard(delivery: Delivery): Html {
	const { status, error } = delivery;
	if (isHeld(delivery)) return badge('held', 'waiting');
	if (status === null)
		return two(
			badge(error === null ? 'under way' : 'nothing', error === null ? 'going' : 'bad'),
			error,
		);
	return badge(`HTTP ${status}`, status === 200 ? 'good' : 'bad');
}
