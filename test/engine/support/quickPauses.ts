/** The pauses between two tries take no time, but the clock goes on by as much. Imported before anything that loads n8n-workflow. */
jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async (milliseconds: number) => {
		const end = Date.now() + milliseconds;
		await new Promise((resolve) => setImmediate(resolve));
		ahead += Math.max(0, end - Date.now());
	},
}));

const clock = Date.now;
let ahead = 0;
beforeAll(() => void jest.spyOn(Date, 'now').mockImplementation(() => clock() + ahead));
afterAll(() => void jest.restoreAllMocks());
