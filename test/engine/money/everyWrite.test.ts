import '../support/noPauses';
import { oneTime } from '../../operations';
import { runWorkflow } from '../support/runWorkflow';
import { html, json, lost, useVendor, type VendorCall } from '../support/scriptedVendor';
import { payment, parcel, retryOnFail, transfer } from './support/merchant';

/** Whatever changes something at a service is sent once, by whatever way n8n runs its node again. */

const vendor = useVendor();
const forms = { kiriminAja: parcel, kirimo: payment, kasPro: transfer };

const answers = {
	'a broken connection': lost,
	'HTTP 408': html(408),
	'HTTP 502': html(502),
	'an empty object': json({}),
};

describe.each(oneTime)('$label', ({ type, resource, operation, row }) => {
	const { parameters, binary, write } = row;
	const { call } = write;

	test.each(Object.entries(answers))(
		'is sent once when it is answered with %s',
		async (_, answer) => {
			vendor.current.on(call, answer);
			const result = await runWorkflow({
				credentials: forms[type].credentials(vendor.current.url),
				steps: [
					{ name: 'Source', type: 'source', items: [{ json: {}, binary }], to: [['Do']] },
					{
						name: 'Do',
						type,
						parameters: { resource, operation, ...parameters },
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

			expect(vendor.current.callsTo(call)).toHaveLength(1);
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
