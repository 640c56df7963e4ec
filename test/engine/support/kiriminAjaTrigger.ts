import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { EVENTS } from '../../../nodes/KiriminAja/trigger/events';
import { accounts } from '../../../sandbox/index.ts';
import { serveTrigger, type ServedTrigger } from './webhook';

export const { apiKey } = accounts.kiriminAja;
export const success = { status: true, text: 'Success' };
export const ignored = { status: true, text: 'Ignored' };
export const everyEvent = { events: EVENTS.map(({ value }) => value as string) };

export interface Delivery {
	name: string;
	body: IDataObject & { method: string };
}

const folder = join(process.cwd(), 'test/fixtures/kiriminaja');

/** Every delivery of the fixtures, under a name. */
export const deliveries = readdirSync(folder)
	.filter((file) => file.startsWith('webhook-'))
	.flatMap((file) => {
		const { deliveries: own } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
			deliveries: Delivery[];
		};
		const label = file.replace(/^webhook-|\.json$/g, '');
		return own.map((delivery): [string, Delivery] => [`${label}, ${delivery.name}`, delivery]);
	});

function deliveryOf(label: string): Delivery['body'] {
	const found = deliveries.find(([own]) => own === label);
	if (found === undefined) throw new Error(`No delivery ${label} in the fixtures`);
	return found[1].body;
}

/** Two packages with their AWBs, and nothing else. */
export const short = deliveryOf('express-processed_packages, short');
export const complete = deliveryOf('express-processed_packages, complete');

/** KiriminAja Triggers that are served until the test is over. */
export function useKiriminAjaTrigger() {
	const open: ServedTrigger[] = [];
	afterEach(async () => {
		await Promise.all(open.splice(0).map(async (trigger) => await trigger.close()));
	});
	return async function serve(
		parameters: INodeParameters = {},
		options: Partial<Parameters<typeof serveTrigger>[0]> = {},
	) {
		const trigger = await serveTrigger({
			type: 'kiriminAjaTrigger',
			// All that is told, which most tests are about.
			parameters: { simplify: false, ...parameters },
			credentials: { kiriminAjaApi: { environment: 'production', apiKey } },
			...options,
		});
		open.push(trigger);
		return trigger;
	};
}

export async function post(
	{ url }: ServedTrigger,
	body: unknown,
	headers: Record<string, string> = { Authorization: `Bearer ${apiKey}` },
) {
	const answer = await fetch(url, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', ...headers },
		body: typeof body === 'string' ? body : JSON.stringify(body),
	});
	return { status: answer.status, body: (await answer.json()) as unknown };
}
