import { offer } from '@harbour/payment-api';

import { TallyPayment } from './tally';

export default offer(TallyPayment, [{ provider: 'farol', method: 'bank' }]);
