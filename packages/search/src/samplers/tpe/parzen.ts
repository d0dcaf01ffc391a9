/**
 * A density of points of the space: a mixture of one kernel for each of some trials and a uniform-like prior (Bergstra et al. 2011, "Algorithms for
 * hyper-parameter optimization"; over all dimensions at once, Falkner et al. 2018, BOHB). A kernel is a product of a truncated normal
 * density for each dimension of numbers, in coordinates from 0 to 1, and of a categorical one for each of choices. Where a
 * trial lacks a dimension, its kernel is uniform in it.
 */
import type { RandomStream } from '@ranksweep/core';
import type { Dimension } from '@ranksweep/kinds';
import { expOfMinus, MOST_EXPONENT, normalBelow } from '../normal.ts';

const MOST_DRAWS = 32;
/** Kernels whose center is farther away than this square of widths add nothing. */
const FAR = 2 * MOST_EXPONENT;
/** As many widths, a little more for rounding. */
const REACH = Math.sqrt(FAR) * (1 + 1e-9);
/** The integral of e^(-z^2/2). */
const NORMAL = Math.sqrt(2 * Math.PI);

export interface ParzenOptions {
  readonly dimensions: readonly Dimension[];
  /** Coordinates of all trials: (trials, dimensions). */
  readonly coordinates: Float64Array;
  /** The trials that have a kernel. */
  readonly trials: ArrayLike<number>;
  /** One for each of them; the prior's is 1. */
  readonly weights: Float64Array;
  /** Widths of their kernels, and of the prior, in each dimension of numbers: (kernels + 1, dimensions). */
  readonly widths: Float64Array;
}

export class Parzen {
  readonly #dimensions: readonly Dimension[];
  readonly #count: number;
  /** (count, dimensions): where kernels are, and one over their widths; 0 where they are uniform. */
  readonly #centers: Float64Array;
  readonly #inverses: Float64Array;
  /** Weight over the integral of the kernel's exponential. */
  readonly #heights: Float64Array;
  readonly #weightsUpTo: Float64Array;
  readonly #numbers: Int32Array;
  readonly #choices: Int32Array;

  constructor({ dimensions, coordinates, trials, weights, widths }: ParzenOptions) {
    const D = dimensions.length;
    const count = trials.length + 1;
    this.#dimensions = dimensions;
    this.#count = count;
    this.#numbers = Int32Array.from(
      [...dimensions.keys()].filter((d) => dimensions[d]!.choices === undefined),
    );
    this.#choices = Int32Array.from(
      [...dimensions.keys()].filter((d) => dimensions[d]!.choices !== undefined),
    );
    this.#centers = new Float64Array(count * D);
    this.#inverses = new Float64Array(count * D);
    this.#heights = new Float64Array(count);
    this.#weightsUpTo = new Float64Array(count);
    let total = 0;
    for (let k = 0; k < count; k++) {
      const weight = k < trials.length ? weights[k]! : 1;
      let height = weight;
      for (let d = 0; d < D; d++) {
        const own = k < trials.length ? coordinates[trials[k]! * D + d]! : NaN;
        const isNumber = dimensions[d]!.choices === undefined;
        if (!isNumber) this.#centers[k * D + d] = own;
        if (!isNumber || (k < trials.length && Number.isNaN(own))) continue;
        const center = k < trials.length ? own : 0.5;
        const inverse = 1 / widths[k * D + d]!;
        this.#centers[k * D + d] = center;
        this.#inverses[k * D + d] = inverse;
        height *= inverse / (NORMAL * (normalBelow((1 - center) * inverse) - normalBelow(-center * inverse)));
      }
      this.#heights[k] = height;
      this.#weightsUpTo[k] = total += weight;
    }
  }

  /**
   * The density at each of some points, over the dimensions that it has. A point's sum takes the kernels in their order, whatever
   * other points there are.
   */
  at(points: readonly Float64Array[]): Float64Array {
    const D = this.#dimensions.length;
    const C = points.length;
    // A dimension that all points have: kernels reach no farther than a stretch of the points in its order.
    const first = this.#numbers.find((d) => points.every((point) => !Number.isNaN(point[d]!)));
    const order = [...points.keys()];
    if (first !== undefined) order.sort((a, b) => points[a]![first]! - points[b]![first]!);
    const sorted = order.map((i) => points[i]!);
    const along = Float64Array.from(sorted, (point) => (first === undefined ? 0 : point[first]!));
    const numbers = sorted.map((point) => this.#numbers.filter((d) => !Number.isNaN(point[d]!)));
    const isLine = D === 1 && first !== undefined;
    const sums = new Float64Array(C);
    for (let k = 0; k < this.#count; k++) {
      const inverse = first === undefined ? 0 : this.#inverses[k * D + first]!;
      const center = first === undefined ? 0 : this.#centers[k * D + first]!;
      const height = this.#heights[k]!;
      if (isLine) {
        addAlong(along, { center, inverse, height }, sums);
        continue;
      }
      const reach = REACH / inverse;
      const to = firstAbove(along, center + reach);
      for (let i = firstAbove(along, center - reach); i < to; i++) {
        const square = this.#square(k, sorted[i]!, numbers[i]!);
        if (square <= FAR) sums[i]! += height * expOfMinus(square / 2) * this.#ofChoices(k, sorted[i]!);
      }
    }
    const total = this.#weightsUpTo[this.#count - 1]!;
    const densities = new Float64Array(C);
    order.forEach((i, at) => (densities[i] = sums[at]! / total));
    return densities;
  }

  /** The square of a point's distance from a kernel's center, in widths; beyond `FAR`, only that it is. */
  #square(k: number, point: Float64Array, numbers: Int32Array): number {
    const from = k * this.#dimensions.length;
    let square = 0;
    for (let i = 0; i < numbers.length && square <= FAR; i++) {
      const d = numbers[i]!;
      const z = (point[d]! - this.#centers[from + d]!) * this.#inverses[from + d]!;
      square += z * z;
    }
    return square;
  }

  /** A point at random, in all dimensions. */
  draw(stream: RandomStream): Float64Array {
    const D = this.#dimensions.length;
    const share = stream.uniform() * this.#weightsUpTo[this.#count - 1]!;
    let k = 0;
    while (k < this.#count - 1 && this.#weightsUpTo[k]! <= share) k++;
    return Float64Array.from(this.#dimensions, ({ choices }, d) => {
      const center = this.#centers[k * D + d]!;
      if (choices !== undefined) return this.#drawChoice(center, choices, stream);
      const inverse = this.#inverses[k * D + d]!;
      return inverse === 0 ? stream.uniform() : truncatedNormal(center, 1 / inverse, stream);
    });
  }

  #ofChoices(k: number, point: Float64Array): number {
    const D = this.#dimensions.length;
    let product = 1;
    for (const d of this.#choices) {
      const choice = point[d]!;
      if (Number.isNaN(choice)) continue;
      const { choices } = this.#dimensions[d]!;
      const own = this.#centers[k * D + d]!;
      if (Number.isNaN(own)) product *= 1 / choices!;
      else product *= ((own === choice ? 1 : 0) + 1 / this.#count) / (1 + choices! / this.#count);
    }
    return product;
  }

  #drawChoice(own: number, choices: number, stream: RandomStream): number {
    const isOwn = stream.uniform() < 1 / (1 + choices / this.#count);
    return isOwn && !Number.isNaN(own) ? own : stream.integer(choices);
  }
}

interface NormalKernel {
  readonly center: number;
  readonly inverse: number;
  readonly height: number;
}

/** Looking for the stretch that the kernel reaches would take longer than its own sums do. */
function addAlong(along: Float64Array, { center, inverse, height }: NormalKernel, sums: Float64Array): void {
  for (let i = 0; i < along.length; i++) {
    const z = (along[i]! - center) * inverse;
    const square = z * z;
    if (square <= FAR) sums[i]! += height * expOfMinus(square / 2);
  }
}

/** The first place of an ascending list with more than a bound. */
function firstAbove(ascending: Float64Array, bound: number): number {
  let [from, to] = [0, ascending.length];
  if (to === 0 || ascending[0]! > bound) return 0;
  if (ascending[to - 1]! <= bound) return to;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (ascending[middle]! <= bound) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Of mean `center`, between 0 and 1. */
function truncatedNormal(center: number, width: number, stream: RandomStream): number {
  for (let tries = 0; tries < MOST_DRAWS; tries++) {
    const [z] = stream.gaussians(1);
    const x = center + width * z!;
    if (x >= 0 && x <= 1) return x;
  }
  return stream.uniform();
}
