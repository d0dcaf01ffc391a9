/**
 * How everything waits for a lock of another program: in short attempts, between which this thread does other things, without
 * end, and told of after a while. Whoever is tired of it interrupts; nothing has been written then.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isLocked } from '../locked.ts';
import { openStore } from '../open.ts';
import type { Store } from '../store.ts';

/** How long this thread stands still for another's transaction, and how long it then does other things. */
export const STAND_MS = 100;
export const REST_MS = 100;
/** Transactions of others that take longer are told of. */
const TELL_AFTER_MS = 2000;

/** Called when something has waited for another program for a while, and when it no longer does. */
export type OnWaiting = (isWaiting: boolean) => void;

/** One wait after another, of the same who waits. */
export class LockWait {
  readonly #onWaiting: OnWaiting | undefined;
  #since: number | undefined;
  #hasTold = false;

  constructor(onWaiting: OnWaiting | undefined) {
    this.#onWaiting = onWaiting;
  }

  /** An attempt has met a lock. */
  met(): void {
    this.#since ??= performance.now();
    if (this.#hasTold || performance.now() - this.#since <= TELL_AFTER_MS) return;
    this.#hasTold = true;
    this.#onWaiting?.(true);
  }

  /** An attempt has met none. */
  over(): void {
    if (this.#hasTold) this.#onWaiting?.(false);
    this.#hasTold = false;
    this.#since = undefined;
  }
}

export interface Patience {
  readonly onWaiting?: OnWaiting | undefined;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * @param work writes all or nothing, and is tried again as long as it meets a lock: an operation of a store of `openWhenUnlocked`
 * @throws what `work` throws, and the signal's reason where that ended the waiting
 */
export async function whenUnlocked<Result>(
  work: () => Result,
  { onWaiting, signal }: Patience = {},
): Promise<Result> {
  const wait = new LockWait(onWaiting);
  for (;;) {
    try {
      const result = work();
      wait.over();
      return result;
    } catch (error) {
      if (!isLocked(error)) throw error;
    }
    wait.met();
    await sleep(REST_MS);
    signal?.throwIfAborted();
  }
}

/** A store whose own operations stand still for a moment only: `whenUnlocked` has them wait. Throws as `openStore` for writing. */
export const openWhenUnlocked = (path: string, patience: Patience = {}): Promise<Store> =>
  whenUnlocked(() => openStore(path, { waitMs: STAND_MS }), patience);
