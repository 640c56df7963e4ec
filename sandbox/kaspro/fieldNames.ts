import type { Input } from '../bodies.ts';

/** Names that KasPro may have instead of the guessed ones; as invented as those. docs/contracts/kaspro.md §4.5 */
export const otherBankNames = {
	bankAccount: 'accountNo',
	bankName: 'beneficiaryBank',
	bankCode: 'bankId',
	bankAccountName: 'beneficiaryName',
	qrContent: 'qrString',
};

/** docs/contracts/kaspro.md §4.8 */
export const otherPhotoNames = {
	idCardPhoto: 'ktp',
	selfiePhoto: 'selfie',
	selfieWithIdCardPhoto: 'selfieKtp',
};

/** A request in our names: with the others in use, ours mean nothing. */
export function inOurNames(
	input: Input,
	others: Record<string, string>,
	style: 'ours' | 'others',
): Input {
	if (style === 'ours') return input;
	const rest = Object.entries(input).filter(([name]) => !(name in others));
	const ours = new Map(Object.entries(others).map(([name, other]) => [other, name]));
	return Object.fromEntries(rest.map(([name, value]) => [ours.get(name) ?? name, value]));
}
