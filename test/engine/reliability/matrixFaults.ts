import type { Fault } from '../../../sandbox/index.ts';

export interface MatrixFault extends Pick<Fault, 'kind' | 'retryAfter' | 'delayMs'> {
	/** As the matrix names it. */
	name: string;
	/** A read that meets it once is tried again and succeeds. */
	passing?: true;
}

/** The columns of the matrix. */
export const matrixFaults: MatrixFault[] = [
	{ name: 'late answer', kind: 'latency', delayMs: 5 },
	{ name: 'slow body', kind: 'slowBody', delayMs: 8 },
	{ name: 'wrong content type', kind: 'wrongContentType' },
	{ name: '429', kind: 'status429', passing: true },
	{ name: '429 Retry-After', kind: 'status429', retryAfter: 1, passing: true },
	{ name: '500 HTML', kind: 'html500', passing: true },
	{ name: '502 HTML', kind: 'html502', passing: true },
	{ name: 'reset before', kind: 'resetBefore', passing: true },
	{ name: 'reset after', kind: 'resetAfter', passing: true },
	{ name: 'timeout', kind: 'hang', passing: true },
	{ name: 'error in 200', kind: 'errorBody' },
	{ name: 'redirect', kind: 'redirect' },
	{ name: 'half JSON', kind: 'truncatedJson' },
	{ name: 'empty body', kind: 'emptyBody' },
	{ name: 'huge body', kind: 'hugeBody' },
	{ name: 'wrong types', kind: 'mistypedJson' },
];
