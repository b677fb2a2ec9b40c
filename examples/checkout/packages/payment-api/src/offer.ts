export interface OfferKey {
  readonly provider: string;
  readonly method: string;
}

export interface Offer<Payment> {
  readonly payment: Payment;
  readonly keys: readonly OfferKey[];
}

export function offer<Payment>(payment: Payment, keys: readonly OfferKey[]): Offer<Payment> {
  return { payment, keys };
}
