import { offer } from '@harbour/payment-api';

import { KvittoPayment } from './kvitto';

export default offer(KvittoPayment, [{ provider: 'kvitto', method: 'wallet' }]);
