/** How long work takes on ever larger databases, and how fast that grows. */

export interface Measured {
  /** What the work is measured on: runs, or points. */
  readonly size: number;
  readonly ms: number;
}

/** Below this nothing is said of how a time grows: it is the machine's noise. */
const NOISE_MS = 100;

/**
 * The exponent p of n^p by which a time grows from the last size but one to the last, beyond what the work takes on next to
 * nothing; undefined where it does not grow by more than noise.
 * @param emptyMs on next to nothing: starting the program, say
 */
export function growthExponent(measured: readonly Measured[], emptyMs: number): number | undefined {
  const [before, last] = measured.slice(-2);
  if (before === undefined || last === undefined) return undefined;
  const lastMs = last.ms - emptyMs;
  if (lastMs < NOISE_MS) return undefined;
  const beforeMs = Math.max(before.ms - emptyMs, NOISE_MS);
  return Math.log(lastMs / beforeMs) / Math.log(last.size / before.size);
}

/** The same exponent of n log n between these sizes: what grows faster than this is to be mended. */
export function nLogNExponent(measured: readonly Measured[]): number {
  const [before, last] = measured.slice(-2).map(({ size }) => size);
  return before === undefined || last === undefined
    ? 1
    : 1 + Math.log(Math.log(last) / Math.log(before)) / Math.log(last / before);
}
