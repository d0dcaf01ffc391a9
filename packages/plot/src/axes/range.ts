/** An interval of numbers, both ends included. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

export function clamp(value: number, { least, most }: Range): number {
  return Math.min(most, Math.max(least, value));
}

/** The smallest number; Infinity of none. There may be more numbers than a call takes arguments. */
export const leastOf = (values: readonly number[]): number =>
  values.reduce((least, value) => Math.min(least, value), Infinity);

/** The largest number; -Infinity of none. */
export const mostOf = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, value), -Infinity);
