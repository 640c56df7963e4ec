import { isObject } from '../bodies.ts';
import type { KiriminAjaSettings } from './settings.ts';

/** In these the courier and its service may be in capitals; price and courier lists are what bookings copy from. */
const ABOUT_ORDERS = /request_pickup|pickup\/|tracking|get_payment/;
const SERVICE_KEYS = ['service', 'service_type', 'service_name'];

/** An answer as PHP and its frameworks may write it: docs/contracts/kiriminaja.md §5. */
export function spelled(path: string, body: unknown, settings: KiriminAjaSettings): unknown {
	const inCapitals = settings.serviceCase === 'upper' && ABOUT_ORDERS.test(path);
	const spell = (value: unknown, key: string): unknown => {
		if (Array.isArray(value)) return value.map((entry: unknown) => spell(entry, ''));
		if (value instanceof Date) return value;
		if (isObject(value)) {
			const entries = Object.entries(value).map(([name, entry]) => [name, spell(entry, name)]);
			const isList = settings.emptyMaps === 'lists' && entries.length === 0;
			return isList ? [] : Object.fromEntries(entries);
		}
		if (typeof value === 'number') return settings.numbers === 'texts' ? String(value) : value;
		if (typeof value !== 'string') return value;
		if (inCapitals && SERVICE_KEYS.includes(key)) return value.toUpperCase();
		return settings.numbers === 'numbers' ? numberOr(value) : value;
	};
	return spell(body, '');
}

/** A leading zero is lost on the way, and so are the last digits of a long number. */
function numberOr(text: string): string | number {
	return /^\d+$/.test(text) ? Number(text) : text;
}
