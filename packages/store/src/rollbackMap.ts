/** A map in memory that follows its database: what was changed in a transaction that fails is changed back. */
export class RollbackMap<Key, Value> {
  readonly #entries = new Map<Key, Value>();
  /** What every change since the outermost transaction began has replaced. */
  readonly #replaced: { readonly key: Key; readonly value: Value | undefined }[] = [];

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  /** @param value undefined deletes */
  set(key: Key, value: Value | undefined): void {
    this.#replaced.push({ key, value: this.#entries.get(key) });
    this.#put(key, value);
  }

  /** A moment to go back to; they nest as transactions do. */
  mark(): number {
    return this.#replaced.length;
  }

  undoTo(mark: number): void {
    while (this.#replaced.length > mark) {
      const { key, value } = this.#replaced.pop()!;
      this.#put(key, value);
    }
  }

  /** The outermost transaction is committed. */
  settle(): void {
    this.#replaced.length = 0;
  }

  #put(key: Key, value: Value | undefined): void {
    if (value === undefined) this.#entries.delete(key);
    else this.#entries.set(key, value);
  }
}
