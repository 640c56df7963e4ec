import { ClientRequest } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';

/**
 * Lets the time limit of a request be up as soon as the server has read it and has done its work, so that a test need not wait half a
 * minute for an answer that never comes. The limit, and what it does, are the nodes' own.
 */
export function hurryTimeouts(
	isMeant: (method: string, path: string) => boolean,
	/** How many requests the server has read. */
	reads: () => number,
): void {
	const real = Reflect.get(ClientRequest.prototype, 'setTimeout');
	jest.spyOn(ClientRequest.prototype, 'setTimeout').mockImplementation(function (
		this: ClientRequest,
		limit,
		callback,
	) {
		if (!isMeant(this.method, this.path)) return real.call(this, limit, callback);
		const before = reads();
		void (async () => {
			const end = performance.now() + limit;
			while (reads() === before && performance.now() < end) await turn();
			// A sandbox in this process does its work in the turn in which it has read the request.
			await turn();
			callback?.();
		})();
		return this;
	});
}
