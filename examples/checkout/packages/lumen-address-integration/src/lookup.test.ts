import { lookup } from './lookup';

it('finds addresses', async () => {
  expect(await lookup('00100')).toContain('Harbour Street 1');
});
