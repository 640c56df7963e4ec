/// <reference types="jest" />

/**
 * What stands for a value in an expectation is of no type that anything else could be taken for. @types/jest says `any`, which would
 * spread to all that is built with it.
 */
declare namespace jest {
	interface Expect {
		any(type: unknown): unknown;
		anything(): unknown;
		arrayContaining(entries: readonly unknown[]): unknown;
		closeTo(number: number, digits?: number): unknown;
		objectContaining(fields: object): unknown;
		stringContaining(text: string): unknown;
		stringMatching(pattern: string | RegExp): unknown;
	}
	interface InverseAsymmetricMatchers {
		objectContaining(fields: object): unknown;
		stringContaining(text: string): unknown;
	}
}
