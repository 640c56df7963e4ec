/** A PDF 1.4 file by hand: one A6 page per label, plain text in Helvetica. */

const PAGE = { width: 298, height: 420 };

export function pdf(pages: string[][]): Buffer {
	const font = 3;
	const firstPage = 4;
	const pageNumber = (index: number) => firstPage + index * 2;
	const kids = pages.map((_lines, index) => `${pageNumber(index)} 0 R`).join(' ');
	const objects = [
		'<< /Type /Catalog /Pages 2 0 R >>',
		`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
		'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
		...pages.flatMap((lines, index) => [
			`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] /Resources << /Font << /F1 ${font} 0 R >> >> /Contents ${pageNumber(index) + 1} 0 R >>`,
			stream(lines),
		]),
	];

	let file = '%PDF-1.4\n';
	const offsets = objects.map((object, index) => {
		const offset = file.length;
		file += `${index + 1} 0 obj\n${object}\nendobj\n`;
		return `${String(offset).padStart(10, '0')} 00000 n \n`;
	});
	const startXref = file.length;
	file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`;
	file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${startXref}\n%%EOF\n`;
	return Buffer.from(file, 'latin1');
}

function stream(lines: string[]): string {
	const shown = lines.map((line) => `(${escaped(line)}) Tj T*`).join('\n');
	const content = `BT\n/F1 10 Tf\n16 TL\n18 ${PAGE.height - 30} Td\n${shown}\nET`;
	return `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
}

/** One byte per character, so that lengths and offsets are those of the text. */
function escaped(line: string): string {
	return line.replace(/[^\x20-\x7e\xa0-\xff]/gu, '?').replace(/[\\()]/g, '\\$&');
}
