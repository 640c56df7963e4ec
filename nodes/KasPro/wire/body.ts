import type { IDataObject } from 'n8n-workflow';
import type { Wanted } from '../../shared/ledger/ledger';

/** The request's body: the named fields, then the merchant's own, of which null removes a field. docs/contracts/kaspro.md §6 */
export function bodyWith(
	named: IDataObject,
	additional: Record<string, unknown> = {},
): IDataObject {
	const { requestId: own, ...others } = additional;
	const isOwn = own === null || requestIdIn(additional) !== undefined;
	const merged = { ...named, ...others, ...(isOwn && { requestId: own }) } as IDataObject;
	return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

/** A request ID of the merchant's among the additional fields; an empty one is as good as none. */
export function requestIdIn({ requestId }: Record<string, unknown>): string | undefined {
	const isText = typeof requestId === 'string' && requestId.trim() !== '';
	return isText || typeof requestId === 'number' ? String(requestId) : undefined;
}

interface WithRequestId {
	requestId?: string;
	additionalFields: {
		additionalBodyFields?: Record<string, unknown>;
		extraHeaders?: Record<string, string>;
	};
}

/** Notes, times and the like beside a payment: who tries it again words them anew. */
const BESIDE =
	/^(desc(ription)?|notes?|remarks?|memo|comments?|message|date|time|timestamp|datetime|nonce|trace)$/;

/** Its own number, where it has no other name; `billReference` names what is paid. */
const OWN_REFERENCE =
	/^(own|client|partner|merchant|external|request|transaction|trx)?_?reference(_?(id|no|number))?$/i;

/** `transactionDate` and `trace_id` are beside it, `candidateId` is not. */
function isBeside(name: string): boolean {
	const words = name.split(/(?<=[a-z\d])(?=[A-Z])|[^A-Za-z\d]+/).map((word) => word.toLowerCase());
	return OWN_REFERENCE.test(name) || words.some((word) => BESIDE.test(word));
}

/** What of a body tells one thing from another, at every depth. */
export function whatIsDone(body: Record<string, unknown>): Record<string, unknown> {
	const telling = Object.entries(body).filter(([name]) => !isBeside(name));
	return Object.fromEntries(telling.map(([name, value]) => [name, inOneSpelling(value)]));
}

function inOneSpelling(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(inOneSpelling);
	if (typeof value === 'object' && value !== null) {
		return whatIsDone(value as Record<string, unknown>);
	}
	// A mobile number, however it begins.
	return typeof value === 'string' ? value.trim().replace(/^(\+?62|0)(?=8\d{7})/, '') : value;
}

/**
 * What a write with a request ID does: the ID may stand in its own field or among the additional ones, and the rest tells what it is, but
 * for the headers. Names of banks and of those who hold an account are written in many ways, and the account tells as much.
 */
export function underRequestId({ requestId, ...input }: WithRequestId): Wanted[] {
	const { additionalFields, ...named } = input;
	const { additionalBodyFields = {}, extraHeaders: _, ...others } = additionalFields;
	const {
		requestId: __,
		bankName: ___,
		...body
	} = {
		...named,
		...others,
		...additionalBodyFields,
	} as Record<string, unknown>;
	const intent = whatIsDone(body);
	return [{ field: 'Request ID', given: requestIdIn(additionalBodyFields) ?? requestId, intent }];
}
