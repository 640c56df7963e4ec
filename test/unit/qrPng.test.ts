import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { qrPng } from '../../bundled/qr';

/** What a phone's camera reads from the picture. */
function scan(picture: Buffer): string | undefined {
	const { data, width, height } = PNG.sync.read(picture);
	const found = jsqr(new Uint8ClampedArray(data), width, height);
	return found ? Buffer.from(found.binaryData).toString('utf8') : undefined;
}

/** A QRIS payload as long as real ones get; the merchant is invented. */
const qris =
	'00020101021226660014ID.LINKAJA.WWW011893600911002150001102152108105150000110303UME' +
	'51450015ID.OR.GPNQR.WWW02150000000000000000303UME52045812530336054061250005802ID5925' +
	'TOKO CONTOH SEJAHTERA JAYA6015KABUPATEN SLEMAN61055558162880114KJ-0000-00000105120620' +
	'210000100708INV-000198240012CONTOH-ABCDEF0104ZYXW63041A2B0000000000000000000000';

it('gives a picture from which a phone reads a QRIS payload of 300 characters', () => {
	const payload = qris.slice(0, 300);
	expect(payload).toHaveLength(300);
	expect(scan(qrPng(payload))).toBe(payload);
});

it('keeps letters and signs outside ASCII', () => {
	const text = 'Pembayaran kafé Señor — Rp 10.000 ✓ 支付';
	expect(scan(qrPng(text))).toBe(text);
});

it('stays small enough to be kept with every execution', () => {
	expect(qrPng(qris.slice(0, 300)).length).toBeLessThan(5_000);
});

it('says how much a QR code can hold when the text is longer', () => {
	expect(qrPng('x'.repeat(2331)).length).toBeGreaterThan(0);
	expect(() => qrPng('x'.repeat(2332))).toThrow(
		'A QR code holds at most 2331 bytes, and this text has 2332.',
	);
});
