/** Which points of a trajectory that grows are worth drawing: a bounded number, told without looking at the earlier ones again. */
import type { ScaleKind } from '../../chart/index.ts';

/** A stretch of iterations by what a curve needs of it: indices of points. */
interface Stretch {
  key: number;
  smallest: number;
  largest: number;
}

/** More than the columns of dots of a wide chart, also when they have just been joined by twos. */
const MOST_STRETCHES = 1024;
/** On a logarithmic axis, in a doubling of the iterations. */
const STRETCHES_PER_OCTAVE = 64;

/** For finite values. Stretches are equally wide on an axis of its kind. */
export class Thinning {
  readonly #kind: ScaleKind;
  #stretches: Stretch[] = [];
  #width = 1;
  #count = 0;

  constructor(kind: ScaleKind) {
    this.#kind = kind;
  }

  /** Looks at the points that it has not seen yet. */
  extend(iterations: Float64Array, values: Float64Array): void {
    for (; this.#count < iterations.length; this.#count++) {
      const key = this.#keyOf(iterations[this.#count]!);
      append(this.#stretches, { key, smallest: this.#count, largest: this.#count }, values);
      if (this.#kind === 'linear' && this.#stretches.length > MOST_STRETCHES) this.#joinNeighbours(values);
    }
  }

  /** Of the points kept, ascending: the first and the last one, and the extremes of every stretch. */
  indices(): number[] {
    if (this.#count === 0) return [];
    const kept = [0];
    const keep = (index: number): void => void (index > kept.at(-1)! && kept.push(index));
    for (const { smallest, largest } of this.#stretches) {
      keep(Math.min(smallest, largest));
      keep(Math.max(smallest, largest));
    }
    keep(this.#count - 1);
    return kept;
  }

  #keyOf(iteration: number): number {
    return this.#kind === 'log'
      ? Math.floor(Math.log2(1 + Math.max(0, iteration)) * STRETCHES_PER_OCTAVE)
      : Math.floor(iteration / this.#width);
  }

  #joinNeighbours(values: Float64Array): void {
    while (this.#stretches.length > MOST_STRETCHES / 2) {
      this.#width *= 2;
      const joined: Stretch[] = [];
      for (const stretch of this.#stretches) {
        append(joined, { ...stretch, key: Math.floor(stretch.key / 2) }, values);
      }
      this.#stretches = joined;
    }
  }
}

/** Adds to the last one where it is the same. */
function append(stretches: Stretch[], next: Stretch, values: Float64Array): void {
  const last = stretches.at(-1);
  if (last?.key !== next.key) {
    stretches.push(next);
    return;
  }
  if (values[next.smallest]! < values[last.smallest]!) last.smallest = next.smallest;
  if (values[next.largest]! > values[last.largest]!) last.largest = next.largest;
}
