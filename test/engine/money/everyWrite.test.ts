import type { INodeParameters } from 'n8n-workflow';
import { rows } from '../reliability/operations';
import { byId } from '../support/kiriminAja';
import { runWorkflow } from '../support/runWorkflow';
import { html, json, lost, useVendor, type VendorCall } from '../support/scriptedVendor';
import { payment, parcel, retryOnFail, tomorrow, transfer } from './support/merchant';

/** Whatever changes something at a service is sent once, by whatever way n8n runs its node again. */
jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async () => {},
}));

const vendor = useVendor();
const forms = { kiriminAja: parcel, kirimo: payment, kasPro: transfer };

/** Those that the rows of the fault matrix call one-time writes, with the call that does it. */
const writes: Array<[type: keyof typeof forms, operation: string, aim: string]> = [
	['kiriminAja', 'expressOrder.create', 'POST /api/mitra/v6.2/request_pickup'],
	['kiriminAja', 'expressOrder.cancel', 'POST /api/mitra/v3/cancel_shipment'],
	['kiriminAja', 'instantOrder.create', 'POST /api/mitra/v6.2/instant/request_pickup'],
	['kiriminAja', 'instantOrder.findDriver', 'POST /api/mitra/v4/instant/pickup/find-new-driver'],
	['kiriminAja', 'instantOrder.cancel', 'DELETE /api/mitra/v4/instant/pickup/void/MLT-INS-1001'],
	['kiriminAja', 'credit.validatePin', 'POST /api/mitra/v6.2/pin/validate'],
	['kirimo', 'payment.create', 'POST /api.php?action=payment'],
	['kasPro', 'otp.request', 'GET /pil-partner-get-otp/'],
	['kasPro', 'otp.validate', 'POST /validate-otp/'],
	['kasPro', 'customer.register', 'POST /register-customer/'],
	['kasPro', 'customer.upgrade', 'POST /pil-partner/ekyc-upgrade-premium-inquiry/'],
	['kasPro', 'transfer.toBank', 'POST /bank-transfer/'],
	['kasPro', 'transfer.toUser', 'POST /p2p-transaction/'],
	['kasPro', 'cashOut.create', 'POST /bank-transfer/'],
	['kasPro', 'payment.payMerchant', 'POST /bank-transfer/'],
	['kasPro', 'payment.payQris', 'POST /bank-transfer/'],
	['kasPro', 'payment.payRide', 'POST /partner/ride/'],
	['kasPro', 'payment.tip', 'POST /partner/tip/'],
	['kasPro', 'apiRequest.send', 'POST /biller-payment/'],
];

const answers = {
	'a broken connection': lost,
	'HTTP 408': html(408),
	'HTTP 502': html(502),
	'an empty object': json({}),
};

describe.each(writes)('%s: %s', (type, name, aim) => {
	const [resource = '', operation = ''] = name.split('.');
	const { parameters, binary } = rows[type][name] ?? {};
	const soon: INodeParameters = { schedule: { ...byId(tomorrow()), mode: 'time' } };
	const bookingOnly = name === 'expressOrder.create' ? soon : {};

	test.each(Object.entries(answers))(
		'is sent once when it is answered with %s',
		async (_, answer) => {
			vendor.current.on(aim, answer);
			const result = await runWorkflow({
				credentials: forms[type].credentials(vendor.current.url),
				steps: [
					{ name: 'Source', type: 'source', items: [{ json: {}, binary }], to: [['Do']] },
					{
						name: 'Do',
						type,
						parameters: { resource, operation, ...parameters, ...bookingOnly },
						settings: { ...retryOnFail, onError: 'continueErrorOutput' },
						to: [[], ['Again']],
					},
					{
						name: 'Again',
						type: 'function',
						execute: async (context) => [
							mapped(context.getWorkflowDataProxy(0).$runIndex as number, binary),
						],
						to: [['Do']],
					},
				],
			});

			expect(vendor.current.callsTo(aim)).toHaveLength(1);
			expect(vendor.current.calls.filter(changesSomething)).toHaveLength(1);
			expect(result.itemsOf('Do', 0)).toEqual([]);
			const failed = result.itemsOf('Do', 1);
			expect(failed).toHaveLength(3);
			expect(failed[0]?.json.error).toMatchObject({ outcome: 'unknown' });
			for (const { json: item } of failed) {
				expect(item.error).not.toMatchObject({ outcome: 'refused' });
			}
		},
	);
});

const mapped = (runIndex: number, binary: object | undefined) =>
	runIndex < 2 ? [{ json: {}, ...(binary && { binary: binary as never }) }] : [];

/** All but the look-ups, of which two are POST. */
function changesSomething({ method, path }: VendorCall): boolean {
	if (path === '/pil-partner-get-otp/') return true;
	const lookUps = ['/api/mitra/tracking', '/api/mitra/v2/get_payment', '/api/mitra/v2/schedules'];
	return method !== 'GET' && !lookUps.includes(path);
}
