import type { FastifyInstance, FastifyRequest } from 'fastify';
import { contentType, jsonObject } from '../bodies.ts';
import {
	badMobileNumber,
	badParameter,
	badRequestId,
	customerNotFound,
	fail,
	isMobileNumber,
	isRequestId,
	SUCCESS,
} from './answers.ts';
import type { KasPro, Upgrade } from './state.ts';

/** Names invented by us, as in the node: KasPro publishes none. docs/contracts/kaspro.md §4.8 */
const photoFields = ['idCardPhoto', 'selfiePhoto', 'selfieWithIdCardPhoto'];

interface Form {
	encoding: Upgrade['encoding'];
	fields: Record<string, unknown>;
	isPhoto: (field: string) => boolean;
}

/** Answers what the OCR would read from the sample card. */
export function upgradeRoutes(app: FastifyInstance, { state }: KasPro): void {
	app.post('/pil-partner/ekyc-upgrade-premium-inquiry/', async (request, reply) => {
		const { encoding, fields, isPhoto } = formOf(request);
		const { requestId, mobileNumber } = fields;
		if (!isRequestId(requestId)) return fail(reply, state, badRequestId);
		if (!isMobileNumber(mobileNumber)) return fail(reply, state, badMobileNumber);
		const bad = photoFields.find((field) => !isPhoto(field));
		if (bad) return fail(reply, state, badParameter(bad, 'a JPEG or PNG photo'));
		const customer = state.customers.find((one) => one.mobileNumber === mobileNumber);
		if (!customer) return fail(reply, state, customerNotFound);
		state.upgrades.push({ requestId, mobileNumber, encoding });
		const name = [customer.firstName, customer.lastName].join(' ').toUpperCase();
		return {
			code: SUCCESS,
			message: 'Berhasil',
			data: { requestId: String(1_637_460_000_242 + state.upgrades.length), name, ...sampleCard },
		};
	});
}

function formOf(request: FastifyRequest): Form {
	const boundary = /multipart\/form-data;.*boundary="?([^";]+)/i.exec(
		request.headers['content-type'] ?? '',
	)?.[1];
	if (boundary === undefined || !contentType(request).startsWith('multipart/')) {
		const fields = jsonObject(request) ?? {};
		return { encoding: 'json', fields, isPhoto: (field) => isBase64Photo(fields[field]) };
	}
	const parts = partsOf(String(request.body), boundary);
	const fields = Object.fromEntries(parts.map(({ name, content }) => [name, content]));
	// Bodies arrive as text, in which the bytes of a photo are lost; what is said about it is not.
	const isPhoto = (field: string) =>
		parts.some(
			({ name, type, fileName, content }) =>
				name === field && fileName !== '' && /^image\/(jpeg|png)$/.test(type) && content !== '',
		);
	return { encoding: 'multipart', fields, isPhoto };
}

function partsOf(body: string, boundary: string) {
	return body
		.split(`--${boundary}`)
		.slice(1, -1)
		.map((part) => {
			const end = part.indexOf('\r\n\r\n');
			const head = part.slice(0, end);
			return {
				name: /\bname="([^"]*)"/.exec(head)?.[1] ?? '',
				fileName: /\bfilename="([^"]*)"/.exec(head)?.[1] ?? '',
				type: /^content-type:\s*(\S+)/im.exec(head)?.[1] ?? '',
				content: part.slice(end + 4, -2),
			};
		});
}

function isBase64Photo(value: unknown): boolean {
	if (typeof value !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return false;
	const start = Buffer.from(value.slice(0, 16), 'base64').toString('latin1');
	return start.startsWith('\xff\xd8\xff') || start.startsWith('\x89PNG');
}

const sampleCard = {
	idCardNumber: '3171000000000001',
	religion: 'ISLAM',
	rtrw: '001/002',
	address: 'JL. CONTOH NO. 1',
	province: 'DKI JAKARTA',
	district: 'JAKARTA SELATAN',
	subDistrict: 'TEBET',
	occupation: 'KARYAWAN SWASTA',
	birthPlace: 'BANDUNG',
	gender: 'PEREMPUAN',
	birthDate: '17-08-1995',
	idExpiredDate: 'SEUMUR HIDUP',
	bloodType: '-',
	villageDistrict: 'TEBET BARAT',
	nationality: 'WNI',
	maritalStatus: 'BELUM KAWIN',
};
