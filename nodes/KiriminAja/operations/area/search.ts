import { z } from 'zod';
import { camelKeys } from '../../../shared/run/items';
import { limitFields, limitSchema, limited } from '../../../shared/run/limit';
import { defineOperation } from '../../../shared/run/operation';
import { textIn } from '../../../shared/values/texts';
import { checkShape } from '../../../shared/wire/shape';
import { text } from '../../../shared/values/kinds';
import { kiriminAja, rowsOf } from '../../wire/api';

/**
 * Finds subdistricts (kelurahan) by name or postcode and gives all four area ids: the quickest way to the ids that rates and
 * orders need. KiriminAja suspends accounts that search too often. docs/contracts/kiriminaja.md §2.1 (6)
 */
export const search = defineOperation({
	value: 'search',
	name: 'Search',
	action: 'Search areas',
	description: 'Find subdistricts (kelurahan) by name or postcode, with all area IDs',
	kind: 'read',
	fields: [
		{
			displayName: 'Search Text',
			name: 'search',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Sinduadi, Mlati or 55284',
			description:
				'Part of a name, a postcode, or several names with commas; at least 3 characters. Names stand without Kec., Kab. or Kota. KiriminAja limits how often you may search: keep the IDs you found.',
		},
		...limitFields,
	],
	request: z.object({ search: text({ min: 3 }), ...limitSchema }),
	async run(call, { search: words, returnAll, limit }) {
		const body = await kiriminAja.get(call, '/api/mitra/v6.1/addresses', { search: words });
		checkShape(call, documented, body);
		const found = rowsOf(body);
		// n8n shows no item where none is found, and the items behind it would stand in its place.
		if (found.length === 0) call.hint(`Nothing was found for "${words}".${barely(words)}`);
		return limited(found, { returnAll, limit }).map((row) => {
			const fullAddress = textIn(row.full_address ?? row.text);
			const [subdistrict, district, city, province, postcode] = fullAddress.split(/\s*,\s*/);
			return {
				...camelKeys(row),
				provinceId: textIn(row.province_id),
				cityId: textIn(row.city_id),
				districtId: textIn(row.district_id),
				subdistrictId: textIn(row.subdistrict_id),
				fullAddress,
				subdistrict,
				district,
				city,
				province,
				postcode,
			};
		});
	},
});

/** An address writes "Ngaglik, Sleman" for what others call Kec. Ngaglik, Kab. Sleman. */
const barely = (words: string) =>
	/\b(kec|kecamatan|kab|kabupaten|kota|kel|kelurahan|desa|prov|provinsi)\b/i.test(words)
		? ' KiriminAja writes names without Kec., Kab. or Kota: leave those out.'
		: '';

const documented = z.object({
	data: z.array(
		z.object({
			province_id: z.number(),
			city_id: z.number(),
			district_id: z.number(),
			subdistrict_id: z.number(),
			full_address: z.string(),
		}),
	),
});
