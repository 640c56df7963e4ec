import { ClientRequest } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** Time enough for a sandbox in this process to do what it was asked. */
const WORK_MS = 20;

/**
 * Lets the time limit of a request be up as soon as the server has it and has done its work, so that a test need not wait half a minute
 * for an answer that never comes. The limit, and what it does, are the nodes' own.
 */
export function hurryTimeouts(
	isMeant: (method: string, path: string) => boolean,
	arrivals: () => number,
): void {
	const real = Reflect.get(ClientRequest.prototype, 'setTimeout');
	jest.spyOn(ClientRequest.prototype, 'setTimeout').mockImplementation(function (
		this: ClientRequest,
		limit,
		callback,
	) {
		if (!isMeant(this.method, this.path)) return real.call(this, limit, callback);
		const before = arrivals();
		void (async () => {
			for (let waited = 0; waited < limit && arrivals() === before; waited++) await pause(1);
			await pause(WORK_MS);
			callback?.();
		})();
		return this;
	});
}
