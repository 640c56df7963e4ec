import type { IDataObject } from 'n8n-workflow';
import { isRow } from '../../shared/values/rows';
import { mobileOf } from './texts';

/** A look-up that succeeds and shows nobody: known clients take an answer without data for a number that nobody has. */
export function isNobody({ data }: IDataObject): boolean {
	return !isRow(data) || Object.keys(data).length === 0;
}

/** A whole mobile number, and not the one that was asked for; masked ones say nothing. */
export function isOfOther({ mobileNumber }: IDataObject, asked: string): boolean {
	const number = mobileOf(mobileNumber);
	return typeof number === 'string' && /^08\d{7,}$/.test(number) && number !== asked;
}
