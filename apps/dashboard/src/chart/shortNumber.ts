/** Numbers in few characters: 0.05, 1e-4, 20k. */

/** @param digits significant ones at most, from 1 to 21 */
export function shortNumber(value: number, digits = 12): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size === 0) return '0';
  if (size < 1e-3 || size >= 1e9) return rounded.toExponential().replace('e+', 'e');
  const plain = String(rounded);
  const short = size >= 1e6 ? `${divided(rounded, 1e6)}M` : size >= 1e3 ? `${divided(rounded, 1e3)}k` : plain;
  return short.length < plain.length + 2 ? short : plain;
}

/** Without the digits that come from dividing. */
const divided = (value: number, unit: number): number => Number((value / unit).toPrecision(15));

/** With as many digits, `most` at most, as fit into `width` characters; empty where not even one does. */
export function numberIn(value: number, width: number, most = 12): string {
  for (let digits = most; digits >= 1; digits--) {
    const text = shortNumber(value, digits);
    if (text.length <= width) return text;
  }
  return '';
}

/** With as few digits, three at least, as tell different values apart. */
export function distinctNumbers(values: readonly number[]): string[] {
  const count = new Set(values).size;
  const choices = [3, 4, 6, 12].map((digits) => values.map((value) => shortNumber(value, digits)));
  return choices.find((texts) => new Set(texts).size === count) ?? values.map(String);
}
