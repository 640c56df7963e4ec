import type { Row } from '../../row';
import { asSent, having, refused } from '../published';
import { dewi, photos } from '../people';

const regulars = [dewi, '081234560013', '081234560023'];

export const row: Row = {
	parameters: { mobileNumber: dewi, simplify: false },
	binary: photos,
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
	published: {
		fill(request) {
			const { requestId, mobileNumber } = asSent(request);
			return { requestId, mobileNumber };
		},
		exchanges: {
			'POST /pil-partner/ekyc-upgrade-premium-inquiry/ ekyc-inquiry.request.inferred.json': {
				'ekyc-inquiry.response.success.json': {
					items: [
						having({
							requestId: 'KYC-20261121-0001',
							inquiryId: '1637460000242',
							done: true,
							idCardNumber: '3171000000000001',
							name: 'SARI WULANDARI',
							religion: 'ISLAM',
							rtrw: '001/002',
							address: 'JL. CONTOH NO. 1',
							province: 'DKI JAKARTA',
							district: 'JAKARTA SELATAN',
							subDistrict: 'TEBET',
							occupation: 'KARYAWAN SWASTA',
							birthPlace: 'BANDUNG',
							gender: 'PEREMPUAN',
							birthDate: '17-08-1995',
							idExpiredDate: 'SEUMUR HIDUP',
							bloodType: '-',
							villageDistrict: 'TEBET BARAT',
							nationality: 'WNI',
							maritalStatus: 'BELUM KAWIN',
						}),
					],
				},
				'ekyc-inquiry.response.not-found.json': refused(
					'Customer not found',
					110005,
					'has to be a KasPro customer',
				),
			},
		},
	},
};
