import type { IDataObject } from 'n8n-workflow';
import type { Wanted } from '../../shared/ledger/wants';

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
	// JSON has no NaN: it would go out as null.
	return isText || Number.isFinite(requestId) ? String(requestId) : undefined;
}

interface WithRequestId {
	requestId?: string;
	additionalFields: {
		additionalBodyFields?: Record<string, unknown>;
		extraHeaders?: Record<string, string>;
		path?: string;
	};
}

/** Notes, times and the like beside a payment: who tries it again words them anew. */
const BESIDE = new Set(
	(
		'desc description note notes remark remarks memo comment comments message keterangan catatan berita pesan ' +
		'date time timestamp datetime ts at tanggal tgl waktu jam expired expires expiry expiration until ' +
		'nonce trace stan rrn signature session correlation idempotency attempt retry tries'
	).split(' '),
);

/** Its own number, where it has no other name. `billReference` names what is paid, and `merchantId` and a bare `number` who gets it. */
const OWN_NUMBER = new RegExp(
	'^(?:' +
		'(?:own|client|partner|merchant|external)?_?(?:request|transaction|transaksi|trx|reff?|reference|referensi)_?(?:reff?|reference|id|no|number)?|' +
		'(?:own|external|unique)_?(?:reff?|reference|id|no|number|code)|' +
		'(?:no|id)_?(?:reff?|referensi|transaksi|trx)' +
		')$',
	'i',
);

/** Names of banks and of those who hold an account are written in many ways, and the account tells as much. */
const BANK_OR_HOLDER = /bank_?name|account_?(holder|owner)?_?name|holder|beneficiary_?name/i;

/** `transactionDate`, `sentAt` and `trace_id` are beside it, `candidateId` is not. */
function isBeside(name: string): boolean {
	const words = name.split(/(?<=[a-z\d])(?=[A-Z])|[^A-Za-z\d]+/).map((word) => word.toLowerCase());
	const isNamed = OWN_NUMBER.test(name) || BANK_OR_HOLDER.test(name);
	return isNamed || words.some((word) => BESIDE.has(word));
}

/** What of a body tells one thing from another, at every depth. */
export function whatIsDone(body: Record<string, unknown>): Record<string, unknown> {
	const telling = Object.entries(body).filter(([name]) => !isBeside(name));
	return Object.fromEntries(telling.map(([name, value]) => [name, inOneSpelling(value)]));
}

/** Without what is another one with each try. */
export const withoutAnew = (body: Record<string, unknown>, isAnew: (name: string) => boolean) =>
	Object.fromEntries(Object.entries(body).filter(([name]) => !isAnew(name)));

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
 * for the headers and the path.
 */
export function underRequestId(
	{ requestId, ...input }: WithRequestId,
	isAnew: (name: string) => boolean,
): Wanted[] {
	const { additionalFields, ...named } = input;
	const { additionalBodyFields = {}, extraHeaders: _, path: __, ...others } = additionalFields;
	const own: Record<string, unknown> = { ...named, ...others };
	const { requestId: ___, ...body } = { ...own, ...withoutAnew(additionalBodyFields, isAnew) };
	const known = Object.entries(body).filter(([name]) => Object.hasOwn(own, name));
	return [
		{
			field: 'Request ID',
			given: requestIdIn(additionalBodyFields) ?? requestId,
			intent: whatIsDone(body),
			core: whatIsDone(Object.fromEntries(known)),
		},
	];
}
