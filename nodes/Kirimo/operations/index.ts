import type { Resource } from '../../shared/operation';
import { balance } from './balance';
import { payment } from './payment';

export const resources: Resource[] = [balance, payment];
