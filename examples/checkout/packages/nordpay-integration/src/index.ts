export { NordpayPayment } from './nordpay';
