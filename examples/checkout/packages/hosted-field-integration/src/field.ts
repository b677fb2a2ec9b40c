export interface Field {
  readonly name: string;
  dispose(): void;
}

export function mountField(container: HTMLElement, name: string): Field {
  const input = document.createElement('input');
  input.name = name;
  container.append(input);
  return { name, dispose: () => input.remove() };
}
