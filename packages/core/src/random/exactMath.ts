/**
 * log, exp, sine and cosine from +, -, *, / and powers of two alone, so that every JavaScript engine returns the
 * same bits (ECMAScript leaves Math.log, Math.cos, ... to the implementation). Accurate to a few units in the last place.
 */

const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;

/** 2^k for an integer -1022 <= k <= 1023, by repeated squaring: exact. */
function powerOfTwo(k: number): number {
  let result = 1;
  let base = k < 0 ? 0.5 : 2;
  for (let n = Math.abs(k); n > 0; n = Math.floor(n / 2)) {
    if (n % 2 === 1) result *= base;
    base *= base;
  }
  return result;
}

/** Natural logarithm of x > 0. log(0) = -Infinity, NaN for x < 0. */
export function exactLog(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return Infinity;
  let exponent = 0;
  let m = x;
  while (m > Math.SQRT2) {
    m /= 2;
    exponent++;
  }
  while (m < Math.SQRT1_2) {
    m *= 2;
    exponent--;
  }
  // log m = 2 atanh(s) with s = (m - 1) / (m + 1), |s| <= 0.172
  const s = (m - 1) / (m + 1);
  const s2 = s * s;
  let series = 0;
  for (let k = 23; k >= 3; k -= 2) series = (series + 1 / k) * s2;
  return exponent * LN2_HIGH + (2 * s * (1 + series) + exponent * LN2_LOW);
}

/** e^x; 0 below -745, Infinity above 709. */
export function exactExp(x: number): number {
  if (x !== x) return NaN;
  if (x > 709) return Infinity;
  if (x < -745) return 0;
  const k = Math.round(x / (LN2_HIGH + LN2_LOW));
  const r = x - k * LN2_HIGH - k * LN2_LOW; // |r| <= 0.35
  let series = 1;
  for (let n = 18; n >= 1; n--) series = 1 + (series * r) / n;
  return k < -1000 ? series * powerOfTwo(-1000) * powerOfTwo(k + 1000) : series * powerOfTwo(k);
}

/** cos(2 pi t) and sin(2 pi t) for t in [0, 1). */
export function exactCosSinTurns(t: number): [cos: number, sin: number] {
  const quadrant = Math.round(t * 4);
  const x = 2 * Math.PI * (t - quadrant / 4); // |x| <= pi / 4, the difference is exact
  const x2 = x * x;
  let cos = 1;
  let sin = 1;
  for (let n = 18; n >= 2; n -= 2) {
    cos = 1 - (cos * x2) / (n * (n - 1));
    sin = 1 - (sin * x2) / (n * (n + 1));
  }
  sin *= x;
  switch (quadrant % 4) {
    case 0:
      return [cos, sin];
    case 1:
      return [-sin, cos];
    case 2:
      return [-cos, -sin];
    default:
      return [sin, -cos];
  }
}
