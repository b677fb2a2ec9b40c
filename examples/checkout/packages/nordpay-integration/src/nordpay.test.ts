import { NordpayPayment } from './nordpay';

describe('NordpayPayment', () => {
  it('pays', async () => {
    const result = await new NordpayPayment().pay('o-1', { minor: 1990, currency: 'EUR' });
    expect(result.status).toBe('paid');
  });

  it('tells when the card is declined', async () => {
    await expect(new NordpayPayment().pay('o-declined', { minor: 1, currency: 'EUR' })).rejects.toThrow('402');
  });
});
