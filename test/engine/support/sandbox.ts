import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';

interface SandboxHolder {
	/** Read it inside tests only. */
	current: Sandbox;
	/** The fields, unknown to the vendor, that the test at hand sends on purpose. No other test may send any. */
	unknownFields: string[];
	/** For a test that asks more than the vendors are feared to bear, because it is about something else. */
	liftLimits(): void;
}

/**
 * As harsh as what the vendors warn of may be: KiriminAja's 10 calls a minute for each key, and fewer that search and track
 * (docs/contracts/kiriminaja.md §1.3); the questions to Duitku for which it blocks an account (docs/contracts/kirimo.md §3.2). KasPro has
 * published nothing of the kind.
 */
function setLimits({ kiriminAja, kirimo, kasPro }: Sandbox): void {
	Object.assign(kiriminAja.settings, {
		rateLimitPerMinute: 10,
		heavyLimitPerMinute: 4,
		suspensionMinutes: 10,
	});
	kirimo.settings.statusChecksPerMinute = 10;
	kasPro.settings.callsPerMinute = 10;
}

/** One sandbox for a test file, fresh for each test. */
export function useSandbox(): SandboxHolder {
	const holder = { unknownFields: [] } as Partial<SandboxHolder> as SandboxHolder;
	holder.liftLimits = () => {
		const { kiriminAja, kirimo, kasPro } = holder.current;
		Object.assign(kiriminAja.settings, { rateLimitPerMinute: null, heavyLimitPerMinute: null });
		kirimo.settings.statusChecksPerMinute = 100;
		kasPro.settings.callsPerMinute = null;
	};
	beforeAll(async () => {
		holder.current = await startSandbox();
	});
	beforeEach(() => {
		holder.current.reset();
		setLimits(holder.current);
		holder.unknownFields = [];
	});
	afterEach(() => {
		const sent = holder.current.requests.flatMap(({ unknownFields }) => unknownFields);
		expect([...new Set(sent)]).toEqual(holder.unknownFields);
	});
	afterAll(async () => await holder.current.close());
	return holder;
}
