const SHOP = 'https://shop.harbour.example/v1';

export interface Order {
  readonly id: string;
  readonly status: 'unpaid' | 'paid' | 'partially_refunded' | 'refunded';
  readonly total: number;
  readonly currency: string;
}

/** What is in the cart becomes an order; the key makes it safe to ask again. */
export async function placeOrder(cartId: string, key: string, token: string): Promise<Order> {
  const response = await fetch(`${SHOP}/orders`, {
    method: 'POST',
    headers: {
      Accept: 'application/json',
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': key,
    },
    body: JSON.stringify({ cart_id: cartId }),
    signal: AbortSignal.timeout(8000),
  });
  return orderOf(response);
}

/** An order as the shop has it now. */
export async function readOrder(orderId: string, token: string): Promise<Order> {
  const response = await fetch(`${SHOP}/orders/${orderId}`, {
    headers: { Accept: 'application/json', Authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(5000),
  });
  return orderOf(response);
}

async function orderOf(response: Response): Promise<Order> {
  if (!response.ok) {
    throw new Error(`the shop answered ${response.status}`);
  }
  return (await response.json()) as Order;
}
