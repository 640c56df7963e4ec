import type { Resource } from '../../shared/operation';
import { customer } from './customer';
import { transfer } from './transfer';

export const resources: Resource[] = [customer, transfer];
