import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { control, kasPro, type Fields, type Json } from './vendorCalls';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

describe('a transfer to another user', () => {
	const request = {
		requestId: 'P2P-1',
		mobileNumber: '081234560001',
		payments: [{ pocketId: '2', amount: 25_000, reference: 'NOTA-778' }],
		destination: '081234560002',
	};
	const send = (changes: Record<string, unknown> = {}) =>
		kasPro(sandbox, '/p2p-transaction/', { ...request, ...changes });
	const held = (mobileNumber: string) =>
		sandbox.kasPro.customers.find((one) => one.mobileNumber === mobileNumber)?.pockets['2'];

	it('moves the money and tells the payer what is left', async () => {
		const { body } = await send();
		expect(body).toEqual({
			responseId: expect.stringMatching(/^OLSP2\d{17}$/),
			code: 0,
			data: {
				pocketId: 2,
				walletTransactions: [
					{
						account: '081234560002',
						amount: 25_000,
						reference: expect.any(Number),
						balanceBefore: '1250000',
						balanceAfter: '1225000',
					},
				],
			},
			message: 'Berhasil',
		});
		expect([held('081234560001'), held('081234560002')]).toEqual([1_225_000, 110_000]);
		expect(sandbox.kasPro.transfers).toEqual([
			expect.objectContaining({ requestId: 'P2P-1', from: '081234560001', amount: 25_000 }),
		]);
	});

	it('may name the receiver by account number, and one payment without a list', async () => {
		const { body } = await send({ destination: '700000000012', payments: request.payments[0] });
		expect(body.code).toBe(0);
		expect(held('081234560002')).toBe(110_000);
	});

	it('of several payments is one transfer: all of them or none', async () => {
		const payment = request.payments[0];
		const two = await send({ payments: [payment, payment] });
		expect(two.body.data.walletTransactions.map((row: Json) => row.balanceAfter)).toEqual([
			'1225000',
			'1200000',
		]);
		const tooMuch = await send({ payments: [payment, { ...payment, amount: 1_190_000 }] });
		expect(tooMuch.body.code).toBe(190010);
		expect(held('081234560001')).toBe(1_200_000);
	});

	it.each([
		[{ requestId: '' }, 190001],
		[{ requestId: 17 }, 190001],
		[{ mobileNumber: '6281234560001' }, 190001],
		[{ mobileNumber: '089999999999' }, 110005],
		[{ destination: 81234560002 }, 190001],
		[{ destination: '089999999999' }, 110005],
		[{ destination: '081234560001' }, 190001],
		[{ payments: [] }, 190001],
		[{ payments: undefined }, 190001],
		[{ payments: [{ pocketId: 2, amount: 1, reference: 'x' }] }, 190001],
		[{ payments: [{ pocketId: '9', amount: 1, reference: 'x' }] }, 190001],
		[{ payments: [{ pocketId: '2', amount: '25000', reference: 'x' }] }, 190001],
		[{ payments: [{ pocketId: '2', amount: 0.5, reference: 'x' }] }, 190001],
		[{ payments: [{ pocketId: '2', amount: 0, reference: 'x' }] }, 190001],
		[{ payments: [{ pocketId: '2', amount: 1 }] }, 190001],
		[{ payments: [{ pocketId: '2', amount: 1_250_001, reference: 'x' }] }, 190010],
		[{ mobileNumber: '081234560003' }, 190011],
		[{ destination: '081234560003' }, 190012],
		[{ destination: '081234560004' }, 190014],
	])('is refused with %j, code %i, and nothing moves', async (changes, code) => {
		const { body } = await send(changes);
		expect(body).toMatchObject({ code, responseId: expect.any(String) });
		expect(sandbox.kasPro.transfers).toEqual([]);
		expect(held('081234560001')).toBe(1_250_000);
	});

	it('stops at what an account may receive in a month', async () => {
		const receiver = sandbox.kasPro.customers[1];
		if (receiver) receiver.receivedThisMonth = 39_975_001;
		expect((await send()).body.code).toBe(190012);
		if (receiver) receiver.receivedThisMonth = 39_975_000;
		expect((await send()).body.code).toBe(0);
	});

	it('with a requestId used before books again: the dangerous reading is the default', async () => {
		await send();
		await send();
		expect(sandbox.kasPro.transfers).toHaveLength(2);
		expect(held('081234560001')).toBe(1_200_000);
	});

	it('with a requestId used before gets the same answer when the sandbox is set so', async () => {
		sandbox.kasPro.settings.requestIdReuse = 'same-answer';
		const first = await send();
		expect((await send()).body).toEqual(first.body);
		expect(sandbox.kasPro.transfers).toHaveLength(1);
	});

	it('with a requestId used before is refused when the sandbox is set so', async () => {
		sandbox.kasPro.settings.requestIdReuse = 'refused';
		await send();
		expect((await send()).body.code).toBe(190013);
		expect(sandbox.kasPro.transfers).toHaveLength(1);
	});
});

describe('money that leaves the wallets', () => {
	const out = (body: Fields, path = '/bank-transfer/') =>
		kasPro(sandbox, path, {
			requestId: 'OUT-1',
			mobileNumber: '081234560001',
			amount: 50_000,
			...body,
		});
	const bank = { bankAccount: '1234567890', bankName: 'BCA' };
	const held = () => sandbox.kasPro.customers[0]?.pockets['2'];

	it('costs the fee on top', async () => {
		const { body } = await out(bank);
		expect(body.data).toMatchObject({ totalAmount: '56500', balanceAfter: '1193500' });
		expect(held()).toBe(1_193_500);
	});

	it('is in process when the partner is set up so', async () => {
		await control(sandbox, 'kaspro/settings', { bankTransferStyle: 'async' });
		expect((await out(bank)).body).toMatchObject({ code: 1, data: { flowType: 'Async' } });
	});

	it('obeys the setting for a requestId used before', async () => {
		await out(bank);
		sandbox.kasPro.settings.requestIdReuse = 'refused';
		expect((await out(bank)).body.code).toBe(190013);
		expect(sandbox.kasPro.cashOuts).toHaveLength(1);
	});

	it.each<[Fields, number]>([
		[{ ...bank, requestId: '' }, 190001],
		[{ ...bank, mobileNumber: '62812' }, 190001],
		[{ ...bank, amount: '50000' }, 190001],
		[{ ...bank, bankAccount: 1234567890 }, 190001],
		[{ ...bank, bankName: '' }, 190001],
		[{ ...bank, bankCode: '14' }, 190001],
		[{ qrContent: '' }, 190001],
		[{ ...bank, mobileNumber: '089999999999' }, 110005],
		[{ ...bank, amount: 1_243_501 }, 190010],
		[{ ...bank, mobileNumber: '081234560003' }, 190011],
		[{ ...bank, mobileNumber: '081234560004' }, 190014],
	])('stays with %j, code %i', async (body, code) => {
		expect((await out(body)).body).toMatchObject({ code, responseId: expect.any(String) });
		expect(sandbox.kasPro.cashOuts).toEqual([]);
	});

	it('may pay a QRIS code from a Regular account', async () => {
		const { body } = await out(
			{ qrContent: '0002', mobileNumber: '081234560003' },
			'/qris-issuer/',
		);
		expect(body.code).toBe(1);
	});
});
