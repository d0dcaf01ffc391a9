/** Mean and population standard deviation. */

export interface Deviation {
  /** NaN for no values. */
  readonly mean: number;
  readonly deviation: number;
}

export function deviationOf(values: readonly number[]): Deviation {
  const sum = (of: (value: number) => number): number =>
    values.reduce((total, value) => total + of(value), 0);
  const mean = sum((value) => value) / values.length;
  return { mean, deviation: Math.sqrt(sum((value) => (value - mean) ** 2) / values.length) };
}
