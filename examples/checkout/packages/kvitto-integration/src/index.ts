export { KvittoPayment } from './kvitto';
export { default as KvittoOffer } from './offer';
