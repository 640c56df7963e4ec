import type { ICredentialDataDecryptedObject, IWebhookFunctions } from 'n8n-workflow';
import { triggerKey } from './seen';

/** So long a key that was taken out of the credential may still be accepted. */
const FRESH_MS = 5000;

interface Kept {
	credential: ICredentialDataDecryptedObject;
	until: number;
}

/** By workflow and node. */
const kept = new Map<string, Kept>();

/**
 * Checks a delivery with the trigger's credential; nothing when it is not genuine. n8n makes an expression engine anew each time it reads a
 * credential, which takes longer than all else about a delivery; so one that was read a moment ago is tried first, and refuses nobody.
 */
export async function checkedWith<Result>(
	ctx: IWebhookFunctions,
	type: string,
	check: (credential: ICredentialDataDecryptedObject) => Result | undefined,
): Promise<Result | undefined> {
	const key = `${triggerKey(ctx)}/${ctx.getNode().credentials?.[type]?.id ?? ''}`;
	const known = kept.get(key);
	if (known && known.until > Date.now()) {
		const checked = check(known.credential);
		if (checked !== undefined) return checked;
	}
	const credential = await ctx.getCredentials(type);
	kept.set(key, { credential, until: Date.now() + FRESH_MS });
	return check(credential);
}

/** As after a restart of n8n. */
export function forgetCredentials(): void {
	kept.clear();
}
