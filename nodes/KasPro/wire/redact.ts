import type { Failure } from '../../shared/wire/errors';

/** A failure whose texts are passed through `clean`, because nobody knows what KasPro repeats of a request. */
export function redacted(failure: Failure, clean: (text: string) => string): Failure {
	const { message, vendorText } = failure;
	return {
		...failure,
		message: clean(message),
		...(vendorText !== undefined && { vendorText: clean(vendorText) }),
	};
}
