/** Reordering of floats by an index that does not change; copies where it is the identity. */
export class Gather {
  /** undefined: the identity. */
  readonly #index: Int32Array | undefined;
  readonly count: number;

  /** @param index for every element of the result the place it comes from */
  constructor(index: Int32Array) {
    this.count = index.length;
    this.#index = index.every((place, i) => place === i) ? undefined : index;
  }

  /** @param to as long as the index */
  apply(from: Float32Array, to: Float32Array): void {
    const index = this.#index;
    if (index === undefined) to.set(from.subarray(0, to.length));
    else for (let i = 0; i < to.length; i++) to[i] = from[index[i]!]!;
  }
}
