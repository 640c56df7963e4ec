import type { KiriminAjaSettings } from './settings.ts';

type Style = KiriminAjaSettings['trackedTexts'];

const LONGEST = 20;

/** A person and an address as tracking shows them: docs/contracts/kiriminaja.md §2.8. */
export function shownName(name: string, style: Style): string {
	switch (style) {
		case 'exact':
			return name;
		case 'cut':
			return name.slice(0, LONGEST);
		case 'upper':
			return name.toUpperCase();
		case 'masked':
			return name.replace(/(\S)\S*/g, '$1***');
	}
}

export function shownPhone(phone: string, style: Style): string {
	return style === 'masked' ? `${phone.slice(0, 4)}****${phone.slice(-3)}` : phone;
}

export function shownAddress(address: string, style: Style): string {
	return style === 'masked' ? `${address.slice(0, 8)}***` : shownName(address, style);
}
