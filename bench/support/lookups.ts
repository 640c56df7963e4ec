import type { WorkflowFile } from '../../demo/n8n.ts';
import type { Vendor } from '../vendor/index.ts';
import { httpRequest, inARow, ours, type Batches, type HttpCall } from './workflows.ts';

/** One thing to ask for each item, in our node and in the HTTP Request node. */
export interface LookUp {
	name: string;
	service: 'kiriminAja' | 'kirimo' | 'kasPro';
	parameters: object;
	call: (url: string) => HttpCall;
}

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

export const track: LookUp = {
	name: 'KiriminAja, track',
	service: 'kiriminAja',
	parameters: {
		resource: 'expressOrder',
		operation: 'track',
		orderId: '={{ $json.order }}',
		return: 'shipment',
		simplify: true,
	},
	call: (url) => ({
		method: 'POST',
		url: `${url}/api/mitra/tracking`,
		jsonBody: '={{ { "order_id": $json.order } }}',
	}),
};

const rates: LookUp = {
	name: 'KiriminAja, rates',
	service: 'kiriminAja',
	parameters: {
		resource: 'rate',
		operation: 'getExpress',
		origin: byId('5788'),
		destination: byId('6152'),
		parcelFrom: 'size',
		weight: '={{ $json.weight }}',
		itemValue: 250000,
		return: 'cheapest',
		simplify: true,
		additionalFields: {},
	},
	call: (url) => ({
		method: 'POST',
		url: `${url}/api/mitra/v6.1/shipping_price`,
		jsonBody:
			'={{ { "origin": 5788, "destination": 6152, "weight": $json.weight, "item_value": 250000 } }}',
	}),
};

const payment: LookUp = {
	name: 'Kirimo, payment',
	service: 'kirimo',
	parameters: { resource: 'payment', operation: 'get', orderId: '={{ $json.order }}' },
	call: (url) => ({
		method: 'GET',
		url: `${url}/api.php`,
		query: { action: 'status', order_id: '={{ $json.order }}' },
	}),
};

export const customer: LookUp = {
	name: 'KasPro, customer',
	service: 'kasPro',
	parameters: {
		resource: 'customer',
		operation: 'get',
		mobileNumber: '={{ $json.phone }}',
		simplify: true,
		additionalFields: {},
	},
	call: (url) => ({
		method: 'GET',
		url: `${url}/customer-account-inquiry/`,
		query: { mobileNumber: '={{ $json.phone }}' },
	}),
};

export const lookUps = [track, rates, payment, customer];

const credentialOf = ({ credentials }: Vendor) => credentials[0]?.name ?? '';

export function inOurs(lookUp: LookUp, vendor: Vendor, items: string, more?: object): WorkflowFile {
	const { name, service, parameters } = lookUp;
	const own = ours(service, parameters, credentialOf(vendor), more);
	return inARow(`${name}, ours`, items, own);
}

export function inHttpRequest(
	{ name, service, call }: LookUp,
	vendor: Vendor,
	items: string,
	settings?: { batches?: Batches; [setting: string]: unknown },
): WorkflowFile {
	const own = httpRequest(call(vendor.url), `${service}Api`, credentialOf(vendor), settings);
	return inARow(`${name}, HTTP Request`, items, own);
}
