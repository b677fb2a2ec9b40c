export type { Money, PaymentClient, PaymentRequest, PaymentResult } from './types';
export { createClient } from './client';
export type { Offer, OfferKey } from './offer';
export { offer } from './offer';
