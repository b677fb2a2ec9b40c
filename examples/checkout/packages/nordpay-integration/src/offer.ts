import { offer } from '@harbour/payment-api';

import { NordpayPayment } from './nordpay';

export default offer(NordpayPayment, [{ provider: 'nordpay', method: 'card' }]);
