import { apiError } from '../../shared/wire/errors';
import type { Caller } from '../../shared/wire/caller';
import { isOfCaller, kiriminAja } from './api';

const MAYBE_SET =
	'KiriminAja may or may not have taken the callback URL, and has no call to check it. Do the same again: setting it twice does no harm.';

/**
 * Makes this URL the account's one callback; `advice` is for when KiriminAja, which looks its host up, does not take it.
 * docs/contracts/kiriminaja.md §2.9 (26)
 */
export async function setCallback(caller: Caller, url: string, advice: string): Promise<void> {
	const answer = await kiriminAja.tryWrite(caller, '/api/mitra/set_callback', { url });
	if (answer.ok) return;
	const { failure } = answer;
	if (failure.outcome === 'unknown') throw apiError(caller, { ...failure, advice: MAYBE_SET });
	if (failure.outcome !== 'refused' || isOfCaller(failure)) {
		throw apiError(caller, failure);
	}
	const said = failure.vendorText ?? failure.message;
	const message = `KiriminAja did not accept the callback URL: ${said}`;
	throw apiError(caller, { ...failure, message, advice });
}
