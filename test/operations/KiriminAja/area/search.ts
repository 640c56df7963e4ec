import { textIn } from '../../../../nodes/shared/values/texts';
import type { Row } from '../../row';

export const row: Row = {
	parameters: { search: 'Simokerto', returnAll: true },
	expected: { wrongTypes: 'warned', emptyObject: 'warned', rowMissing: 'passed on' },
	published: {
		fill: ({ query }) => ({ search: textIn(query?.search), returnAll: true }),
		exchanges: {
			'address-search-v6.1': {
				ok: {
					items: [
						{
							provinceId: '11',
							cityId: '164',
							districtId: '2275',
							subdistrictId: '46310',
							postcode: '61475',
						},
					],
					exactly: 6,
				},
			},
		},
	},
};
