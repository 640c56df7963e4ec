import type { Input } from '../bodies.ts';
import { badParameter, type Refusal } from './refusals.ts';
import type { KasProSettings } from './settings.ts';

export function isMobileNumber(value: unknown): value is string {
	return typeof value === 'string' && /^08\d{7,11}$/.test(value);
}

export function isRequestId(value: unknown): value is string {
	return typeof value === 'string' && value !== '' && value.length <= 64;
}

export function isFilled(value: unknown): value is string {
	return typeof value === 'string' && value.trim() !== '';
}

/** An amount of a request in the type that this KasPro wants; the number, or what is wrong with it. */
export function amountIn(
	{ amountAs }: KasProSettings,
	{ amount }: Input,
	field = 'amount',
): number | Refusal {
	if (amountAs === 'text') {
		return typeof amount === 'string' && /^[1-9]\d*$/.test(amount)
			? Number(amount)
			: badParameter(field, 'a whole number of rupiah, 1 or more, as text');
	}
	return Number.isSafeInteger(amount) && Number(amount) >= 1
		? Number(amount)
		: badParameter(field, 'a whole number of rupiah, 1 or more');
}
