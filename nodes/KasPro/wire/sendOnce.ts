import type { IDataObject } from 'n8n-workflow';
import type { z } from 'zod';
import type { Call } from '../../shared/ledger/call';
import { settleOne, type Protocol, type Part } from '../../shared/ledger/settle';
import type { Answer } from '../../shared/wire/service';
import { checkShape } from '../../shared/wire/shape';
import { isDone, isPending, kasPro, type Request } from './api';

interface Write
	extends Request, Pick<Protocol<Part>, 'howToCheck' | 'named' | 'lookUp' | 'before' | 'isTaken'> {
	/** What a finished answer looks like, where KasPro publishes it. */
	documented?: z.ZodTypeAny;
	/** Whether the answer is about something else than what was sent. */
	isOfOther?: (answer: IDataObject) => boolean;
	/** For a write that is not a plain POST. */
	send?: (request: Request) => Promise<Answer>;
}

/**
 * Sends a write once and gives KasPro's answer, done or pending. A result code is KasPro's word for it; where a lost answer can't be looked
 * up, its outcome stays unknown.
 */
export async function sendOnce(
	call: Call,
	{ howToCheck, named, lookUp, before, isTaken, documented, isOfOther, send, ...request }: Write,
): Promise<IDataObject> {
	return await settleOne(call, {
		before,
		async send() {
			const answer = await (send ? send(request) : kasPro.tryOnce(call, request));
			if (answer.ok && documented && isDone(answer.body)) {
				checkShape(call, documented, answer.body);
			}
			return answer;
		},
		confirmed: (_, body) => (isOfOther?.(body) ? undefined : body),
		underWay: (body) => (isPending(body) ? STILL_WORKING : undefined),
		isTaken,
		lookUp,
		named,
		howToCheck,
	});
}

const STILL_WORKING = 'KasPro had taken it on (code 1), and whether it ended well is not known';
