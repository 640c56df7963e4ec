import { writes } from '../../../operations';

/** The writes whose form has a number of the merchant's own. */
export const withReference = writes.filter(({ row }) => row.write.reference);
