import type { Sandbox } from '../../sandbox/index.ts';

/** Presses one of the sandbox's buttons. */
export async function control({ url }: Sandbox, path: string, body: object = {}): Promise<void> {
	const response = await fetch(`${url}/__sandbox/${path}`, {
		method: 'POST',
		body: JSON.stringify(body),
	});
	if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
}
