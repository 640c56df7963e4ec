import type { Row } from '../../row';

export const row: Row = {
	expected: { wrongTypes: 'warned', emptyObject: 'error' },
};
