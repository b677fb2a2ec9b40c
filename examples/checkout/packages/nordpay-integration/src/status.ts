/** What became of a payment, by the shop's own account. */
export async function paymentStatus(paymentId: string): Promise<string> {
  const response = await fetch(`/api/payments/nordpay/${paymentId}`, { signal: AbortSignal.timeout(5000) });
  if (!response.ok) {
    throw new Error(`the status of the payment cannot be read: ${response.status}`);
  }
  const { status } = (await response.json()) as { status: string };
  return status;
}
