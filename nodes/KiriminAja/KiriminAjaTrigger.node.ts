import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { simplifyField } from '../shared/run/simplify';
import { eventsSubtitleOf } from '../shared/run/subtitle';
import { checkedWith } from '../shared/trigger/credential';
import { withoutSeen } from '../shared/trigger/seen';
import {
	answerOnly,
	exactBody,
	isProbe,
	sameSecret,
	startRun,
	triggerWebhooks,
} from '../shared/trigger/webhook';
import { textIn } from '../shared/values/texts';
import { withoutKeys } from '../shared/wire/secrets';
import { isRegistered, registerCallback } from './trigger/registration';
import { EVENTS, eventsOf, simpleEvent, unclearIn } from './trigger/events';

export class KiriminAjaTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'KiriminAja Trigger',
		name: 'kiriminAjaTrigger',
		icon: {
			light: 'file:../../icons/kiriminaja.svg',
			dark: 'file:../../icons/kiriminaja.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: eventsSubtitleOf(EVENTS),
		// n8n's list shows this sentence for both nodes.
		description:
			'Compare rates, book and track shipments in Indonesia with KiriminAja, or start a workflow when one changes',
		defaults: { name: 'KiriminAja Trigger' },
		eventTriggerDescription:
			'Waiting for KiriminAja to call the test URL, which it does only when Register for Test Runs Too is on',
		triggerPanel: {
			header: '',
			executionsHelp:
				'<b>Publish the workflow</b>: that registers its production URL at KiriminAja, which has to reach this n8n from the internet. What it starts shows up in the executions list.<br /><br /><b>A test run hears nothing</b> while Register for Test Runs Too is off. Build the workflow with the data of an earlier execution, or turn that on, and publish again afterwards.',
			activationHint:
				'Once the workflow is published, KiriminAja starts it without this button being pressed.',
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'kiriminAjaApi', required: true }],
		webhooks: triggerWebhooks,
		properties: [
			{
				displayName:
					'KiriminAja has one callback URL per account. Registering this one replaces any other, e.g. the one of a WooCommerce shop. Use one trigger per account, and a Switch node behind it.',
				name: 'oneUrlNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Trigger On',
				name: 'events',
				type: 'multiOptions',
				required: true,
				options: EVENTS,
				default: ['processed_packages'],
				description: 'Events that start the workflow; others are answered and ignored',
			},
			{
				displayName: 'Register Callback URL',
				name: 'registerCallback',
				type: 'boolean',
				default: true,
				description:
					"Whether to register this trigger's production URL at KiriminAja when the workflow is published. When off, register it yourself.",
			},
			{
				displayName: 'Register for Test Runs Too',
				name: 'registerTest',
				type: 'boolean',
				default: false,
				displayOptions: { show: { registerCallback: [true] } },
				description:
					'Whether a test run in the editor registers the test URL too. It takes the events away from the published workflow until that is published again.',
			},
			{
				displayName: 'Drop Redeliveries',
				name: 'dropRedeliveries',
				type: 'boolean',
				default: true,
				description: 'Whether to ignore an event that has already started the workflow',
			},
			simplifyField,
		],
	};

	webhookMethods = {
		default: {
			/**
			 * KiriminAja can't tell the URL it has, so it is set anew whenever somebody publishes: that is also how to take it back from
			 * another receiver. Not when n8n itself starts and the URL is on record, because then KiriminAja need not even be up.
			 */
			async checkExists(this: IHookFunctions): Promise<boolean> {
				if (this.getNodeParameter('registerCallback') !== true) return true;
				const isTest = this.getMode() === 'manual';
				if (isTest && this.getNodeParameter('registerTest', false) !== true) return true;
				const isStart = ['init', 'leadershipChange'].includes(this.getActivationMode());
				return isStart && (await isRegistered(this, urlOf(this)));
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await registerCallback(this, urlOf(this));
			},
			/** There is no call that removes the URL; KiriminAja keeps sending until another one is set. */
			delete(this: IHookFunctions): Promise<boolean> {
				return Promise.resolve(true);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		if (isProbe(this)) return answerOnly(this, 200, { status: true, text: 'Ready' });
		const given = String(this.getHeaderData().authorization ?? '').replace(/^bearer\s+/i, '');
		const key = await checkedWith(this, 'kiriminAjaApi', ({ apiKey }) => {
			const expected = textIn(apiKey).trim();
			return sameSecret(given.trim(), expected) ? expected : undefined;
		});
		if (key === undefined) {
			return answerOnly(this, 401, { status: false, text: 'Unauthorized' });
		}
		const events = eventsOf(exactBody(this))?.map((event) => withoutKeys(event, [key]));
		if (events === undefined) {
			const text = 'Expected {"method": "…", "data": [{"order_id": "…"}]}';
			return answerOnly(this, 400, { status: false, text });
		}
		const unclear = unclearIn(events);
		if (unclear.length > 0) {
			const orders = unclear.map(({ orderId }) => orderId ?? 'no order').join(', ');
			this.logger.warn(
				`${unclear.length} of ${events.length} rows that KiriminAja sent do not say which order it happened to (${orders}); they are events of the kind "unknown"`,
			);
		}
		const wanted = this.getNodeParameter('events') as string[];
		const chosen = events.filter(({ event }) => wanted.includes(event));
		const items = this.getNodeParameter('dropRedeliveries')
			? await withoutSeen(this, chosen)
			: chosen;
		if (items.length === 0) return answerOnly(this, 200, { status: true, text: 'Ignored' });
		const simplify = this.getNodeParameter('simplify', true) === true;
		return startRun(simplify ? items.map(simpleEvent) : items, { status: true, text: 'Success' });
	}
}

function urlOf(ctx: IHookFunctions): string {
	return String(ctx.getNodeWebhookUrl('default'));
}
