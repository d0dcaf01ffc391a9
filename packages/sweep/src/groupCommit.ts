/**
 * Writes that come in one turn of the event loop are committed together: a commit waits for the disk, and the busier this
 * thread is, the more writes share one. Where another program has locked the database, they wait until it lets go. Once a
 * group could not be written, nothing is: a checkpoint would stand beyond points that are missing.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isLocked, type Store } from '@ranksweep/store';

/** How long this thread stands still for another's transaction, and how long it then does other things. */
const STAND_MS = 100;
const REST_MS = 100;
/** Transactions of others that take longer are told of. */
const TELL_AFTER_MS = 2000;

interface Write {
  /** @returns what follows once it is durable */
  readonly write: () => () => void;
  /** Told instead when its group could not be written. */
  readonly onFailure?: ((error: unknown) => void) | undefined;
}

export interface GroupCommitOptions {
  readonly store: Store;
  /** Called when a group could not be written, and nothing of it was, or when what followed threw. */
  readonly onFailure: () => void;
  /** Called when writes have waited for another program for a while, and when they no longer do. */
  readonly onWaiting?: (isWaiting: boolean) => void;
}

export class GroupCommit {
  readonly #options: GroupCommitOptions;
  #writes: Write[] = [];
  #failure: { readonly error: unknown } | undefined;
  #lockedSince: number | undefined;
  /** Set while it waits to try again. */
  #retry: NodeJS.Timeout | undefined;
  #hasTold = false;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  /**
   * Has `write` run within the next commit, in the order of the calls.
   * @param write returns what to do once it is durable; when it throws, its whole group is undone
   */
  add(write: Write['write']): void {
    this.#push({ write });
  }

  /**
   * As `add`.
   * @returns what `work` returned, once that is durable
   * @throws when its group could not be written
   */
  run<Result>(work: () => Result): Promise<Result> {
    return new Promise((resolve, onFailure) => {
      const write = () => {
        const result = work();
        return () => resolve(result);
      };
      this.#push({ write, onFailure });
    });
  }

  /**
   * Commits what is left, however long it has to wait.
   * @throws what a group could not be written for
   */
  async close(): Promise<void> {
    for (this.#flush(); this.#writes.length > 0; this.#flush()) await sleep(REST_MS);
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #push(write: Write): void {
    if (this.#failure !== undefined) write.onFailure?.(this.#failure.error);
    else if (this.#writes.push(write) === 1) setImmediate(() => this.#flush());
  }

  /** Commits now what has been added so far. */
  #flush(): void {
    const writes = this.#writes;
    if (writes.length === 0 || this.#retry !== undefined) return;
    let hasBegun = false;
    try {
      this.#options.store.requireInPlace();
      const work = (): (() => void)[] => {
        hasBegun = true;
        this.#writes = [];
        return writes.map(({ write }) => write());
      };
      const followUps = this.#options.store.transaction(work, { waitMs: STAND_MS });
      this.#unlocked();
      for (const followUp of followUps) followUp();
    } catch (error) {
      if (!hasBegun && isLocked(error)) return this.#wait();
      const refused = [...new Set([...writes, ...this.#writes])];
      this.#writes = [];
      this.#failure = { error };
      for (const { onFailure } of refused) onFailure?.(error);
      this.#options.onFailure();
    }
  }

  /** A lock is met where a transaction begins: nothing has run of it. */
  #wait(): void {
    this.#lockedSince ??= performance.now();
    if (!this.#hasTold && performance.now() - this.#lockedSince > TELL_AFTER_MS) {
      this.#hasTold = true;
      this.#options.onWaiting?.(true);
    }
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#flush();
    }, REST_MS);
  }

  #unlocked(): void {
    if (this.#hasTold) this.#options.onWaiting?.(false);
    this.#hasTold = false;
    this.#lockedSince = undefined;
  }
}
