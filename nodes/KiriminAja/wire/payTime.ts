import type { IDataObject } from 'n8n-workflow';
import { camelKeys } from '../../shared/run/items';
import { toIso } from '../../shared/values/time';

/** A bill in n8n's spelling, with its time as ISO 8601. An unpaid one has a time too: it is no proof of payment. docs/contracts/kiriminaja.md §2.7 */
export function withPayTime(payment: IDataObject): IDataObject {
	return { ...camelKeys(payment), payTimeIso: toIso(payment.pay_time) ?? null };
}
