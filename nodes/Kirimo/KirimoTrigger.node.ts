import {
	NodeConnectionTypes,
	NodeOperationError,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { simplifyField } from '../shared/run/simplify';
import { eventsSubtitleOf } from '../shared/run/subtitle';
import { isSeen, withoutSeen } from '../shared/trigger/seen';
import {
	answerOnly,
	exactBody,
	isProbe,
	startRun,
	triggerWebhooks,
} from '../shared/trigger/webhook';
import { ACCEPTED, readCallback } from './trigger/duitku';
import { EVENTS, eventIdOf, eventNameOf, eventOf, simpleEvent } from './trigger/events';
import { isAllowedSource, notAddresses } from './trigger/sourceIps';
import { checkSignature, checksOf, confirm } from './trigger/verification';

export class KirimoTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Kirimo Trigger',
		name: 'kirimoTrigger',
		icon: { light: 'file:../../icons/kirimo.svg', dark: 'file:../../icons/kirimo.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: eventsSubtitleOf(EVENTS),
		// n8n's list shows this sentence for both nodes.
		description:
			'Get paid in Indonesia with Kirimo payment links (Duitku), or start a workflow when one is paid',
		defaults: { name: 'Kirimo Trigger' },
		eventTriggerDescription:
			'Waiting for Kirimo to call the test URL, which it does only for a payment that has it as its Notify URL',
		triggerPanel: {
			header: '',
			executionsHelp:
				'<b>Publish the workflow</b>, and give your payments its production URL as their Notify URL: Kirimo has to reach this n8n from the internet. What it starts shows up in the executions list.<br /><br /><b>A test run hears only</b> of payments that were created with the test URL as their Notify URL: create one, press the button, and pay it.',
			activationHint:
				'Once the workflow is published, payments with its production URL start it without this button being pressed.',
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'kirimoApi', required: true }],
		webhooks: triggerWebhooks,
		properties: [
			{
				displayName:
					'Kirimo has no list of webhooks: put the Production URL of this trigger into Notify URL of Kirimo → Payment → Create. It has to be reachable from the internet on port 80 or 443.',
				name: 'notifyUrlNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Trigger On',
				name: 'events',
				type: 'multiOptions',
				required: true,
				options: EVENTS,
				default: ['paid'],
				description: 'Events that start the workflow; others are answered and ignored',
			},
			{
				displayName: 'Verification',
				name: 'verification',
				type: 'options',
				options: [
					{
						name: 'Automatic',
						value: 'auto',
						description:
							'Asks Kirimo for the status, and checks the signature when the credential has the Duitku Merchant Key',
					},
					{
						name: 'Signature',
						value: 'signature',
						description:
							'Weak: a genuine notification can be replayed with another result or other digits in the amount',
					},
					{
						name: 'Signature and Status Lookup',
						value: 'both',
						description: 'Like Automatic, but never without the Duitku Merchant Key',
					},
					{
						name: 'Status Lookup',
						value: 'statusLookup',
						description: 'Asks Kirimo for the status, and ignores the signature',
					},
				],
				default: 'auto',
				description: 'How a notification is proved to be genuine',
			},
			{
				displayName: 'Drop Redeliveries',
				name: 'dropRedeliveries',
				type: 'boolean',
				default: true,
				description: 'Whether to ignore an event that has already started the workflow',
			},
			simplifyField,
			{
				displayName: 'Source IP Addresses',
				name: 'sourceIps',
				type: 'string',
				default: '',
				placeholder: 'e.g. 182.23.85.8, 182.23.85.9',
				description:
					'Addresses that may notify, separated by commas; others are answered 403. Leave empty to allow all, because notifications may come from Kirimo, whose addresses are not known. Behind a proxy, n8n sees the sender only when N8N_PROXY_HOPS is set.',
			},
		],
	};

	webhookMethods = {
		default: {
			/** There is nothing to register, but a trigger that could accept nothing must not be published. */
			async checkExists(this: IHookFunctions): Promise<boolean> {
				const bad = notAddresses(this.getNodeParameter('sourceIps', '') as string);
				if (bad.length > 0) {
					throw new NodeOperationError(
						this.getNode(),
						`Source IP Addresses has "${bad.join('", "')}", which is no IP address`,
						{ description: 'Separate single addresses by commas; ranges are not understood.' },
					);
				}
				const credential = await this.getCredentials('kirimoApi');
				checksOf(this, credential, this.getNodeParameter('verification') as string);
				return true;
			},
			create(this: IHookFunctions): Promise<boolean> {
				return Promise.resolve(true);
			},
			delete(this: IHookFunctions): Promise<boolean> {
				return Promise.resolve(true);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		if (isProbe(this)) return answerOnly(this, 200, ACCEPTED);
		if (!isAllowedSource(this)) {
			return answerOnly(this, 403, { message: 'This address may not notify' });
		}
		const read = readCallback(exactBody(this));
		if ('problem' in read) return answerOnly(this, 400, { message: read.problem });
		const { callback } = read;
		const verification = this.getNodeParameter('verification') as string;
		const signed = await checkSignature(this, callback, verification);
		if (signed === undefined) return answerOnly(this, 401, { message: 'Invalid signature' });
		const { signature } = signed;
		const wanted = this.getNodeParameter('events') as string[];
		if (!wanted.includes(eventNameOf(callback))) return answerOnly(this, 200, ACCEPTED);
		const drops = this.getNodeParameter('dropRedeliveries') === true;
		const eventId = eventIdOf(callback, callback.merchantOrderId);
		// Before Kirimo is asked, so that nobody can make it be asked by sending the same again.
		if (drops && isSeen(this, eventId)) return answerOnly(this, 200, ACCEPTED);
		let statusLookup: string | null = null;
		let { merchantOrderId: orderId } = callback;
		if (signed.statusLookup) {
			const outcome = await confirm(this, callback, signature !== null);
			if ('http' in outcome) {
				const { http, message } = outcome;
				return answerOnly(this, http, http === 200 ? ACCEPTED : { message });
			}
			statusLookup = outcome.status;
			orderId = outcome.orderId;
		}
		const events = [eventOf(callback, { signature, statusLookup }, orderId)];
		const items = drops ? await withoutSeen(this, events) : events;
		if (items.length === 0) return answerOnly(this, 200, ACCEPTED);
		const simplify = this.getNodeParameter('simplify', true) === true;
		return startRun(simplify ? items.map(simpleEvent) : items, ACCEPTED);
	}
}
