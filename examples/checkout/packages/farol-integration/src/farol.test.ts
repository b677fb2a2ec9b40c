import { FarolPayment } from './farol';

describe('FarolPayment', () => {
  it('pays', async () => {
    const result = await new FarolPayment().pay('o-1', { minor: 1990, currency: 'EUR' });
    expect(result.status).toBe('paid');
  });

  it('tells when the card is declined', async () => {
    await expect(new FarolPayment().pay('o-declined', { minor: 1, currency: 'EUR' })).rejects.toThrow('402');
  });
});
