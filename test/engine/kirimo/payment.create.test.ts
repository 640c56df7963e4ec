import '../support/noPauses';
import jsQR from 'jsqr';
import { PNG } from 'pngjs';
import { textIn } from '../../../nodes/shared/values/texts';
import { sandbox, calls, payments, creation, create, threeOrders } from './support/links';

describe('Payment → Create', () => {
	test('creates a payment link with everything it is given', async () => {
		const { json, error, hints } = await create({
			notifyUrl: 'https://n8n.example.com/webhook/kirimo',
			additionalFields: {
				customerPhone: '081298765432',
				returnUrl: 'https://toko.example.com/terima-kasih',
			},
		});

		expect(error).toBeUndefined();
		expect(hints).toEqual([]);
		expect(json).toEqual([
			{
				orderId: 'INV-20261121-0001',
				amount: 175000,
				fee: 3500,
				netAmount: 171500,
				paymentUrl: expect.stringMatching(/^http.+\/topup\/topupdirect\//),
				reference: expect.any(String),
				status: 'pending',
				paid: false,
				alreadyExisted: false,
				raw: {
					status: 'success',
					message: 'Transaksi berhasil dibuat.',
					data: expect.objectContaining({ order_id: 'INV-20261121-0001', net_amount: 171500 }),
				},
			},
		]);
		expect(calls('payment')[0]?.body).toEqual({
			order_id: 'INV-20261121-0001',
			amount: 175000,
			customer_name: 'Sari Wulandari',
			customer_email: 'sari@example.com',
			customer_phone: '081298765432',
			return_url: 'https://toko.example.com/terima-kasih',
			notify_url: 'https://n8n.example.com/webhook/kirimo',
		});
	});

	test('leaves empty fields out and makes an order id of its own', async () => {
		const { json } = await create({ orderId: '', amount: '=10000' });

		const orderId = textIn(json[0]?.orderId);
		expect(orderId).toMatch(/^N8N-[0-9A-Z]{16}$/);
		expect(calls('payment')[0]?.body).toEqual({
			order_id: orderId,
			amount: 10000,
			customer_name: 'Sari Wulandari',
			customer_email: 'sari@example.com',
		});
	});

	test('adds the link as a QR code that a phone reads', async () => {
		const { outputs } = await create({ qrCode: true, binaryPropertyName: 'qr' });

		const [item] = outputs[0] ?? [];
		const picture = item?.binary?.qr;
		expect(picture).toMatchObject({
			fileName: 'payment-INV-20261121-0001.png',
			mimeType: 'image/png',
		});
		const { data, width, height } = PNG.sync.read(Buffer.from(String(picture?.data), 'base64'));
		expect(jsQR(new Uint8ClampedArray(data), width, height)?.data).toBe(item?.json.paymentUrl);
		expect(item?.json).toMatchObject({ orderId: 'INV-20261121-0001', alreadyExisted: false });
	});

	test('adds the QR code of a payment whose answer was lost, too', async () => {
		sandbox.current.fault({ kind: 'resetAfter', path: creation });
		const { outputs } = await create({ qrCode: true });

		expect(outputs[0]).toMatchObject([
			{ json: { alreadyExisted: true }, binary: { data: { mimeType: 'image/png' } } },
		]);
	});

	test('outputs a link that is too long for a QR code without one, and says so', async () => {
		await create({}, { executionId: '1' });
		const [order] = payments();
		if (order) order.paymentUrl = `https://pay.example.com/${'9'.repeat(2400)}`;
		const { json, outputs, hints } = await create({ qrCode: true }, { executionId: '2' });

		expect(json).toMatchObject([{ alreadyExisted: true, paymentUrl: order?.paymentUrl }]);
		expect(outputs[0]?.[0]?.binary).toBeUndefined();
		expect(hints.map(({ message }) => message)).toContain(
			'The link of INV-20261121-0001 is missing or too long for a QR code.',
		);
	});

	test.each([
		['', /^Notify URL is empty: nobody is told when these links are paid\./],
		['={{ $json.none }}', /^Notify URL is empty/],
		[
			'https://n8n.example.com/webhook-test/abc/webhook',
			/is a test URL, at which n8n listens only/,
		],
		['https://n8n.example.com/workflow/abc123', /looks like the address of a page/],
		['https://n8n.example.com/projects/x/workflow/abc123?t=1', /looks like the address of a page/],
		['https://n8n.example.com', /looks like the address of a page/],
		['https://n8n.example.com/', /looks like the address of a page/],
	])(
		'makes the link and says that nobody hears of it with the Notify URL %j',
		async (url, said) => {
			const { json, hints } = await create({ notify: 'url', notifyUrl: url });

			expect(json).toHaveLength(1);
			expect(hints.map(({ message }) => message)).toEqual([expect.stringMatching(said)]);
		},
	);

	test('gives every item of every execution another order id', async () => {
		const first = await create({ orderId: '' }, { items: threeOrders, executionId: '1' });
		const second = await create({ orderId: '' }, { items: threeOrders, executionId: '2' });

		const ids = [...first.json, ...second.json].map(({ orderId }) => orderId);
		expect(new Set(ids).size).toBe(6);
		expect(first.outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
	});

	test.each([
		[{ amount: 9999 }, 'Amount (Rupiah) (item 0) must be at least 10.000 rupiah; it is 9.999.'],
		[
			{ amount: 10000.5 },
			'Amount (Rupiah) (item 0) must be a whole number of rupiah; it is 10000.5.',
		],
		[{ customerName: ' ' }, 'Customer Name (item 0) is required.'],
		[
			{ customerEmail: 'sari' },
			'Customer Email (item 0) must be an e-mail address, e.g. budi@example.com; it is "sari".',
		],
		[
			{ customerEmail: `${'s'.repeat(40)}@example.com` },
			'Customer Email (item 0) must have at most 50 characters; it has 52.',
		],
		[
			{ orderId: 'INV 1/2' },
			'Order ID (item 0) must have only letters, digits, dash, dot and underscore, e.g. INV-20261121-0001.',
		],
		[{ orderId: 'I'.repeat(51) }, 'Order ID (item 0) must have at most 50 characters; it has 51.'],
		[
			{ notifyUrl: 'n8n.example.com' },
			'Notify URL (item 0) must be a web address that starts with https:// or http://; it is "n8n.example.com".',
		],
		[
			{ additionalFields: { customerPhone: '0'.repeat(51) } },
			'Additional Fields → Customer Phone (item 0) must have at most 50 characters; it has 51.',
		],
	])('refuses %j before anything is sent', async (changes, message) => {
		const { error } = await create(changes);

		expect(error?.message).toBe(message);
		expect(error?.description).toBe('Nothing was sent in this try.');
		expect(sandbox.current.requests).toEqual([]);
	});

	test('creates the good ones and sends the bad one to the error output', async () => {
		const { outputs } = await create(
			{ orderId: '={{ $json.order }}', amount: '={{ $json.order === "B-2" ? 5 : 20000 }}' },
			{ items: threeOrders, settings: { onError: 'continueErrorOutput' } },
		);

		expect(outputs[0]?.map(({ json }) => json.orderId)).toEqual(['A-1', 'C-3']);
		expect(outputs[1]).toMatchObject([
			{
				json: { order: 'B-2', error: { message: expect.stringContaining('10.000') } },
				pairedItem: { item: 1 },
			},
		]);
	});

	test('returns the payment whose answer was lost, and creates no other', async () => {
		sandbox.current.fault({ kind: 'resetAfter', path: creation });
		const { json, error } = await create({ orderId: '' });

		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{
				orderId: payments()[0]?.orderId,
				amount: 175000,
				fee: 3500,
				netAmount: 171500,
				paymentUrl: payments()[0]?.paymentUrl,
				reference: null,
				status: 'pending',
				paid: false,
				alreadyExisted: true,
			},
		]);
		expect(payments()).toHaveLength(1);
		expect(calls('payment')).toHaveLength(1);
	});

	test('creates each payment once when n8n retries the node', async () => {
		sandbox.current.fault({ kind: 'resetAfter', path: creation });
		sandbox.current.fault({ kind: 'status429', path: creation });
		const { json, error } = await create(
			{ orderId: '' },
			{ items: threeOrders, settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } },
		);

		expect(error).toBeUndefined();
		expect(json.map(({ alreadyExisted }) => alreadyExisted)).toEqual([true, false, false]);
		expect(payments().map(({ orderId }) => orderId)).toEqual(json.map(({ orderId }) => orderId));
		expect(calls('payment')).toHaveLength(4);
	});

	test('says that the outcome is unknown after a page of HTML when no payment is found', async () => {
		sandbox.current.fault({ kind: 'html500', path: creation });
		const { error } = await create();

		expect(error?.message).toMatch(
			/^The outcome of INV-20261121-0001 is unknown: Kirimo answered HTTP 500 with no JSON but "500 Whoops, /,
		);
		expect(error?.message).not.toContain('<');
		expect(error?.description).toContain('Look for INV-20261121-0001 with Payment → Get');
	});

	test('does not send a payment of unknown outcome again when n8n retries the node', async () => {
		sandbox.current.fault({ kind: 'resetBefore', path: creation });
		const { error } = await create(
			{},
			{ settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } },
		);

		expect(error?.message).toMatch(/^The outcome of INV-20261121-0001 is unknown: /);
		expect(calls('payment')).toHaveLength(1);
		expect(payments()).toHaveLength(0);
	});

	test('returns the existing payment when its order was created in an earlier execution', async () => {
		await create({}, { executionId: '1' });
		const { json } = await create({}, { executionId: '2' });

		expect(json).toMatchObject([{ orderId: 'INV-20261121-0001', alreadyExisted: true }]);
		expect(payments()).toHaveLength(1);
	});

	test('takes a name that was cut after 20 characters for the same buyer', async () => {
		const customerName = 'Raden Ajeng Kartini Djojoadhiningrat';
		await create({ customerName }, { executionId: '1' });
		const [order] = payments();
		if (order) order.customerName = customerName.slice(0, 20);
		const { json } = await create({ customerName }, { executionId: '2' });

		expect(json).toMatchObject([{ alreadyExisted: true }]);
	});

	test.each([
		['another amount', { amount: 180000 }],
		['another buyer', { customerName: 'Budi Santoso' }],
	])('refuses an order id that stands for %s', async (_what, changes) => {
		await create({}, { executionId: '1' });
		const { error } = await create(changes, { executionId: '2' });

		expect(error?.message).toBe(
			'Order ID INV-20261121-0001 is already used for another payment: 175000 rupiah by "Sari Wulandari"',
		);
		expect(error?.description).toContain('No payment was created');
		expect(payments()).toHaveLength(1);
	});

	test('shows a refusal of something else, although the order id has a payment from before', async () => {
		await create({}, { executionId: '1' });
		// No such port: the node does not see it, the sandbox does.
		const additionalFields = { returnUrl: 'https://toko.example.com:99999' };
		const { error } = await create({ additionalFields }, { executionId: '2' });

		expect(error?.message).toBe('Kirimo refused the request: Format return_url tidak valid.');
		expect(payments()).toHaveLength(1);
	});

	test("shows Kirimo's text and both possible causes of a 403", async () => {
		sandbox.current.kirimo.settings.limit = 0;
		const { error } = await create();

		expect(error?.message).toBe(
			'Kirimo refused the request: Limit transaksi paket Anda sudah habis.',
		);
		expect(error?.description).toMatch(/IP address.+whitelist.+or the limit of your package/);
		expect(error?.httpCode).toBe('403');
		expect(calls('payment')).toHaveLength(1);
		expect(calls('status')).toHaveLength(0);
	});

	test('names the payments that were made before the one that failed', async () => {
		await create({ orderId: 'C-3', amount: 20000 }, { executionId: '1' });
		const { error } = await create(
			{ orderId: '={{ $json.order }}' },
			{ items: threeOrders, executionId: '2' },
		);

		expect(error?.message).toContain('Order ID C-3 is already used for another payment');
		expect(error?.description).toContain('item 0: payment A-1; item 1: payment B-2');
	});
});
