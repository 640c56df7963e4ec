import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { parse as parseForm } from 'node:querystring';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { eventsOf } from '../../nodes/KiriminAja/trigger/events';
import { readCallback } from '../../nodes/Kirimo/trigger/duitku';
import { eventOf } from '../../nodes/Kirimo/trigger/events';
import { answering } from '../engine/support/answering';
import type { CredentialValues } from '../engine/support/credentials';
import { kasProCredential } from '../engine/support/kasPro';
import { kirimoCredential } from '../engine/support/kirimo';
import { runNode } from '../engine/support/runNode';
import { operations, type NodeType, type Tested } from '../operations';
import type { Exchange } from '../operations/row';
import { exchangesOf, fixtureOf, formOf, withAmountOf } from './exchanges';

/** An answer of the documents that an operation reads into items. */
export interface Published {
	title: string;
	tested: Tested;
	form: INodeParameters;
	status: number;
	body: string;
}

const succeeds = (read: object) => !('message' in read);

/** Of KiriminAja, by what the rows say of its exchanges. */
function ofKiriminAja(): Published[] {
	return operations
		.filter(({ type }) => type === 'kiriminAja')
		.flatMap((tested) =>
			Object.entries(tested.row.published?.exchanges ?? {}).flatMap(([file, reads]) => {
				const { exchanges } = JSON.parse(fixtureOf('kiriminaja', `${file}.json`)) as {
					exchanges: Exchange[];
				};
				return exchanges
					.filter(({ name }) => reads[name] && succeeds(reads[name]))
					.map(({ name, request, response }) => ({
						title: `${tested.label}, ${name}`,
						tested,
						form: formOf({ tested, request }),
						status: response.http_status,
						body: JSON.stringify(response.body),
					}));
			}),
		);
}

/** Of the others, whose answers are files. */
function ofFiles(type: NodeType, folder: string): Published[] {
	return exchangesOf(type, folder)
		.filter(({ read }) => succeeds(read))
		.map((made) => ({
			title: `${made.tested.label}, ${made.answer}`,
			tested: made.tested,
			form: formOf({ ...made, request: withAmountOf(made) }),
			status: 200,
			body: fixtureOf(folder, made.answer),
		}));
}

export const published = () => [
	...ofKiriminAja(),
	...ofFiles('kirimo', 'kirimo'),
	...ofFiles('kasPro', 'kaspro'),
];

/** What changes which fields come out, left as a fresh node has it: n8n knows one output for each operation. */
export const asFresh = ({ simplify, return: _, ...form }: INodeParameters) => form;

const credentialsFor: Record<NodeType, (url: string) => CredentialValues> = {
	kiriminAja: (url) => ({
		kiriminAjaApi: { environment: 'custom', baseUrl: url, apiKey: 'the-key' },
	}),
	kirimo: (url) => kirimoCredential({ url }),
	kasPro: (url) => kasProCredential({ url }),
};

/** What an operation makes of a published answer in a fresh node; `changes` are made to its form. */
export async function readInto(
	{ tested, form, status, body }: Published,
	changes: INodeParameters = {},
): Promise<IDataObject[]> {
	const { type, resource, operation, row } = tested;
	const token = fixtureOf('kaspro', 'token.response.200.json');
	let items: IDataObject[] = [];
	await answering(
		async (request: IncomingMessage, response) => {
			request.resume();
			await once(request, 'end');
			const isToken = request.url?.endsWith('/oauth/token');
			response.writeHead(isToken ? 200 : status, { 'content-type': 'application/json' });
			response.end(isToken ? token : body);
		},
		async (url) => {
			const { json, error } = await runNode({
				type,
				resource,
				operation,
				parameters: { ...asFresh(form), ...changes },
				binary: row.binary,
				credentials: credentialsFor[type](url),
			});
			if (error) throw new Error(`${tested.label}: ${error.message}`);
			items = json;
		},
	);
	return items;
}

const filesOf = (folder: string) => readdirSync(join(__dirname, '../fixtures', folder));

/** All that the triggers read in the published events. */
export const publishedEvents = (): Record<string, IDataObject[]> => ({
	KiriminAja: filesOf('kiriminaja')
		.flatMap((file) => {
			const { deliveries = [] } = JSON.parse(fixtureOf('kiriminaja', file)) as {
				deliveries?: Array<{ body: IDataObject }>;
			};
			return deliveries;
		})
		.flatMap(({ body }) => eventsOf(body) ?? []),
	Kirimo: filesOf('duitku')
		.filter((file) => file.startsWith('callback.'))
		.map((file) => {
			const text = fixtureOf('duitku', file);
			return readCallback(file.endsWith('.json') ? JSON.parse(text) : parseForm(text));
		})
		.flatMap((read) => ('callback' in read ? [read.callback] : []))
		.flatMap((callback) => [
			eventOf(callback, { signature: 'md5', statusLookup: 'paid' }),
			eventOf(callback, { signature: null, statusLookup: null }),
		]),
});
