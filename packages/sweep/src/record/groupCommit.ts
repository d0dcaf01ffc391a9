/**
 * Writes that come in one turn of the event loop are committed together, as far as that does not take long: a commit waits for
 * the disk, and the busier this thread is, the more writes share one. Where another program has locked the database, they wait
 * until it lets go. Once a group could not be written, nothing is: a checkpoint would stand beyond points that are missing.
 */
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { isLocked, LockWait, REST_MS, STAND_MS, type OnWaiting, type Store } from '@ranksweep/store';

/** After so long, a group is committed and the rest waits for the next turn: leases are renewed and commands heard in between. */
const LONGEST_GROUP_MS = 20;

interface Write {
  /** @returns what follows once it is durable */
  readonly write: () => () => void;
  /** Told instead when its group could not be written. */
  readonly onFailure?: ((error: unknown) => void) | undefined;
  /** Once aborted, it waits for no lock. */
  readonly signal?: AbortSignal | undefined;
}

export interface GroupCommitOptions {
  readonly store: Store;
  /** Called when a group could not be written, and nothing of it was, or when what followed threw. */
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
   * Has `write` run within the next commit, in the order of the calls.
   * @param write returns what to do once it is durable; when it throws, its whole group is undone
   */
  add(write: Write['write']): void {
    this.#push({ write });
  }

  /**
   * As `add`.
   * @param signal once aborted, `work` waits for no lock of another program any more
   * @returns what `work` returned, once that is durable
   * @throws when its group could not be written, and the signal's reason when it was not to wait
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
   * @throws what a group could not be written for
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

  /** Commits now what has been added so far, or as much of it as goes into a group. */
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

  /** In front of what has been added meanwhile. */
  #putBack(rest: readonly Write[]): void {
    if (rest.length === 0) return;
    if (this.#writes.length === 0) setImmediate(() => this.#flush());
    this.#writes = [...rest, ...this.#writes];
  }

  /** A lock is met where a transaction begins: nothing has run of it. */
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
