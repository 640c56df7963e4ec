import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Exchange, Read } from '../row';

/** What rows say of KasPro's exchanges. */
export const refused = (text: string, code: number, advice: string): Read => ({
	message: `KasPro refused the request: ${text} (code ${code})`,
	advice,
});

export const having = (fields: object) =>
	expect.objectContaining(fields) as Record<string, unknown>;

/** Code 1: it is under way. The one such answer that there is belongs to several requests. */
export const IN_PROCESS = {
	'bank-transfer.response.async-in-process.json': {
		items: [
			having({
				code: 1,
				message: 'In Process',
				responseId: 'OLSFQ20261121091500123',
				reference: 'OLSFQ20261121091500123',
				done: false,
				pending: true,
			}),
		],
	},
};

/** The form of what is paid from one wallet into another. */
export function paidBy({ path, body }: Exchange['request']): INodeParameters {
	const { payments, mobileNumber, destination, requestId } = body as IDataObject;
	const [payment] = [payments].flat() as INodeParameters[];
	const form = { mobileNumber, destination, requestId, ...payment } as INodeParameters;
	if (Array.isArray(payments)) return form;
	// An older service takes the payment as an object.
	const additionalBodyFields = JSON.stringify({ payments: payment ?? null });
	return { ...form, additionalFields: { path, additionalBodyFields } };
}

/** A form whose fields are called as on the wire. */
export const asSent = ({ body }: Exchange['request']) => ({ ...body }) as INodeParameters;
