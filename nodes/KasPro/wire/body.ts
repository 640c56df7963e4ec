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
function requestIdIn({ requestId }: Record<string, unknown>): string | undefined {
	const isText = typeof requestId === 'string' && requestId.trim() !== '';
	return isText || typeof requestId === 'number' ? String(requestId) : undefined;
}

interface WithRequestId {
	requestId?: string;
	additionalFields: { additionalBodyFields?: Record<string, unknown> };
}

/** Notes on a payment; a model that is told to try again words them anew. */
const NOTES = ['description', 'notes', 'reference'];

/** What a write with a request ID does: the ID may stand in its own field or among the additional ones, and the rest tells what it is. */
export function underRequestId({ requestId, ...input }: WithRequestId): Wanted[] {
	const { additionalFields, ...named } = input;
	const { additionalBodyFields = {}, ...others } = additionalFields;
	const { requestId: _, ...body } = additionalBodyFields;
	const said = Object.entries({ ...named, ...others, ...body });
	const intent = Object.fromEntries(said.filter(([name]) => !NOTES.includes(name)));
	return [{ field: 'Request ID', given: requestIdIn(additionalBodyFields) ?? requestId, intent }];
}
