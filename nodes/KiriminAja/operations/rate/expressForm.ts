import type { INodeProperties } from 'n8n-workflow';
import { simplifyField } from '../../../shared/run/simplify';
import {
	collection,
	count,
	entries,
	line,
	number,
	pick,
	toggle,
} from '../../../shared/values/builders';
import { district, subdistrict } from '../fields';

const OUTER_SIZE =
	'Outer size of the parcel in whole centimetres; the volumetric weight needs all three sides';

/** Inside Additional Fields, where other fields are named from the top. */
const typedOnly = { displayOptions: { show: { '/parcelFrom': ['size'] } } };

const productFields: INodeProperties[] = [
	line('Name', 'name', 'Sepatu', { description: 'For your own overview; it is not sent' }),
	count('Quantity', 'qty', 1, { required: true, description: 'Number of pieces of this product' }),
	count('Weight (Grams)', 'weight', 1000, { required: true, description: 'Of one piece' }),
	count('Length (Cm)', 'length', 10, {
		required: true,
		description: 'Of one piece, in whole centimetres',
	}),
	count('Width (Cm)', 'width', 10, {
		required: true,
		description: 'Of one piece, in whole centimetres',
	}),
	count('Height (Cm)', 'height', 10, {
		required: true,
		description: 'Of one piece, in whole centimetres',
	}),
];

/** What is asked about an express parcel. docs/contracts/kiriminaja.md §2.3 */
export const expressFields: INodeProperties[] = [
	district.field({
		displayName: 'Origin District (Kecamatan)',
		name: 'origin',
		required: true,
		description: 'Where the parcel is picked up',
	}),
	district.field({
		displayName: 'Destination District (Kecamatan)',
		name: 'destination',
		required: true,
		description: 'Where the parcel goes',
	}),
	pick(
		'Parcel',
		'parcelFrom',
		[
			{
				name: 'List of Goods',
				value: 'goods',
				description: 'Weight and size are worked out from the goods in the parcel',
			},
			{ name: 'Weight and Size', value: 'size', description: 'Sent as typed' },
		],
		'size',
		{ description: 'How the weight and size of the parcel are given' },
	),
	count('Weight (Grams)', 'weight', 1000, {
		required: true,
		displayOptions: { show: { parcelFrom: ['size'] } },
		description:
			'The larger of the scale weight and the volumetric weight, which is length × width × height in cm ÷ 6 (÷ 4 for trucking)',
	}),
	entries('Goods', 'goods', ['Product', 'product'], productFields, {
		displayOptions: { show: { parcelFrom: ['goods'] } },
		description:
			'All that goes into the parcel. Its size is that of the goods stacked in the smallest way. Its weight is the larger of the scale weight and the volumetric weight, length × width × height in cm ÷ 6; trucking divides by 4 and may charge more, which is not known before the rates are.',
	}),
	number('Item Value (Rupiah)', 'itemValue', 0, {
		description: 'Value of the goods; needed for insurance and COD',
	}),
	pick(
		'Return',
		'return',
		[
			{ name: 'All Rates', value: 'all' },
			{ name: 'Cheapest', value: 'cheapest' },
			{
				name: 'Cheapest per Group',
				value: 'cheapestPerGroup',
				description: 'One each of regular, next day, cargo and so on',
			},
			{ name: 'Fastest', value: 'fastest' },
		],
		'all',
		{ description: 'Which of the rates to output, one item each' },
	),
	simplifyField,
	collection([
		toggle('COD Only', 'codOnly', 'Whether to leave out services that do not take COD'),
		{
			displayName: 'Courier Names or IDs',
			name: 'courier',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'getCouriers' },
			default: [],
			description:
				'Ask only these couriers, which is faster. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		subdistrict.field({
			displayName: 'Destination Subdistrict (Kelurahan)',
			name: 'subdistrictDestination',
			description: 'Needed by RPX, Pos Indonesia and Paxel',
		}),
		toggle(
			'Drop Off',
			'dropOff',
			'Whether you bring the parcel to the courier; discounts for drop-offs only are then taken off',
		),
		count('Height (Cm)', 'height', 10, { ...typedOnly, description: OUTER_SIZE }),
		toggle('Insurance', 'insurance', 'Whether to add insurance to the total'),
		count('Length (Cm)', 'length', 10, { ...typedOnly, description: OUTER_SIZE }),
		subdistrict.field({
			displayName: 'Origin Subdistrict (Kelurahan)',
			name: 'subdistrictOrigin',
			description: 'Needed by RPX, Pos Indonesia and Paxel',
		}),
		count('Width (Cm)', 'width', 10, { ...typedOnly, description: OUTER_SIZE }),
	]),
];
