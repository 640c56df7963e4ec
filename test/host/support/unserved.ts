import type { Sandbox } from '../../../sandbox/index.ts';
import { startLocalServer, type LocalServer } from './localServer.ts';

/** KiriminAja where no courier goes to some places: it is the sandbox, but rates to them have no rows. */
export async function startUnserved(
	{ url }: Sandbox,
	isUnserved: (asked: Record<string, unknown>) => boolean,
): Promise<LocalServer> {
	return await startLocalServer((request, asked, response) => {
		const pass = async () => {
			const { method, headers } = request;
			const answer = await fetch(`${url}${request.url}`, {
				method,
				headers: {
					authorization: String(headers.authorization),
					'content-type': 'application/json',
				},
				body: method === 'POST' ? JSON.stringify(asked) : undefined,
			});
			const told = (await answer.json()) as Record<string, unknown>;
			// docs/contracts/kiriminaja.md §2.3, §2.4
			for (const rows of ['results', 'result']) {
				if (rows in told && isUnserved(asked)) told[rows] = [];
			}
			response.writeHead(answer.status, { 'content-type': 'application/json' });
			response.end(JSON.stringify(told));
		};
		void pass();
		return undefined;
	});
}
