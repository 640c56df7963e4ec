import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { jsonObject } from '../bodies.ts';
import { fail, invalid } from './answers.ts';
import { rupiah } from './credit.ts';
import { pdf } from './labelPdf.ts';
import type { ExpressOrder, KiriminAja } from './state.ts';
import { check, invalidText } from './validation.ts';

/** docs/contracts/kiriminaja.md §2.8, row 30: express only, as instant support is unconfirmed. */
export function labelRoutes(app: FastifyInstance, { state, origin }: KiriminAja): void {
	app.post('/api/mitra/v6.1/awb/print', async (request, reply) => {
		const input = jsonObject(request) ?? {};
		const errors = check(input, { awb: { type: 'array', required: true, min: 1 } });
		const wanted: unknown[] = Array.isArray(input.awb) ? input.awb : [];
		if (wanted.some((awb) => typeof awb !== 'string')) errors.awb ??= invalidText('awb');
		const failure = invalid('print_awb', errors);
		if (failure) return fail(reply, state.settings, failure);
		const awbs = wanted.map(String);
		if (awbs.some((awb) => !state.orders.some((order) => order.awb === awb))) {
			return fail(reply, state.settings, { text: 'AWB tidak ditemukan' });
		}
		const file = `${randomBytes(12).toString('hex')}.pdf`;
		state.labels.push({ file, awbs });
		const url = `${origin()}/labels/${file}`;
		return state.settings.labelUrlNesting === 'flat'
			? { status: true, text: 'Success', method: 'print_awb', data: { url } }
			: { status: true, text: 'Success', data: { data: { url } } };
	});
}

/** Where the address leads: open to whoever knows it, and to nobody who shows the API key there. */
export function labelFiles(app: FastifyInstance, { state }: KiriminAja): void {
	type Wanted = { Params: { file: string } };
	const serve = (request: FastifyRequest<Wanted>, reply: FastifyReply, mayRedirect: boolean) => {
		if (request.headers.authorization !== undefined) {
			return reply.code(400).send({ message: 'Only one auth mechanism allowed' });
		}
		const label = state.labels.find((one) => one.file === request.params.file);
		if (!label) return reply.code(404).send({ message: 'Not Found' });
		if (mayRedirect && state.settings.labelRedirect) {
			return reply.code(302).header('location', `/labels/files/${label.file}`).send();
		}
		const orders = label.awbs.flatMap((awb) => state.orders.filter((order) => order.awb === awb));
		return reply.type('application/pdf').send(pdf(orders.map(lines)));
	};
	app.get<Wanted>('/labels/:file', async (request, reply) => serve(request, reply, true));
	app.get<Wanted>('/labels/files/:file', async (request, reply) => serve(request, reply, false));
}

function lines(order: ExpressOrder): string[] {
	const { origin, destination } = order;
	return [
		`${order.service.toUpperCase()} ${order.serviceType}`,
		`AWB ${order.awb}`,
		`Order ${order.orderId}`,
		order.cod > 0 ? `COD: ${rupiah(order.cod)}` : 'Non-COD',
		`Sorting code ${order.sortingCode ?? '-'}`,
		`${order.weight} g`,
		`From ${origin.name}, ${origin.phone}`,
		`${origin.city} ${origin.zipCode ?? ''}`,
		`To ${destination.name}, ${destination.phone}`,
		destination.address,
		`${destination.city} ${destination.zipCode ?? ''}`,
	];
}
