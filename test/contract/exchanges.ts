import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { operations, type NodeType, type Tested } from '../operations';
import type { Exchange, Read } from '../operations/row';
import type { RunResult } from '../engine/support/runNode';

/** An exchange of Kirimo or KasPro, as a row names it: what is asked, and the file of the answer. */
export interface Made {
	title: string;
	tested: Tested;
	request: Exchange['request'];
	/** With its query. */
	url: string;
	answer: string;
	read: Read;
}

export const fixtureOf = (service: string, file: string) =>
	readFileSync(join(__dirname, '../fixtures', service, file), 'utf8').trim();

/** All that the rows say of a service's exchanges. */
export function exchangesOf(type: NodeType, folder: string): Made[] {
	return operations
		.filter((tested) => tested.type === type)
		.flatMap((tested) =>
			Object.entries(tested.row.published?.exchanges ?? {}).flatMap(([asked, answers]) =>
				Object.entries(answers).map(([answer, read]) => ({
					title: `${asked}, ${answer}`,
					tested,
					answer,
					read,
					...requestOf(folder, asked),
				})),
			),
		);
}

function requestOf(folder: string, asked: string) {
	const [method = '', url = '', file] = asked.split(' ');
	const { pathname: path, searchParams } = new URL(url, 'http://127.0.0.1');
	const body = file === undefined ? null : (JSON.parse(fixtureOf(folder, file)) as IDataObject);
	return { url, request: { method, path, query: Object.fromEntries(searchParams), body } };
}

/** One answer of KasPro's is that to several requests, of which each is for an amount of its own. */
export function withAmountOf({ answer, request }: Made): Made['request'] {
	const { body } = request;
	if (!answer.includes('async') || body === null) return request;
	const { data } = JSON.parse(fixtureOf('kaspro', answer)) as { data?: IDataObject };
	const amount = Number(data?.amount);
	const payments = (body.payments as IDataObject[] | undefined)?.map((one) => ({ ...one, amount }));
	return { ...request, body: { ...body, ...(payments ? { payments } : { amount }) } };
}

/** The form of an exchange: as the row fills it for what is asked, or as the row has it. */
export const formOf = ({ tested: { row }, request }: Pick<Made, 'tested' | 'request'>) => ({
	...row.parameters,
	...row.published?.fill?.(request),
});

/** A published answer is read into just what its row says. */
export function expectRead({ json, error, hints }: RunResult, read: Read): void {
	if ('message' in read) {
		expect(error?.message).toBe(read.message);
		expect(error?.description).toContain(read.advice);
		return;
	}
	expect(error).toBeUndefined();
	expect(hints.map(({ message }) => message)).toEqual(read.hints ?? []);
	expect(json).toEqual(read.items);
}

/** The files that stand in the rows. */
export const filesIn = (exchanges: Made[]) =>
	new Set(exchanges.flatMap(({ title }) => title.split(/,? /)));
