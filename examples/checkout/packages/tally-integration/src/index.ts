export { TallyPayment } from './tally';
export { default as TallyOffer } from './offer';
