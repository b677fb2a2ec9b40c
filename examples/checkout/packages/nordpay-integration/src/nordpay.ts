import { mountField } from '@harbour/hosted-field-integration';
import { createClient, type Money, type PaymentResult } from '@harbour/payment-api';

export class NordpayPayment {
  private readonly client = createClient('nordpay');

  mount(container: HTMLElement): void {
    mountField(container, 'nordpay-number');
  }

  pay(orderId: string, amount: Money): Promise<PaymentResult> {
    return this.client.pay({ orderId, amount, idempotencyKey: `nordpay-${orderId}` });
  }
}
