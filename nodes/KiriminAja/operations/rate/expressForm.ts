import type { INodeProperties } from 'n8n-workflow';
import { simplifyField } from '../../../shared/run/simplify';
import { district, subdistrict } from '../fields';

const ofSize = { show: { parcelFrom: ['size'] } };

/** Inside Additional Fields, where other fields are named from the top. */
const typedOnly = { displayOptions: { show: { '/parcelFrom': ['size'] } } };

const number = (
	displayName: string,
	name: string,
	initial: number,
	own: Partial<INodeProperties> = {},
): INodeProperties => ({
	displayName,
	name,
	type: 'number',
	typeOptions: { minValue: 1 },
	default: initial,
	...own,
});

const productFields: INodeProperties[] = [
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: '',
		placeholder: 'e.g. Sepatu',
		description: 'For your own overview; it is not sent',
	},
	number('Quantity', 'qty', 1, { required: true }),
	number('Weight (Grams)', 'weight', 1000, { required: true, description: 'Of one piece' }),
	number('Length (Cm)', 'length', 10, { required: true }),
	number('Width (Cm)', 'width', 10, { required: true }),
	number('Height (Cm)', 'height', 10, { required: true }),
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
	{
		displayName: 'Parcel',
		name: 'parcelFrom',
		type: 'options',
		options: [
			{
				name: 'List of Goods',
				value: 'goods',
				description: 'Weight and size are worked out from the goods in the parcel',
			},
			{ name: 'Weight and Size', value: 'size', description: 'Sent as typed' },
		],
		default: 'size',
		description: 'How the weight and size of the parcel are given',
	},
	{
		displayName: 'Weight (Grams)',
		name: 'weight',
		type: 'number',
		default: 1000,
		required: true,
		typeOptions: { minValue: 1 },
		displayOptions: ofSize,
		description:
			'The larger of the scale weight and the volumetric weight, which is length × width × height in cm ÷ 6 (÷ 4 for trucking)',
	},
	{
		displayName: 'Goods',
		name: 'goods',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Product',
		default: {},
		displayOptions: { show: { parcelFrom: ['goods'] } },
		description:
			'All that goes into the parcel. Its size is that of the goods stacked in the smallest way. Its weight is the larger of the scale weight and the volumetric weight, length × width × height in cm ÷ 6; trucking divides by 4 and may charge more, which is not known before the rates are.',
		options: [{ displayName: 'Product', name: 'product', values: productFields }],
	},
	{
		displayName: 'Item Value (Rupiah)',
		name: 'itemValue',
		type: 'number',
		default: 0,
		description: 'Value of the goods; needed for insurance and COD',
	},
	{
		displayName: 'Return',
		name: 'return',
		type: 'options',
		options: [
			{ name: 'All Rates', value: 'all' },
			{ name: 'Cheapest', value: 'cheapest' },
			{
				name: 'Cheapest per Group',
				value: 'cheapestPerGroup',
				description: 'One each of regular, next day, cargo and so on',
			},
			{ name: 'Fastest', value: 'fastest' },
		],
		default: 'all',
		description: 'Which of the rates to output, one item each',
	},
	simplifyField,
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: [
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
			{
				displayName: 'Drop Off',
				name: 'dropOff',
				type: 'boolean',
				default: false,
				description:
					'Whether you bring the parcel to the courier; discounts for drop-offs only are then taken off',
			},
			number('Height (Cm)', 'height', 10, typedOnly),
			{
				displayName: 'Insurance',
				name: 'insurance',
				type: 'boolean',
				default: false,
				description: 'Whether to add insurance to the total',
			},
			number('Length (Cm)', 'length', 10, typedOnly),
			subdistrict.field({
				displayName: 'Origin Subdistrict (Kelurahan)',
				name: 'subdistrictOrigin',
				description: 'Needed by RPX, Pos Indonesia and Paxel',
			}),
			number('Width (Cm)', 'width', 10, typedOnly),
		],
	},
];
