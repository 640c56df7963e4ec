import { readFileSync } from 'node:fs';
import type { IDataObject } from 'n8n-workflow';
import { kiriminAjaCredential, booking, sampleOrder } from '../support/kiriminAja';
import { runWorkflow } from '../support/runWorkflow';
import { bookings, sandbox } from './support/parcels';

/** docs/kiriminaja.md, "Districts by name": the recipe is run here with the expressions that stand there. */
const page = readFileSync('docs/kiriminaja.md', 'utf8');
const [, recipe = ''] = /^#### Districts by name$([^]*?)^#+ /m.exec(page) ?? [];
const expressions = [...recipe.matchAll(/`(\{\{.+?\}\})`/g)].map(([, one = '']) => `=${one}`);
const [search, district, fromSheet = ''] = expressions;

const row = (order: string, name: string, changes: IDataObject = {}) => ({
	json: {
		'No Pesanan': order,
		'Nama Penerima': name,
		Kecamatan: 'Simokerto',
		Kota: 'Surabaya',
		...changes,
	},
});

test('each row is booked to its own district; a name that is not found costs only its own row', async () => {
	sandbox.liftLimits();
	const { orderId: _, destinationName: __, destinationKecamatanId: ___, ...order } = sampleOrder;
	const { additionalFields: ____, ...fields } = order;
	const value = {
		...fields,
		orderId: fromSheet.replace('Nama Penerima', 'No Pesanan'),
		destinationName: fromSheet,
		destinationKecamatanId: district,
	};
	const { error, itemsOf } = await runWorkflow({
		credentials: kiriminAjaCredential(sandbox.current),
		steps: [
			{
				name: 'Google Sheets',
				type: 'source',
				items: [
					row('MG-1', 'Sari'),
					row('MG-2', 'Budi', { Kecamatan: 'Simokertoo' }),
					row('MG-3', 'Citra', { Kecamatan: 'Ngaglik', Kota: 'Sleman' }),
				],
				to: [['Search']],
			},
			{
				name: 'Search',
				type: 'kiriminAja',
				parameters: { resource: 'area', operation: 'search', search, limit: 1 },
				to: [['Book']],
			},
			{
				name: 'Book',
				type: 'kiriminAja',
				parameters: {
					resource: 'expressOrder',
					operation: 'create',
					...booking([], {
						packageSource: 'columns',
						columns: { mappingMode: 'defineBelow', value },
					}),
				},
			},
		],
	});

	expect(error).toBeUndefined();
	expect(itemsOf('Book').map(({ json }) => json.orderId)).toEqual(['MG-1', 'MG-3']);
	const booked = bookings().flatMap(({ body }) => (body as { packages: IDataObject[] }).packages);
	expect(booked).toMatchObject([
		{ order_id: 'MG-1', destination_name: 'Sari', destination_kecamatan_id: 6152 },
		{ order_id: 'MG-3', destination_name: 'Citra', destination_kecamatan_id: 5788 },
	]);
});
