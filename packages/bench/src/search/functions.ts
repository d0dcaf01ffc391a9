/**
 * Functions that optimizers are tried on, on the unit cube: of each, the usual domain is moved so that its minimum is not in the middle,
 * where some samplers begin. `peers/optuna_search.py` has the same.
 */

export interface TestFunction {
  readonly name: string;
  readonly dimensions: number;
  readonly valueAt: (x: readonly number[]) => number;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Minimum 0.3979, at three points. */
function branin([x = 0, y = 0]: readonly number[]): number {
  const [a, b] = [15 * x - 5, 15 * y];
  return (
    (b - (5.1 / (4 * Math.PI ** 2)) * a * a + (5 / Math.PI) * a - 6) ** 2 +
    10 * (1 - 1 / (8 * Math.PI)) * Math.cos(a) +
    10
  );
}

/** A curved valley; minimum 0. */
function rosenbrock(x: readonly number[]): number {
  const y = x.map((one) => 4 * one - 2);
  return sum(y.slice(1).map((b, i) => 100 * (b - y[i]! * y[i]!) ** 2 + (1 - y[i]!) ** 2));
}

/** Many local minima around a deep one; minimum 0. */
function ackley(x: readonly number[]): number {
  const y = x.map((one) => 40 * one - 18);
  const squares = sum(y.map((one) => one * one)) / y.length;
  const cosines = sum(y.map((one) => Math.cos(2 * Math.PI * one))) / y.length;
  return -20 * Math.exp(-0.2 * Math.sqrt(squares)) - Math.exp(cosines) + 20 + Math.E;
}

/** A bowl with a lattice of minima; minimum 0. */
const rastrigin = (x: readonly number[]): number =>
  sum(x.map((one) => 10.24 * one - 4.12).map((one) => one * one - 10 * Math.cos(2 * Math.PI * one) + 10));

const ALPHA = [1, 1.2, 3, 3.2];
const A = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const P = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];

/** Hartmann's of six dimensions; minimum -3.3224. */
const hartmann = (x: readonly number[]): number =>
  -sum(
    ALPHA.map((alpha, i) => alpha * Math.exp(-sum(x.map((one, j) => A[i]![j]! * (one - P[i]![j]!) ** 2)))),
  );

export const testFunctions: readonly TestFunction[] = [
  { name: 'branin', dimensions: 2, valueAt: branin },
  { name: 'rosenbrock', dimensions: 4, valueAt: rosenbrock },
  { name: 'ackley', dimensions: 5, valueAt: ackley },
  { name: 'rastrigin', dimensions: 3, valueAt: rastrigin },
  { name: 'hartmann', dimensions: 6, valueAt: hartmann },
];
