import { refused } from '../published';
import type { Row } from '../../row';
import { withAwb, AWB } from '../orders';

export const row: Row = {
	parameters: { awb: AWB },
	before: withAwb,
	expected: { wrongTypes: 'error', emptyObject: 'error' },
	published: {
		fill: ({ body }) => ({
			awb: (body?.awb as string[]).join(', '),
		}),
		exchanges: {
			'awb-print': {
				// The address in the sample leads nowhere; that it is the one that is fetched shows that both shapes are read.
				'shape A (WooCommerce)': { message: 'The file could not be fetched from sandbox.invalid' },
				'shape B (PHP README, third party)': {
					message: 'The file could not be fetched from sandbox.invalid',
				},
				'unknown awb (inferred)': refused('AWB tidak ditemukan'),
			},
		},
	},
};
