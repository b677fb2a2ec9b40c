import type { PaymentClient, PaymentRequest, PaymentResult } from './types';

export function createClient(provider: string): PaymentClient {
  return {
    async pay(request: PaymentRequest): Promise<PaymentResult> {
      const response = await fetch(`/api/payments/${provider}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': request.idempotencyKey },
        body: JSON.stringify({ orderId: request.orderId, amount: request.amount }),
        signal: AbortSignal.timeout(8000),
      });
      if (!response.ok) {
        throw new Error(`payment failed with ${response.status}`);
      }
      return (await response.json()) as PaymentResult;
    },
  };
}
