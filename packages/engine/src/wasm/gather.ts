/** Reorders floats by a fixed index. It copies if the index is the identity. */
export class Gather {
  /** undefined means the identity. */
  readonly #index: Int32Array | undefined;
  readonly count: number;

  /** @param index for every element of the result, the position that it comes from */
  constructor(index: Int32Array) {
    this.count = index.length;
    this.#index = index.every((place, i) => place === i) ? undefined : index;
  }

  /** @param to has as many elements as the index */
  apply(from: Float32Array, to: Float32Array): void {
    const index = this.#index;
    if (index === undefined) to.set(from.subarray(0, to.length));
    else for (let i = 0; i < to.length; i++) to[i] = from[index[i]!]!;
  }
}
