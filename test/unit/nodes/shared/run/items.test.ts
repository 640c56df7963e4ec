import { camelKeys, itemsOf, jsonOf } from '../../../../../nodes/shared/run/items';

describe("a service's answer", () => {
	test('gets its keys in the spelling of n8n, at every depth', () => {
		expect(
			camelKeys({
				order_id: 'A-1',
				details: [{ kj_order_id: 'X', inner: { zip_code_2: '55581' } }, 'text', null],
				alreadyCamel: 1,
			}),
		).toEqual({
			orderId: 'A-1',
			details: [{ kjOrderId: 'X', inner: { zipCode2: '55581' } }, 'text', null],
			alreadyCamel: 1,
		});
	});

	test('keeps its values as they are', () => {
		expect(camelKeys({ a_b: 'some_value', c: 0, d: false, e: null })).toEqual({
			aB: 'some_value',
			c: 0,
			d: false,
			e: null,
		});
	});

	test('loses the blanks around its keys', () => {
		expect(camelKeys({ 'responseId ': 'A', ' data': { ' code ': 1 } })).toEqual({
			responseId: 'A',
			data: { code: 1 },
		});
	});

	test('never shows a key error, which n8n would take for a failure', () => {
		expect(camelKeys({ error: 0, ' error ': '', data: { error: null } })).toEqual({
			errorValue: '',
			data: { errorValue: null },
		});
	});

	test('reaches no prototype', () => {
		const answer = camelKeys(
			JSON.parse('{"__proto__":{"paid":true},"constructor":1,"data":{"__proto__":{"paid":true}}}'),
		) as { paid?: boolean; data: { paid?: boolean } };
		expect(answer.paid).toBeUndefined();
		expect(answer.data.paid).toBeUndefined();
		expect(Object.keys(answer)).toEqual(['data']);
		expect(({} as { paid?: boolean }).paid).toBeUndefined();
	});
});

describe('output items', () => {
	const binary = { data: { data: '', mimeType: 'image/png' } };

	test('belong to the input item they came from', () => {
		expect(itemsOf([{ awb: '1' }, { awb: '2' }], 4)).toEqual([
			{ json: { awb: '1' }, pairedItem: { item: 4 } },
			{ json: { awb: '2' }, pairedItem: { item: 4 } },
		]);
	});

	test('may carry a file', () => {
		expect(itemsOf({ json: { paid: false }, binary }, 0)).toEqual([
			{ json: { paid: false }, binary, pairedItem: { item: 0 } },
		]);
		expect(jsonOf({ json: { paid: false }, binary })).toEqual({ paid: false });
	});

	test('are none when there is nothing', () => {
		expect(itemsOf([], 0)).toEqual([]);
	});
});
