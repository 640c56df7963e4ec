import { createRunExecutionData } from 'n8n-workflow';

/**
 * A test of what n8n can do only since its resume URLs have a token (2.23 at the latest), which an execution and its retries have in
 * common; the name of the skipped one says so.
 */
export function testWithResumeToken(name: string, run: () => Promise<void>): void {
	if ('resumeToken' in createRunExecutionData()) test(name, run);
	else test.skip(`${name} (this n8n has no resume token)`, run);
}
