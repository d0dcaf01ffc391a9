/** Ticks of logarithmic scales: powers of ten, or 1, 2 and 5 times these where they are few. */

const FEWEST_TICKS = 3;
const MOST_TICKS = 6;
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** The float64 nearest to mantissa * 10^exponent; `10 ** exponent` is not, for some exponents. */
const decimal = (mantissa: number, exponent: number): number => Number(`${mantissa}e${exponent}`);

/** The smallest interval with ends of 1, 2 or 5 times a power of ten that holds both. */
export function niceLogDomain(low: number, high: number): [low: number, high: number] {
  const ends = candidates(Math.floor(Math.log10(low)) - 1, Math.ceil(Math.log10(high)) + 1, [1, 2, 5]);
  const begin = ends.findLast((end) => end <= low)!;
  return [begin, ends.find((end) => end >= high && end > begin)!];
}

/** Ascending, within both ends; at most six powers of ten, or, where fewer than three fit, their doubles and halves too. */
export function logTicks(low: number, high: number): number[] {
  const inside = (mantissas: readonly number[]): number[] =>
    candidates(Math.floor(Math.log10(low)), Math.ceil(Math.log10(high)), mantissas).filter(
      (tick) => tick >= low && tick <= high,
    );
  const powers = inside([1]);
  if (powers.length < FEWEST_TICKS) {
    const finer = inside([1, 2, 5]);
    return finer.length < FEWEST_TICKS ? inside([1, 2, 3, 4, 5, 6, 7, 8, 9]) : finer;
  }
  const step = Math.ceil(powers.length / MOST_TICKS);
  return powers.filter((_, i) => (powers.length - 1 - i) % step === 0);
}

function candidates(first: number, last: number, mantissas: readonly number[]): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i).flatMap((exponent) =>
    mantissas.map((mantissa) => decimal(mantissa, exponent)),
  );
}

/** Labels of ticks as a Vega expression: plain numbers from 0.001 to 1000, otherwise powers such as 10⁻⁵ for all. */
export function logLabels(ticks: readonly number[]): string {
  const plain = ticks.every((tick) => tick >= 0.001 && tick < 10_000);
  const labels = ticks.map((tick) => [String(tick), plain ? String(tick) : power(tick)]);
  return `(${JSON.stringify(Object.fromEntries(labels))})[datum.value]`;
}

function power(tick: number): string {
  const [mantissa, exponent] = tick.toExponential().split('e');
  const raised = String(Number(exponent))
    .replace('-', '⁻')
    .replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]!);
  return `${mantissa === '1' ? '' : `${mantissa}·`}10${raised}`;
}
