import { readOrder } from './orders';

describe('readOrder', () => {
  it('fails when the shop answers with an error', async () => {
    jest.spyOn(global, 'fetch').mockResolvedValue(new Response(null, { status: 404 }));
    await expect(readOrder('5c0a7d5e-2f64-4f0e-8f39-7d7f9a5f1c22', 'a token')).rejects.toThrow('404');
  });
});
