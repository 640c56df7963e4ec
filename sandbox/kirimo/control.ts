import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Input } from '../bodies.ts';
import { BadControlInput, controlInput, countFrom, refuse, report } from '../controlAnswers.ts';
import { deliveryControl } from '../deliveryControl.ts';
import { redeliver } from '../outbox.ts';
import { forged } from './callback.ts';
import { AlreadySettled, expire, settle, type Settlement } from './settle.ts';
import type { KirimoSettings } from './settings.ts';
import { findOrder, type Kirimo } from './state.ts';

/** What payers and Duitku do: docs/contracts/kirimo.md §6. */
export function kirimoControl(app: FastifyInstance, service: Kirimo): void {
	const { state } = service;
	const base = '/__sandbox/kirimo';

	for (const [action, outcome] of [
		['pay', 'paid'],
		['fail', 'failed'],
	] as const) {
		app.post<{ Params: { id: string } }>(`${base}/orders/:id/${action}`, async (request, reply) => {
			const order = findOrder(state, request.params.id);
			if (!order) return refuse(reply, 404, `No payment ${request.params.id}.`);
			const settlement = settlementFrom(controlInput(request), state.settings);
			const copies = countFrom(request, 'count', 1) - 1;
			return await attempt(reply, async () => {
				const delivery = await settle(service, order, outcome, settlement);
				if (delivery) {
					await Promise.all(Array.from({ length: copies }, () => redeliver(service, delivery)));
				}
				return { status: order.duitkuStatus, delivery: delivery && report(delivery) };
			});
		});
	}

	app.post<{ Params: { id: string } }>(`${base}/orders/:id/expire`, async (request, reply) => {
		const order = findOrder(state, request.params.id);
		if (!order) return refuse(reply, 404, `No payment ${request.params.id}.`);
		return await attempt(reply, () => {
			expire(state, order);
			return { status: order.status, delivery: null };
		});
	});

	deliveryControl(app, base, service, {
		forged(delivery, how) {
			if (how === 'key' || how === 'code') return forged(delivery, how);
			throw new BadControlInput('forged must be key or code.');
		},
	});
}

function settlementFrom(input: Input, settings: KirimoSettings): Settlement {
	const scheme = input.scheme ?? settings.callbackScheme;
	const encoding = input.encoding ?? settings.callbackEncoding;
	const { paymentCode = 'BC', lost = false, stillOpen = false } = input;
	if (scheme !== 'md5' && scheme !== 'hmac-sha256') {
		throw new BadControlInput('scheme must be md5 or hmac-sha256.');
	}
	if (encoding !== 'form' && encoding !== 'json') {
		throw new BadControlInput('encoding must be form or json.');
	}
	if (typeof paymentCode !== 'string') {
		throw new BadControlInput('paymentCode must be a text such as BC or SP.');
	}
	if (typeof lost !== 'boolean') throw new BadControlInput('lost must be true or false.');
	if (typeof stillOpen !== 'boolean') {
		throw new BadControlInput('stillOpen must be true or false.');
	}
	return { scheme, encoding, paymentCode, lost, stillOpen };
}

async function attempt(reply: FastifyReply, work: () => object | Promise<object>): Promise<object> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof AlreadySettled) return refuse(reply, 409, error.message);
		throw error;
	}
}
