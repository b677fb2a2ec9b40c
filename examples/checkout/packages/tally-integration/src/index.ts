export { TallyPayment } from './tally';
