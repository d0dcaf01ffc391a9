/** The normal distribution that CMA-ES adapts, one generation at a time (Hansen 2016, with active covariance updates). */
import { exactExp } from '@ranksweep/core';
import { constantsFor, type Constants } from './constants.ts';
import { symmetricEigen, type Eigen } from './symmetric.ts';

/** A share of the range in every dimension, as the tutorial recommends. */
const FIRST_STEP = 1 / 6;
const MOST_STEP = 1e4;
/** Eigenvalues below this are rounding. */
const LEAST_VARIANCE = 1e-14;

export class Distribution {
  readonly #n: number;
  readonly #constants: Constants;
  #mean: Float64Array;
  #step: number;
  /** C, of shape (n, n), and its eigenvalues and eigenvectors. */
  readonly #covariance: Float64Array;
  #eigen: Eigen;
  readonly #pathOfCovariance: Float64Array;
  readonly #pathOfStep: Float64Array;
  #generation = 0;

  constructor(n: number, points: number) {
    this.#n = n;
    this.#constants = constantsFor(n, points);
    this.#mean = new Float64Array(n).fill(0.5);
    this.#step = FIRST_STEP;
    this.#covariance = new Float64Array(n * n);
    for (let i = 0; i < n; i++) this.#covariance[i * n + i] = 1;
    this.#eigen = symmetricEigen(this.#covariance, n);
    this.#pathOfCovariance = new Float64Array(n);
    this.#pathOfStep = new Float64Array(n);
  }

  /** The point at a standard normal vector: m + sigma B D z. */
  at(z: Float64Array): Float64Array {
    const { values, vectors } = this.#eigen;
    const n = this.#n;
    return this.#mean.map((mean, i) => {
      let y = 0;
      for (let j = 0; j < n; j++) y += vectors[i * n + j]! * Math.sqrt(positive(values[j]!)) * z[j]!;
      return mean + this.#step * y;
    });
  }

  /** @param points of one generation, the best first: each of n coordinates */
  adapt(points: readonly Float64Array[]): void {
    const n = this.#n;
    const { weights, parents, mass, pathRate, oneRate, massRate, stepRate, stepDamping, norm } =
      this.#constants;
    const y = points.map((x) => x.map((value, i) => (value - this.#mean[i]!) / this.#step));
    const shift = new Float64Array(n);
    for (let k = 0; k < parents; k++) for (let i = 0; i < n; i++) shift[i]! += weights[k]! * y[k]![i]!;
    this.#mean = this.#mean.map((mean, i) => mean + this.#step * shift[i]!);

    const whitened = this.#whitened(shift);
    const ofStep = Math.sqrt(stepRate * (2 - stepRate) * mass);
    for (let i = 0; i < n; i++) {
      this.#pathOfStep[i] = (1 - stepRate) * this.#pathOfStep[i]! + ofStep * whitened[i]!;
    }
    const length = Math.sqrt(this.#pathOfStep.reduce((sum, p) => sum + p * p, 0));
    this.#generation++;
    const settled = Math.sqrt(1 - powerOf(1 - stepRate, 2 * this.#generation));
    const isShort = length / settled < (1.4 + 2 / (n + 1)) * norm;
    const ofCovariance = isShort ? Math.sqrt(pathRate * (2 - pathRate) * mass) : 0;
    for (let i = 0; i < n; i++) {
      this.#pathOfCovariance[i] = (1 - pathRate) * this.#pathOfCovariance[i]! + ofCovariance * shift[i]!;
    }

    const signed = weights.map((weight, k) => {
      if (weight >= 0) return weight;
      const z = this.#whitened(y[k]!);
      return (weight * n) / (z.reduce((sum, one) => sum + one * one, 0) + 1e-8);
    });
    const lost = isShort ? 0 : oneRate * pathRate * (2 - pathRate);
    const kept = 1 + lost - oneRate - massRate * weights.reduce((sum, w) => sum + w, 0);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let rank = 0;
        for (let k = 0; k < points.length; k++) rank += signed[k]! * y[k]![i]! * y[k]![j]!;
        const value =
          kept * this.#covariance[i * n + j]! +
          oneRate * this.#pathOfCovariance[i]! * this.#pathOfCovariance[j]! +
          massRate * rank;
        this.#covariance[i * n + j] = value;
        this.#covariance[j * n + i] = value;
      }
    }
    this.#step = Math.min(MOST_STEP, this.#step * exactExp((stepRate / stepDamping) * (length / norm - 1)));
    this.#eigen = symmetricEigen(this.#covariance, n);
  }

  /** C^(-1/2) y */
  #whitened(y: Float64Array): Float64Array {
    const { values, vectors } = this.#eigen;
    const n = this.#n;
    const inner = Float64Array.from({ length: n }, (_, j) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += vectors[i * n + j]! * y[i]!;
      return sum / Math.sqrt(positive(values[j]!));
    });
    return y.map((_, i) => {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += vectors[i * n + j]! * inner[j]!;
      return sum;
    });
  }
}

const positive = (variance: number): number => Math.max(LEAST_VARIANCE, variance);

/** base^exponent for an integer, by multiplication: Math.pow may differ between machines. */
function powerOf(base: number, exponent: number): number {
  let power = 1;
  for (let i = 0; i < exponent && power > 0; i++) power *= base;
  return power;
}
