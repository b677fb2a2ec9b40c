import { mountField } from '@harbour/hosted-field-integration';
import { createClient, type Money, type PaymentResult } from '@harbour/payment-api';

import { loadFarol } from './sdk';

export class FarolPayment {
  private readonly client = createClient('farol');

  mount(container: HTMLElement): void {
    loadFarol();
    mountField(container, 'farol-number');
  }

  pay(orderId: string, amount: Money): Promise<PaymentResult> {
    return this.client.pay({ orderId, amount, idempotencyKey: `farol-${orderId}` });
  }
}
