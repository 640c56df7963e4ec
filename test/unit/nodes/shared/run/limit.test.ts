import { z } from 'zod';
import { limitSchema, limited } from '../../../../../nodes/shared/run/limit';

const rows = Array.from({ length: 60 }, (_, index) => index);
const choose = (values: object) => limited(rows, z.object(limitSchema).parse(values));

test('all rows are returned when that is asked, though Limit is hidden', () => {
	expect(choose({ returnAll: true, limit: null })).toHaveLength(60);
});

test('the first rows up to the limit are returned', () => {
	expect(choose({ returnAll: false, limit: 3 })).toEqual([0, 1, 2]);
	expect(choose({ returnAll: false, limit: '100' })).toHaveLength(60);
});

test('50 are returned when the limit is left empty', () => {
	expect(choose({ returnAll: false, limit: '' })).toHaveLength(50);
});

test('a limit of 0 is refused', () => {
	expect(() => choose({ returnAll: false, limit: 0 })).toThrow('must be at least 1');
});
