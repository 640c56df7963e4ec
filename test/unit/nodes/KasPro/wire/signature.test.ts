import { signatureHeader } from '../../../../../nodes/KasPro/wire/signature';
import { vectors } from '../../../../fixtures/kaspro/hmac-vectors.json';

test.each(vectors)(
	'signs $method $path as KasPro does',
	({ method, path, date, keyId, secret, header }) => {
		expect(signatureHeader(method, path, date, { id: keyId, secret })).toBe(header);
	},
);

test.each([{ path: '/x/' }, { method: 'PUT' }, { date: 'x' }, { secret: 'x' }])(
	'signs anew when it is %j',
	(change) => {
		const [vector] = vectors.map((one) => ({ ...one, ...change }));
		const { method = '', path = '', date = '', keyId: id = '', secret = '', header } = vector ?? {};

		expect(signatureHeader(method, path, date, { id, secret })).not.toBe(header);
	},
);
