import { mountField } from '@harbour/hosted-field-integration';
import { createClient, type Money, type PaymentResult } from '@harbour/payment-api';
import { NordpayPayment } from '@harbour/nordpay-integration';

export class TallyPayment {
  private readonly client = createClient('tally');

  mount(container: HTMLElement): void {
    mountField(container, 'tally-number');
  }

  pay(orderId: string, amount: Money): Promise<PaymentResult> {
    return this.client.pay({ orderId, amount, idempotencyKey: `tally-${orderId}` });
  }

  fallback(): NordpayPayment {
    return new NordpayPayment();
  }
}
