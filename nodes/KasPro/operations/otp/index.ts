import { defineResource } from '../../../shared/run/operation';
import { request } from './request';
import { validate } from './validate';

export const otp = defineResource({
	value: 'otp',
	name: 'OTP',
	operations: [request, validate],
});
