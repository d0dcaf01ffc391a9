/**
 * Commits together the writes that arrive in one turn of the event loop, as long as that is quick. A commit waits for the disk,
 * and the busier this thread is, the more writes share one. If another program has locked the database, writes wait until it lets
 * go. Once a group could not be written, nothing more is: a later checkpoint would otherwise follow missing points.
 */
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { isLocked, LockWait, REST_MS, STAND_MS, type OnWaiting, type Store } from '@ranksweep/store';

/**
 * After this long, a group is committed and the rest waits for the next turn, so that leases are renewed and commands handled in
 * between.
 */
const LONGEST_GROUP_MS = 20;

interface Write {
  /** @returns what to do once it is durable */
  readonly write: () => () => void;
  /** Called instead if its group could not be written. */
  readonly onFailure?: ((error: unknown) => void) | undefined;
  /** Once aborted, the write no longer waits for a lock. */
  readonly signal?: AbortSignal | undefined;
}

export interface GroupCommitOptions {
  readonly store: Store;
  /** Called if a group could not be written, in which case none of it was, or if a callback after the commit threw. */
  readonly onFailure: () => void;
  readonly onWaiting?: OnWaiting;
  /** In milliseconds. Default: the clock. */
  readonly now?: () => number;
}

export class GroupCommit {
  readonly #options: GroupCommitOptions;
  #writes: Write[] = [];
  #failure: { readonly error: unknown } | undefined;
  readonly #lock: LockWait;
  /** Set while it waits to try again. */
  #retry: NodeJS.Timeout | undefined;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
    this.#lock = new LockWait(options.onWaiting);
  }

  /**
   * Runs `write` within the next commit, in the order of the calls.
   * @param write returns what to do once it is durable; if it throws, its whole group is undone
   */
  add(write: Write['write']): void {
    this.#push({ write });
  }

  /**
   * Like `add`, but returns a promise.
   * @param signal once aborted, `work` no longer waits for another program's lock
   * @returns what `work` returned, once that is durable
   * @throws if its group could not be written, or the signal's reason if it was aborted while waiting
   */
  run<Result>(work: () => Result, signal?: AbortSignal): Promise<Result> {
    return new Promise((resolve, onFailure) => {
      const write = () => {
        const result = work();
        return () => resolve(result);
      };
      this.#push({ write, onFailure, signal });
    });
  }

  /**
   * Commits what is left, however long it has to wait.
   * @throws the error that a group could not be written for
   */
  async close(): Promise<void> {
    for (this.#flush(); this.#writes.length > 0; this.#flush()) {
      await (this.#retry === undefined ? turn() : sleep(REST_MS));
    }
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #push(write: Write): void {
    if (this.#failure !== undefined) write.onFailure?.(this.#failure.error);
    else if (this.#writes.push(write) === 1) setImmediate(() => this.#flush());
  }

  /** Commits what has been added so far, or as much of it as fits into a group. */
  #flush(): void {
    const waiting = this.#writes;
    if (waiting.length === 0 || this.#retry !== undefined) return;
    let taken = 0;
    try {
      const work = (): (() => void)[] => {
        this.#writes = [];
        const { now = () => performance.now() } = this.#options;
        const until = now() + LONGEST_GROUP_MS;
        const followUps: (() => void)[] = [];
        do followUps.push(waiting[taken++]!.write());
        while (taken < waiting.length && now() < until);
        return followUps;
      };
      const followUps = this.#options.store.transaction(work, { waitMs: STAND_MS });
      this.#lock.over();
      this.#putBack(waiting.slice(taken));
      for (const followUp of followUps) followUp();
    } catch (error) {
      if (taken === 0 && isLocked(error)) return this.#wait();
      const refused = [...new Set([...waiting, ...this.#writes])];
      this.#writes = [];
      this.#failure = { error };
      for (const { onFailure } of refused) onFailure?.(error);
      this.#options.onFailure();
    }
  }

  /** Puts writes back in front of those that were added meanwhile. */
  #putBack(rest: readonly Write[]): void {
    if (rest.length === 0) return;
    if (this.#writes.length === 0) setImmediate(() => this.#flush());
    this.#writes = [...rest, ...this.#writes];
  }

  /** A transaction meets a lock only at its beginning, so none of it has run. */
  #wait(): void {
    this.#lock.met();
    const given = this.#writes.filter(({ signal }) => signal?.aborted);
    this.#writes = this.#writes.filter((write) => !given.includes(write));
    for (const { onFailure, signal } of given) onFailure?.(signal!.reason);
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#flush();
    }, REST_MS);
  }
}
