export { NordpayPayment } from './nordpay';
export { default as NordpayOffer } from './offer';
