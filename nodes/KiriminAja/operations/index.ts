import type { Resource } from '../../shared/run/operation';
import { account } from './account';
import { area } from './area';
import { courier } from './courier';
import { credit } from './credit';
import { expressOrder } from './expressOrder';
import { instantOrder } from './instantOrder';
import { payment } from './payment';
import { pickupSchedule } from './pickupSchedule';
import { rate } from './rate';

export const resources: Resource[] = [
	account,
	area,
	courier,
	expressOrder,
	instantOrder,
	credit,
	payment,
	pickupSchedule,
	rate,
];
