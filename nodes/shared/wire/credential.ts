import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** The values of a credential by their names, each extra header for itself: one may be the time, and another one the account. */
export function valuesIn(credential: ICredentialDataDecryptedObject): Map<string, string> {
	const { extraHeaders, ...values } = credential;
	const headers = headersIn(extraHeaders).map(([name, value]) => [`extraHeaders.${name}`, value]);
	return new Map(
		[...Object.entries(values), ...headers].map(([name, value]) => [
			String(name),
			JSON.stringify(value) ?? '',
		]),
	);
}

function headersIn(value: unknown): Array<[string, unknown]> {
	try {
		const headers: unknown = typeof value === 'string' ? JSON.parse(value) : value;
		return Object.entries(Object(headers) as object);
	} catch {
		return [['', value]];
	}
}

/** No account hangs on these: the access token, which n8n renews, and what bookings alone take from a credential. */
export const isOfAccount = (name: string) => !/^(?:accessToken|pin|sender.*)$/.test(name);

/** A time of these days, or a number by chance; n8n's expressions make no other of each call. */
function isOfEachCall(value: string): boolean {
	const times = value.match(/\d{10,}/g) ?? [];
	const days = times.map((one) => (Number(one.slice(0, 13).padEnd(13, '0')) - Date.now()) / DAY_MS);
	return days.some((from) => Math.abs(from) < 1) || /\d\d:\d\d|0\.\d{6}/.test(value);
}

const DAY_MS = 86_400_000;

/** What of a credential tells whose limits they are. */
export function accountOf(credential: ICredentialDataDecryptedObject): string {
	const told = [...valuesIn(credential)].filter(
		([name, value]) =>
			isOfAccount(name) && !(name.startsWith('extraHeaders.') && isOfEachCall(value)),
	);
	return JSON.stringify(told);
}
