import type { WorkflowFile } from '../../../demo/n8n.ts';
import manifest from '../../../package.json';
import { bookingForm } from './bookingForm.ts';
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

/** A parcel for whoever the model names. */
export function booking(): WorkflowNode {
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
			...bookingForm(RIGHT_PIN, "={{ $fromAI('recipient', 'Who gets the parcel', 'string') }}"),
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
