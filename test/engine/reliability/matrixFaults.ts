import type { Fault } from '../../../sandbox/index.ts';

export interface MatrixFault extends Pick<Fault, 'retryAfter' | 'delayMs'> {
	/** As the matrix names it. */
	name: string;
	/** Left out, nothing is spoiled: what is there already stands in the way. */
	kind?: Fault['kind'];
	/** What strikes all calls but the first. */
	others?: Fault['kind'];
	/** What strikes the calls behind the first one, one after the other, and then nothing more. */
	then?: Array<Fault['kind']>;
	/** The one table that has it. */
	only?: Times;
	/** The operation is run as its row says of more than one order, or of an order that is there already. */
	as?: 'two' | 'over';
}

export const TIMES = ['once', 'lasting'] as const;
/** How long a fault lasts: in the answer to the first call, or to every call. */
export type Times = (typeof TIMES)[number];

/** The columns of the matrix. */
export const matrixFaults: MatrixFault[] = [
	{ name: 'late answer', kind: 'latency', delayMs: 5 },
	{ name: 'slow body', kind: 'slowBody', delayMs: 8 },
	{ name: 'wrong content type', kind: 'wrongContentType' },
	{ name: '429', kind: 'status429' },
	{ name: '429 Retry-After', kind: 'status429', retryAfter: 1 },
	{ name: '500 HTML', kind: 'html500' },
	{ name: '502 HTML', kind: 'html502' },
	{ name: 'reset before', kind: 'resetBefore' },
	{ name: 'reset after', kind: 'resetAfter' },
	{ name: 'timeout', kind: 'hang' },
	{ name: 'error in 200', kind: 'errorBody' },
	{ name: 'redirect', kind: 'redirect' },
	{ name: 'half JSON', kind: 'truncatedJson' },
	{ name: 'empty body', kind: 'emptyBody' },
	{ name: 'huge body', kind: 'hugeBody' },
	{ name: 'wrong types', kind: 'mistypedJson' },
	{ name: '200 {}', kind: 'emptyObject' },
	{ name: 'row missing', kind: 'rowMissing', as: 'two' },
	{ name: '408 before', kind: 'html408Before' },
	{ name: '408 after', kind: 'html408After' },
	{ name: '425 before', kind: 'html425Before' },
	{ name: '425 after', kind: 'html425After' },
	{ name: '504 after', kind: 'html504After' },
	// Far beyond the end of the run, so that a look-up does not find it yet.
	{ name: 'done late', kind: 'lateWork', delayMs: 60_000 },
	{ name: '17 digits', kind: 'longNumbers' },
	{
		name: 'one by one',
		kind: 'resetAfter',
		then: ['html502', 'status429', 'html408Before'],
		only: 'once',
	},
	{ name: 'look-up throttled', kind: 'resetAfter', others: 'status429', only: 'lasting' },
	{ name: 'existing canceled', only: 'once', as: 'over' },
];
