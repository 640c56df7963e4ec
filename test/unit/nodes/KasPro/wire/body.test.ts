import { bodyWith, underRequestId } from '../../../../../nodes/KasPro/wire/body';
import { textIn } from '../../../../../nodes/shared/values/texts';

describe('the body of a payment', () => {
	test('has the named fields and then the merchant’s own, which win', () => {
		expect(bodyWith({ amount: 1, notes: 'a' }, { notes: 'b', extra: { x: [1] } })).toEqual({
			amount: 1,
			notes: 'b',
			extra: { x: [1] },
		});
	});

	test('leaves out what is null, on either side, and nothing else', () => {
		const named = { a: null, b: 1, c: undefined, d: 0, e: '', f: false };

		expect(bodyWith(named, { b: null })).toEqual({ c: undefined, d: 0, e: '', f: false });
	});
});

describe('what a payment is known by', () => {
	const wanted = (
		input: Parameters<typeof underRequestId>[0] & Record<string, unknown>,
		anew: string[] = [],
	) => {
		const [one, ...others] = underRequestId(input, (path) =>
			anew.includes(path.join('.')) ? 'anew' : 'unknown',
		);
		expect(others).toEqual([]);
		return one;
	};

	test('is its request ID, and what it pays to whom', () => {
		expect(
			wanted({
				requestId: 'PAY-1',
				amount: 10,
				mobileNumber: '0812',
				additionalFields: { bankCode: '014' },
			} as never),
		).toEqual({
			field: 'Request ID',
			given: 'PAY-1',
			intent: { amount: 10, mobileNumber: '0812', bankCode: '014' },
			core: { amount: 10, mobileNumber: '0812', bankCode: '014' },
		});
	});

	test('is nothing of the merchant’s when the request ID is left empty', () => {
		expect(wanted({ additionalFields: {} })).toEqual({
			field: 'Request ID',
			given: undefined,
			intent: {},
			core: {},
		});
	});

	test.each([
		['PAY-2', 'PAY-2'],
		[20_220_214, '20220214'],
		[0, '0'],
	])(
		'is the request ID %p among the additional fields, which is the one that is sent',
		(own, given) => {
			const additionalBodyFields = { requestId: own, extra: 1 };

			expect(wanted({ requestId: 'PAY-1', additionalFields: { additionalBodyFields } })).toEqual({
				field: 'Request ID',
				given,
				intent: { extra: 1 },
				core: {},
			});
		},
	);

	test.each(['', null, undefined, {}, true])(
		'is the field’s own when that among the additional fields is none (%p)',
		(own) => {
			const additionalBodyFields = { requestId: own };

			expect(
				wanted({ requestId: 'PAY-1', additionalFields: { additionalBodyFields } }),
			).toHaveProperty('given', 'PAY-1');
		},
	);

	test('does not hang on notes, which a model words anew', () => {
		const intentOf = (note: string) =>
			wanted({
				amount: 1,
				description: note,
				additionalFields: { notes: note, additionalBodyFields: { reference: note } },
			} as never)?.intent;

		expect(intentOf('one')).toEqual({ amount: 1 });
		expect(intentOf('other')).toEqual(intentOf('one'));
	});

	test('hangs on an additional field that pays something else', () => {
		const intentOf = (amount: number) =>
			wanted({ amount: 1, additionalFields: { additionalBodyFields: { amount } } })?.intent;

		expect(intentOf(5)).toEqual({ amount: 5 });
		expect(intentOf(5)).not.toEqual(intentOf(6));
	});

	test('does not hang on what an expression makes anew for each try', () => {
		const additionalBodyFields = { nota: '261122-1', more: { at: '12:00', shop: 'A' } };

		expect(
			wanted({ amount: 1, additionalFields: { additionalBodyFields } }, [
				'nota',
				'more.at',
				'amount',
			]),
		).toHaveProperty('intent', { amount: 1, more: { shop: 'A' } });
	});

	test('is at its core what the known fields say, whoever gives them', () => {
		const additionalBodyFields = { amount: 5, channel: 'APP' };

		expect(wanted({ amount: 1, additionalFields: { additionalBodyFields } })).toMatchObject({
			intent: { amount: 5, channel: 'APP' },
			core: { amount: 5 },
		});
	});

	// Otherwise the reference that an unknown outcome quotes could not be found at KasPro.
	test.each(['PAY-2', 20_220_214, ''])(
		'is what stands in its body, with %p among the additional fields',
		(own) => {
			const additionalBodyFields = { requestId: own };
			const { given = 'N8N-1' } = wanted({ additionalFields: { additionalBodyFields } }) ?? {};

			expect(textIn(bodyWith({ requestId: given }, additionalBodyFields).requestId)).toBe(given);
		},
	);

	test.each([
		...['mandateId', 'candidateId', 'billReference', 'customerReference', 'originalReferenceNo'],
		...['number', 'no', 'id', 'merchantId', 'clientId', 'partner_id'],
	])('is %s too', (name) => {
		const [one, other] = ['A', 'B'].map(
			(value) => wanted({ [name]: value, additionalFields: {} })?.intent,
		);

		expect(one).not.toEqual(other);
	});

	test.each([
		'reference',
		...[
			'partnerReferenceNo',
			'referenceNo',
			'noReferensi',
			'idTransaksi',
			'externalId',
			'uniqueCode',
		],
		...[
			'keterangan',
			'catatan',
			'tanggal',
			'waktuKirim',
			'expired',
			'validUntil',
			'stan',
			'sessionId',
		],
		'requestReference',
		'transactionDate',
		'date_time',
		'traceId',
		'notes',
		'longDescription',
	])('is not %s, which is another at each try', (name) => {
		expect(wanted({ amount: 1, [name]: 'A', additionalFields: {} })?.intent).toEqual({
			amount: 1,
		});
	});
});
