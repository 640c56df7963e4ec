import type { IDataObject } from 'n8n-workflow';
import { createHash } from 'crypto';
import type { Photo } from '../operations/photos';

/** A form with files (RFC 7578). Fields that are no text are sent as JSON. */
export function multipart(fields: IDataObject, photos: Record<string, Photo>) {
	const parts = Object.entries(fields)
		.filter(([, value]) => value !== undefined)
		.map(([name, value]) =>
			part(name, '', Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))),
		);
	for (const [name, { bytes, mimeType }] of Object.entries(photos)) {
		const fileName = `${name}.${mimeType === 'image/png' ? 'png' : 'jpg'}`;
		const head = `; filename="${quoted(fileName)}"\r\nContent-Type: ${mimeType}`;
		parts.push(part(name, head, bytes));
	}
	const content = Buffer.concat(parts);
	// A digest of the content can not occur in it, and stays the same for the same form.
	const boundary = `n8n-${createHash('sha256').update(content).digest('hex')}`;
	const line = Buffer.from(`--${boundary}\r\n`);
	return {
		body: Buffer.concat([
			...parts.flatMap((one) => [line, one]),
			Buffer.from(`--${boundary}--\r\n`),
		]),
		contentType: `multipart/form-data; boundary=${boundary}`,
	};
}

function part(name: string, head: string, content: Buffer): Buffer {
	const start = `Content-Disposition: form-data; name="${quoted(name)}"${head}\r\n\r\n`;
	return Buffer.concat([Buffer.from(start), content, Buffer.from('\r\n')]);
}

/** As browsers write names, so that none can end its line. */
function quoted(name: string): string {
	return name.replace(/\r/g, '%0D').replace(/\n/g, '%0A').replace(/"/g, '%22');
}
