import { mountField } from '@harbour/hosted-field-integration';
import { createClient, type Money, type PaymentResult } from '@harbour/payment-api';

import { challenge, goToBank } from './challenge';
import { loadNordpay } from './sdk';
import { paymentStatus } from './status';

export class NordpayPayment {
  private readonly client = createClient('nordpay');

  async mount(container: HTMLElement): Promise<void> {
    await loadNordpay();
    mountField(container, 'nordpay-number');
  }

  pay(orderId: string, amount: Money): Promise<PaymentResult> {
    return this.client.pay({ orderId, amount, idempotencyKey: `nordpay-${orderId}` });
  }

  /** Asks the shopper's bank, in a frame or on its own page, and then the shop. */
  async authenticate(paymentId: string, frame: HTMLIFrameElement | null, bankPage: string): Promise<string> {
    if (frame === null) {
      goToBank(bankPage);
    } else {
      await challenge(frame, paymentId);
    }
    return paymentStatus(paymentId);
  }
}
