export { KvittoPayment } from './kvitto';
