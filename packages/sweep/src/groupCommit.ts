/**
 * Writes that come in one turn of the event loop are committed together: a commit waits for the disk, and the busier this
 * thread is, the more writes share one.
 */
import type { Store } from '@ranksweep/store';

/** @returns what follows once it is durable */
type Write = () => () => void;

export class GroupCommit {
  readonly #store: Store;
  readonly #onFailure: () => void;
  #writes: Write[] = [];
  #failure: { readonly error: unknown } | undefined;

  /** @param onFailure called when a group could not be written, and nothing of it was, or when what followed threw */
  constructor(store: Store, onFailure: () => void) {
    this.#store = store;
    this.#onFailure = onFailure;
  }

  /**
   * Has `write` run within the next commit, in the order of the calls.
   * @param write returns what to do once it is durable; when it throws, its whole group is undone
   */
  add(write: Write): void {
    if (this.#writes.push(write) === 1) setImmediate(() => this.flush());
  }

  /** Commits now what has been added so far. */
  flush(): void {
    const writes = this.#writes;
    if (writes.length === 0) return;
    this.#writes = [];
    try {
      const followUps = this.#store.transaction(() => writes.map((write) => write()));
      for (const followUp of followUps) followUp();
    } catch (error) {
      this.#failure ??= { error };
      this.#onFailure();
    }
  }

  /**
   * Commits what is left.
   * @throws the first failure of all groups
   */
  close(): void {
    this.flush();
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
