/** One metric of one run as far as it has been read; it grows at its end. */
import type { ScaleKind } from '../../chart/index.ts';
import { Thinning } from './thinning.ts';

export interface Points {
  readonly iterations: Float64Array;
  readonly values: Float64Array;
}

/** A chart takes no notable time for so many points. */
const FEW_POINTS = 4096;

export class GrowingSeries {
  #iterations = new Float64Array(64);
  #values = new Float64Array(64);
  #length = 0;
  readonly #thinnings = new Map<ScaleKind, Thinning>();
  /** Of the finite values. */
  smallest = Infinity;
  largest = -Infinity;
  /** Whether all values are finite. */
  isFinite = true;

  get length(): number {
    return this.#length;
  }

  /** Of the last point; -1 where there is none. */
  get lastIteration(): number {
    return this.#length === 0 ? -1 : this.#iterations[this.#length - 1]!;
  }

  get points(): Points {
    return {
      iterations: this.#iterations.subarray(0, this.#length),
      values: this.#values.subarray(0, this.#length),
    };
  }

  append(iterations: readonly number[], values: readonly number[]): void {
    this.#reserve(this.#length + iterations.length);
    this.#iterations.set(iterations, this.#length);
    this.#values.set(values, this.#length);
    this.#length += iterations.length;
    for (const value of values) {
      if (!Number.isFinite(value)) this.isFinite = false;
      else {
        if (value < this.smallest) this.smallest = value;
        if (value > this.largest) this.largest = value;
      }
    }
  }

  /** Points that a curve of all of them goes through, on an axis of iterations of this kind. Only where all values are finite. */
  thinned(kind: ScaleKind): Points {
    const { iterations, values } = this.points;
    if (this.#length <= FEW_POINTS) return { iterations, values };
    const thinning = this.#thinnings.get(kind) ?? new Thinning(kind);
    this.#thinnings.set(kind, thinning);
    thinning.extend(iterations, values);
    return pointsAt({ iterations, values }, thinning.indices());
  }

  #reserve(length: number): void {
    if (length <= this.#values.length) return;
    const capacity = Math.max(length, 2 * this.#values.length);
    const { iterations, values } = this.points;
    this.#iterations = new Float64Array(capacity);
    this.#values = new Float64Array(capacity);
    this.#iterations.set(iterations);
    this.#values.set(values);
  }
}

/** What is deeper, a logarithmic axis does not show. */
const DEEPEST = 1e-12;

/** Whether an axis that holds all of them shows every value of a series: what it does not show is counted, and has to be there. */
export function seriesShownWhole(
  all: readonly GrowingSeries[],
  yScale: ScaleKind,
): (series: GrowingSeries) => boolean {
  const largest = all.reduce((most, series) => Math.max(most, series.largest), -Infinity);
  return ({ isFinite, smallest }) =>
    isFinite && (yScale === 'linear' || (smallest > 0 && smallest >= DEEPEST * largest));
}

/** Loops: `Float64Array.from` takes ten times as long, and this is done for every curve that has grown. */
function pointsAt({ iterations, values }: Points, indices: readonly number[]): Points {
  const kept = { iterations: new Float64Array(indices.length), values: new Float64Array(indices.length) };
  for (let i = 0; i < indices.length; i++) {
    kept.iterations[i] = iterations[indices[i]!]!;
    kept.values[i] = values[indices[i]!]!;
  }
  return kept;
}
