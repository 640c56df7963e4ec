import { html } from 'hono/html';
import { wib } from '../clock.ts';

/** Markup in which every value has been escaped. */
export type Html = ReturnType<typeof html>;

/** What can be pressed: the control route that is called, and what is sent there. */
export interface Lever {
	label: string;
	/** After `/__sandbox/`. */
	path: string;
	body?: object;
	method?: 'DELETE';
	/** What one would press next. */
	isNext?: boolean;
	/** Whether it is on; left out where nothing can be. */
	isOn?: boolean;
	/** Asked before it is done. */
	question?: string;
}

export interface Row {
	/** Keeps its place in the page, the focus in it and what is open, when the row is drawn anew. */
	id: string;
	cells: Array<Html | string>;
	levers?: Lever[];
}

/** A row of something that happens. */
export interface Event extends Row {
	at: Date;
}

export function newestFirst(rows: Event[]): Event[] {
	return rows.reverse().sort((one, other) => Number(other.at) - Number(one.at));
}

const MOST_ROWS = 100;

/** The first rows; on a phone each becomes a card, in which cells are named after their columns. */
export function table(name: string, columns: string[], rows: Row[], empty: string): Html {
	if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
	const hidden = rows.length - MOST_ROWS;
	return html`<table role="table" aria-label="${name}">
			<thead role="rowgroup">
				<tr role="row">
					${columns.map((column) => html`<th role="columnheader" scope="col">${column}</th>`)}
				</tr>
			</thead>
			<tbody role="rowgroup">
				${rows.slice(0, MOST_ROWS).map((row) => line(row, columns))}
			</tbody>
		</table>
		${hidden > 0 && html`<p class="empty">${hidden} more are not shown.</p>`}`;
}

function line({ id, cells, levers = [] }: Row, columns: string[]): Html {
	return html`<tr role="row" id="${id}" tabindex="-1">
		${cells.map((cell, index) => html`<td role="cell" data-label="${columns[index]}">${cell}</td>`)}
		${cells.length < columns.length && html`<td role="cell" class="levers">${levers.map((lever) => button(lever, id))}</td>`}
	</tr>`;
}

/** `of` is what it belongs to: the id of a row, or the name of a group. */
export function button(lever: Lever, of: string): Html {
	const { label, path, body = {}, method = 'POST', isNext = false, isOn, question } = lever;
	const pressed = isOn === undefined ? '' : html` aria-pressed="${String(isOn)}"`;
	return html`<button
		type="button"
		id="${of}-${label.toLowerCase().replace(/\W+/g, '-')}"
		class="${isNext ? 'next' : ''}"
		data-path="/__sandbox/${path}"
		data-method="${method}"
		data-body="${JSON.stringify(body)}"
		${question !== undefined && html`data-question="${question}"`}${pressed}
	>
		${label}
	</button>`;
}

export type Tone = 'waiting' | 'going' | 'good' | 'bad' | 'over';

export function badge(text: string, tone: Tone): Html {
	return html`<span class="badge ${tone}">${text}</span>`;
}

/** A line and a smaller one below it. */
export function two(first: Html | string, second: Html | string | null): Html {
	return html`<div>${first}</div>
		${second && html`<small>${second}</small>`}`;
}

/** As Indonesians write it. */
export function rupiah(amount: number): string {
	return `Rp ${amount.toLocaleString('id-ID')}`;
}

/** `22 Nov 09:58`, WIB. */
export function moment(date: Date): string {
	const [day = '', time = ''] = wib(date).split(' ');
	const [, month, number] = day.split('-');
	return `${Number(number)} ${months[Number(month) - 1]} ${time.slice(0, 5)}`;
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
