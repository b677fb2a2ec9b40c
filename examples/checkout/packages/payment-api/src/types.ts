export interface Money {
  readonly minor: number;
  readonly currency: string;
}

export interface PaymentRequest {
  readonly orderId: string;
  readonly amount: Money;
  readonly idempotencyKey: string;
}

export interface PaymentResult {
  readonly status: 'paid' | 'pending' | 'declined';
}

export interface PaymentClient {
  pay(request: PaymentRequest): Promise<PaymentResult>;
}
