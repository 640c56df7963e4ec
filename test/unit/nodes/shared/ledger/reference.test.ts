import fc from 'fast-check';
import { derivedReference } from '../../../../../nodes/shared/ledger/reference';
import { callWith } from '../context';

test('is the same for every try of an item', () => {
	expect(derivedReference(callWith({ seed: 'a' }), 'N8N-')).toBe(
		derivedReference(callWith({ seed: 'a' }), 'N8N-'),
	);
});

test('is another one for another item, and for each part of an item', () => {
	const references = [
		derivedReference(callWith({ seed: 'a' }), 'N8N-'),
		derivedReference(callWith({ seed: 'b' }), 'N8N-'),
		derivedReference(callWith({ seed: 'a' }), 'N8N-', 1),
		derivedReference(callWith({ seed: 'a' }), 'N8N-', 2),
	];
	expect(new Set(references).size).toBe(4);
});

test('is the prefix and 16 letters and digits that nobody mistakes', () => {
	const call = callWith();
	fc.assert(
		fc.property(fc.string(), fc.nat(), (seed, part) => {
			call.entry.seed = seed;
			expect(derivedReference(call, 'KP-', part)).toMatch(/^KP-[0-9A-HJKMNP-TV-Z]{16}$/);
		}),
	);
});

test('differs for any two items of any two executions', () => {
	const call = callWith();
	const of = (seed: string) => {
		call.entry.seed = seed;
		return derivedReference(call, '');
	};
	fc.assert(
		fc.property(fc.string(), fc.string(), (one, other) => {
			fc.pre(one !== other);
			expect(of(one)).not.toBe(of(other));
		}),
	);
});
