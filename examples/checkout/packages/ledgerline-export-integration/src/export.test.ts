import { exportDay } from './export';

it('writes one line per settlement', () => {
  expect(exportDay([{ reference: 'a', minor: 1 }])).toBe('A;1');
});
