import { testStoriesOf } from './support/stories';

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async () => {},
}));

testStoriesOf('transfer');
