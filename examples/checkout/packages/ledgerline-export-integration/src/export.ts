import { normalise } from './suggestion';

export interface SettlementLine {
  readonly reference: string;
  readonly minor: number;
}

export function exportDay(lines: readonly SettlementLine[]): string {
  return lines.map((line) => `${normalise(line.reference)};${line.minor}`).join('\n');
}
