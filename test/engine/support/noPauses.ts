/** The pauses between two tries take no time. Imported before anything that loads n8n-workflow. */
jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async () => {},
}));
