import { textIn } from '../../../../nodes/shared/values/texts';
import type { Row } from '../../row';

export const row: Row = {
	parameters: { url: 'https://n8n.example.com/webhook' },
	expected: { wrongTypes: 'right' },
	write: {
		call: 'POST /api/mitra/set_callback',
		done: { callbackUrl: 'https://n8n.example.com/webhook' },
		repeatable: true,
	},
	published: {
		fill: ({ body }) => ({ url: textIn(body?.url) }),
		exchanges: {
			'set-callback': {
				ok: { items: [{ url: 'https://n8n.example.com/webhook/kiriminaja', registered: true }] },
				'unreachable (inferred)': {
					message: 'KiriminAja did not accept the callback URL: The url is not a valid URL.',
				},
			},
		},
	},
};
