/**
 * Functions that optimizers are tried on. Where the usual domain has its minimum in the middle, where some samplers begin, the domain is
 * moved. `peers/optuna_search.py` has the same.
 */
import type { ProblemAxis } from './problemAxis.ts';

export interface TestFunction {
  readonly name: string;
  /** Whether settings of our samplers were chosen by trying them on it. */
  readonly isOfTuning: boolean;
  readonly axes: readonly ProblemAxis[];
  /** @param x a number for each axis; of choices, the place */
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

const valley = (y: readonly number[]): number =>
  sum(y.slice(1).map((b, i) => 100 * (b - y[i]! * y[i]!) ** 2 + (1 - y[i]!) ** 2));

/** A curved valley; minimum 0. */
const rosenbrock = (x: readonly number[]): number => valley(x.map((one) => 4 * one - 2));

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

/** A wide bowl under waves; minimum 0. */
function griewank(x: readonly number[]): number {
  const y = x.map((one) => 1200 * one - 480);
  const waves = y.reduce((product, one, i) => product * Math.cos(one / Math.sqrt(i + 1)), 1);
  return sum(y.map((one) => one * one)) / 4000 - waves + 1;
}

/** Waves across a valley; minimum 0. */
function levy(x: readonly number[]): number {
  const w = x.map((one) => 1 + (20 * one - 9) / 4);
  const last = w.at(-1)!;
  return (
    Math.sin(Math.PI * w[0]!) ** 2 +
    sum(w.slice(0, -1).map((one) => (one - 1) ** 2 * (1 + 10 * Math.sin(Math.PI * one + 1) ** 2))) +
    (last - 1) ** 2 * (1 + Math.sin(2 * Math.PI * last) ** 2)
  );
}

/** Two minima along each axis; minimum -195.83. */
const styblinskiTang = (x: readonly number[]): number =>
  sum(x.map((one) => 10 * one - 5).map((y) => y ** 4 - 16 * y * y + 5 * y)) / 2;

const camel = ([a = 0, b = 0]: readonly number[]): number =>
  (4 - 2.1 * a * a + a ** 4 / 3) * a * a + a * b + (4 * b * b - 4) * b * b;

const beale = ([a = 0, b = 0]: readonly number[]): number =>
  (1.5 - a + a * b) ** 2 + (2.25 - a + a * b * b) ** 2 + (2.625 - a + a * b ** 3) ** 2;

/** Two choices of what is added up over two numbers (Func2C of Ru et al. 2020); minimum -0.2063. */
function chosenSum([first = 0, second = 0, ...x]: readonly number[]): number {
  const y = x.map((one) => 4 * one - 2);
  const terms = [valley(y) / 300, camel(y) / 10, beale(y) / 50];
  return terms[first]! + terms[Math.min(second, 2)]!;
}

/**
 * The cost of a pressure vessel (Kannan and Kramer 1994): thicknesses of its shell and heads in sixteenths of an inch, radius and length in
 * inches. What it lacks in strength and volume is fined. Minimum 6059.7.
 */
function vessel([
  shellSixteenths = 0,
  headSixteenths = 0,
  radius = 0,
  length = 0,
]: readonly number[]): number {
  const [s, h] = [shellSixteenths / 16, headSixteenths / 16];
  const cost =
    0.6224 * s * radius * length +
    1.7781 * h * radius * radius +
    3.1661 * s * s * length +
    19.84 * s * s * radius;
  const volume = Math.PI * radius * radius * length + (4 / 3) * Math.PI * radius ** 3;
  const lacks = [0.0193 * radius - s, 0.00954 * radius - h, 1 - volume / 1_296_000];
  return cost + 1e5 * sum(lacks.map((lack) => Math.max(0, lack)));
}

const unitCube = (dimensions: number): ProblemAxis[] =>
  Array.from({ length: dimensions }, () => ({ from: 0, to: 1 }));

export const testFunctions: readonly TestFunction[] = [
  { name: 'Branin, 2 axes', isOfTuning: true, axes: unitCube(2), valueAt: branin },
  { name: 'Rosenbrock, 4 axes', isOfTuning: true, axes: unitCube(4), valueAt: rosenbrock },
  { name: 'Ackley, 5 axes', isOfTuning: true, axes: unitCube(5), valueAt: ackley },
  { name: 'Rastrigin, 3 axes', isOfTuning: true, axes: unitCube(3), valueAt: rastrigin },
  { name: 'Hartmann, 6 axes', isOfTuning: true, axes: unitCube(6), valueAt: hartmann },
  { name: 'Griewank, 6 axes', isOfTuning: false, axes: unitCube(6), valueAt: griewank },
  { name: 'Levy, 6 axes', isOfTuning: false, axes: unitCube(6), valueAt: levy },
  { name: 'Styblinski-Tang, 5 axes', isOfTuning: false, axes: unitCube(5), valueAt: styblinskiTang },
  {
    name: 'Func2C, 2 choices, 2 axes',
    isOfTuning: false,
    axes: [{ choices: 3 }, { choices: 5 }, ...unitCube(2)],
    valueAt: chosenSum,
  },
  {
    name: 'pressure vessel, 2 integers, 2 axes',
    isOfTuning: false,
    axes: [
      { from: 1, to: 99, integer: true },
      { from: 1, to: 99, integer: true },
      { from: 10, to: 200 },
      { from: 10, to: 200 },
    ],
    valueAt: vessel,
  },
];
