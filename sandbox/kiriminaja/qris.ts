/** A QRIS payload as QR codes carry it: EMV tag-length-value with a CRC, for an invented merchant. */
export function qrisContent(amount: number, billNumber: string): string {
	const account = [
		field('00', 'ID.CO.SANDBOX.WWW'),
		field('01', '936000000000000017'),
		field('02', 'SANDBOX00000017'),
		field('03', 'UMI'),
	].join('');
	const content = [
		field('00', '01'),
		field('01', '12'),
		field('26', account),
		field('52', '4215'),
		field('53', '360'),
		field('54', String(amount)),
		field('58', 'ID'),
		field('59', 'SANDBOX EKSPEDISI'),
		field('60', 'SLEMAN'),
		field('61', '55581'),
		field('62', field('01', billNumber)),
	].join('');
	return `${content}6304${crc16(`${content}6304`)}`;
}

function field(tag: string, value: string): string {
	return `${tag}${String(value.length).padStart(2, '0')}${value}`;
}

/** CRC-16/CCITT-FALSE over everything up to and including the CRC's own tag and length. */
export function crc16(text: string): string {
	let crc = 0xffff;
	for (const byte of Buffer.from(text, 'utf8')) {
		crc ^= byte << 8;
		for (let bit = 0; bit < 8; bit += 1) {
			crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
		}
	}
	return crc.toString(16).toUpperCase().padStart(4, '0');
}
