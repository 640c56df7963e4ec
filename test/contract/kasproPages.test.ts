import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operations } from '../operations';

/** As merchants find them. */
const offered = operations
	.filter(({ type }) => type === 'kasPro')
	.map(({ label }) => label.replace('KasPro: ', ''));

/** The section titles of KasPro's two partner pages, as they stand there. */
const delivery = [
	'Main wallet',
	'Get OTP',
	'Customer Inquiry',
	'Transfer to Bank',
	'Wallet Payment',
	'Customer Registration',
	'Validate OTP',
	'Top-Up [transfer VA and cash-in via modern trade]',
	'QRIS payment',
	'Wallet Requirement',
];
const transport = [
	'Main wallet',
	'Get OTP',
	'Upgrade Customer Account with OCR',
	'Top-up User wallet [transfer VA and cash-in via modern trade]',
	'Cash-out user & driver [Bank transfer and modern trade]',
	'Tips Ride Hailing',
	'Pembayaran QRIS',
	'Customer Registration',
	'Validate OTP',
	'Wallet Payment (Ride Hailing Payment)',
	'Deposit/Top Up Driver wallet [transfer VA and cash-in via modern trade] using Prefix',
	'P2P Transaction',
	'Wallet requirement: Corporate Wallet, Escrow Wallet, Merchant Wallet, Subscriber Wallet',
];

const page = readFileSync(join(process.cwd(), 'docs/kaspro.md'), 'utf8');
const [, table = ''] = page.split("## KasPro's partner pages, section by section");
const rows = new Map(
	[...table.matchAll(/^\| (.+?) +\| ([DT, ]+?) +\| (.+?) +\|$/gm)].map(
		([, title = '', pages = '', served = '']) => [title, { pages, served }],
	),
);

test.each([...delivery.map((title) => ['D', title]), ...transport.map((title) => ['T', title])])(
	'page %s, section "%s" has its operation or the reason for none',
	(letter, title) => {
		expect(rows.get(title)?.pages).toContain(letter);
		const served = rows.get(title)?.served ?? '';
		const [, resource, operation] = /\[([\w ]+) → ([\w ]+)\]/.exec(served) ?? [];
		if (resource === undefined) return expect(served).toMatch(/^(None: |A heading )/);
		expect(offered).toContain(`${resource} → ${operation}`);
	},
);

test('no section is listed that KasPro does not have', () => {
	expect([...rows.keys()].sort()).toEqual([...new Set([...delivery, ...transport])].sort());
});

test('every operation has its section in the documentation', () => {
	const without = offered.filter((name) => {
		const [, payment] = /^Payment → (.+)/.exec(name) ?? [];
		return !page.includes(`## ${name}`) && !(payment && page.includes(`| ${payment} `));
	});
	expect(without).toEqual([]);
});
