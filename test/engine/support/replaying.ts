import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { answering } from './answering';

interface Exchange {
	name: string;
	request: { method: string; path: string; query?: IDataObject; body: unknown };
	response: { http_status: number; body: IDataObject };
}

/** A published exchange of `test/fixtures`. */
function exchangeOf(fixture: string, name: string): Exchange {
	const path = join(__dirname, '../../fixtures', `${fixture}.json`);
	const { exchanges } = JSON.parse(readFileSync(path, 'utf8')) as { exchanges: Exchange[] };
	const found = exchanges.find((exchange) => exchange.name === name);
	if (found === undefined) throw new Error(`No exchange "${name}" in ${fixture}`);
	return found;
}

/** Answers every call as the published exchange does, and checks that each call was the published one. */
export async function replaying<Result>(
	fixture: string,
	name: string,
	test: (url: string) => Promise<Result>,
): Promise<Result> {
	const { request: published, response } = exchangeOf(fixture, name);
	const asked: Array<Exchange['request']> = [];
	let result: Result | undefined;
	await answering(
		async (request, answer) => {
			const chunks: Buffer[] = [];
			for await (const chunk of request) chunks.push(chunk as Buffer);
			const text = Buffer.concat(chunks).toString('utf8');
			const { pathname, searchParams } = new URL(String(request.url), 'http://127.0.0.1');
			asked.push({
				method: String(request.method),
				path: pathname,
				query: Object.fromEntries(searchParams),
				body: text === '' ? null : (JSON.parse(text) as IDataObject),
			});
			answer.writeHead(response.http_status, { 'content-type': 'application/json' });
			answer.end(JSON.stringify(response.body));
		},
		async (url) => {
			result = await test(url);
		},
	);
	const { method, path, query = {}, body } = published;
	expect(asked).toEqual([{ method, path, query, body }]);
	return result as Result;
}
