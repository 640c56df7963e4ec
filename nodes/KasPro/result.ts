import type { IDataObject } from 'n8n-workflow';
import { isPending } from './api';
import { textOf } from './texts';

/**
 * A write's answer as output. `done` and `pending` tell code 0 from code 1, which is never shown as a success; `reference` is KasPro's
 * own number, which it calls `reffId` or `responseId`. docs/contracts/kaspro.md §3, §4.5
 */
export function resultOf({ data, ...envelope }: IDataObject, requestId: string): IDataObject {
	return { ...envelope, ...(data as IDataObject), requestId, ...stateOf({ data, ...envelope }) };
}

export function stateOf({ data, ...envelope }: IDataObject) {
	const { reffId } = (data ?? {}) as IDataObject;
	const pending = isPending(envelope);
	return {
		done: !pending,
		pending,
		reference: textOf(reffId ?? envelope.responseId ?? null) as string | null,
	};
}
