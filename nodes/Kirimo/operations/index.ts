import type { Resource } from '../../shared/run/operation';
import { balance } from './balance';
import { payment } from './payment';

export const resources: Resource[] = [balance, payment];
