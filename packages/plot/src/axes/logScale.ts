/** Ticks of logarithmic scales: powers of ten, or 1, 2 and 5 times these where they are few. */

const FEWEST_TICKS = 3;

/** The float64 nearest to mantissa * 10^exponent; `10 ** exponent` is not, for some exponents. */
const decimal = (mantissa: number, exponent: number): number => Number(`${mantissa}e${exponent}`);

/** The smallest interval with ends of 1, 2 or 5 times a power of ten that holds both. */
export function niceLogDomain(low: number, high: number): [low: number, high: number] {
  const ends = candidates(Math.floor(Math.log10(low)) - 1, Math.ceil(Math.log10(high)) + 1, [1, 2, 5]);
  const begin = ends.findLast((end) => end <= low)!;
  return [begin, ends.find((end) => end >= high && end > begin)!];
}

/**
 * Ascending, within both ends, at most `most`, evenly spaced powers of ten. Where there are fewer than three of these, their doubles and
 * halves too, or their whole multiples, if not more than `most`.
 */
export function logTicks(low: number, high: number, most: number): number[] {
  const inside = (mantissas: readonly number[]): number[] =>
    candidates(Math.floor(Math.log10(low)), Math.ceil(Math.log10(high)), mantissas).filter(
      (tick) => tick >= low && tick <= high,
    );
  const [powers, halves, multiples] = [inside([1]), inside([1, 2, 5]), inside([1, 2, 3, 4, 5, 6, 7, 8, 9])];
  const finer = [
    ...(halves.length < FEWEST_TICKS ? [multiples] : []),
    ...(powers.length < FEWEST_TICKS ? [halves] : []),
  ].find(({ length }) => length <= most);
  if (finer !== undefined) return finer;
  const step = Math.ceil(powers.length / most);
  return powers.filter((_, i) => (powers.length - 1 - i) % step === 0);
}

function candidates(first: number, last: number, mantissas: readonly number[]): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i).flatMap((exponent) =>
    mantissas.map((mantissa) => decimal(mantissa, exponent)),
  );
}
