import { mountField } from './field';

describe('mountField', () => {
  it('adds and removes its input', () => {
    const container = document.createElement('div');
    const field = mountField(container, 'number');
    expect(container.children).toHaveLength(1);
    field.dispose();
    expect(container.children).toHaveLength(0);
  });
});
