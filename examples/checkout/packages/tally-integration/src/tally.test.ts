import { TallyPayment } from './tally';

describe('TallyPayment', () => {
  it('pays', async () => {
    const result = await new TallyPayment().pay('o-1', { minor: 1990, currency: 'EUR' });
    expect(result.status).toBe('paid');
  });

  it('tells when the card is declined', async () => {
    await expect(new TallyPayment().pay('o-declined', { minor: 1, currency: 'EUR' })).rejects.toThrow('402');
  });
});
