import { html } from 'hono/html';
import { accounts } from '../accounts.ts';
import type { Controls } from '../control.ts';
import { deliveries } from './deliveries.ts';
import { orders } from './orders.ts';
import { button, moment, type Html } from './parts.ts';
import { payments } from './payments.ts';
import { switches } from './switches.ts';
import { wallets } from './wallets.ts';

/** The parts of the page that change, by the id of their place in it. */
export function parts(controls: Controls): Record<string, Html> {
	const { kiriminAja, kirimo, kasPro, clock } = controls;
	return {
		clock: html`${moment(clock.now())} WIB`,
		orders: orders(kiriminAja),
		payments: payments(kirimo, kiriminAja),
		webhooks: deliveries(kiriminAja, kirimo),
		wallets: wallets(kasPro, kirimo, kiriminAja),
		switches: switches(controls),
	};
}

const sections = ['orders', 'payments', 'webhooks', 'wallets', 'switches'];

/** The whole page, complete without the script; the script presses and keeps it up to date. */
export function page(controls: Controls, url: string): Html {
	const shown = parts(controls);
	return html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta name="color-scheme" content="light dark" />
				<title>Sandbox board</title>
				<link rel="icon" href="data:," />
				<link rel="stylesheet" href="/__sandbox/board/board.css" />
				<script type="module" src="/__sandbox/board/board.js"></script>
			</head>
			<body>
				<header>
					<div>
						<h1>Sandbox board</h1>
						<p>KiriminAja, Kirimo and KasPro on this machine. No money is real.</p>
					</div>
					<p id="line" class="badge waiting">not connected</p>
				</header>
				<nav aria-label="Parts of this page">
					${sections.map((id) => html`<a href="#${id}">${id[0]?.toUpperCase()}${id.slice(1)}</a>`)}
				</nav>
				<main>
					<div class="time">
						<p>Its clock <time id="clock">${shown.clock}</time></p>
						<div class="levers">
							${button(advance('+ 10 minutes', 10), 'clock')}
							${button(advance('+ 1 hour', 60), 'clock')}
							${button(advance('+ 1 day', 24 * 60), 'clock')}
						</div>
						<form data-path="/__sandbox/advance" class="fields">
							<label
								>Minutes <input name="minutes" type="number" min="1" step="1" required
							/></label>
							<button type="submit">Advance</button>
						</form>
						${credentials(url)}
					</div>
					${sections.map((id) => html`<section id="${id}">${shown[id]}</section>`)}
				</main>
				<p id="said" role="status"></p>
				<noscript
					><p class="empty">Without JavaScript this page shows, but presses nothing.</p></noscript
				>
			</body>
		</html>`;
}

const advance = (label: string, minutes: number) => ({ label, path: 'advance', body: { minutes } });

/** All of them invented; what one types into n8n. */
function credentials(url: string): Html {
	const { kiriminAja, kirimo, kasPro } = accounts;
	const rows = [
		['Base URL of all three', url],
		['KiriminAja, API key', kiriminAja.apiKey],
		['KiriminAja, KA Credit PIN', kiriminAja.pin],
		['Kirimo, API key', kirimo.apiKey],
		['Kirimo, Duitku merchant code', kirimo.duitkuMerchantCode],
		['Kirimo, Duitku merchant key', kirimo.duitkuMerchantKey],
		['KasPro, client ID', kasPro.clientId],
		['KasPro, client secret', kasPro.clientSecret],
		['KasPro, HMAC key', kasPro.hmacKey],
		['KasPro, HMAC secret', kasPro.hmacSecret],
		['KasPro, origin', kasPro.origin],
	];
	return html`<details id="credentials">
		<summary>What to type into n8n’s credentials</summary>
		<dl class="credentials">
			${rows.map(
				([name, value]) =>
					html`<div>
						<dt>${name}</dt>
						<dd><code>${value}</code></dd>
					</div>`,
			)}
		</dl>
	</details>`;
}
