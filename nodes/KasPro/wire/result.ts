import type { IDataObject } from 'n8n-workflow';
import { isPending } from './api';
import { textOf } from './texts';

/**
 * A write's answer as output. `done` and `pending` tell code 0 from code 1, which is never shown as a success; `reference` is KasPro's
 * own number, which it calls `reffId` or `responseId`. docs/contracts/kaspro.md §3, §4.5
 */
export function resultOf({ data, ...envelope }: IDataObject, requestId: string): IDataObject {
	const fields = isObject(data) ? data : isNothing(data) ? {} : { data };
	return { ...fields, ...envelope, requestId, ...stateOf({ data, ...envelope }) };
}

export function stateOf({ data, ...envelope }: IDataObject) {
	const reffId = isObject(data) ? data.reffId : undefined;
	const pending = isPending(envelope);
	return {
		done: !pending,
		pending,
		reference: textOf(reffId ?? envelope.responseId ?? null) as string | null,
	};
}

/** PHP writes an empty map as a list. */
function isNothing(data: unknown): boolean {
	return data === undefined || data === null || (Array.isArray(data) && data.length === 0);
}

function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
