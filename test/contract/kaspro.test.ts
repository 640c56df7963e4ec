import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { textIn } from '../../nodes/shared/values/texts';
import { answering } from '../engine/support/answering';
import { kasProCredential } from '../engine/support/kasPro';
import { runNode, type RunResult } from '../engine/support/runNode';
import type { Tested } from '../operations';
import {
	exchangesOf,
	expectRead,
	filesIn,
	fixtureOf,
	formOf,
	withAmountOf,
	type Made,
} from './exchanges';

/** Every exchange of KasPro: the node asks exactly so, after the fixture's token, and reads the answer into what is documented. */
const raw = (file: string) => fixtureOf('kaspro', file);
const fixture = (file: string) => JSON.parse(raw(file)) as IDataObject;

interface Received {
	method?: string;
	url?: string;
	headers: IncomingMessage['headers'];
	body: string;
}

/** Runs an operation against a server that answers with a fixture, after the fixture's token. */
async function exchange(
	{ type, resource, operation, row }: Tested,
	parameters: INodeParameters,
	file: string,
) {
	const received: Received[] = [];
	let result: RunResult | undefined;
	const [, status = '200'] = /\.response\.(4\d\d)\./.exec(file.replace('.auth-error', '')) ?? [];
	await answering(
		(request, response) => {
			let body = '';
			request.on('data', (chunk) => (body += chunk));
			request.on('end', () => {
				const { method, url, headers } = request;
				received.push({ method, url, headers, body });
				const isToken = url?.endsWith('/token');
				response.writeHead(isToken ? 200 : Number(status), { 'content-type': 'application/json' });
				response.end(raw(isToken ? 'token.response.200.json' : file));
			});
		},
		async (url) => {
			const credentials = kasProCredential({ url });
			const { binary } = row;
			result = await runNode({ type, resource, operation, parameters, credentials, binary });
		},
	);
	return { ...(result as RunResult), received };
}

const exchanges = exchangesOf('kasPro', 'kaspro');

/** The fixture has a word in the place of each photo. */
const withPhotos = (body: IDataObject, { row: { binary = {} } }: Tested) =>
	Object.fromEntries(
		Object.entries(body).map(([name, value]) => [
			name,
			value === '<base64 jpeg>' ? binary[name.replace(/Photo$/, '')]?.data : value,
		]),
	);

test.each(exchanges)('$title: asks as published and reads the answer', async (made) => {
	const { tested, url, answer, read } = made;
	const request = withAmountOf(made);
	const { received, ...result } = await exchange(tested, formOf({ tested, request }), answer);

	const { method, body } = request;
	// What the gateway does not accept is sent once more, with a new token.
	expect(received).toHaveLength(answer.startsWith('gateway') ? 4 : 2);
	expect(received[0]).toMatchObject({
		method: 'POST',
		url: '/authentication-server/oauth/token',
		body: raw('token.request.form.txt'),
	});
	const token = textIn(fixture('token.response.200.json').access_token);
	expect(received[1]).toMatchObject({ method, url, headers: { authorization: `Bearer ${token}` } });
	if (body) expect(JSON.parse(received[1]?.body ?? '')).toEqual(withPhotos(body, tested));
	else expect(received[1]?.body).toBe('');
	expectRead(result, read);
	// A clear no, so that it may be sent again.
	expect(result.error?.context.outcome).toBe('message' in read ? 'refused' : undefined);
});

const operation = (name: string) => exchanges.find(({ tested }) => tested.name === name) as Made;

test('register.response.already-registered.json: is looked up for whom it is a success', async () => {
	const registered = operation('customer.register');
	const { tested } = registered;
	const parameters = { ...formOf(registered), ifRegistered: 'success' };
	const file = 'register.response.already-registered.json';
	const { received } = await exchange(tested, parameters, file);

	expect(received.map(({ url }) => url)).toEqual([
		expect.stringContaining('/token'),
		'/register-customer/',
		'/customer-account-inquiry/?mobileNumber=081234560001',
	]);
});

/** All that stands in the rows or above; the signatures are checked in test/unit/nodes/KasPro/wire/signature.test.ts. */
test('no fixture is forgotten', () => {
	const here = readFileSync(__filename, 'utf8');
	const inRows = filesIn(exchanges);
	const forgotten = readdirSync(join(__dirname, '../fixtures/kaspro')).filter(
		(file) => !inRows.has(file) && !here.includes(`'${file}`) && file !== 'hmac-vectors.json',
	);
	expect(forgotten).toEqual([]);
});
