import { NordpayPayment } from './nordpay';

describe('NordpayPayment', () => {
  it('pays', async () => {
    const result = await new NordpayPayment().pay('o-1', { minor: 1990, currency: 'EUR' });
    expect(result.status).toBe('paid');
  });

  it('tells when the card is declined', async () => {
    await expect(new NordpayPayment().pay('o-declined', { minor: 1, currency: 'EUR' })).rejects.toThrow('402');
  });

  it('sends what the provider asks for', async () => {
    const send = jest.spyOn(globalThis, 'fetch');
    await new NordpayPayment().pay('o-1', { minor: 1990, currency: 'EUR' });
    expect(send).toHaveBeenCalledTimes(1);
    expect(JSON.parse(String(send.mock.calls[0][1]?.body))).toMatchSnapshot();
  });
});
