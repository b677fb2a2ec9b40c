export interface Suggestion {
  readonly label: string;
  readonly postcode: string;
}

export function normalise(label: string): string {
  return label.trim().replace(/\s+/g, ' ').toUpperCase();
}

export function same(a: Suggestion, b: Suggestion): boolean {
  return normalise(a.label) === normalise(b.label) && a.postcode === b.postcode;
}
