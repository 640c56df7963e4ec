import type { Row } from '../../row';
import { dewi, photo } from '../people';

const regulars = [dewi, '081234560013', '081234560023'];

export const row: Row = {
	parameters: { mobileNumber: dewi },
	binary: { idCard: photo, selfie: photo, selfieWithIdCard: photo },
	expected: { wrongTypes: 'warned' },
	write: {
		call: 'POST /pil-partner/ekyc-upgrade-premium-inquiry/',
		done: { upgrades: 1 },
		reference: 'requestId',
		three: {
			parameters: { mobileNumber: '={{ $json.mobileNumber }}', requestId: '={{ $json.ref }}' },
			items: regulars.map((mobileNumber) => ({ mobileNumber, ref: `KYC-${mobileNumber}` })),
			before: async ({ kasPro: { customers } }) => {
				const known = customers.find(({ mobileNumber }) => mobileNumber === dewi);
				if (known)
					customers.push(...regulars.slice(1).map((mobileNumber) => ({ ...known, mobileNumber })));
			},
			done: { upgrades: 3 },
		},
	},
	secrets: ['a photo'],
};
