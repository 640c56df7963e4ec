import type { RequestListener } from 'node:http';
import { accounts } from '../../sandbox/index.ts';
import { operations, prepare, runRow, type NodeType } from '../operations';
import { answering } from './support/answering';
import { kasProCredential } from './support/kasPro';
import { kiriminAjaCredential } from './support/kiriminAja';
import { kirimoCredential } from './support/kirimo';
import { runNode, type RunResult } from './support/runNode';
import { useSandbox } from './support/sandbox';
import { serveTrigger } from './support/webhook';

const sandbox = useSandbox();

const { kiriminAja, kirimo, kasPro } = accounts;
const basic = Buffer.from(`${kasPro.clientId}:${kasPro.clientSecret}`).toString('base64');

/** Every secret that a merchant gives to any of the nodes; digits count only when they stand alone. */
const secrets: Array<[string, RegExp | string]> = [
	["KiriminAja's API key", kiriminAja.apiKey],
	['the KA Credit PIN', new RegExp(`(?<!\\d)${kiriminAja.pin}(?!\\d)`)],
	["Kirimo's API key", kirimo.apiKey],
	['the Duitku merchant key', kirimo.duitkuMerchantKey],
	["KasPro's client secret", kasPro.clientSecret],
	["KasPro's client secret in a header", basic],
	["KasPro's HMAC key", kasPro.hmacKey],
	["KasPro's HMAC secret", kasPro.hmacSecret],
	["KasPro's access token", 'sandbox-access-token'],
	["KasPro's signature", 'Signature keyId'],
	['the OTP', '482913'],
	['a photo', 'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH'],
];

/** Where n8n keeps what the merchant has put in: the node itself, and the items that went into it. */
const OF_THE_MERCHANT = new Set(['node', 'executionData', 'inputData']);

/** All that n8n keeps of the execution and shows of it, but for what the merchant has typed into the node. */
function keptOf({ run, hints, outputs, error }: RunResult): string {
	const { Source: _given, ...runData } = run.data.resultData.runData;
	const { contextData } = run.data.executionData ?? {};
	const { resultData } = run.data;
	const kept = { ...run.data, contextData, resultData: { ...resultData, runData } };
	return JSON.stringify(
		{ kept, hints, outputs, error, message: error?.message },
		(name, value: unknown) => (OF_THE_MERCHANT.has(name) ? undefined : value),
	);
}

function secretsIn(text: string): string[] {
	return secrets
		.filter(([, secret]) =>
			typeof secret === 'string' ? text.includes(secret) : secret.test(text),
		)
		.map(([name]) => name);
}

let printed = '';
beforeEach(() => {
	printed = '';
	const keep = (chunk: unknown) => {
		printed += String(chunk);
		return true;
	};
	for (const stream of [process.stdout, process.stderr])
		jest.spyOn(stream, 'write').mockImplementation(keep);
	for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
		jest
			.spyOn(console, level)
			.mockImplementation((...values: unknown[]) => void keep(values.map(String).join(' ')));
	}
});
afterEach(() => jest.restoreAllMocks());

test('finds a secret where there is one', () => {
	expect(secretsIn(`{"pin":"${kiriminAja.pin}","key":"${kirimo.apiKey}"}`)).toEqual([
		'the KA Credit PIN',
		"Kirimo's API key",
	]);
	expect(secretsIn('{"phone":"081234560001"}')).toEqual([]);
});

/** What opens the account at each service, in the head of every request. */
const keysOf: Record<NodeType, string[]> = {
	kiriminAja: ["KiriminAja's API key"],
	kirimo: ["Kirimo's API key"],
	kasPro: ["KasPro's HMAC key", "KasPro's access token", "KasPro's signature"],
};

describe.each(operations)('$label keeps no secret', (tested) => {
	test('when it succeeds', async () => {
		await prepare(sandbox.current, tested);
		const result = await runRow(sandbox.current, tested);
		expect(result.error).toBeUndefined();
		expect(secretsIn(keptOf(result) + printed)).toEqual([]);
	});

	test.each(['stopWorkflow', 'continueErrorOutput'] as const)(
		'when the service repeats in its refusal what it has got (%s)',
		async (onError) => {
			const heard: string[] = [];
			await answering(repeating(heard), async (url) => {
				const current = { ...sandbox.current, url };
				const result = await runRow(current, tested, { settings: { onError } });
				expect(secretsIn(keptOf(result) + printed)).toEqual([]);
			});
			const wanted = [...keysOf[tested.type], ...(tested.row.secrets ?? [])];
			expect(secretsIn(heard.join('\n')).sort()).toEqual(wanted.sort());
		},
	);
});

/** As a key is copied from a page or a chat. */
const copied = <Keys extends object>(keys: Keys) =>
	Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, ` ${key}\n`]));

test.each([
	[
		'kiriminAja',
		'area',
		'getProvinces',
		(at: { url: string }) =>
			kiriminAjaCredential({ ...sandbox.current, ...at }, ` ${kiriminAja.apiKey}\n`),
	],
	[
		'kirimo',
		'balance',
		'get',
		(at: { url: string }) => kirimoCredential(at, copied({ apiKey: kirimo.apiKey })),
	],
	[
		'kasPro',
		'customer',
		'get',
		(at: { url: string }) =>
			kasProCredential(at, {
				...copied({ hmacKey: kasPro.hmacKey, hmacSecret: kasPro.hmacSecret }),
				accessToken: 'sandbox-access-token-1',
			}),
	],
] as const)(
	'%s sends a key without the blanks that were copied with it, and keeps it out of what the service repeats',
	async (type, resource, operation, credentialsAt) => {
		const heard: string[] = [];
		await answering(repeating(heard, 'headers too'), async (url) => {
			const result = await runNode({
				type,
				resource,
				operation,
				parameters: { mobileNumber: '081234560001' },
				credentials: credentialsAt({ url }),
			});
			expect(result.error?.message).toContain('•••');
			expect(secretsIn(keptOf(result) + printed)).toEqual([]);
		});
		expect(secretsIn(heard.join('\n')).sort()).toEqual([...keysOf[type]].sort());
	},
);

test('the KiriminAja Trigger keeps the key of its sender out of the items and out of what it remembers', async () => {
	const trigger = await serveTrigger({
		type: 'kiriminAjaTrigger',
		parameters: { events: ['shipped_packages'], dropRedeliveries: true },
		credentials: kiriminAjaCredential(sandbox.current),
	});
	try {
		const response = await fetch(trigger.url, {
			method: 'POST',
			headers: {
				Authorization: `Bearer ${kiriminAja.apiKey}`,
				'Content-Type': 'application/json',
			},
			body: JSON.stringify({ method: 'shipped_packages', data: [{ order_id: 'MLT-1' }] }),
		});
		expect(response.status).toBe(200);
		expect(trigger.runs).toHaveLength(1);
		const kept = JSON.stringify([trigger.runs, trigger.staticData(), await response.text()]);
		expect(secretsIn(kept + printed)).toEqual([]);
		expect(kept).not.toMatch(/authorization/i);
	} finally {
		await trigger.close();
	}
});

/** A refusal that quotes what was sent, in the fields in which each of the services gives its reason. */
const repeating =
	(heard: string[], headers?: 'headers too'): RequestListener =>
	(request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const sent = Buffer.concat(chunks);
			// A photo travels as bytes, and is looked for as n8n keeps it.
			heard.push(JSON.stringify(request.headers), sent.toString(), photosIn(sent));
			const { authorization, 'x-api-key': key, 'partner-key': partner } = request.headers;
			const keys = headers ? `${[authorization, key, partner].join(' ')}: ` : '';
			const text = `Bad request: ${keys}${sent.toString()}`;
			response.writeHead(400, { 'Content-Type': 'application/json' });
			response.end(JSON.stringify({ status: false, code: 99, text, message: text }));
		});
	};

/** What stands after the head of each part of a form with files. */
const photosIn = (sent: Buffer) =>
	sent
		.toString('latin1')
		.split('\r\n\r\n')
		.map((part) => Buffer.from(part, 'latin1').toString('base64'))
		.join('\n');
