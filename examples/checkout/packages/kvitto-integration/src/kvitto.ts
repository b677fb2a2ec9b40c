import { mountField } from '@harbour/hosted-field-integration';
import { createClient, type Money, type PaymentResult } from '@harbour/payment-api';

import { agreement } from './wallet';

export class KvittoPayment {
  private readonly client = createClient('kvitto');

  mount(container: HTMLElement): void {
    mountField(container, 'kvitto-number');
  }

  pay(orderId: string, amount: Money): Promise<PaymentResult> {
    return this.client.pay({ orderId, amount, idempotencyKey: `kvitto-${orderId}` });
  }

  agree(): Promise<string> {
    return agreement();
  }
}
