import { defineResource } from '../../../shared/run/operation';
import { payMerchant } from './payMerchant';
import { payQris } from './payQris';
import { payRide } from './payRide';
import { tip } from './tip';

export const payment = defineResource({
	value: 'payment',
	name: 'Payment',
	operations: [payMerchant, payQris, payRide, tip],
});
