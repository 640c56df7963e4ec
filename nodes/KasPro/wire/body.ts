import type { IDataObject } from 'n8n-workflow';
import type { Beside } from '../../shared/ledger/numbers';
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
const BANK_OR_HOLDER =
	/bank_?name|account_?(holder|owner)?_?name|holder_?name|^holder$|beneficiary_?name/i;

/** `transactionDate`, `sentAt` and `trace_id` are beside it, `candidateId` is not. */
function isBeside(name: string): boolean {
	const words = name.split(/(?<=[a-z\d])(?=[A-Z])|[^A-Za-z\d]+/).map((word) => word.toLowerCase());
	return BANK_OR_HOLDER.test(name) || words.some((word) => BESIDE.has(word));
}

/**
 * What of a body tells one thing from another, at every depth.
 *
 * @param beside of a body that the merchant has made: what is another one with each try tells nothing; a number that is plainly data may be
 * that of a bill, and tells
 */
export function whatIsDone(
	body: Record<string, unknown>,
	beside: Beside = () => 'unknown',
	path: string[] = [],
): Record<string, unknown> {
	const telling = Object.entries(body).flatMap(([name, value]): Array<[string, unknown]> => {
		const own = [...path, name];
		const isNested = typeof value === 'object' && value !== null;
		if (isBeside(name) || (!isNested && beside(own) === 'anew')) return [];
		if (OWN_NUMBER.test(name) && beside(own) !== 'data') return [];
		return [[name, inOneSpelling(value, beside, own)]];
	});
	return Object.fromEntries(telling);
}

function inOneSpelling(value: unknown, beside: Beside, path: string[]): unknown {
	if (Array.isArray(value)) return value.map((one) => inOneSpelling(one, beside, path));
	if (typeof value === 'object' && value !== null) {
		return whatIsDone(value as Record<string, unknown>, beside, path);
	}
	// A mobile number, however it begins.
	return typeof value === 'string' ? value.trim().replace(/^(\+?62|0)(?=8\d{7})/, '') : value;
}

interface WithRequestId {
	requestId?: string;
	additionalFields: {
		additionalBodyFields?: Record<string, unknown>;
		extraHeaders?: Record<string, string>;
		path?: string;
	};
}

/**
 * What a write with a request ID does: the ID may stand in its own field or among the additional ones, and the rest tells what it is, but
 * for the headers and the path.
 */
export function underRequestId({ requestId, ...input }: WithRequestId, beside: Beside): Wanted[] {
	const { additionalFields, ...named } = input;
	const { additionalBodyFields = {}, extraHeaders: _, path: __, ...others } = additionalFields;
	const own: Record<string, unknown> = { ...named, ...others };
	const { requestId: ___, ...body } = { ...own, ...additionalBodyFields };
	const known = Object.entries(body).filter(([name]) => Object.hasOwn(own, name));
	// The node's own fields say what is done, and a reference that is added is beside them.
	const isAdded = (path: string[]) =>
		path.slice(0, 1).some((name) => Object.hasOwn(additionalBodyFields, name));
	const added: Beside = (path) => (isAdded(path) && beside(path) === 'anew' ? 'anew' : 'unknown');
	return [
		{
			field: 'Request ID',
			given: requestIdIn(additionalBodyFields) ?? requestId,
			...(additionalBodyFields.requestId === null && { isBare: true }),
			intent: whatIsDone(body, added),
			core: whatIsDone(Object.fromEntries(known)),
		},
	];
}
