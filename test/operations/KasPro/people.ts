import { accounts } from '../../../sandbox/index.ts';
import type { Change, Write } from '../row';

/** Who is known to the sandbox. */
export const sari = '081234560001';
export const joko = '081234560002';
/** Not upgraded yet. */
export const dewi = '081234560003';
export const shop = '700000000001';
export const shopOwner = '081234560005';

export const OTP = '482913';
/** It begins with a zero, which a JSON number has not. */
export const bank = { bankAccount: '0012345678', bankName: 'BCA' };
export const qrContent = '00020101021226SANDBOX5303360540545000.5802ID5904TOKO6007JAKARTA6304ABCD';
/** KasPro's sandbox makes its transactions' numbers from it. */
export const requestId = 'ROW-1';
export const wallet = { mobileNumber: sari, amount: 25_000 };
/** A picture with bytes that text does not survive, unlike any other. */
const photo = (number: number) => {
	const everyByte = Array.from({ length: 256 }, (_, byte) => byte);
	const bytes = [0xff, 0xd8, 0xff, number, ...everyByte, ...Array<number>(2000).fill(7)];
	const data = Buffer.from(bytes).toString('base64');
	return { mimeType: 'image/jpeg', fileName: `photo-${number}.jpg`, data };
};
export const photos = { idCard: photo(1), selfie: photo(2), selfieWithIdCard: photo(3) };

/** A payment for each of three items, with the items' numbers. */
export const threeTimes = (done: Change): NonNullable<Write['three']> => ({
	parameters: { requestId: '={{ $json.ref }}' },
	items: [{ ref: 'PAY-1' }, { ref: 'PAY-2' }, { ref: 'PAY-3' }],
	done,
});

/** What everybody has after some have gained and lost. Sending money to a bank costs Rp6,500. */
export const walletsAfter = (gains: Record<string, number>) =>
	accounts.kasPro.customers
		.map(({ mobileNumber, pockets }) => (pockets['2'] ?? 0) + (gains[mobileNumber] ?? 0))
		.join();
