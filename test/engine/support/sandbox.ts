import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';

interface SandboxHolder {
	/** Read it inside tests only. */
	current: Sandbox;
	/** The fields, unknown to the vendor, that the test at hand sends on purpose. No other test may send any. */
	unknownFields: string[];
}

/** One sandbox for a test file, fresh for each test. */
export function useSandbox(): SandboxHolder {
	const holder = { unknownFields: [] } as Partial<SandboxHolder> as SandboxHolder;
	beforeAll(async () => {
		holder.current = await startSandbox();
	});
	beforeEach(() => {
		holder.current.reset();
		holder.unknownFields = [];
	});
	afterEach(() => {
		const sent = holder.current.requests.flatMap(({ unknownFields }) => unknownFields);
		expect([...new Set(sent)]).toEqual(holder.unknownFields);
	});
	afterAll(async () => await holder.current.close());
	return holder;
}
