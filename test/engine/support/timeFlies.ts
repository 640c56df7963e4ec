import type { Sandbox } from '../../../sandbox/index.ts';

/** The pauses between the tries of a read. */
const PAUSES_MS = [500, 1000, 2000, 4000];
/** Those that a service asks for end a little later than it says, by chance; a time limit is a round number. */
const isPause = (milliseconds: number) =>
	PAUSES_MS.includes(milliseconds) || !Number.isInteger(milliseconds);

/** Lets the nodes' pauses pass at once, and the sandbox's time with them, until the end of the test. */
export function letTimeFly(sandbox: { current: Sandbox }): void {
	const real = globalThis.setTimeout;
	const flying = ((work: () => void, milliseconds = 0, ...rest: unknown[]) => {
		if (!isPause(milliseconds)) return real(work, milliseconds, ...rest);
		return real(() => void sandbox.current.advance(milliseconds).then(work), 0);
	}) as typeof setTimeout;
	jest.spyOn(globalThis, 'setTimeout').mockImplementation(flying);
}
