export type { Money, PaymentClient, PaymentRequest, PaymentResult } from './types';
export { createClient } from './client';
