import { loadIntegration } from './registry';

describe('loadIntegration', () => {
  it('loads by name', async () => {
    await expect(loadIntegration('nordpay')).resolves.toHaveProperty('NordpayPayment');
  });
});
