import { wib } from '../clock.ts';
import type { KirimoSettings } from './settings.ts';

/** The forms in which Kirimo may write what it knows. */

const rupiahFields = ['amount', 'fee', 'net_amount', 'balance', 'limit_used'];

/** Numbers as the settings want them, and fields that nobody has documented. */
export function dataAsWritten({ numbers, extraFields }: KirimoSettings, data: object): object {
	const written = numbers === 'numbers' ? data : (withTexts(data, numbers) as object);
	const isMap = !Array.isArray(written);
	return extraFields && isMap ? { ...written, channel: null, meta: { version: 2 } } : written;
}

function withTexts(value: unknown, numbers: 'text' | 'decimals' | 'numeric', name = ''): unknown {
	if (Array.isArray(value)) return value.map((entry) => withTexts(entry, numbers));
	if (typeof value === 'object' && value !== null) {
		const entries = Object.entries(value);
		return Object.fromEntries(entries.map(([key, entry]) => [key, withTexts(entry, numbers, key)]));
	}
	if (numbers === 'numeric') {
		const isDigits = typeof value === 'string' && /^\d{1,15}$/.test(value);
		return isDigits ? Number(value) : value;
	}
	if (typeof value !== 'number') return value;
	return numbers === 'decimals' && rupiahFields.includes(name) ? value.toFixed(2) : String(value);
}

export function timeAsWritten({ times }: KirimoSettings, date: Date): string {
	return times === 'wib' ? wib(date) : date.toISOString().slice(0, 19).replace('T', ' ');
}

export function nameAsKept({ names }: KirimoSettings, name: string): string {
	switch (names) {
		case 'whole':
			return name;
		case 'cut':
			return name.slice(0, 20);
		case 'upper':
			return name.toUpperCase();
		case 'masked':
			return masked(name);
		case 'cleaned':
			return name.replace(/[^\p{L}\p{N} ]/gu, '');
	}
}

/** `Andi Wijaya` → `An** Wij***`: half of every word stays readable. */
export function masked(name: string): string {
	return name
		.split(' ')
		.map((word) => word.slice(0, Math.ceil(word.length / 2)).padEnd(word.length, '*'))
		.join(' ');
}

/** What PHP prints before the answer. */
export const NOTICE =
	'<br />\n<b>Notice</b>:  Undefined index: phone in <b>/home/kirimo/api.php</b> on line <b>214</b><br />\n';
