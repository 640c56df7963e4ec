import type { IDataObject } from 'n8n-workflow';
import type { z } from 'zod';
import { createOnce } from '../../shared/ledger/once';
import type { Call } from '../../shared/run/operation';
import { derivedReference } from '../../shared/ledger/reference';
import type { Answer } from '../../shared/wire/request';
import { checkShape } from '../../shared/wire/shape';
import { isDone, kasPro, type Request } from './api';
import { bodyWith } from './body';

interface Named {
	/** The merchant's own; made up when the field was left empty. */
	requestId?: string;
	named(requestId: string): IDataObject;
	additional?: Record<string, unknown>;
}

/** A body with its request ID, which the merchant's additional fields may have replaced. */
export function bodyOf(call: Call, { requestId: typed, named, additional }: Named) {
	const own = typed ?? derivedReference(call, 'N8N-');
	const body = bodyWith({ requestId: own, ...named(own) }, additional);
	return { body, requestId: String(body.requestId ?? own) };
}

interface Write extends Request {
	/** Names this write to the merchant when nobody knows what became of it. */
	reference: string;
	howToCheck: string;
	/** What a finished answer looks like, where KasPro publishes it. */
	documented?: z.ZodTypeAny;
	/** For a write that is not a plain POST. */
	send?(request: Request): Promise<Answer>;
}

/** Sends a write once in an execution and gives KasPro's answer, done or pending. KasPro has nothing to look a lost one up with. */
export async function sendOnce(
	call: Call,
	{ reference, howToCheck, documented, send, ...request }: Write,
): Promise<IDataObject> {
	const outcome = await createOnce<never>(call, {
		reference,
		send: async () => await (send ? send(request) : kasPro.tryOnce(call, request)),
		howToCheck,
	});
	if ('existing' in outcome) return outcome.existing;
	if (documented && isDone(outcome.created)) checkShape(call, documented, outcome.created);
	return outcome.created;
}
