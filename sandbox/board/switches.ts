import { html } from 'hono/html';
import { characters, type Character } from '../characters.ts';
import type { Controls } from '../control.ts';
import { faultKinds, type Fault, type FaultKind } from '../faults.ts';
import { characters as kasProCharacters } from '../kaspro/characters.ts';
import { settings as kasProSettings } from '../kaspro/settings.ts';
import { characters as kiriminAjaCharacters } from '../kiriminaja/characters.ts';
import { settings as kiriminAjaSettings } from '../kiriminaja/settings.ts';
import { characters as kirimoCharacters } from '../kirimo/characters.ts';
import { settings as kirimoSettings } from '../kirimo/settings.ts';
import { initialValues, type Table } from '../settings.ts';
import { badge, button, type Html } from './parts.ts';

/** What can be spoiled, and how the services are what nobody knows of them. */
export function switches(controls: Controls): Html {
	const { active } = controls.faults;
	const differing = services.flatMap((service) => changed(controls, service));
	return html`<h2>Switches</h2>
		<div class="panels">
			<div class="panel">
				<h3>Spoil coming answers</h3>
				${faultForm()}
				<ul class="list" aria-label="Faults">
					${active.map((fault) => html`<li>${badge(fault.kind, 'bad')} ${scope(fault)}</li>`)}
				</ul>
				${
					active.length === 0
						? html`<p class="empty">No faults wait.</p>`
						: button({ label: 'No more faults', path: 'faults', method: 'DELETE' }, 'faults')
				}
			</div>
			<div class="panel">
				<h3>Character</h3>
				<p>All that is not known of the services, decided in one way.</p>
				<div class="levers">${characters.map((name) => characterButton(controls, name))}</div>
				<dl class="characters">
					${characters.map(
						(name) =>
							html`<dt>${name}</dt>
								<dd>${meanings[name]}</dd>`,
					)}
				</dl>
			</div>
			<div class="panel">
				<h3>Webhooks</h3>
				<p>Held ones wait until they are sent one by one, or all in a random order.</p>
				<div class="levers">
					${holdButton('KiriminAja', 'kiriminaja', controls.kiriminAja.state.settings)}
					${holdButton('Duitku', 'kirimo', controls.kirimo.state.settings)}
				</div>
				<h3>Accounts</h3>
				<form data-path="/__sandbox/kiriminaja/credit" class="fields">
					<label
						>KA Credit, Rp <input name="balance" type="number" min="0" step="1" required
					/></label>
					<button type="submit">Set</button>
				</form>
				<div class="levers">
					${button({ label: 'Lock PIN', path: 'kiriminaja/lock-pin' }, 'accounts')}
					${button({ label: 'Expire KasPro tokens', path: 'kaspro/expire-tokens' }, 'accounts')}
					${button(
						{
							label: 'Reset everything',
							path: 'reset',
							question: 'Forget all orders, payments, webhooks and switches?',
						},
						'accounts',
					)}
				</div>
			</div>
		</div>
		<details id="changed-settings">
			<summary>Settings other than at first <span class="count">${differing.length}</span></summary>
			<ul class="list">
				${differing.map(({ at, value }) => html`<li><code>${at}</code> ${JSON.stringify(value)}</li>`)}
			</ul>
		</details>`;
}

const meanings: Record<Character, string> = {
	published: 'as the pages of the services say',
	strictest: 'refuses and limits whatever may be refused and limited',
	contrary: 'the other reading of everything that is published once',
	php: 'numbers as text, empty maps as lists, capitals',
};

const services = [
	{ name: 'kiriminAja', table: kiriminAjaSettings, characters: kiriminAjaCharacters },
	{ name: 'kirimo', table: kirimoSettings, characters: kirimoCharacters },
	{ name: 'kasPro', table: kasProSettings, characters: kasProCharacters },
] as const;

/** Settings of one service that are not what they were at first, or would be under a character. */
function changed(
	controls: Controls,
	{ name, table, characters: all }: (typeof services)[number],
	character?: Character,
): Array<{ at: string; value: unknown }> {
	const first: Record<string, unknown> = {
		...initialValues(table as Table),
		...(character && all[character]),
	};
	return Object.entries(controls[name].state.settings)
		.filter(([setting]) => setting !== 'localUrls') // the machine's, under every character
		.filter(([setting, value]) => JSON.stringify(value) !== JSON.stringify(first[setting]))
		.map(([setting, value]) => ({ at: `${name}.${setting}`, value: value as unknown }));
}

function characterButton(controls: Controls, name: Character): Html {
	const isOn = services.every((service) => changed(controls, service, name).length === 0);
	const body = { name, afresh: true };
	return button({ label: name, path: 'character', body, isOn }, 'character');
}

function holdButton(
	sender: string,
	path: string,
	{ holdDeliveries: isOn }: { holdDeliveries: boolean },
): Html {
	const body = { holdDeliveries: !isOn };
	const hold = button({ label: `Hold ${sender}’s`, path: `${path}/settings`, body, isOn }, 'hold');
	const release = { label: `Send ${sender}’s held ones`, path: `${path}/release` };
	return html`${hold}${button(release, 'release')}`;
}

function scope({ service, method, path, times, rate, retryAfter, delayMs }: Fault): string {
	const parts = [
		service ?? 'all services',
		method,
		path,
		rate === undefined ? undefined : `every ${Math.round(1 / rate)}th call`,
		times === undefined ? undefined : `${times} ×`,
		retryAfter === undefined ? undefined : `Retry-After ${retryAfter} s`,
		delayMs === undefined ? undefined : `${delayMs} ms`,
	];
	return parts.filter((part) => part !== undefined).join(', ');
}

function faultForm(): Html {
	return html`<form data-path="/__sandbox/faults" class="fields">
		<label class="wide">
			What
			<select name="kind">
				${faultKinds.map((kind) => html`<option value="${kind}">${kind}: ${effects[kind]}</option>`)}
			</select>
		</label>
		<label>
			Whose
			<select name="service">
				<option value="">all services</option>
				<option value="kiriminAja">KiriminAja</option>
				<option value="kirimo">Kirimo</option>
				<option value="kasPro">KasPro</option>
			</select>
		</label>
		<label
			>How often <input name="times" type="number" min="1" step="1" value="1" required
		/></label>
		<label>Retry-After, s <input name="retryAfter" type="number" min="0" step="1" /></label>
		<label>Delay, ms <input name="delayMs" type="number" min="0" step="1" /></label>
		<button type="submit">Spoil</button>
	</form>`;
}

const effects: Record<FaultKind, string> = {
	status429: 'too many requests, nothing happens',
	html408Before: 'a proxy says 408, nothing happens',
	html425Before: 'a proxy says 425, nothing happens',
	html500: 'the web server says 500, nothing happens',
	html502: 'the web server says 502, nothing happens',
	redirect: 'elsewhere, nothing happens',
	errorBody: 'a no under HTTP 200, nothing happens',
	resetBefore: 'the line breaks, nothing happens',
	latency: 'done, answered late',
	slowBody: 'done, answered in pieces',
	wrongContentType: 'done, said to be HTML',
	mistypedJson: 'done, fields of another type',
	truncatedJson: 'done, half an answer',
	rowMissing: 'done, a row is missing',
	emptyObject: 'done, answered {}',
	emptyBody: 'done, answered nothing',
	hugeBody: 'done, answered 2 MB',
	longNumbers: 'done, numbers of 17 digits',
	html408After: 'done, a proxy says 408',
	html425After: 'done, a proxy says 425',
	html504After: 'done, a proxy says 504',
	resetAfter: 'done, the line breaks',
	hang: 'done, never answered',
	lateWork: 'done when the caller has given up',
	none: 'nothing is spoiled, once',
};
