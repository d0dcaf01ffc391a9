/** The growth of singular values under gradient flow, computed without singular vectors. */

/**
 * Step as a share of sigma_1: small compared with the gaps between singular values, large compared with their rounding of about
 * 1e-14.
 */
const RELATIVE_STEP = 2 ** -30;

/**
 * d sigma_r / dh of W - h G at h = 0, which is <-G, u_r v_r^T> if sigma_r is simple, by central difference. Singular values that
 * lie within 1e-9 sigma_1 of each other, or of zero, share their growth equally.
 * @param singularValuesAlong h -> all singular values of W + h G, descending, in float64
 * @param gradientNorm ||G||_F
 * @returns one per singular value, in their order; zeros if W or G is zero
 */
export function singularValueGrowth(
  singularValuesAlong: (h: number) => Float64Array,
  gradientNorm: number,
): Float64Array {
  const now = singularValuesAlong(0);
  const largest = now[0] ?? 0;
  if (largest === 0 || gradientNorm === 0) return now.fill(0);
  const h = (RELATIVE_STEP * largest) / gradientNorm;
  const forward = singularValuesAlong(-h);
  const backward = singularValuesAlong(h);
  return forward.map((sigma, r) => (sigma - backward[r]!) / (2 * h));
}
