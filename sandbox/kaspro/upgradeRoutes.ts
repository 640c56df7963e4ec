import type { FastifyInstance, FastifyRequest } from 'fastify';
import { contentType, jsonObject, type Input } from '../bodies.ts';
import { done, nameOf, refuse } from './answers.ts';
import { isMobileNumber, isRequestId } from './checks.ts';
import { inOurNames, otherPhotoNames } from './fieldNames.ts';
import { badMobileNumber, badParameter, badRequestId, customerNotFound } from './refusals.ts';
import { customerOf, type KasPro, type Upgrade } from './state.ts';

/** Names invented by us, as in the node: KasPro publishes none. docs/contracts/kaspro.md §4.8 */
const photoFields = Object.keys(otherPhotoNames);

interface Form {
	encoding: Upgrade['encoding'];
	fields: Input;
	/** By field. */
	photos: Record<string, Buffer>;
}

/** Answers what the OCR would read from the sample card. */
export function upgradeRoutes(app: FastifyInstance, { state }: KasPro): void {
	app.post('/pil-partner/ekyc-upgrade-premium-inquiry/', async (request, reply) => {
		const { photoEncoding, photoFieldNames } = state.settings;
		const { encoding, fields, photos: sent } = formOf(request);
		const photos = inOurNames(sent, otherPhotoNames, photoFieldNames) as Form['photos'];
		const { requestId, mobileNumber } = fields;
		if (photoEncoding !== 'either' && encoding !== photoEncoding) {
			return refuse(reply, state, badParameter('Content-Type', photoEncoding));
		}
		if (!isRequestId(requestId)) return refuse(reply, state, badRequestId);
		if (!isMobileNumber(mobileNumber)) return refuse(reply, state, badMobileNumber);
		const bad = photoFields.find((field) => !isPhoto(photos[field]));
		if (bad !== undefined) {
			const names = photoFieldNames === 'others' ? (otherPhotoNames as Record<string, string>) : {};
			return refuse(reply, state, badParameter(names[bad] ?? bad, 'a JPEG or PNG photo'));
		}
		const customer = customerOf(state, mobileNumber);
		if (!customer) return refuse(reply, state, customerNotFound);
		state.upgrades.push({ requestId, mobileNumber, encoding, photos });
		const name = [customer.firstName, customer.lastName].join(' ').toUpperCase();
		return done({
			data: {
				requestId: String(1_637_460_000_242 + state.upgrades.length),
				name: nameOf(state.settings, name),
				...sampleCard,
			},
		});
	});
}

function formOf(request: FastifyRequest): Form {
	const boundary = /multipart\/form-data;.*boundary="?([^";]+)/i.exec(
		request.headers['content-type'] ?? '',
	)?.[1];
	if (boundary === undefined || !contentType(request).startsWith('multipart/')) {
		const fields = jsonObject(request) ?? {};
		const photos = Object.entries(fields).flatMap(([name, value]) =>
			typeof value === 'string' && /^[A-Za-z0-9+/]{16,}={0,2}$/.test(value)
				? [[name, Buffer.from(value, 'base64')] as const]
				: [],
		);
		return { encoding: 'json', fields, photos: Object.fromEntries(photos) };
	}
	const parts = partsOf(String(request.body), boundary);
	const isFile = ({ fileName, type }: Part) => fileName !== '' && /^image\/(jpeg|png)$/.test(type);
	const entries = (some: Part[]) => some.map(({ name, content }) => [name, content] as const);
	return {
		encoding: 'multipart',
		fields: Object.fromEntries(
			entries(parts.filter((part) => !isFile(part))).map(([name, content]) => [
				name,
				content.toString('utf8'),
			]),
		),
		photos: Object.fromEntries(entries(parts.filter(isFile))),
	};
}

interface Part {
	name: string;
	fileName: string;
	type: string;
	content: Buffer;
}

/** @param body one character for each byte */
function partsOf(body: string, boundary: string): Part[] {
	return body
		.split(`--${boundary}`)
		.slice(1, -1)
		.map((part) => {
			const end = part.indexOf('\r\n\r\n');
			const head = Buffer.from(part.slice(0, end), 'latin1').toString('utf8');
			return {
				name: /\bname="([^"]*)"/.exec(head)?.[1] ?? '',
				fileName: /\bfilename="([^"]*)"/.exec(head)?.[1] ?? '',
				type: /^content-type:\s*(\S+)/im.exec(head)?.[1] ?? '',
				content: Buffer.from(part.slice(end + 4, -2), 'latin1'),
			};
		});
}

function isPhoto(bytes: Buffer | undefined): boolean {
	const start = bytes?.subarray(0, 4).toString('latin1') ?? '';
	return start.startsWith('\xff\xd8\xff') || start === '\x89PNG';
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
