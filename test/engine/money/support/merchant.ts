import type { INode, INodeExecutionData, INodeParameters, IRun } from 'n8n-workflow';
import { row as toUser } from '../../../operations/KasPro/transfer/toUser';
import { threeParcels } from '../../../operations/KiriminAja/orders';
import { row as createPayment } from '../../../operations/Kirimo/payment/create';
import type { CredentialValues } from '../../support/credentials';
import { byId } from '../../support/kiriminAja';
import { mapping } from '../../support/nodeTypes';
import { tenOClockIn } from '../../support/pickupTime';
import {
	runWorkflow,
	type RunError,
	type WorkflowOptions,
	type WorkflowResult,
} from '../../support/runWorkflow';

/** What merchants have set up: the forms of three operations, filled from the input items. */
export interface Form {
	type: 'kiriminAja' | 'kirimo' | 'kasPro';
	resource: string;
	operation: string;
	parameters: INodeParameters;
	credentials: (url: string) => CredentialValues;
}

const kasProCredential = (baseUrl: string): CredentialValues => ({
	kasProApi: { baseUrl, authMode: 'none', accessToken: '' },
});
const kirimoCredential = (baseUrl: string): CredentialValues => ({
	kirimoApi: { baseUrl, apiKey: 'KRM-scripted', duitkuMerchantCode: '', duitkuMerchantKey: '' },
});
const kiriminAjaCredential = (baseUrl: string): CredentialValues => ({
	kiriminAjaApi: { environment: 'custom', baseUrl, apiKey: 'scripted-key' },
});

/** The merchants' own numbers; see `formFor` for orders without. */
const OWN_NUMBER = '={{ $json.ref }}';

/** Items: `ref`, `amount`, and `to` or nothing. */
export const transfer: Form = {
	type: 'kasPro',
	resource: 'transfer',
	operation: 'toUser',
	credentials: kasProCredential,
	parameters: {
		...toUser.parameters,
		destination: "={{ $json.to ?? '081234560002' }}",
		amount: '={{ $json.amount }}',
		requestId: OWN_NUMBER,
	},
};

/** Items: `ref`, `amount`, and `name` or nothing. */
export const payment: Form = {
	type: 'kirimo',
	resource: 'payment',
	operation: 'create',
	credentials: kirimoCredential,
	parameters: {
		...createPayment.parameters,
		customerName: "={{ $json.name ?? 'Sari Wulandari' }}",
		amount: '={{ $json.amount }}',
		orderId: OWN_NUMBER,
	},
};

/** Tomorrow at ten, or on the next working day. */
export const tomorrow = () => tenOClockIn(1);

/** Items: `ref`, `amount`, which is the shipping cost, and `name`, `phone` and `cod` or nothing. */
export const parcel: Form = {
	type: 'kiriminAja',
	resource: 'expressOrder',
	operation: 'create',
	credentials: kiriminAjaCredential,
	parameters: {
		...threeParcels,
		paymentMethod: 'accountDefault',
		destinationName: "={{ $json.name ?? 'Sari Wulandari' }}",
		destinationPhone: "={{ $json.phone ?? '081300004321' }}",
		destinationAddress: 'Jl. Kapasan Gang 3 No 7 Simokerto',
		destinationKecamatanId: byId('6152'),
		cod: '={{ $json.cod ?? 0 }}',
		orderId: OWN_NUMBER,
		shippingCost: '={{ $json.amount }}',
		insuranceAmount: 0,
		packageFields: {},
	},
};

/** A package as *Packages (JSON)* takes it, without a number. */
export const listedPackage = {
	destinationName: 'Sari Wulandari',
	destinationPhone: '081300004321',
	destinationAddress: 'Jl. Kapasan Gang 3 No 7 Simokerto',
	destinationKecamatanId: 6152,
	itemName: 'Kaos Polos',
	itemValue: 250000,
	weight: 1000,
	length: 20,
	width: 30,
	height: 15,
	cod: 0,
	service: 'jne',
	serviceType: 'REG23',
	shippingCost: 18_000,
};

const BUYERS = ['Adi Pratama', 'Citra Lestari', 'Dewi Anggraini', 'Eko Saputra'];
/** Whom the order of an amount is for: orders of other amounts are for other people. */
export const buyerOf = (amount: number) => BUYERS[(amount - 20_000) / 1_000] ?? 'Sari Wulandari';

export const forms = { transfer, payment, parcel };

export const retryOnFail = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
export const errorOutput = { onError: 'continueErrorOutput' } satisfies Partial<INode>;

export interface Order {
	ref?: string;
	requestId?: string;
	amount: number;
	to?: string;
	name?: string;
	phone?: string;
	cod?: number;
	/** Cells without anything in them, as sheets and databases give them. */
	empty?: string;
	none?: null;
	zero?: 0;
	dash?: '-';
}

export interface RunOptions extends Pick<
	WorkflowOptions,
	'executionId' | 'mode' | 'retry' | 'resumeToken' | 'parentExecution' | 'timezone'
> {
	changes?: INodeParameters;
	settings?: Partial<INode>;
	credentialId?: string;
	/** How often the node runs at most when its error output leads back into it. */
	rounds?: number;
	/** What the loop makes of the orders that failed. */
	again?: (orders: Order[]) => Order[];
}

export const NODE = 'Under Test';

/** The same form with the field of the number left empty. */
const withoutNumbers = (form: Form): Form => ({
	...form,
	parameters: JSON.parse(
		JSON.stringify(form.parameters).replaceAll(OWN_NUMBER, ''),
	) as INodeParameters,
});

/** A form as merchants fill it in for these orders: its field of the number is left empty when none of them has one. */
export const formFor = (form: Form, orders: Array<Partial<Order>>, retry?: IRun): Form => {
	const [stored] = retry?.data.resultData.runData.Orders ?? [];
	const given =
		orders.length > 0 ? orders : (stored?.data?.main?.[0] ?? []).map(({ json }) => json);
	return given.some(({ ref }) => ref !== undefined) ? form : withoutNumbers(form);
};

/** Runs a form over orders; with `rounds`, failed orders are led back into the node, as merchants build a retry. */
export async function run(
	form: Form,
	url: string,
	orders: Order[],
	{ changes, settings, credentialId, rounds, again = (all) => all, ...more }: RunOptions = {},
) {
	const looping = rounds !== undefined;
	const result = await runWorkflow({
		...more,
		credentials: form.credentials(url),
		steps: [
			{
				name: 'Orders',
				type: 'source',
				items: orders.map((order) => ({ json: { ...order } })),
				to: [[NODE]],
			},
			{
				...nodeOf(formFor(form, orders, more.retry), NODE, changes),
				credentialId,
				settings: { ...(looping && errorOutput), ...settings },
				...(looping && { to: [['Done'], ['Again']] }),
			},
			{
				name: 'Again',
				type: 'function',
				execute: mapping((items, round) =>
					round < (rounds ?? 0) ? again(items.map(ordersOwn)).map((order) => ({ ...order })) : [],
				),
				to: [[NODE]],
			},
			{ name: 'Done', type: 'function', execute: mapping((items) => items) },
		],
	});
	return resultOf(result);
}

/** The order as it was, without what the error output added. */
const ordersOwn = ({ error: _, ...order }: object & Record<string, unknown>) =>
	order as unknown as Order;

export const nodeOf = (
	{ type, resource, operation, parameters }: Form,
	name: string,
	changes = {},
) => ({
	name,
	type,
	parameters: { resource, operation, ...parameters, ...changes },
});

/** What a merchant reads of something that did not work. */
export interface Said {
	/** Message and description. */
	text: string;
	outcome: unknown;
}

export function resultOf(result: WorkflowResult, name = NODE) {
	const failed = result.itemsOf(name, 1).map(saidBy);
	return {
		...result,
		done: result.itemsOf(name, 0).map(({ json }) => json),
		/** Every item that came out of the error output, in order. */
		failed,
		/** The last thing that was said of any item, or of the whole run. */
		said: result.error ? saidIn(result.error) : failed.at(-1),
		hints: result.runsOf(name).flatMap(({ hints }) => hints.map(({ message }) => message)),
		rounds: result.runsOf(name).length,
	};
}

export function saidBy({ json: { error } }: INodeExecutionData): Said {
	const { message, description, outcome } = error as Record<string, string | undefined>;
	return { text: `${message} ${description ?? ''}`, outcome };
}

export const saidIn = ({ message, description, context }: RunError): Said => ({
	text: `${message} ${description ?? ''}`,
	outcome: context?.outcome,
});
