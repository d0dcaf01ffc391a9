/** Measures how long work takes on larger and larger databases, and how fast that time grows. */

export interface Measured {
  /** The unit of size: runs or points. */
  readonly size: number;
  readonly ms: number;
}

/** Times below this are noise of the machine, and their growth is not reported. */
const NOISE_MS = 100;

/**
 * The exponent p of n^p by which a time grows between the last two sizes, after subtracting the time on almost no data. Undefined
 * if the time does not grow by more than noise.
 * @param emptyMs the time on almost no data, for example to start the program
 */
export function growthExponent(measured: readonly Measured[], emptyMs: number): number | undefined {
  const [before, last] = measured.slice(-2);
  if (before === undefined || last === undefined) return undefined;
  const lastMs = last.ms - emptyMs;
  if (lastMs < NOISE_MS) return undefined;
  const beforeMs = Math.max(before.ms - emptyMs, NOISE_MS);
  return Math.log(lastMs / beforeMs) / Math.log(last.size / before.size);
}

/** The same exponent for n log n between these sizes. Work that grows faster than this should be improved. */
export function nLogNExponent(measured: readonly Measured[]): number {
  const [before, last] = measured.slice(-2).map(({ size }) => size);
  return before === undefined || last === undefined
    ? 1
    : 1 + Math.log(Math.log(last) / Math.log(before)) / Math.log(last / before);
}
