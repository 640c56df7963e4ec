import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import type { Caller } from './caller';
import type { Failure } from './errors';

interface Source {
	/** As merchants know it, e.g. "KiriminAja". */
	service: string;
	/** The service's own base URL; any other host has to be reached by https. */
	baseUrl: string;
	maxBytes: number;
}

type Download = { ok: true; bytes: Buffer } | { ok: false; failure: Failure };

const TIMEOUT_MS = 60_000;

/**
 * Fetches a file whose address came in an answer. That address is not ours: so no credential goes with the request, plain http only goes
 * to the service itself, redirects are not followed, and no more than `maxBytes` are read.
 */
export async function download(
	{ ctx }: Caller,
	address: string,
	source: Source,
): Promise<Download> {
	const url = parsed(address);
	if (url === undefined || !isAllowed(url, source)) {
		return failed(`${source.service} named an address for the file that is not https: ${address}`);
	}
	const limit = AbortSignal.timeout(TIMEOUT_MS);
	const options: IHttpRequestOptions = {
		method: 'GET',
		url: url.toString(),
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		// n8n's own limit is for silence, and for what comes before the file.
		timeout: TIMEOUT_MS,
		abortSignal: limit,
	};
	let response: IN8nHttpFullResponse;
	try {
		response = (await ctx.helpers.httpRequest(options)) as IN8nHttpFullResponse;
	} catch {
		return failed(`The file could not be fetched from ${url.host}`);
	}
	if (response.statusCode !== 200) {
		return failed(`${url.host} answered HTTP ${response.statusCode} instead of the file`);
	}
	const file = await readAll(response.body as unknown as AsyncIterable<Uint8Array>, url, source);
	if (file.ok || !limit.aborted) return file;
	return failed(`${url.host} did not give the whole file within ${TIMEOUT_MS / 1000} seconds`);
}

async function readAll(
	stream: AsyncIterable<Uint8Array>,
	url: URL,
	{ maxBytes }: Source,
): Promise<Download> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	try {
		for await (const chunk of stream) {
			size += chunk.length;
			if (size > maxBytes) {
				return failed(`The file from ${url.host} is larger than ${maxBytes / 1024 / 1024} MB`);
			}
			chunks.push(chunk);
		}
	} catch {
		return failed(`The connection to ${url.host} broke before the file was complete`);
	}
	return { ok: true, bytes: Buffer.concat(chunks) };
}

function parsed(address: string): URL | undefined {
	try {
		return new URL(address);
	} catch {
		return undefined;
	}
}

function isAllowed(url: URL, { baseUrl }: Source): boolean {
	return url.protocol === 'https:' || url.origin === parsed(baseUrl)?.origin;
}

function failed(message: string): Download {
	return { ok: false, failure: { outcome: 'refused', message, advice: 'Try again later.' } };
}
