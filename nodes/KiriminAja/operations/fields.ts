import type { INodeProperties } from 'n8n-workflow';
import { decimal, numericId, phone, text } from '../../shared/values/kinds';

interface Own {
	displayName: string;
	name: string;
	description?: string;
	required?: boolean;
	displayOptions?: INodeProperties['displayOptions'];
}

/**
 * Picks a district (kecamatan). The digits of an ID are checked by the schema, not by a pattern here: n8n gives such patterns a quarter of
 * a second and fails the whole execution when a busy machine needs longer.
 *
 * KiriminAja's pages call it "district" in one place and "subdistrict" in another, so every label
 * has the Indonesian word. docs/contracts/kiriminaja.md §0.2
 */
export const district = {
	field: (own: Own) => areaField(own, 'searchDistricts', 'e.g. Mlati', 'e.g. 5788'),
	schema: numericId,
};

/** Picks a subdistrict (kelurahan or desa). */
export const subdistrict = {
	field: (own: Own) => areaField(own, 'searchSubdistricts', 'e.g. Sinduadi', 'e.g. 31554'),
	schema: numericId,
};

function areaField(
	own: Own,
	searchListMethod: string,
	namePlaceholder: string,
	idPlaceholder: string,
): INodeProperties {
	return {
		...own,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: namePlaceholder,
				typeOptions: { searchListMethod, searchable: true, searchFilterRequired: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: idPlaceholder,
			},
		],
	};
}

/** A phone number of sender or recipient: `08…` or `62…`, 9 to 13 digits. docs/contracts/kiriminaja.md §2.5 */
export const kiriminAjaPhone = phone({ starts: ['08', '62'], min: 9, max: 13 });

/** An order id: at most 20 characters, beginning with letters. docs/contracts/kiriminaja.md §2.5 */
export const orderId = text({ max: 20 }).refine((value) => /^[A-Za-z]/.test(value), {
	message: 'must begin with a letter, e.g. SHOP-1001.',
});

export const zipcode = text({ max: 5 });

/** Latitude and longitude in degrees. Typed as text, so that one left empty is not the point 0, 0 in the sea. */
export const latitude = {
	field: (own: Own) => coordinateField(own, 'e.g. -7.7652'),
	schema: decimal({ min: -90, max: 90 }),
};
export const longitude = {
	field: (own: Own) => coordinateField(own, 'e.g. 110.3781'),
	schema: decimal({ min: -180, max: 180 }),
};

function coordinateField(own: Own, placeholder: string): INodeProperties {
	return { ...own, type: 'string', default: '', placeholder };
}
