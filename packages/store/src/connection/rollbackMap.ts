/** A map in memory that follows its database: when a transaction fails, its changes are undone here too. */
export class RollbackMap<Key, Value> {
  readonly #entries = new Map<Key, Value>();
  /** The values that each change since the start of the outermost transaction replaced. */
  readonly #replaced: { readonly key: Key; readonly value: Value | undefined }[] = [];

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  /** @param value undefined deletes the key */
  set(key: Key, value: Value | undefined): void {
    this.#replaced.push({ key, value: this.#entries.get(key) });
    this.#put(key, value);
  }

  /** A point to return to. Such points nest like transactions. */
  mark(): number {
    return this.#replaced.length;
  }

  undoTo(mark: number): void {
    while (this.#replaced.length > mark) {
      const { key, value } = this.#replaced.pop()!;
      this.#put(key, value);
    }
  }

  /** Called when the outermost transaction is committed. */
  settle(): void {
    this.#replaced.length = 0;
  }

  #put(key: Key, value: Value | undefined): void {
    if (value === undefined) this.#entries.delete(key);
    else this.#entries.set(key, value);
  }
}
