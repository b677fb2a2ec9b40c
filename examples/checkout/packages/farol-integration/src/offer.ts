import { offer } from '@harbour/payment-api';

import { FarolPayment } from './farol';

export default offer(FarolPayment, [{ provider: 'farol', method: 'bank' }]);
