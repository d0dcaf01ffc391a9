/** An interval of numbers, both ends included. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

export function clamp(value: number, { least, most }: Range): number {
  return Math.min(most, Math.max(least, value));
}
