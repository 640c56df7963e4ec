import type { RequestListener } from 'node:http';
import { sleep, type IHttpRequestOptions } from 'n8n-workflow';
import { exchange, trimmedUrl } from '../../../../../nodes/shared/wire/request';
import type { Exchange, Service } from '../../../../../nodes/shared/wire/service';
import { READS, WRITES } from '../../../../../nodes/shared/wire/pace';
import { textIn } from '../../../../../nodes/shared/values/texts';
import { answering } from '../../../../engine/support/answering';
import { contextWith } from '../context';

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: jest.fn(async (milliseconds: number) => {
		slept += milliseconds;
	}),
}));
/** What was slept takes no time, and yet has passed. */
let slept = 0;
const { now } = Date;
/** In tenths of a second, without what keeps several n8n from coming back at once. */
export const pauses = () =>
	jest.mocked(sleep).mock.calls.map(([milliseconds]) => Math.round(milliseconds / 100) * 100);
beforeEach(() => {
	jest.mocked(sleep).mockClear();
	jest.spyOn(Date, 'now').mockImplementation(() => now() + slept);
	jest.spyOn(Math, 'random').mockReturnValue(0);
});

/** Says yes and no like our services do: in the body; any body without a yes is a no from HTTP 400 on. */
export const service: Service = {
	name: 'Testpay',
	tempo: ({ safe }) => (safe ? READS : WRITES),
	credentialType: 'kasProApi',
	baseUrl: ({ baseUrl }) => trimmedUrl(baseUrl),
	verdict: (status, { code, message }) => {
		if (code === 0) return status < 400 ? 'done' : 'unclear';
		if (code === undefined && status < 400) return 'unclear';
		return {
			...(typeof message === 'string' && { text: message }),
			...(code !== undefined && { code: textIn(code) }),
		};
	},
};
export const read: Exchange = { method: 'GET', path: '/rates', safe: true };
export const write: Exchange = {
	method: 'POST',
	path: '/orders',
	body: { amount: 1 },
	safe: false,
};

export function send(url: string, request: Exchange, changes: Partial<Service> = {}) {
	const credentials = { kasProApi: { baseUrl: `${url}/`, authMode: 'none' } };
	return exchange({ ctx: contextWith({ credentials }) }, { ...service, ...changes }, request);
}

/** What becomes of a request when the service gives these answers in turn, the last one again and again. */
export async function after(request: Exchange, ...answers: RequestListener[]) {
	return await afterAt(service, request, answers);
}

export async function afterAt(at: Service, request: Exchange, answers: RequestListener[]) {
	const seen: Array<{
		method?: string;
		url?: string;
		headers: NodeJS.Dict<unknown>;
		body: string;
	}> = [];
	let answer: Awaited<ReturnType<typeof exchange>> | undefined;
	await answering(
		(incoming, response) => {
			let body = '';
			incoming.on('data', (chunk) => (body += chunk));
			incoming.on('end', () => {
				const listener = answers[Math.min(seen.length, answers.length - 1)];
				const { method, url, headers } = incoming;
				seen.push({ method, url, headers, body });
				listener?.(incoming, response);
			});
		},
		async (url) => void (answer = await send(url, request, at)),
	);
	if (answer === undefined) throw new Error('The request has not ended');
	const failure = answer.ok ? undefined : answer.failure;
	return { answer, failure, seen };
}

export const says =
	(status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
	(_, response) =>
		response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
export const fine = says(200, '{"code":0,"message":"ok"}');
export const breaks: RequestListener = (incoming) => void incoming.socket.resetAndDestroy();
export const truncated = says(200, '{"code":0,"mess');
export const empty = says(200, '');

/** A caller whose request n8n's helper answers so, without a network. */
export function callerOf(
	answer: (options: IHttpRequestOptions, more?: unknown) => Promise<unknown>,
) {
	const helper = jest.fn(async (_type: string, options: IHttpRequestOptions, more?: unknown) =>
		answer(options, more),
	);
	const real = contextWith({ credentials: { kasProApi: { baseUrl: 'https://t.example.com' } } });
	const ctx = Object.create(real, {
		helpers: { value: { httpRequestWithAuthentication: helper } },
	}) as typeof real;
	return { ctx, helper };
}
