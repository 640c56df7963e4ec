import type { Resource } from '../../shared/operation';
import { area } from './area';
import { expressOrder } from './expressOrder';
import { payment } from './payment';
import { rate } from './rate';

export const resources: Resource[] = [area, expressOrder, payment, rate];
