import type { Resource } from '../../shared/run/operation';
import { apiRequest } from './apiRequest';
import { cashOut } from './cashOut';
import { customer } from './customer';
import { otp } from './otp';
import { payment } from './payment';
import { transfer } from './transfer';

export const resources: Resource[] = [apiRequest, cashOut, customer, otp, payment, transfer];
