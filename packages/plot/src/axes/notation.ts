/** Numbers that stand beside each other, in one notation: 0, 20k and 40k; 0.05 and 0.10; or 10⁻³ and 10⁻². */

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const UNITS = [
  { unit: 1e12, letter: 'T' },
  { unit: 1e9, letter: 'G' },
  { unit: 1e6, letter: 'M' },
  { unit: 1e3, letter: 'k' },
];
const ONES = { unit: 1, letter: '' };
/** From here on plain digits would take too much room. */
const TOO_LONG = 10_000;
/** Below and above, labels are multiples of a power of ten. */
const PLAIN = { least: 1e-3, below: 1e15 };

/** Labels of ascending, evenly spaced values: with one unit, one number of decimals or one power of ten for all; 0 is `0`. */
export function evenLabels(values: readonly number[]): string[] {
  const size = Math.max(0, ...values.map(Math.abs));
  const step = values.length > 1 ? values[1]! - values[0]! : size;
  // A step is a float64 beside 1, 2 or 5 times a power of ten.
  const exponent = Math.floor(Math.log10(step || 1) + 1e-9);
  if (size > 0 && (size < PLAIN.least || size >= PLAIN.below)) {
    return values.map((value) =>
      value === 0 ? '0' : power(Math.round(value / Number(`1e${exponent}`)), exponent),
    );
  }
  const { unit, letter } =
    UNITS.find((one) => size >= one.unit && (size >= TOO_LONG || step >= one.unit)) ?? ONES;
  const decimals = Math.max(0, Math.round(Math.log10(unit)) - exponent);
  return values.map((value) => (value === 0 ? '0' : `${signed((value / unit).toFixed(decimals))}${letter}`));
}

/** Labels of values of any distances: plain from 0.001 to below 10,000, otherwise powers such as 10⁻⁵ for all; 0 is `0`. */
export function unevenLabels(values: readonly number[]): string[] {
  const sizes = values.map(Math.abs).filter((size) => size > 0);
  const isPlain = sizes.every((size) => size >= 0.001 && size < TOO_LONG);
  return values.map((value) => {
    if (isPlain || value === 0) return signed(String(value));
    const [mantissa, exponent] = value.toExponential().split('e');
    return power(mantissa!, Number(exponent));
  });
}

function power(mantissa: number | string, exponent: number): string {
  const raised = String(exponent)
    .replace('-', '⁻')
    .replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]!);
  return `${String(mantissa) === '1' ? '' : `${signed(String(mantissa))}·`}10${raised}`;
}

const signed = (text: string): string => text.replace(/^-/, '−');
