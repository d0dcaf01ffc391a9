/**
 * How norms of components grow under gradient flow on a balanced factorization (Razin et al. 2021, Theorem 1 and Corollary 1;
 * Razin et al. 2022, Theorem 1 and section 4; of singular values Arora et al. 2019, Theorem 3):
 *
 *     ds/dt = L gamma s^(2 - 2/L)
 *
 * s is a singular value, the norm of a component or of a local component; L how many factors it is a product of: the depth of
 * a matrix factorization, N of CP, L_nu of a local component; gamma = <-dL/dW_e, the component divided by s>.
 */
import { exactExp, exactLog } from '../random/exactMath.ts';

/** 2 - 2/L, the exponent of s. */
export const growthExponent = (L: number): number => 2 - 2 / L;

/** s^p for s >= 0, with the same bits on every machine. */
export const power = (s: number, p: number): number => (p === 0 ? 1 : exactExp(p * exactLog(s)));

/**
 * s(t) of the law from s(0) = start, in closed form: s^(2/L - 1) falls by (L - 2) times the integral of gamma; for L = 2, log s
 * rises by twice the integral. Infinity once the law's solution has escaped; for L = 1, 0 once it has reached 0.
 * @param start s(0) > 0
 * @param integral of gamma over [0, t]
 */
export function grown(L: number, start: number, integral: number): number {
  if (L === 2) return start * exactExp(2 * integral);
  const p = 2 / L - 1;
  const left = power(start, p) - (L - 2) * integral;
  return power(Math.max(left, 0), 1 / p); // 0^(1/p) is Infinity for p < 0
}

/**
 * Between which ds/dt lies without balance (Razin et al. 2021, Theorem 1; Razin et al. 2022, Theorem 1 in its general form):
 * from L gamma s^2 / (s^(2/L) + eps) to L gamma (s^(2/L) + eps)^(L-1), the other way round for gamma < 0.
 * @param epsilon largest difference of squared norms between two of the component's vectors
 */
export function growthBounds(
  L: number,
  gamma: number,
  s: number,
  epsilon: number,
): { readonly low: number; readonly high: number } {
  const widened = power(s, 2 / L) + epsilon;
  const slow = (L * gamma * s * s) / widened;
  const fast = L * gamma * power(widened, L - 1);
  return gamma >= 0 ? { low: slow, high: fast } : { low: fast, high: slow };
}
