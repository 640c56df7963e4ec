import { parse as parseForm, stringify } from 'node:querystring';
import fc from 'fast-check';
import { signatureHeader } from '../../../nodes/KasPro/wire/signature';
import { eventsOf } from '../../../nodes/KiriminAja/trigger/events';
import { readCallback, signedWith, type Callback } from '../../../nodes/Kirimo/trigger/duitku';
import { eventOf } from '../../../nodes/Kirimo/trigger/events';
import { sameSecret } from '../../../nodes/shared/trigger/webhook';
import { isProperlySigned } from '../../../sandbox/kaspro/signature';
import { callbackSignature } from '../../../sandbox/kirimo/signature';
import {
	always,
	anyJson,
	anyObject,
	ensure,
	expectCleanPrototypes,
	hostileText,
	namesIn,
	nested,
	workOf,
} from './hostile';

/** Half a surrogate pair can not be written into a form. */
const formText = hostileText.filter((value) => Buffer.from(value).toString() === value);

const isTextOrNull = (value: unknown) => value === null || typeof value === 'string';

describe("KiriminAja's deliveries", () => {
	const row = fc.tuple(anyObject, fc.oneof(hostileText, fc.integer())).map(([entry, order_id]) => ({
		...entry,
		order_id,
	}));
	const delivery = fc
		.tuple(anyObject, hostileText, fc.array(row, { maxLength: 4 }), fc.array(row, { maxLength: 4 }))
		.map(([rest, method, data, packages]) => ({ ...rest, method, data, packages }));

	function expectEvents(body: unknown) {
		const events = eventsOf(body);
		if (events === undefined) return;
		expect(events.length).toBeGreaterThan(0);
		ensure(
			events.some(({ orderId }) => orderId !== null),
			'no row has an order',
		);
		for (const event of events) {
			ensure(event.orderId !== '' && isTextOrNull(event.orderId), 'the order id is no text');
			ensure(event.orderId !== null || event.event === 'unknown', 'an order has no id');
			ensure(/^[0-9a-f]{32}$/.test(event.eventId), 'the event has no id');
			ensure(isTextOrNull(event.awb), 'the AWB is no text');
			ensure(typeof event.event === 'string', 'the event has no name');
			ensure(!namesIn(event).includes('__proto__'), 'a __proto__ has come through');
			ensure(!Object.hasOwn(event, 'error'), 'n8n would take it for a failure');
			ensure(Object.getPrototypeOf(event) === Object.prototype, 'the prototype is another');
		}
	}

	test('give whole events or none, whatever is in the JSON', () => {
		always([anyJson], expectEvents);
		always([delivery], expectEvents);
		expectCleanPrototypes();
	});

	test('give whole events or none, whatever is in the form', () => {
		always([fc.dictionary(formText, fc.oneof(formText, fc.array(formText)))], (fields) => {
			expectEvents(parseForm(stringify(fields)));
		});
	});

	test('give each event the same id when they come again, and keep the order of packages', () => {
		always([delivery], (body) => {
			const first = eventsOf(structuredClone(body))?.map(({ eventId }) => eventId);
			expect(eventsOf(structuredClone(body))?.map(({ eventId }) => eventId)).toEqual(first);
		});
	});

	test.each([
		['100,000 packages', { data: many(100_000), packages: many(100_000) }],
		['an order nested in 20,000 levels', { data: [{ order_id: 'MLT-1', note: nested(20_000) }] }],
		['a time nested in 20,000 levels', { data: [{ order_id: 'MLT-1', date: nested(20_000) }] }],
		['a status nested in 20,000 levels', { data: [{ order_id: 'MLT-1', status: nested(20_000) }] }],
		['an AWB that is an object', { data: [{ order_id: 'MLT-1', awb: { toString: 1 } }] }],
		['a time that is an object', { data: [{ order_id: 'MLT-1', date: { toISO: 1 } }] }],
		['a text of ten million', { data: [{ order_id: 'MLT-1', note: 'x'.repeat(10_000_000) }] }],
	])('are read when they have %s', (_name, body) => {
		expect(eventsOf({ method: 'shipped_packages', ...body })).toHaveLength(body.data.length);
	});

	test('cost work in proportion to their packages, and not to the square of them', async () => {
		const workFor = async (count: number) => {
			const body = { method: 'shipped_packages', data: many(count), packages: many(count) };
			return await workOf(() => eventsOf(body));
		};
		await workFor(2_000);

		// Ten times the packages would be a hundred times the work.
		expect((await workFor(50_000)) / (await workFor(5_000))).toBeLessThan(40);
	});

	function many(count: number) {
		return Array.from({ length: count }, (_, index) => ({ order_id: `MLT-${index}` }));
	}
});

const digits = fc.nat(999_999_999).map(String);
const key = fc.stringMatching(/^[0-9a-f]{32}$/);
const scheme = fc.constantFrom<'md5' | 'hmac-sha256'>('md5', 'hmac-sha256');
const filled = hostileText.filter((value) => value !== '');
const signable = fc.record({ merchantCode: filled, amount: digits, merchantOrderId: filled });

describe("Duitku's callbacks", () => {
	const fields = fc
		.tuple(anyObject, signable, hostileText, fc.constantFrom('00', '01', '02', '99', 'x'))
		.map(([rest, signed, signature, resultCode]) => ({
			...rest,
			...signed,
			signature,
			resultCode,
		}));

	function expectCallback(body: unknown) {
		const read = readCallback(body);
		if ('problem' in read) {
			expect(read.problem.length).toBeGreaterThan(0);
			return;
		}
		const { callback } = read;
		const expected = { merchantCode: '', merchantKey: 'k' };
		expect(signedWith(callback, expected)).toBeUndefined();
		const event = eventOf(callback, { signature: null, statusLookup: null });
		expect(event.orderId).toBe(callback.merchantOrderId);
		expect(Number.isSafeInteger(event.amount)).toBe(true);
		expect(['paid', 'failed', 'other']).toContain(event.event);
		for (const name of ['reference', 'productDetail', 'paymentCode', 'paymentMethod', 'issuer']) {
			expect(isTextOrNull(event[name])).toBe(true);
		}
		expect(event).not.toHaveProperty('error');
		expect(event.signature).toBeUndefined();
		expect(namesIn(event)).not.toContain('__proto__');
	}

	test('are read or refused, whatever is in the JSON', () => {
		always([anyJson], expectCallback);
		always([fields], expectCallback);
		expectCleanPrototypes();
	});

	test('are read or refused, whatever is in the form', () => {
		always([fields], (body) => {
			const texts = Object.entries(body).map(([name, value]) => [
				Buffer.from(name).toString(),
				Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString(),
			]);
			expectCallback(parseForm(new URLSearchParams(texts).toString()));
		});
	});

	test('are refused when a field that is signed comes twice', () => {
		const repeated = fc.constantFrom('merchantCode', 'amount', 'merchantOrderId', 'signature');
		always([fields, repeated], (body, name) => {
			const twice = { ...body, [name]: [body[name as keyof typeof body], 'x'] };
			expect(readCallback(twice)).toHaveProperty('problem');
		});
	});

	test('are genuine when the merchant has signed them, in either scheme', () => {
		always([scheme, signable, key], (kind, signed, merchantKey) => {
			const signature = callbackSignature(kind, signed, merchantKey);
			for (const written of [signature, signature.toUpperCase()]) {
				const callback = { ...signed, resultCode: '00', signature: written };
				const { merchantCode } = signed;
				expect(signedWith(callback, { merchantCode, merchantKey })).toBe(kind);
				expect(signedWith(callback, { merchantCode: '', merchantKey })).toBe(kind);
			}
		});
	});

	test('are forged when anything that is signed, the signature or the key is another', () => {
		const where = fc.constantFrom<
			'merchantCode' | 'amount' | 'merchantOrderId' | 'signature' | 'key'
		>('merchantCode', 'amount', 'merchantOrderId', 'signature', 'key');
		const change = fc.tuple(fc.nat(), fc.constantFrom('0', '7', 'a', 'F', ' ', '\u0000', 'é'));
		always(
			[scheme, signable, key, where, change],
			(kind, signed, merchantKey, part, [at, character]) => {
				const callback: Callback = {
					...signed,
					resultCode: '00',
					signature: callbackSignature(kind, signed, merchantKey),
				};
				const original = part === 'key' ? merchantKey : callback[part];
				const place = at % original.length;
				const changed = original.slice(0, place) + character + original.slice(place + 1);
				fc.pre(changed.toLowerCase() !== original.toLowerCase());
				const expected = { merchantCode: '', merchantKey };
				if (part === 'key') expected.merchantKey = changed;
				else callback[part] = changed;
				// The same bytes on the wire.
				fc.pre(Buffer.from(changed).compare(Buffer.from(original)) !== 0);
				expect(signedWith(callback, expected)).toBeUndefined();
			},
		);
	});

	test.each(['', 'a'.repeat(31), 'a'.repeat(32), 'a'.repeat(64), 'a'.repeat(10_000_000)])(
		'are forged when the merchant has no key (signature of %#)',
		(signature) => {
			const callback = { ...CALLBACK, signature };
			expect(signedWith(callback, { merchantCode: '', merchantKey: '' })).toBeUndefined();
		},
	);

	test.each([
		['a nested field', { ...callbackFields(), note: nested(20_000) }],
		['ten million letters', { ...callbackFields(), note: 'x'.repeat(10_000_000) }],
	])('are read with a second of work with %s', async (_name, body) => {
		expect(await workOf(() => expectCallback(body))).toBeLessThan(1000);
	});
});

const CALLBACK = callbackFields();

function callbackFields() {
	return {
		merchantCode: 'D1',
		amount: '150000',
		merchantOrderId: 'INV-1',
		resultCode: '00',
		signature: 'a'.repeat(64),
	};
}

test('two secrets are the same only when every character is', () => {
	always([hostileText, hostileText], (one, other) => {
		const same = Buffer.from(one).equals(Buffer.from(other)) && one !== '';
		expect(sameSecret(one, other)).toBe(same);
		expect(sameSecret(one, one)).toBe(one !== '');
	});
});

describe("the signature of KasPro's calls", () => {
	const method = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE');
	const path = fc.webPath().map((value) => `/${value.replace(/^\/+/, '')}`);
	const date = fc
		.date({ min: new Date(0), max: new Date('2999-01-01'), noInvalidDate: true })
		.map((value) => value.toUTCString());
	const hmacKey = fc.record({ id: fc.stringMatching(/^[\w-]{1,30}$/), secret: filled });

	test('is taken by a gateway that has the same secret, with any query', () => {
		always(
			[method, path, date, hmacKey, fc.webQueryParameters()],
			(verb, where, when, own, query) => {
				const signature = signatureHeader(verb, where, when, own);
				const request = { method: verb, url: `${where}?${query}`, date: when, signature };
				expect(isProperlySigned(request, own)).toBe(true);
			},
		);
	});

	test('is refused for another method, path, time, key or secret', () => {
		always([method, path, date, hmacKey, fc.nat(4)], (verb, where, when, own, part) => {
			const signature = signatureHeader(verb, where, when, own);
			const request = { method: verb, url: where, date: when, signature };
			const other = { ...own };
			if (part === 0) request.method = verb === 'GET' ? 'POST' : 'GET';
			if (part === 1) request.url = where.endsWith('/') ? where.slice(0, -1) || '/x' : `${where}/`;
			if (part === 2) request.date = new Date(Date.parse(when) + 1000).toUTCString();
			if (part === 3) other.id = `${own.id}x`;
			if (part === 4) other.secret = `${own.secret}x`;
			expect(isProperlySigned(request, other)).toBe(false);
		});
	});
});
