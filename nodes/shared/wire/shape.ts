import type { IDataObject } from 'n8n-workflow';
import type { z } from 'zod';

const MOST_NAMED = 3;

/**
 * Compares an answer with its documented shape. A difference becomes a note above the output, not a failure: what the merchant asked
 * for has happened, and the rest of the answer is good. Unknown fields are no difference.
 */
export function checkShape(
	call: { hint: (message: string) => void },
	documented: z.ZodTypeAny,
	body: IDataObject,
): void {
	const checked = documented.safeParse(body);
	if (checked.success) return;
	const paths = checked.error.issues.map(({ path }) => path.join('.'));
	const named = [...new Set(paths)].slice(0, MOST_NAMED).join(', ');
	call.hint(
		`The service's answer differs from its documentation at: ${named}. The output may lack values; please report it to the maintainers of this node.`,
	);
}
