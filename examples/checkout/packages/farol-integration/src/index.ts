export { FarolPayment } from './farol';
export { default as FarolOffer } from './offer';
