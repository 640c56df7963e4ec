import type { WorkflowFile } from '../../../demo/n8n.ts';
import manifest from '../../../package.json';
import { RIGHT_PIN } from './vendor.ts';

/** What stands on a courier desk: the nodes of its workflows, and what is said to those who run them. */

export type WorkflowNode = WorkflowFile['nodes'][number];

export const plain = { typeVersion: 1, position: [0, 0] };
export const start: WorkflowNode = {
	...plain,
	id: 'start',
	name: 'Start',
	type: 'n8n-nodes-base.manualTrigger',
	parameters: {},
};
const retryOnFail = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
export const to = (node: string, type = 'main') => [{ node, type, index: 0 }];

/** Pays the courier by KasPro → Transfer → To User. */
export function transfer(own: {
	type: 'kasPro' | 'kasProTool';
	parameters?: object;
}): WorkflowNode {
	return {
		...plain,
		...retryOnFail,
		id: 'pay',
		name: 'Pay',
		type: `${manifest.name}.${own.type}`,
		credentials: { kasProApi: { name: 'KasPro' } },
		parameters: {
			resource: 'transfer',
			operation: 'toUser',
			mobileNumber: '081234560001',
			destination: '081234560002',
			amount: 50_000,
			requestId: '',
			pocketId: '2',
			additionalFields: {},
			...(own.type === 'kasProTool' && { allowAsTool: true }),
			...own.parameters,
		},
	};
}

/** A parcel paid with KA Credit, picked up tomorrow. */
export function booking(): WorkflowNode {
	const tomorrow = new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
	const id = (value: string) => ({ __rl: true, mode: 'id', value });
	return {
		...plain,
		...retryOnFail,
		id: 'book',
		name: 'Book',
		type: `${manifest.name}.kiriminAjaTool`,
		credentials: { kiriminAjaApi: { name: 'KiriminAja' } },
		parameters: {
			descriptionType: 'manual',
			toolDescription: 'Books a courier',
			allowAsTool: true,
			resource: 'expressOrder',
			operation: 'create',
			name: 'Toko Sumber Rejeki',
			phone: '6281234567890',
			address: 'Jalan Palagan No 32, Sleman',
			kecamatanId: id('5788'),
			kelurahanId: id('31554'),
			schedule: { __rl: true, mode: 'time', value: `${tomorrow} 10:00:00` },
			paymentMethod: 'credit',
			pin: RIGHT_PIN,
			packageSource: 'inputItems',
			destinationName: "={{ $fromAI('recipient', 'Who gets the parcel', 'string') }}",
			destinationPhone: '081300004321',
			destinationAddress: 'Jl. Kapasan Gang 3 No 7, Surabaya',
			destinationKecamatanId: id('3175'),
			service: 'jne',
			serviceType: 'REG23',
			shippingCost: 64_000,
			insuranceAmount: 0,
			itemName: 'Sepatu',
			itemValue: 250_000,
			weight: 1000,
			length: 20,
			width: 30,
			height: 15,
			cod: 0,
			orderId: '',
			packageFields: {},
			additionalFields: {},
		},
	};
}

/** Says that nobody knows whether it was done, and under which reference to look for it. */
export function expectUnknown(text: string | undefined, reference: string | undefined) {
	expect(text).toMatch(/unknown/i);
	expect(text).toContain(reference);
}

/** A model does what the text says, so the text has to forbid it in so many words. */
export function expectForbidden(text: string | undefined, reference: string | undefined) {
	expectUnknown(text, reference);
	expect(text).toMatch(/\b(do not|don't|must not|never)\b.*\b(again|repeat)/i);
}
