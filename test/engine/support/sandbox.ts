import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';

/** One sandbox for a test file, fresh for each test. Read it inside tests only. */
export function useSandbox(): { current: Sandbox } {
	const holder = {} as { current: Sandbox };
	beforeAll(async () => {
		holder.current = await startSandbox();
	});
	beforeEach(() => holder.current.reset());
	afterAll(async () => await holder.current.close());
	return holder;
}
