import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseForm } from 'node:querystring';
import { readCallback, signedWith, type Callback } from '../../nodes/Kirimo/trigger/duitku';
import { eventOf } from '../../nodes/Kirimo/trigger/events';
import { PAYMENT_METHODS } from '../../nodes/Kirimo/trigger/paymentCodes';
import { notAddresses } from '../../nodes/Kirimo/trigger/sourceIps';

const folder = join(__dirname, '../fixtures/duitku');
const raw = (file: string) => readFileSync(join(folder, file), 'utf8').trim();
const files = readdirSync(folder);

interface Vector {
	name: string;
	merchantCode: string;
	amount: string;
	merchantOrderId: string;
	merchantKey: string;
	md5: string;
	hmacSha256: string;
}

const { vectors, negative, merchantKey } = JSON.parse(raw('signature-vectors.json')) as {
	vectors: Vector[];
	negative: Array<Vector & { signature: string; expected: string }>;
	merchantKey: string;
};

const merchantOf = ({ merchantCode, merchantKey }: Vector) => ({ merchantCode, merchantKey });

describe('signature-vectors.json', () => {
	test.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_name, vector) => {
		const callback = { ...vector, resultCode: '00' } as unknown as Callback;
		const merchant = merchantOf(vector);

		expect(signedWith({ ...callback, signature: vector.md5 }, merchant)).toBe('md5');
		expect(signedWith({ ...callback, signature: vector.hmacSha256 }, merchant)).toBe('hmac-sha256');
		const another = { ...merchant, merchantKey: `${vector.merchantKey}0` };
		expect(signedWith({ ...callback, signature: vector.md5 }, another)).toBeUndefined();
		expect(signedWith({ ...callback, signature: vector.hmacSha256 }, another)).toBeUndefined();
	});

	test.each(negative.map((vector) => [vector.name, vector] as const))('%s', (_name, vector) => {
		const callback = { resultCode: '00', ...vector } as unknown as Callback;
		const scheme = signedWith(callback, merchantOf(vector));

		// The others are genuinely signed: one in capitals, one whose lie only a lookup finds out.
		expect(scheme).toBe(vector.expected === 'reject' ? undefined : 'md5');
	});
});

describe('callbacks', () => {
	const merchant = { merchantCode: 'DTEST01', merchantKey };
	const callbacks = files.filter((file) => file.startsWith('callback.'));
	const parsed = (file: string) =>
		file.endsWith('.json') ? (JSON.parse(raw(file)) as unknown) : parseForm(raw(file));

	test.each(callbacks)('%s', (file) => {
		const read = readCallback(parsed(file));
		if (file.includes('missing-signature')) {
			expect(read).toEqual({ problem: 'signature is missing, empty, repeated or no text' });
			return;
		}
		if ('problem' in read) throw new Error(read.problem);
		const [, scheme] = /\.(md5|hmac)\./.exec(file) ?? [];
		const expected = { md5: 'md5', hmac: 'hmac-sha256' }[scheme ?? ''];
		expect(signedWith(read.callback, merchant)).toBe(expected);
	});

	test.each(callbacks.filter((file) => file.endsWith('.form.txt')))(
		'%s says the same as the JSON beside it',
		(file) => {
			const twin = file.replace('.form.txt', '.json');
			if (file.includes('missing-signature')) expect(files).not.toContain(twin);
			else expect({ ...(parsed(file) as object) }).toEqual(parsed(twin));
		},
	);

	test('callback.qris-success.hmac.json gives an item with labels and without the signature', () => {
		const callback = parsed('callback.qris-success.hmac.json') as Callback;
		const { signature, ...item } = eventOf(callback, {
			signature: 'hmac-sha256',
			statusLookup: 'paid',
		});

		expect(signature).toBeUndefined();
		expect(item).toEqual({
			eventId: 'ORD-20261121-7F3A9C10:10000:paid',
			event: 'paid',
			receivedAt: expect.any(String),
			verification: { signature: 'hmac-sha256', statusLookup: 'paid' },
			orderId: 'ORD-20261121-7F3A9C10',
			amount: 10000,
			resultCode: '00',
			reference: 'DTEST0126ABCD1234EFGH',
			paymentCode: 'SP',
			paymentMethod: 'QRIS: ShopeePay',
			issuerCode: '93600918',
			issuer: 'ShopeePay',
			settlementDate: '2026-11-23',
			customerName: 'An** Wij***',
			merchantCode: 'DTEST01',
			merchantOrderId: 'ORD-20261121-7F3A9C10',
			productDetail: 'Pembayaran via Toko Contoh',
			additionalParam: '',
			merchantUserId: '',
			publisherOrderId: 'MGTEST00001',
			spUserHash: 'a1b2c3',
			raw: {},
		});
	});
});

test('payment-codes.json is the table of payment methods', () => {
	const codes = JSON.parse(raw('payment-codes.json')) as Array<Record<string, string>>;

	expect(PAYMENT_METHODS).toEqual(
		Object.fromEntries(codes.map(({ code, group, name }) => [code, `${group}: ${name}`])),
	);
});

test("callback-ips.json: each of Duitku's addresses can be put into Source IP Addresses", () => {
	const lists = JSON.parse(raw('callback-ips.json')) as Record<string, string[]>;
	const addresses = Object.values(lists).flat();

	expect(addresses).toHaveLength(14);
	expect(notAddresses(addresses.join(', '))).toEqual([]);
	const page = readFileSync(join(process.cwd(), 'docs/kirimo.md'), 'utf8');
	for (const address of addresses) expect(page).toContain(`\`${address}\``);
});

describe('answers with result codes of other meaning are no callbacks', () => {
	const others = files.filter((file) => /^(redirect|transaction-status)\./.test(file));

	// The browser's redirect and the status API call pending what a callback calls failed: `01`.
	test.each(others)('%s', (file) => {
		const fields = JSON.parse(raw(file)) as Record<string, string>;

		expect(readCallback(fields)).toEqual({ problem: expect.stringContaining('is missing') });
		expect(Object.keys(fields)).toEqual(
			expect.arrayContaining([file.startsWith('redirect') ? 'resultCode' : 'statusCode']),
		);
	});
});

test('every file has its test here', () => {
	const known =
		/^(callback\..+|signature-vectors\.json|payment-codes\.json|callback-ips\.json|(redirect|transaction-status)\..+)$/;

	expect(files.filter((file) => !known.test(file))).toEqual([]);
});
