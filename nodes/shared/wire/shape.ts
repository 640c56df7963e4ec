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
	const paths = checked.error.issues.flatMap(pathsOf);
	const named = [...new Set(paths)].filter(Boolean).slice(0, MOST_NAMED).join(', ');
	call.hint(
		`The service's answer differs from its documentation at: ${named}. The output may lack values; please report it to the maintainers of this node.`,
	);
}

/** Of several documented shapes, each has its own differences; zod 3 and 4 keep them in different places. */
function pathsOf(issue: object): string[] {
	const { path, unionErrors, errors } = issue as {
		path: Array<string | number>;
		unionErrors?: Array<{ issues: object[] }>;
		errors?: object[][];
	};
	const inner = unionErrors?.map(({ issues }) => issues) ?? errors ?? [];
	return inner.length === 0 ? [path.join('.')] : inner.flat().flatMap(pathsOf);
}
