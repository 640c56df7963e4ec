import type { Row } from '../../row';
import { sari } from '../people';

export const row: Row = {
	parameters: { mobileNumber: sari },
	expected: { wrongTypes: 'warned', emptyObject: 'error' },
};
