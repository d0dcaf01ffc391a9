/** Which points of a trajectory that grows are worth drawing: a bounded number, told without looking at the earlier ones again. */
import type { ScaleKind } from '../../chart/index.ts';

/** A stretch of iterations by what a curve needs of it: indices of points. */
interface Stretch {
  key: number;
  first: number;
  smallest: number;
  largest: number;
  last: number;
}

/** Several for every column of dots of a wide chart. */
const mostStretches = 2048;
/** On a logarithmic axis, in a doubling of the iterations. */
const stretchesPerOctave = 64;

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
      this.#add(this.#keyOf(iterations[this.#count]), this.#count, values);
      if (this.#kind === 'linear' && this.#stretches.length > mostStretches) this.#joinNeighbours(values);
    }
  }

  /** Of the points kept, ascending. */
  indices(): number[] {
    return this.#stretches.flatMap(({ first, smallest, largest, last }) => {
      const [one, other] = smallest < largest ? [smallest, largest] : [largest, smallest];
      return [first, one, other, last].filter((index, i, all) => index !== all[i - 1]);
    });
  }

  #keyOf(iteration: number): number {
    return this.#kind === 'log'
      ? Math.floor(Math.log2(1 + Math.max(0, iteration)) * stretchesPerOctave)
      : Math.floor(iteration / this.#width);
  }

  #add(key: number, index: number, values: Float64Array): void {
    const stretch = this.#stretches.at(-1);
    if (stretch?.key !== key) {
      this.#stretches.push({ key, first: index, smallest: index, largest: index, last: index });
      return;
    }
    if (values[index] < values[stretch.smallest]) stretch.smallest = index;
    if (values[index] > values[stretch.largest]) stretch.largest = index;
    stretch.last = index;
  }

  #joinNeighbours(values: Float64Array): void {
    while (this.#stretches.length > mostStretches / 2) {
      this.#width *= 2;
      const joined: Stretch[] = [];
      for (const next of this.#stretches) {
        const key = Math.floor(next.key / 2);
        const before = joined.at(-1);
        if (before?.key !== key) {
          joined.push({ ...next, key });
          continue;
        }
        if (values[next.smallest] < values[before.smallest]) before.smallest = next.smallest;
        if (values[next.largest] > values[before.largest]) before.largest = next.largest;
        before.last = next.last;
      }
      this.#stretches = joined;
    }
  }
}
