import { createRunExecutionData } from 'n8n-workflow';
import { journalEntry } from '../../../../../nodes/shared/ledger/journal';
import { contextWith } from '../context';

test('a new item has a seed and nothing sent', () => {
	expect(journalEntry(contextWith(), 'create', 0)).toEqual({
		seed: expect.stringContaining('/'),
		sent: [],
	});
});

test('what an item has sent is found again by the next try', () => {
	const data = createRunExecutionData();
	const entry = journalEntry(contextWith({ data }), 'create', 2);
	entry.sent.push('MLT-1');
	entry.done = { awb: null };

	expect(journalEntry(contextWith({ data }), 'create', 2)).toEqual(entry);
	expect(journalEntry(contextWith({ data }), 'create', 1)).toMatchObject({ sent: [] });
});

test('a retried execution has another id, and finds its items all the same', () => {
	const data = createRunExecutionData();
	const entry = journalEntry(contextWith({ data, executionId: '1' }), 'create', 0);
	entry.done = { awb: null };
	// As n8n stores it between the two.
	const stored = JSON.parse(JSON.stringify(data)) as typeof data;

	expect(journalEntry(contextWith({ data: stored, executionId: '2' }), 'create', 0)).toEqual(entry);
});

test('another round of a loop starts afresh', () => {
	const data = createRunExecutionData();
	const first = journalEntry(contextWith({ data, runIndex: 0 }), 'create', 0);
	first.done = { awb: null };
	const second = journalEntry(contextWith({ data, runIndex: 1 }), 'create', 0);

	expect(second.done).toBeUndefined();
	expect(second.seed).not.toBe(first.seed);
});

test('another operation in the same node starts afresh', () => {
	const data = createRunExecutionData();
	journalEntry(contextWith({ data }), 'create', 0).done = {};

	expect(journalEntry(contextWith({ data }), 'cancel', 0).done).toBeUndefined();
});

test('items, nodes, workflows and executions have different seeds', () => {
	const seeds = [
		journalEntry(contextWith(), 'create', 0),
		journalEntry(contextWith(), 'create', 1),
		journalEntry(contextWith({ nodeId: 'node-2' }), 'create', 0),
		journalEntry(contextWith({ workflowId: 'workflow-2' }), 'create', 0),
		journalEntry(contextWith({ executionId: '2' }), 'create', 0),
		journalEntry(contextWith({ runIndex: 1 }), 'create', 0),
	].map(({ seed }) => seed);
	expect(new Set(seeds).size).toBe(6);
});
