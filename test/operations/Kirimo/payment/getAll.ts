import type { Row } from '../../row';
import { paid } from '../payments';

export const row: Row = {
	parameters: { returnAll: true },
	before: paid,
	expected: { wrongTypes: 'warned', emptyObject: 'error', rowMissing: 'passed on' },
};
