import { useVendor, verbatim } from '../support/scriptedVendor';
import { parcel, run, saidIn, transfer, type Form, type RunOptions } from './support/merchant';
import { keepsBooks, TRANSFER } from './support/vendors';

/** Numbers and times that would cost the merchant money if they were sent, or shown, as something else. */
const vendor = useVendor();
beforeEach(() => void keepsBooks(vendor.current));
const refusedBecause = async (form: Form, item: object, options: RunOptions = {}) => {
	const { error } = await run(form, vendor.current.url, [{ amount: 18_000, ...item }], options);
	expect(vendor.current.calls).toEqual([]);
	return error ? saidIn(error).text : 'it went through';
};

describe('digits that a number cannot hold', () => {
	const account = Number('88812345678901234');
	const toBank: Form = {
		...transfer,
		operation: 'toBank',
		parameters: {
			mobileNumber: '081234560001',
			amount: 25_000,
			bankAccount: '={{ $json.account }}',
			bankName: 'BCA',
		},
	};

	test('a bank account that arrives as a number is refused, with what to do', async () => {
		const text = await refusedBecause(toBank, { account });

		expect(text).toContain('Bank Account');
		expect(text).toContain('item 0');
		expect(text).toMatch(/\btext\b/i);
	});

	test.each([
		[
			'a wallet number',
			transfer,
			{ changes: { destination: '={{ $json.account }}' } },
			'Destination',
		],
		[
			'the AWB of a cancellation',
			{
				...parcel,
				operation: 'cancel',
				parameters: { awb: '={{ $json.account }}', reason: 'Buyer has changed the address' },
			},
			{},
			'AWB',
		],
	])('%s that arrives as one is refused too', async (_, form, options, field) => {
		const text = await refusedBecause(form, { account }, options);

		expect(text).toContain(field);
		expect(text).toMatch(/\btext\b/i);
	});

	test('a reference of 17 digits in the answer is handed on digit by digit', async () => {
		vendor.current.on(
			TRANSFER,
			verbatim(
				`{"responseId":"OLSP220221121091500123","code":0,"message":"Berhasil","data":{"pocketId":2,"walletTransactions":[
					{"account":"081234560002","amount":25000,"reference":20220214101951117,"balanceBefore":"1250000","balanceAfter":"1225000"}]}}`,
			),
		);
		const { done } = await run(transfer, vendor.current.url, [{ ref: 'PAY-1', amount: 25_000 }]);

		expect(JSON.stringify(done)).toContain('"20220214101951117"');
		expect(JSON.stringify(done)).not.toMatch(/2022021410195111[^7]/);
	});

	test('so is one in the answer to Transfer → To Bank', async () => {
		vendor.current.on(
			'POST /bank-transfer/',
			verbatim(
				'{"code":1,"message":"In Process","data":{"account":88812345678901234,"amount":"25000","reffId":20220214101951117,"flowType":"Async"}}',
			),
		);
		const { done } = await run(toBank, vendor.current.url, [
			{ amount: 25_000, account: '88812345678901234' } as never,
		]);

		expect(JSON.stringify(done)).toContain('"20220214101951117"');
		expect(JSON.stringify(done)).not.toMatch(/2022021410195111[^7]/);
		expect(vendor.current.bodiesTo('POST /bank-transfer/')).toMatchObject([
			{ bankAccount: '88812345678901234' },
		]);
	});
});

describe('a booking', () => {
	test('of a pickup in the past is refused', async () => {
		const schedule = { __rl: true, mode: 'time', value: '2020-01-01 10:00:00' };
		const text = await refusedBecause(parcel, { ref: 'ORD-1' }, { changes: { schedule } });

		expect(text).toContain('Pickup Time');
		expect(text).toContain('must be in the future');
	});

	test.each([0, -1, ''])('with a shipping cost of %j is refused', async (amount) => {
		const text = await refusedBecause(parcel, { ref: 'ORD-1', amount });

		expect(text).toContain('Shipping Cost');
	});
});
