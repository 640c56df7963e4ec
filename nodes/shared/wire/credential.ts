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

/** No account hangs on these: the access token, which n8n renews, and what only a booking takes from a credential. */
export const isOfAccount = (name: string) => !/^(?:accessToken|pin|sender.*)$/.test(name);

/** A time, or a number of each call, by its form. */
const OF_EACH_CALL = /\d{9}|\d\d:\d\d|[\da-f]{8}-[\da-f]{4}|\.\d{6}/i;

/** What of a credential tells whose limits they are. */
export function accountOf(credential: ICredentialDataDecryptedObject): string {
	const told = [...valuesIn(credential)].filter(
		([name, value]) =>
			isOfAccount(name) && !(name.startsWith('extraHeaders.') && OF_EACH_CALL.test(value)),
	);
	return JSON.stringify(told);
}
