import type { IDataObject } from 'n8n-workflow';
import { operations, type Tested } from '../../operations';
import { answering } from '../support/answering';
import { runNode, type RunResult } from '../support/runNode';

/** KiriminAja's answers change without notice: fields that are missing are noted, and the rest is handed on. */
const ofKiriminAja = operations.filter(({ type }) => type === 'kiriminAja');
/** Their answers are a yes and nothing else. */
const YES_ONLY = ['courier.setPreference', 'credit.validatePin', 'account.setCallback'];

/** Under every key that KiriminAja uses for what an answer is about (docs/contracts/kiriminaja.md §1.4). */
const under = (value: IDataObject | IDataObject[] | null): IDataObject => ({
	status: true,
	...Object.fromEntries(
		['datas', 'data', 'results', 'result', 'details', 'schedules', 'histories'].map((key) => [
			key,
			value,
		]),
	),
});

async function answered(body: IDataObject, { resource, operation, row }: Tested) {
	let result: RunResult | undefined;
	await answering(
		(_request, answer) => void answer.end(JSON.stringify(body)),
		async (url) => {
			result = await runNode({
				type: 'kiriminAja',
				resource,
				operation,
				parameters: row.parameters,
				credentials: { kiriminAjaApi: { environment: 'custom', baseUrl: url, apiKey: 'the-key' } },
			});
		},
	);
	return result as RunResult;
}

describe.each([
	['a success and nothing else', { status: true }],
	['rows without fields', under([{}])],
	['nothing under every key', under(null)],
	['an object without fields', under({})],
	[
		'numbers where texts are documented',
		under([{ id: 1, name: 2, code: 3, service: 4, order_id: 5, text: 6 }]),
	],
])('%s', (_what, body) => {
	test.each(ofKiriminAja)('$label hands on what there is', async (tested) => {
		const { error, json, hints } = await answered(body, tested);

		// Some can't do without their answer; then they say so in words.
		expect(error?.message ?? '').not.toMatch(
			/undefined|NaN|Cannot read|is not a function|\[object/,
		);
		for (const item of json) expect(item).not.toHaveProperty('error');
		const differs = hints.some(({ message }) => message.includes('differs from its documentation'));
		if (YES_ONLY.includes(tested.name)) return;
		expect(differs || json.length === 0 || error !== undefined).toBe(true);
	});
});
